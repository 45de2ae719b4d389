#pragma once

#include "tensors.h"

namespace {

// Rows by index; the gradient adds each row where it came from.
struct GatherRowsFunction : Function<GatherRowsFunction> {
  static Tensor run(const Tensor& x, const Tensor& index) {
    RowsOf rows(x);
    Tensor y = fresh({index.numel(), rows.width});
    const int64_t* at = index.data_ptr<int64_t>();
    for (int64_t i = 0; i < index.numel(); i++) {
      TORCH_CHECK(at[i] >= 0 && at[i] < rows.rows, "gather_rows: row ", at[i], " of ", rows.rows);
      std::memcpy(data(y) + i * rows.width, rows.at() + at[i] * rows.stride, sizeof(float) * rows.width);
    }
    return y;
  }
  static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& index) {
    ctx->save_for_backward({index});
    ctx->saved_data["sizes"] = x.sizes().vec();
    return run(x, index);
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    auto sizes = ctx->saved_data["sizes"].toIntVector();
    Tensor dx = fresh(sizes);
    std::memset(data(dx), 0, sizeof(float) * dx.numel());
    RowsOf dy(grads[0]);
    const int64_t* at = saved[0].data_ptr<int64_t>();
    for (int64_t i = 0; i < dy.rows; i++) {
      float* to = data(dx) + at[i] * dy.width;
      const float* from = dy.at() + i * dy.stride;
      for (int64_t c = 0; c < dy.width; c++) to[c] += from[c];
    }
    return {dx, Tensor()};
  }
};

Tensor gather_rows(const Tensor& x, const Tensor& index_any) {
  check(x, "x");
  TORCH_CHECK(x.dim() == 2 && index_any.dim() == 1 && index_any.scalar_type() == at::kLong, "gather_rows: x ", x.sizes(), ", index ", index_any.sizes());
  Tensor index = index_any.contiguous();
  return wants_gradient({&x}) ? GatherRowsFunction::apply(x, index) : GatherRowsFunction::run(x, index);
}

}  // namespace
