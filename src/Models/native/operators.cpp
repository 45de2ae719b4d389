// The fused operators of Kernels.cs as libtorch operators (rl4vlm::…) with their gradients. float32 on the CPU; the managed
// side sends everything else to the composed forms. Work is split over rows or batch entries, never inside a sum, so results
// do not depend on the number of threads.
#include <ATen/EmptyTensor.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/sum.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

#include "kernels.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;
using OptionalTensor = c10::optional<Tensor>;

Tensor fresh(at::IntArrayRef sizes) { return Tensor(at::detail::empty_cpu(sizes, at::kFloat)); }
float* data(const Tensor& t) { return t.data_ptr<float>(); }
const float* data_or_null(const Tensor& t) { return t.defined() ? t.data_ptr<float>() : nullptr; }

void check(const Tensor& t, const char* name) {
  TORCH_CHECK(t.device().is_cpu() && t.scalar_type() == at::kFloat, name, " must be float32 on the CPU, found ", t.scalar_type(), " on ", t.device());
}

bool wants_gradient(std::initializer_list<const Tensor*> tensors) {
  if (!at::GradMode::is_enabled()) return false;
  for (auto t : tensors)
    if (t->defined() && t->requires_grad()) return true;
  return false;
}

float* scratch(size_t floats) {
  thread_local std::vector<float> memory;
  if (memory.size() < floats) memory.resize(floats);
  return memory.data();
}

// Rows of the last dimension when they lie at one distance from each other; a copy otherwise.
struct RowsOf {
  Tensor owner;
  int64_t rows, width, stride;
  explicit RowsOf(const Tensor& t) : owner(t), rows(1), width(t.size(-1)), stride(0) {
    int64_t d = t.dim();
    for (int64_t i = 0; i < d - 1; i++) rows *= t.size(i);
    bool regular = t.stride(-1) == 1 || width == 1;
    int64_t expected = -1;
    for (int64_t i = d - 2; i >= 0 && regular; i--) {
      if (t.size(i) == 1) continue;
      if (expected >= 0 && t.stride(i) != expected) regular = false;
      if (expected < 0) stride = t.stride(i);
      expected = t.stride(i) * t.size(i);
    }
    if (!regular) {
      owner = t.contiguous();
      stride = width;
    } else if (expected < 0) {
      stride = width;
    }
  }
  const float* at() const { return data(owner); }
};

// ---- linear -------------------------------------------------------------------------------------------------------

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

// ---- normalisation ------------------------------------------------------------------------------------------------

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

// ---- rotary positions ---------------------------------------------------------------------------------------------

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

struct RotaryFunction : Function<RotaryFunction> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x_any, const Tensor& cos, const Tensor& sin) {
    ctx->save_for_backward({cos, sin});
    RotaryRows r(x_any);
    Tensor y = fresh(x_any.sizes());
    kernels().rotary(data(r.x), r.stride, data(y), r.heads * r.size, data(cos), data(sin), r.rows, r.heads, r.size, 1);
    return y;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    RotaryRows r(grads[0]);
    Tensor dx = fresh(grads[0].sizes());
    kernels().rotary(data(r.x), r.stride, data(dx), r.heads * r.size, data(saved[0]), data(saved[1]), r.rows, r.heads, r.size, -1);
    return {dx, Tensor(), Tensor()};
  }
};

Tensor rotary(const Tensor& x, const Tensor& cos_any, const Tensor& sin_any) {
  check(x, "x");
  check(cos_any, "cos");
  check(sin_any, "sin");
  Tensor cos = cos_any.contiguous(), sin = sin_any.contiguous();
  check_rotary(cos, sin, x.numel() / (x.size(-1) * x.size(-2)), x.size(-1));
  if (wants_gradient({&x})) return RotaryFunction::apply(x, cos, sin);
  RotaryRows r(x);
  Tensor y = fresh(x.sizes());
  kernels().rotary(data(r.x), r.stride, data(y), r.heads * r.size, data(cos), data(sin), r.rows, r.heads, r.size, 1);
  return y;
}

