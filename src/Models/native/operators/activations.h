// Activations.
#pragma once

#include "tensors.h"

namespace {

struct SwiGluFunction : Function<SwiGluFunction> {
  static Tensor run(const Tensor& gate, const Tensor& up) {
    RowsOf g(gate), u(up);
    Tensor y = fresh(gate.sizes());
    auto& k = kernels();
    at::parallel_for(0, g.rows, 256, [&](int64_t from, int64_t to) {
      k.swiglu(g.at() + from * g.stride, g.stride, u.at() + from * u.stride, u.stride, data(y) + from * g.width, to - from, g.width);
    });
    return y;
  }
  static Tensor forward(AutogradContext* ctx, const Tensor& gate, const Tensor& up) {
    ctx->save_for_backward({gate, up});
    return run(gate, up);
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    RowsOf g(saved[0]), u(saved[1]);
    Tensor dy = grads[0].contiguous(), dg = fresh(saved[0].sizes()), du = fresh(saved[1].sizes());
    kernels().swiglu_backward(g.at(), g.stride, u.at(), u.stride, data(dy), data(dg), g.width, data(du), g.width, g.rows, g.width);
    return {dg, du};
  }
};

Tensor swiglu(const Tensor& gate, const Tensor& up) {
  check(gate, "gate");
  check(up, "up");
  TORCH_CHECK(gate.sizes() == up.sizes(), "swiglu: gate ", gate.sizes(), " and up ", up.sizes(), " differ");
  return wants_gradient({&gate, &up}) ? SwiGluFunction::apply(gate, up) : SwiGluFunction::run(gate, up);
}

// gate and up side by side in one row.
struct PackedSwiGluFunction : Function<PackedSwiGluFunction> {
  static Tensor forward(AutogradContext* ctx, const Tensor& packed) {
    ctx->save_for_backward({packed});
    int64_t n = packed.size(-1) / 2;
    return SwiGluFunction::run(packed.narrow(-1, 0, n), packed.narrow(-1, n, n));
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    RowsOf x(saved[0]);
    int64_t n = x.width / 2;
    Tensor dy = grads[0].contiguous(), dx = fresh(saved[0].sizes());
    auto& k = kernels();
    at::parallel_for(0, x.rows, 256, [&](int64_t from, int64_t to) {
      k.swiglu_backward(x.at() + from * x.stride, x.stride, x.at() + from * x.stride + n, x.stride, data(dy) + from * n, data(dx) + from * 2 * n, 2 * n, data(dx) + from * 2 * n + n, 2 * n, to - from, n);
    });
    return {dx};
  }
};

Tensor packed_swiglu(const Tensor& packed) {
  check(packed, "packed");
  TORCH_CHECK(packed.size(-1) % 2 == 0, "packed_swiglu: the last dimension of ", packed.sizes(), " is odd");
  if (wants_gradient({&packed})) return PackedSwiGluFunction::apply(packed);
  int64_t n = packed.size(-1) / 2;
  return SwiGluFunction::run(packed.narrow(-1, 0, n), packed.narrow(-1, n, n));
}

struct QuickGeluFunction : Function<QuickGeluFunction> {
  static Tensor run(const Tensor& x) {
    Tensor y = fresh(x.sizes());
    kernels().quick_gelu(data(x), data(y), x.numel());
    return y;
  }
  static Tensor forward(AutogradContext* ctx, const Tensor& x) {
    ctx->save_for_backward({x});
    return run(x);
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    Tensor dy = grads[0].contiguous(), dx = fresh(dy.sizes());
    kernels().quick_gelu_backward(data(saved[0]), data(dy), data(dx), dx.numel());
    return {dx};
  }
};

Tensor quick_gelu(const Tensor& x_any) {
  check(x_any, "x");
  Tensor x = x_any.contiguous();
  return wants_gradient({&x}) ? QuickGeluFunction::apply(x) : QuickGeluFunction::run(x);
}

}  // namespace
