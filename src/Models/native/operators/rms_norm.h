// Root mean square normalisation.
#pragma once

#include "tensors.h"

namespace {

struct RmsNormFunction : Function<RmsNormFunction> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& weight, double eps) {
    Tensor y = fresh(x.sizes()), inverse = fresh({x.numel() / x.size(-1)});
    kernels().rms_norm(data(x), data(weight), data(y), data(inverse), inverse.numel(), x.size(-1), static_cast<float>(eps));
    ctx->save_for_backward({x, weight, inverse});
    return y;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    auto &x = saved[0], &weight = saved[1], &inverse = saved[2];
    Tensor dy = grads[0].contiguous(), dx = fresh(x.sizes()), dw = fresh(weight.sizes());
    std::fill(data(dw), data(dw) + dw.numel(), 0.0f);
    kernels().rms_norm_backward(data(x), data(weight), data(inverse), data(dy), data(dx), data(dw), inverse.numel(), x.size(-1));
    return {dx, dw, Tensor()};
  }
};

Tensor rms_norm(const Tensor& x_any, const Tensor& weight_any, double eps) {
  check(x_any, "x");
  check(weight_any, "weight");
  TORCH_CHECK(weight_any.dim() == 1 && x_any.size(-1) == weight_any.size(0), "rms_norm: x ", x_any.sizes(), " does not fit weight ", weight_any.sizes());
  Tensor x = x_any.contiguous(), weight = weight_any.contiguous();
  if (wants_gradient({&x, &weight})) return RmsNormFunction::apply(x, weight, eps);
  Tensor y = fresh(x.sizes());
  auto& k = kernels();
  at::parallel_for(0, x.numel() / x.size(-1), 1024, [&](int64_t from, int64_t to) {
    k.rms_norm(data(x) + from * x.size(-1), data(weight), data(y) + from * x.size(-1), nullptr, to - from, x.size(-1), static_cast<float>(eps));
  });
  return y;
}

}  // namespace