// Packed projections [rows, (heads + 2 kv) size] to rotated queries and keys and plain values, each dense. The gradient is
// written straight into one packed tensor.
struct SplitRotaryFunction : Function<SplitRotaryFunction> {
  static variable_list run(const Tensor& packed, const Tensor& cos, const Tensor& sin, int64_t heads, int64_t kv) {
    auto& k = kernels();
    int64_t size = packed.size(-1) / (heads + 2 * kv);
    RowsOf rows(packed);
    Tensor q = fresh({rows.rows, heads, size}), keys = fresh({rows.rows, kv, size}), values = fresh({rows.rows, kv, size});
    k.rotary(rows.at(), rows.stride, data(q), heads * size, data(cos), data(sin), rows.rows, heads, size, 1);
    k.rotary(rows.at() + heads * size, rows.stride, data(keys), kv * size, data(cos), data(sin), rows.rows, kv, size, 1);
    for (int64_t r = 0; r < rows.rows; r++)
      std::memcpy(data(values) + r * kv * size, rows.at() + r * rows.stride + (heads + kv) * size, sizeof(float) * kv * size);
    return {q, keys, values};
  }
  static variable_list forward(AutogradContext* ctx, const Tensor& packed, const Tensor& cos, const Tensor& sin, int64_t heads, int64_t kv) {
    ctx->save_for_backward({cos, sin});
    ctx->saved_data["heads"] = heads;
    ctx->saved_data["kv"] = kv;
    ctx->saved_data["sizes"] = packed.sizes().vec();
    return run(packed, cos, sin, heads, kv);
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    auto& k = kernels();
    int64_t heads = ctx->saved_data["heads"].toInt(), kv = ctx->saved_data["kv"].toInt();
    auto sizes = ctx->saved_data["sizes"].toIntVector();
    int64_t width = sizes.back(), size = width / (heads + 2 * kv);
    Tensor dx = fresh(sizes);
    int64_t rows = dx.numel() / width;
    auto part = [&](Tensor& g, int64_t at, int64_t n, bool turn) {
      float* to = data(dx) + at * size;
      if (!g.defined()) {
        for (int64_t r = 0; r < rows; r++) std::memset(to + r * width, 0, sizeof(float) * n * size);
        return;
      }
      Tensor dense = g.contiguous();
      if (turn) k.rotary(data(dense), n * size, to, width, data(saved[0]), data(saved[1]), rows, n, size, -1);
      else
        for (int64_t r = 0; r < rows; r++) std::memcpy(to + r * width, data(dense) + r * n * size, sizeof(float) * n * size);
    };
    part(grads[0], 0, heads, true);
    part(grads[1], heads, kv, true);
    part(grads[2], heads + kv, kv, false);
    return {dx, Tensor(), Tensor(), Tensor(), Tensor()};
  }
};

std::tuple<Tensor, Tensor, Tensor> split_rotary(const Tensor& packed, const Tensor& cos_any, const Tensor& sin_any, int64_t heads, int64_t kv) {
  check(packed, "packed");
  Tensor cos = cos_any.contiguous(), sin = sin_any.contiguous();
  TORCH_CHECK(packed.size(-1) % (heads + 2 * kv) == 0, "split_rotary: width ", packed.size(-1), " is not a multiple of ", heads + 2 * kv, " heads");
  check_rotary(cos, sin, packed.numel() / packed.size(-1), packed.size(-1) / (heads + 2 * kv));
  auto all = wants_gradient({&packed}) ? SplitRotaryFunction::apply(packed, cos, sin, heads, kv) : SplitRotaryFunction::run(packed, cos, sin, heads, kv);
  return {all[0], all[1], all[2]};
}

// ---- attention ----------------------------------------------------------------------------------------------------

Tensor last_dense(const Tensor& t) { return t.stride(-1) == 1 ? t : t.contiguous(); }

void strides_of(AttentionShape& s, const Tensor& q, const Tensor& k, const Tensor& v) {
  s.q_batch = q.stride(0); s.q_token = q.stride(1); s.q_head = q.stride(2);
  s.k_batch = k.stride(0); s.k_token = k.stride(1); s.k_head = k.stride(2);
  s.v_batch = v.stride(0); s.v_token = v.stride(1); s.v_head = v.stride(2);
}

AttentionShape shape_of(const Tensor& q, const Tensor& k, const Tensor& v, bool causal, const Tensor& lengths) {
  TORCH_CHECK(q.dim() == 4 && k.dim() == 4 && v.sizes() == k.sizes() && q.size(0) == k.size(0) && q.size(3) == k.size(3) && q.size(2) % k.size(2) == 0 && (!causal || q.size(1) <= k.size(1)),
              "attention: q ", q.sizes(), ", k ", k.sizes(), " and v ", v.sizes(), " do not fit");
  TORCH_CHECK(!lengths.defined() || (lengths.scalar_type() == at::kLong && lengths.numel() == q.size(0)), "attention: key lengths must be int64 [", q.size(0), "]");
  AttentionShape s{};
  s.batch = q.size(0); s.tokens = q.size(1); s.keys = k.size(1); s.heads = q.size(2); s.kv_heads = k.size(2); s.size = q.size(3);
  s.causal = causal;
  s.lengths = lengths.defined() ? lengths.data_ptr<int64_t>() : nullptr;
  s.scale = 1.0f / std::sqrt(static_cast<float>(s.size));
  strides_of(s, q, k, v);
  return s;
}

