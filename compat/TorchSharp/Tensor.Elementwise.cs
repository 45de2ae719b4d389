using TorchSharp.Compat;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private Tensor Self(Operator op, params ReadOnlySpan<Argument> arguments)
        {
            op.Do(arguments);
            return this;
        }

        public Tensor abs() => Ops.abs.Call(this);
        public Tensor exp() => Ops.exp.Call(this);
        public Tensor exp2() => Ops.exp2.Call(this);
        public Tensor expm1() => Ops.expm1.Call(this);
        public Tensor log() => Ops.log.Call(this);
        public Tensor log2() => Ops.log2.Call(this);
        public Tensor log10() => Ops.log10.Call(this);
        public Tensor log1p() => Ops.log1p.Call(this);
        public Tensor sqrt() => Ops.sqrt.Call(this);
        public Tensor rsqrt() => Ops.rsqrt.Call(this);
        public Tensor sin() => Ops.sin.Call(this);
        public Tensor cos() => Ops.cos.Call(this);
        public Tensor tan() => Ops.tan.Call(this);
        public Tensor tanh() => Ops.tanh.Call(this);
        public Tensor sigmoid() => Ops.sigmoid.Call(this);
        public Tensor relu() => Ops.relu.Call(this);
        public Tensor silu() => Ops.silu.Call(this);
        public Tensor floor() => Ops.floor.Call(this);
        public Tensor ceil() => Ops.ceil.Call(this);
        public Tensor trunc() => Ops.trunc.Call(this);
        public Tensor sign() => Ops.sign.Call(this);
        public Tensor neg() => Ops.neg.Call(this);
        public Tensor reciprocal() => Ops.reciprocal.Call(this);
        public Tensor erf() => Ops.erf.Call(this);
        public Tensor square() => Ops.square.Call(this);
        public Tensor logical_not() => Ops.logical_not.Call(this);
        public Tensor bitwise_not() => Ops.bitwise_not.Call(this);
        public Tensor abs_() => Self(Ops.abs_, this);
        public Tensor exp_() => Self(Ops.exp_, this);
        public Tensor exp2_() => Self(Ops.exp2_, this);
        public Tensor expm1_() => Self(Ops.expm1_, this);
        public Tensor log_() => Self(Ops.log_, this);
        public Tensor log2_() => Self(Ops.log2_, this);
        public Tensor log10_() => Self(Ops.log10_, this);
        public Tensor log1p_() => Self(Ops.log1p_, this);
        public Tensor sqrt_() => Self(Ops.sqrt_, this);
        public Tensor rsqrt_() => Self(Ops.rsqrt_, this);
        public Tensor sin_() => Self(Ops.sin_, this);
        public Tensor cos_() => Self(Ops.cos_, this);
        public Tensor tan_() => Self(Ops.tan_, this);
        public Tensor tanh_() => Self(Ops.tanh_, this);
        public Tensor sigmoid_() => Self(Ops.sigmoid_, this);
        public Tensor relu_() => Self(Ops.relu_, this);
        public Tensor silu_() => Self(Ops.silu_, this);
        public Tensor floor_() => Self(Ops.floor_, this);
        public Tensor ceil_() => Self(Ops.ceil_, this);
        public Tensor trunc_() => Self(Ops.trunc_, this);
        public Tensor sign_() => Self(Ops.sign_, this);
        public Tensor neg_() => Self(Ops.neg_, this);
        public Tensor reciprocal_() => Self(Ops.reciprocal_, this);
        public Tensor erf_() => Self(Ops.erf_, this);
        public Tensor logical_not_() => Self(Ops.logical_not_, this);
        public Tensor bitwise_not_() => Self(Ops.bitwise_not_, this);
        public Tensor isnan() => Ops.isnan.Call(this);
        public Tensor isinf() => Ops.isinf.Call(this);
        public Tensor isfinite() => Ops.isfinite.Call(this);
        public Tensor clone() => Ops.clone.Call(this);
        public Tensor contiguous() => Ops.contiguous.Call(this);
        public Tensor detach() => Ops.detach.Call(this);
        public Tensor t() => Ops.t.Call(this);
        public Tensor nonzero() => Ops.nonzero.Call(this);
        public Tensor eq(Tensor target) => Ops.eq_Tensor.Call(this, target);
        public Tensor eq(Scalar target) => Ops.eq_Scalar.Call(this, target);
        public Tensor ne(Tensor target) => Ops.ne_Tensor.Call(this, target);
        public Tensor ne(Scalar target) => Ops.ne_Scalar.Call(this, target);
        public Tensor lt(Tensor target) => Ops.lt_Tensor.Call(this, target);
        public Tensor lt(Scalar target) => Ops.lt_Scalar.Call(this, target);
        public Tensor le(Tensor target) => Ops.le_Tensor.Call(this, target);
        public Tensor le(Scalar target) => Ops.le_Scalar.Call(this, target);
        public Tensor gt(Tensor target) => Ops.gt_Tensor.Call(this, target);
        public Tensor gt(Scalar target) => Ops.gt_Scalar.Call(this, target);
        public Tensor ge(Tensor target) => Ops.ge_Tensor.Call(this, target);
        public Tensor ge(Scalar target) => Ops.ge_Scalar.Call(this, target);
        public Tensor add(Tensor target) => Ops.add_Tensor.Call(this, target);
        public Tensor add(Scalar scalar) => Ops.add_Scalar.Call(this, scalar);
        public Tensor add_(Tensor target) => Self(Ops.add__Tensor, this, target);
        public Tensor add_(Scalar scalar) => Self(Ops.add__Scalar, this, scalar);
        public Tensor sub(Tensor target) => Ops.sub_Tensor.Call(this, target);
        public Tensor sub(Scalar target) => Ops.sub_Scalar.Call(this, target);
        public Tensor sub_(Tensor target) => Self(Ops.sub__Tensor, this, target);
        public Tensor sub_(Scalar target) => Self(Ops.sub__Scalar, this, target);
        public Tensor mul(Tensor target) => Ops.mul_Tensor.Call(this, target);
        public Tensor mul(Scalar target) => Ops.mul_Scalar.Call(this, target);
        public Tensor mul_(Tensor target) => Self(Ops.mul__Tensor, this, target);
        public Tensor mul_(Scalar target) => Self(Ops.mul__Scalar, this, target);
        public Tensor remainder(Tensor target) => Ops.remainder_Tensor.Call(this, target);
        public Tensor remainder(Scalar scalar) => Ops.remainder_Scalar.Call(this, scalar);
        public Tensor remainder_(Tensor target) => Self(Ops.remainder__Tensor, this, target);
        public Tensor remainder_(Scalar scalar) => Self(Ops.remainder__Scalar, this, scalar);
        public Tensor logical_and(Tensor other) => Ops.logical_and.Call(this, other);
        public Tensor logical_and_(Tensor other) => Self(Ops.logical_and_, this, other);
        public Tensor logical_or(Tensor other) => Ops.logical_or.Call(this, other);
        public Tensor logical_or_(Tensor other) => Self(Ops.logical_or_, this, other);
        public Tensor logical_xor(Tensor other) => Ops.logical_xor.Call(this, other);
        public Tensor logical_xor_(Tensor other) => Self(Ops.logical_xor_, this, other);
        public Tensor bitwise_and(Tensor other) => Ops.bitwise_and.Call(this, other);
        public Tensor bitwise_and_(Tensor other) => Self(Ops.bitwise_and_, this, other);
        public Tensor bitwise_or(Tensor other) => Ops.bitwise_or.Call(this, other);
        public Tensor bitwise_or_(Tensor other) => Self(Ops.bitwise_or_, this, other);
        public Tensor bitwise_xor(Tensor other) => Ops.bitwise_xor.Call(this, other);
        public Tensor bitwise_xor_(Tensor other) => Self(Ops.bitwise_xor_, this, other);
        public Tensor matmul(Tensor target) => Ops.matmul.Call(this, target);
        public Tensor mm(Tensor target) => Ops.mm.Call(this, target);
        public Tensor bmm(Tensor batch2) => Ops.bmm.Call(this, batch2);
        public Tensor mv(Tensor target) => Ops.mv.Call(this, target);
        public Tensor dot(Tensor target) => Ops.dot.Call(this, target);
        public Tensor outer(Tensor vec2) => Ops.outer.Call(this, vec2);
        public Tensor maximum(Tensor other) => Ops.maximum.Call(this, other);
        public Tensor minimum(Tensor other) => Ops.minimum.Call(this, other);
        public Tensor atan2(Tensor other) => Ops.atan2.Call(this, other);
        public Tensor masked_select(Tensor mask) => Ops.masked_select.Call(this, mask);
    }
}
