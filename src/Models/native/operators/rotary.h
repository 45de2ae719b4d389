// Rotary positions.
#pragma once

#include "tensors.h"

namespace {

// x [..., tokens, heads, size] with dense (heads, size) per token row, at any distance between rows.
struct RotaryRows {
  Tensor x;
  int64_t rows, heads, size, stride;
  explicit RotaryRows(const Tensor& t) : x(t), heads(t.size(-2)), size(t.size(-1)) {
    bool dense = t.stride(-1) == 1 && t.stride(-2) == size;
    RowsOf outer = dense && t.dim() > 2 ? RowsOf(t.select(-1, 0).select(-1, 0).unsqueeze(-1)) : RowsOf(t.contiguous().view({-1, heads * size}));
    if (!dense || outer.owner.data_ptr() != t.data_ptr()) {
      x = t.contiguous();
      rows = x.numel() / (heads * size);
      stride = heads * size;
    } else {
      rows = outer.rows;
      stride = outer.rows == 1 ? heads * size : outer.stride;
    }
  }
};

void check_rotary(const Tensor& cos, const Tensor& sin, int64_t rows, int64_t size) {
  TORCH_CHECK(cos.numel() == rows * size && sin.numel() == rows * size, "rotary: cos ", cos.sizes(), " and sin ", sin.sizes(), " do not have ", rows, " rows of ", size);
}

// The first `turned` heads turn, the others are copied.
Tensor turn(const Tensor& x, const Tensor& cos, const Tensor& sin, int64_t turned, float sign) {
  RotaryRows r(x);
  Tensor y = fresh(x.sizes());
  auto& k = kernels();
  at::parallel_for(0, r.rows, 512, [&](int64_t from, int64_t to) {
    k.rotary(data(r.x) + from * r.stride, r.stride, data(y) + from * r.heads * r.size, r.heads * r.size, data(cos) + from * r.size, data(sin) + from * r.size, to - from, turned, r.heads - turned, r.size, sign);
  });
  return y;
}

struct RotaryFunction : Function<RotaryFunction> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& cos, const Tensor& sin, int64_t turned) {
    ctx->save_for_backward({cos, sin});
    ctx->saved_data["turned"] = turned;
    return turn(x, cos, sin, turned, 1);
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    return {turn(grads[0], saved[0], saved[1], ctx->saved_data["turned"].toInt(), -1), Tensor(), Tensor(), Tensor()};
  }
};

Tensor rotary(const Tensor& x, const Tensor& cos_any, const Tensor& sin_any, c10::optional<int64_t> turned_any) {
  check(x, "x");
  check(cos_any, "cos");
  check(sin_any, "sin");
  Tensor cos = cos_any.contiguous(), sin = sin_any.contiguous();
  int64_t heads = x.size(-2), turned = turned_any.value_or(heads);
  TORCH_CHECK(turned >= 0 && turned <= heads, "rotary: ", turned, " of ", heads, " heads");
  check_rotary(cos, sin, x.numel() / (x.size(-1) * heads), x.size(-1));
  return wants_gradient({&x}) ? RotaryFunction::apply(x, cos, sin, turned) : turn(x, cos, sin, turned, 1);
}

}  // namespace