void attend(const AttentionShape& s, const float* q, const float* k, const float* v, float* out, float* lse) {
  auto& table = kernels();
  at::parallel_for(0, s.batch, std::max<int64_t>(1, (1 << 17) / std::max<int64_t>(1, s.tokens * s.keys * s.heads)), [&](int64_t from, int64_t to) {
    float* memory = scratch(table.attention_scratch(s));
    for (int64_t b = from; b < to; b++) table.attention(s, b, q, k, v, out, lse, memory);
  });
}

void attend_backward(const AttentionShape& s, const AttentionShape& g, const float* q, const float* k, const float* v, const Tensor& out, const Tensor& lse, const Tensor& dout, float* dq, float* dk, float* dv) {
  auto& table = kernels();
  at::parallel_for(0, s.batch, std::max<int64_t>(1, (1 << 16) / std::max<int64_t>(1, s.tokens * s.keys * s.heads)), [&](int64_t from, int64_t to) {
    float* memory = scratch(table.attention_scratch(s));
    for (int64_t b = from; b < to; b++) table.attention_backward(s, g, b, q, k, v, data(out), data(lse), data(dout), dq, dk, dv, memory);
  });
}

struct AttentionFunction : Function<AttentionFunction> {
  static Tensor forward(AutogradContext* ctx, const Tensor& q_any, const Tensor& k_any, const Tensor& v_any, bool causal, const OptionalTensor& lengths_any) {
    Tensor q = last_dense(q_any), k = last_dense(k_any), v = last_dense(v_any), lengths = lengths_any.value_or(Tensor());
    auto s = shape_of(q, k, v, causal, lengths);
    Tensor out = fresh({s.batch, s.tokens, s.heads * s.size}), lse = fresh({s.batch, s.heads, s.tokens});
    attend(s, data(q), data(k), data(v), data(out), data(lse));
    ctx->save_for_backward({q, k, v, lengths, lse, out});
    ctx->saved_data["causal"] = causal;
    return out;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    auto &q = saved[0], &k = saved[1], &v = saved[2];
    auto s = shape_of(q, k, v, ctx->saved_data["causal"].toBool(), saved[3]);
    Tensor dq = fresh(q.sizes()), dk = fresh(k.sizes()), dv = fresh(v.sizes());
    AttentionShape g = s;
    strides_of(g, dq, dk, dv);
    attend_backward(s, g, data(q), data(k), data(v), saved[5], saved[4], grads[0].contiguous(), data(dq), data(dk), data(dv));
    return {dq, dk, dv, Tensor(), Tensor()};
  }
};

Tensor attention(const Tensor& q_any, const Tensor& k_any, const Tensor& v_any, bool causal, const OptionalTensor& lengths_any) {
  check(q_any, "q");
  check(k_any, "k");
  check(v_any, "v");
  Tensor lengths = lengths_any ? lengths_any->contiguous() : Tensor();
  if (wants_gradient({&q_any, &k_any, &v_any})) return AttentionFunction::apply(q_any, k_any, v_any, causal, lengths.defined() ? OptionalTensor(lengths) : c10::nullopt);
  Tensor q = last_dense(q_any), k = last_dense(k_any), v = last_dense(v_any);
  auto s = shape_of(q, k, v, causal, lengths);
  Tensor out = fresh({s.batch, s.tokens, s.heads * s.size});
  attend(s, data(q), data(k), data(v), data(out), nullptr);
  return out;
}

