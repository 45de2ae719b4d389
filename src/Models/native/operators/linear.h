// x Wᵀ + bias + residual.
#pragma once

#include "tensors.h"

namespace {

void multiply_transposed(const RowsOf& x, const Tensor& weight, const float* bias, float* y, bool accumulate) {
  auto& k = kernels();
  int64_t n = weight.size(0), depth = weight.size(1);
  int64_t panels = (n + k.panel - 1) / k.panel;
  float* packed = scratch(panels * k.panel * depth);
  k.pack(data(weight), depth, n, depth, packed);
  at::parallel_for(0, x.rows, std::max<int64_t>(48, (1 << 18) / std::max<int64_t>(1, n * depth)), [&](int64_t from, int64_t to) {
    k.gemm_packed(to - from, n, depth, x.at() + from * x.stride, x.stride, packed, y + from * n, n, bias, accumulate);
  });
}

std::vector<int64_t> with_last(const Tensor& x, int64_t last) {
  auto sizes = x.sizes().vec();
  sizes.back() = last;
  return sizes;
}

Tensor linear_forward(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& residual) {
  RowsOf rows(x);
  Tensor y = fresh(with_last(x, weight.size(0)));
  if (residual.defined()) y.copy_(residual);
  multiply_transposed(rows, weight, data_or_null(bias), data(y), residual.defined());
  return y;
}

variable_list linear_gradients(const Tensor& x, const Tensor& weight, const Tensor& dy_any, bool want_x, bool want_weight, bool want_bias) {
  auto& k = kernels();
  int64_t n = weight.size(0), depth = weight.size(1);
  Tensor dx, dw, db;
  RowsOf dy(dy_any);
  if (want_x) {
    dx = fresh(x.sizes());
    float* to_x = data(dx);
    at::parallel_for(0, dy.rows, std::max<int64_t>(48, (1 << 18) / std::max<int64_t>(1, n * depth)), [&](int64_t from, int64_t to) {
      k.gemm(to - from, depth, n, dy.at() + from * dy.stride, dy.stride, 1, data(weight), depth, to_x + from * depth, depth, nullptr, false);
    });
  }
  if (want_weight) {
    dw = fresh(weight.sizes());
    RowsOf rows(x);
    float* to_w = data(dw);
    at::parallel_for(0, n, std::max<int64_t>(12, (1 << 18) / std::max<int64_t>(1, dy.rows * depth)), [&](int64_t from, int64_t to) {
      k.gemm(to - from, depth, dy.rows, dy.at() + from, 1, dy.stride, rows.at(), rows.stride, to_w + from * depth, depth, nullptr, false);
    });
  }
  if (want_bias) {
    db = fresh({n});
    float* to = data(db);
    std::fill(to, to + n, 0.0f);
    for (int64_t r = 0; r < dy.rows; r++) {
      const float* row = dy.at() + r * dy.stride;
      for (int64_t i = 0; i < n; i++) to[i] += row[i];
    }
  }
  return {dx, dw, db};
}

struct LinearFunction : Function<LinearFunction> {
  // Optional, because an undefined plain tensor cannot be an input of a Function.
  static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& weight, const OptionalTensor& bias, const OptionalTensor& residual) {
    ctx->save_for_backward({x, weight});
    ctx->saved_data["bias"] = bias.has_value();
    ctx->saved_data["residual"] = residual.has_value();
    return linear_forward(x, weight, bias.value_or(Tensor()), residual.value_or(Tensor()));
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    bool bias = ctx->saved_data["bias"].toBool();
    auto all = linear_gradients(saved[0], saved[1], grads[0], ctx->needs_input_grad(0), ctx->needs_input_grad(1), bias && ctx->needs_input_grad(2));
    all.push_back(ctx->saved_data["residual"].toBool() ? grads[0] : Tensor());
    return all;
  }
};

Tensor linear(const Tensor& x, const Tensor& weight_any, const OptionalTensor& bias_any, const OptionalTensor& residual_any) {
  check(x, "x");
  check(weight_any, "weight");
  TORCH_CHECK(weight_any.dim() == 2 && x.dim() >= 1 && x.size(-1) == weight_any.size(1), "linear: x ", x.sizes(), " does not fit weight ", weight_any.sizes());
  Tensor weight = weight_any.contiguous(), bias = bias_any ? bias_any->contiguous() : Tensor(), residual = residual_any ? *residual_any : Tensor();
  TORCH_CHECK(!residual.defined() || residual.sizes().vec() == with_last(x, weight.size(0)), "linear: the residual ", residual_any ? residual_any->sizes() : c10::IntArrayRef(), " does not fit");
  TORCH_CHECK(!bias.defined() || (bias.dim() == 1 && bias.size(0) == weight.size(0)), "linear: bias ", bias.sizes(), " does not fit weight ", weight.sizes());
  if (wants_gradient({&x, &weight, &bias, &residual}))
    return LinearFunction::apply(x, weight, bias_any ? OptionalTensor(bias) : c10::nullopt, residual_any);
  return linear_forward(x, weight, bias, residual);
}

}  // namespace