// The same over packed projections [batch, tokens, (heads + 2 kv) size]; its gradient is one packed tensor.
struct PackedAttentionFunction : Function<PackedAttentionFunction> {
  static AttentionShape shape(const Tensor& packed, int64_t heads, int64_t kv, bool causal) {
    AttentionShape s{};
    s.batch = packed.size(0); s.tokens = s.keys = packed.size(1); s.heads = heads; s.kv_heads = kv;
    s.size = packed.size(2) / (heads + 2 * kv);
    s.causal = causal;
    s.scale = 1.0f / std::sqrt(static_cast<float>(s.size));
    s.q_head = s.k_head = s.v_head = s.size;
    s.q_token = s.k_token = s.v_token = packed.stride(1);
    s.q_batch = s.k_batch = s.v_batch = packed.stride(0);
    return s;
  }
  static Tensor forward(AutogradContext* ctx, const Tensor& packed, int64_t heads, int64_t kv, bool causal) {
    auto s = shape(packed, heads, kv, causal);
    Tensor out = fresh({s.batch, s.tokens, heads * s.size}), lse = fresh({s.batch, heads, s.tokens});
    const float* x = data(packed);
    attend(s, x, x + heads * s.size, x + (heads + kv) * s.size, data(out), data(lse));
    ctx->save_for_backward({packed, lse, out});
    ctx->saved_data["heads"] = heads;
    ctx->saved_data["kv"] = kv;
    ctx->saved_data["causal"] = causal;
    return out;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    auto& packed = saved[0];
    int64_t heads = ctx->saved_data["heads"].toInt(), kv = ctx->saved_data["kv"].toInt();
    bool causal = ctx->saved_data["causal"].toBool();
    auto s = shape(packed, heads, kv, causal);
    Tensor dx = fresh(packed.sizes());
    auto g = shape(dx, heads, kv, causal);
    const float* x = data(packed);
    float* to = data(dx);
    attend_backward(s, g, x, x + heads * s.size, x + (heads + kv) * s.size, saved[2], saved[1], grads[0].contiguous(), to, to + heads * s.size, to + (heads + kv) * s.size);
    return {dx, Tensor(), Tensor(), Tensor()};
  }
};

Tensor packed_attention(const Tensor& packed_any, int64_t heads, int64_t kv, bool causal) {
  check(packed_any, "packed");
  TORCH_CHECK(packed_any.dim() == 3 && packed_any.size(2) % (heads + 2 * kv) == 0 && heads % kv == 0, "packed_attention: ", packed_any.sizes(), " does not hold ", heads, " + 2 x ", kv, " heads");
  Tensor packed = last_dense(packed_any);
  if (wants_gradient({&packed})) return PackedAttentionFunction::apply(packed, heads, kv, causal);
  auto s = PackedAttentionFunction::shape(packed, heads, kv, causal);
  Tensor out = fresh({s.batch, s.tokens, heads * s.size});
  const float* x = data(packed);
  attend(s, x, x + heads * s.size, x + (heads + kv) * s.size, data(out), nullptr);
  return out;
}

// ---- activations --------------------------------------------------------------------------------------------------

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

// ---- losses and the optimiser -------------------------------------------------------------------------------------

struct TokenLogProbabilityFunction : Function<TokenLogProbabilityFunction> {
  static variable_list forward(AutogradContext* ctx, const Tensor& logits, const Tensor& ids, double temperature) {
    auto sizes = ids.sizes();
    Tensor log_probability = fresh(sizes), entropy = fresh(sizes), lse = fresh(sizes);
    kernels().token_log_probability(data(logits), ids.data_ptr<int64_t>(), static_cast<float>(1 / temperature), data(log_probability), data(entropy), data(lse), ids.numel(), logits.size(-1));
    if (ctx) {
      ctx->save_for_backward({logits, ids, entropy, lse});
      ctx->saved_data["temperature"] = temperature;
      ctx->set_materialize_grads(false);
    }
    return {log_probability, entropy};
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    auto& logits = saved[0];
    Tensor dlog = grads[0].defined() ? grads[0].contiguous() : Tensor(), dentropy = grads[1].defined() ? grads[1].contiguous() : Tensor(), dx = fresh(logits.sizes());
    kernels().token_log_probability_backward(data(logits), saved[1].data_ptr<int64_t>(), static_cast<float>(1 / ctx->saved_data["temperature"].toDouble()), data(saved[2]), data(saved[3]), data_or_null(dlog), data_or_null(dentropy), data(dx), saved[1].numel(), logits.size(-1));
    return {dx, Tensor(), Tensor()};
  }
};

std::tuple<Tensor, Tensor> token_log_probability(const Tensor& logits_any, const Tensor& ids_any, double temperature) {
  check(logits_any, "logits");
  TORCH_CHECK(ids_any.scalar_type() == at::kLong && ids_any.sizes() == logits_any.sizes().slice(0, logits_any.dim() - 1), "token_log_probability: ids ", ids_any.sizes(), " do not fit logits ", logits_any.sizes());
  TORCH_CHECK(temperature > 0, "token_log_probability: the temperature must be positive, found ", temperature);
  Tensor logits = logits_any.contiguous(), ids = ids_any.contiguous();
  int64_t vocabulary = logits.size(-1);
  const int64_t* id = ids.data_ptr<int64_t>();
  for (int64_t i = 0; i < ids.numel(); i++)
    TORCH_CHECK(id[i] >= 0 && id[i] < vocabulary, "token_log_probability: id ", id[i], " is outside the vocabulary of ", vocabulary);
  auto all = wants_gradient({&logits}) ? TokenLogProbabilityFunction::apply(logits, ids, temperature) : TokenLogProbabilityFunction::forward(nullptr, logits, ids, temperature);
  return {all[0], all[1]};
}

// Returns the joint norm of the gradients; when that is not finite, nothing has changed.
double adam_step(at::TensorList parameters, at::TensorList gradients, at::TensorList first, at::TensorList second, int64_t step, double learning_rate, double beta1, double beta2, double epsilon, double decay, double max_norm) {
  auto& k = kernels();
  size_t count = parameters.size();
  TORCH_CHECK(gradients.size() == count && first.size() == count && second.size() == count, "adam_step: the lists differ in length");
  std::vector<Tensor> dense(count);
  double squares = 0;
  for (size_t i = 0; i < count; i++) {
    for (auto& t : {parameters[i], gradients[i], first[i], second[i]}) {
      check(t, "adam_step: every tensor");
      TORCH_CHECK(t.numel() == parameters[i].numel(), "adam_step: tensor ", i, " differs in size");
    }
    TORCH_CHECK(parameters[i].is_contiguous() && first[i].is_contiguous() && second[i].is_contiguous(), "adam_step: parameters and averages must be contiguous");
    dense[i] = gradients[i].contiguous();
    squares += k.sum_of_squares(data(dense[i]), dense[i].numel());
  }
  double norm = std::sqrt(squares);
  if (!std::isfinite(norm)) return norm;
  AdamShape s{};
  s.learning_rate = static_cast<float>(learning_rate);
  s.beta1 = static_cast<float>(beta1);
  s.beta2 = static_cast<float>(beta2);
  s.epsilon = static_cast<float>(epsilon);
  s.decay = static_cast<float>(decay);
  s.gradient_scale = max_norm > 0 ? static_cast<float>(std::min(1.0, max_norm / (norm + 1e-6))) : 1.0f;
  s.correction1 = static_cast<float>(1 - std::pow(beta1, static_cast<double>(step)));
  s.correction2 = static_cast<float>(1 - std::pow(beta2, static_cast<double>(step)));
  for (size_t i = 0; i < count; i++) {
    k.adam(s, data(parameters[i]), data(dense[i]), data(first[i]), data(second[i]), parameters[i].numel());
    parameters[i].unsafeGetTensorImpl()->bump_version();
  }
  return norm;
}

}  // namespace

TORCH_LIBRARY(rl4vlm, m) {
  m.def("linear(Tensor x, Tensor weight, Tensor? bias=None, Tensor? residual=None) -> Tensor", &linear);
  m.def("rms_norm(Tensor x, Tensor weight, float eps) -> Tensor", &rms_norm);
  m.def("rotary(Tensor x, Tensor cos, Tensor sin) -> Tensor", &rotary);
  m.def("split_rotary(Tensor packed, Tensor cos, Tensor sin, int heads, int kv_heads) -> (Tensor, Tensor, Tensor)", &split_rotary);
  m.def("attention(Tensor q, Tensor k, Tensor v, bool causal, Tensor? key_lengths=None) -> Tensor", &attention);
  m.def("packed_attention(Tensor packed, int heads, int kv_heads, bool causal) -> Tensor", &packed_attention);
  m.def("swiglu(Tensor gate, Tensor up) -> Tensor", &swiglu);
  m.def("packed_swiglu(Tensor packed) -> Tensor", &packed_swiglu);
  m.def("quick_gelu(Tensor x) -> Tensor", &quick_gelu);
  m.def("token_log_probability(Tensor logits, Tensor ids, float temperature) -> (Tensor, Tensor)", &token_log_probability);
  m.def("adam_step(Tensor[] parameters, Tensor[] gradients, Tensor[] first, Tensor[] second, int step, float learning_rate, float beta1, float beta2, float epsilon, float decay, float max_norm) -> float", &adam_step);
}

#define API extern "C" __attribute__((visibility("default")))

// Products with a weight that stands still, packed once: for the decode loop, which works on plain memory.
API const char* rl_isa() { return kernels().isa; }
API int64_t rl_packed_size(int64_t n, int64_t k) { return (n + kernels().panel - 1) / kernels().panel * kernels().panel * k; }
API void rl_pack(const float* w, int64_t n, int64_t k, float* packed) { kernels().pack(w, k, n, k, packed); }
API void rl_multiply(int64_t m, int64_t n, int64_t k, const float* x, const float* packed, float* y, int accumulate) {
  kernels().gemm_packed(m, n, k, x, k, packed, y, n, nullptr, accumulate != 0);
}
