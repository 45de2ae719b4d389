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

// ---- attention ----------------------------------------------------------------------------------------------------

Tensor last_dense(const Tensor& t) { return t.stride(-1) == 1 ? t : t.contiguous(); }

// [batch, tokens, heads, size] each, in any arrangement with dense heads.
struct AttentionBatch {
  AttentionShape s{};
  int64_t batch, q_batch, k_batch, v_batch, out_batch;
  const int64_t* lengths;
  AttentionPlace base;

  AttentionBatch(const Tensor& q, const Tensor& k, const Tensor& v, bool causal, const Tensor& key_lengths) {
    s.tokens = q.size(1); s.keys = k.size(1); s.heads = q.size(2); s.kv_heads = k.size(2); s.size = q.size(3);
    s.q_token = q.stride(1); s.q_head = q.stride(2);
    s.k_token = k.stride(1); s.k_head = k.stride(2);
    s.v_token = v.stride(1); s.v_head = v.stride(2);
    s.out_token = s.heads * s.size;
    s.length = s.keys;
    s.causal = causal;
    s.scale = 1.0f / std::sqrt(static_cast<float>(s.size));
    batch = q.size(0); q_batch = q.stride(0); k_batch = k.stride(0); v_batch = v.stride(0); out_batch = s.tokens * s.out_token;
    lengths = key_lengths.defined() ? key_lengths.data_ptr<int64_t>() : nullptr;
    base = {data(q), data(k), data(v), nullptr, nullptr};
  }
  AttentionPlace place(int64_t b) const { return {base.q + b * q_batch, base.k + b * k_batch, base.v + b * v_batch, nullptr, nullptr}; }
  AttentionShape shape(int64_t b) const {
    AttentionShape one = s;
    if (lengths) one.length = lengths[b];
    return one;
  }
  int64_t grain() const { return std::max<int64_t>(1, (1 << 16) / std::max<int64_t>(1, s.tokens * s.keys * s.heads)); }

  void forward(float* out, float* lse) const {
    auto& table = kernels();
    at::parallel_for(0, batch, grain(), [&](int64_t from, int64_t to) {
      float* memory = scratch(table.attention_scratch(s));
      for (int64_t b = from; b < to; b++) table.attention(shape(b), place(b), out + b * out_batch, lse ? lse + b * s.heads * s.tokens : nullptr, memory);
    });
  }
  void backward(const AttentionBatch& gradient, const float* out, const float* lse, const float* dout) const {
    auto& table = kernels();
    at::parallel_for(0, batch, grain(), [&](int64_t from, int64_t to) {
      float* memory = scratch(table.attention_scratch(s));
      for (int64_t b = from; b < to; b++)
        table.attention_backward(shape(b), gradient.s, place(b), gradient.place(b), out + b * out_batch, lse + b * s.heads * s.tokens, dout + b * out_batch, memory);
    });
  }
  Tensor result() const { return fresh({batch, s.tokens, s.out_token}); }
  Tensor sums() const { return fresh({batch, s.heads, s.tokens}); }
};

struct AttentionFunction : Function<AttentionFunction> {
  static Tensor forward(AutogradContext* ctx, const Tensor& q_any, const Tensor& k_any, const Tensor& v_any, bool causal, const OptionalTensor& lengths_any) {
    Tensor q = last_dense(q_any), k = last_dense(k_any), v = last_dense(v_any), lengths = lengths_any.value_or(Tensor());
    AttentionBatch all(q, k, v, causal, lengths);
    Tensor out = all.result(), lse = all.sums();
    all.forward(data(out), data(lse));
    ctx->save_for_backward({q, k, v, lengths, lse, out});
    ctx->saved_data["causal"] = causal;
    return out;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    bool causal = ctx->saved_data["causal"].toBool();
    Tensor dq = fresh(saved[0].sizes()), dk = fresh(saved[1].sizes()), dv = fresh(saved[2].sizes()), dout = grads[0].contiguous();
    AttentionBatch all(saved[0], saved[1], saved[2], causal, saved[3]), gradient(dq, dk, dv, causal, Tensor());
    all.backward(gradient, data(saved[5]), data(saved[4]), data(dout));
    return {dq, dk, dv, Tensor(), Tensor()};
  }
};

Tensor attention(const Tensor& q_any, const Tensor& k_any, const Tensor& v_any, bool causal, const OptionalTensor& lengths_any) {
  check(q_any, "q");
  check(k_any, "k");
  check(v_any, "v");
  TORCH_CHECK(q_any.dim() == 4 && k_any.dim() == 4 && v_any.sizes() == k_any.sizes() && q_any.size(0) == k_any.size(0) && q_any.size(3) == k_any.size(3) && q_any.size(2) % k_any.size(2) == 0 && (!causal || q_any.size(1) <= k_any.size(1)),
              "attention: q ", q_any.sizes(), ", k ", k_any.sizes(), " and v ", v_any.sizes(), " do not fit");
  Tensor lengths = lengths_any ? lengths_any->contiguous() : Tensor();
  TORCH_CHECK(!lengths.defined() || (lengths.scalar_type() == at::kLong && lengths.numel() == q_any.size(0)), "attention: key lengths must be int64 [", q_any.size(0), "]");
  if (wants_gradient({&q_any, &k_any, &v_any})) return AttentionFunction::apply(q_any, k_any, v_any, causal, lengths.defined() ? OptionalTensor(lengths) : c10::nullopt);
  Tensor q = last_dense(q_any), k = last_dense(k_any), v = last_dense(v_any);
  AttentionBatch all(q, k, v, causal, lengths);
  Tensor out = all.result();
  all.forward(data(out), nullptr);
  return out;
}

// The same over packed projections [batch, tokens, (heads + 2 kv) size]; its gradient is one packed tensor.
struct PackedAttentionFunction : Function<PackedAttentionFunction> {
  static AttentionBatch parts(const Tensor& packed, int64_t heads, int64_t kv, bool causal) {
    Tensor all = packed.view({packed.size(0), packed.size(1), heads + 2 * kv, packed.size(2) / (heads + 2 * kv)});
    return AttentionBatch(all.narrow(2, 0, heads), all.narrow(2, heads, kv), all.narrow(2, heads + kv, kv), causal, Tensor());
  }
  static Tensor forward(AutogradContext* ctx, const Tensor& packed, int64_t heads, int64_t kv, bool causal) {
    auto all = parts(packed, heads, kv, causal);
    Tensor out = all.result(), lse = all.sums();
    all.forward(data(out), data(lse));
    ctx->save_for_backward({packed, lse, out});
    ctx->saved_data["heads"] = heads;
    ctx->saved_data["kv"] = kv;
    ctx->saved_data["causal"] = causal;
    return out;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    int64_t heads = ctx->saved_data["heads"].toInt(), kv = ctx->saved_data["kv"].toInt();
    bool causal = ctx->saved_data["causal"].toBool();
    Tensor dx = fresh(saved[0].sizes()), dout = grads[0].contiguous();
    parts(saved[0], heads, kv, causal).backward(parts(dx, heads, kv, causal), data(saved[2]), data(saved[1]), data(dout));
    return {dx, Tensor(), Tensor(), Tensor()};
  }
};

Tensor packed_attention(const Tensor& packed_any, int64_t heads, int64_t kv, bool causal) {
  check(packed_any, "packed");
  TORCH_CHECK(packed_any.dim() == 3 && packed_any.size(2) % (heads + 2 * kv) == 0 && heads % kv == 0, "packed_attention: ", packed_any.sizes(), " does not hold ", heads, " + 2 x ", kv, " heads");
  Tensor packed = last_dense(packed_any);
  if (wants_gradient({&packed})) return PackedAttentionFunction::apply(packed, heads, kv, causal);
  auto all = PackedAttentionFunction::parts(packed, heads, kv, causal);
  Tensor out = all.result();
  all.forward(data(out), nullptr);
  return out;
}

// Prompts and their answers as flat rows of packed, already rotated projections. A group is six numbers: first row, number
// and length of its prompts, then of its answers; `owners` names each answer's prompt within its group. An answer sees its
// prompt and then itself. One task is a prompt with all its answers, so that no two tasks add to the same gradient.
struct SequenceLayout {
  struct Item { int64_t row, tokens, out, sums, prefix_row, prefix; };  // a run of queries
  struct Task { std::vector<Item> items; };
  std::vector<Task> tasks;
  int64_t out_rows = 0, sum_count = 0, longest = 0;

  SequenceLayout(at::IntArrayRef groups, const Tensor& owners, bool last_only, int64_t heads, int64_t rows) {
    TORCH_CHECK(groups.size() % 6 == 0, "sequence_attention: a group is six numbers");
    const int64_t* owner = owners.data_ptr<int64_t>();
    int64_t seen = 0;
    for (size_t g = 0; g < groups.size(); g += 6) {
      int64_t prompt_row = groups[g], prompts = groups[g + 1], prompt_length = groups[g + 2], answer_row = groups[g + 3], answers = groups[g + 4], answer_length = groups[g + 5];
      TORCH_CHECK(prompt_length > 0 && prompt_row + prompts * prompt_length <= rows && answer_row + answers * answer_length <= rows && seen + answers <= owners.numel(), "sequence_attention: group ", g / 6, " does not fit ", rows, " rows");
      size_t first = tasks.size();
      int64_t queries = last_only ? 1 : prompt_length;
      for (int64_t p = 0; p < prompts; p++) {
        Task task;
        int64_t start = prompt_row + p * prompt_length;
        task.items.push_back({start + prompt_length - queries, queries, out_rows, sum_count, start, prompt_length - queries});
        out_rows += queries;
        sum_count += queries * heads;
        tasks.push_back(std::move(task));
      }
      for (int64_t a = 0; a < answers && answer_length > 0; a++) {
        int64_t p = owner[seen + a];
        TORCH_CHECK(p >= 0 && p < prompts, "sequence_attention: answer ", a, " of group ", g / 6, " belongs to no prompt");
        tasks[first + p].items.push_back({answer_row + a * answer_length, answer_length, out_rows, sum_count, prompt_row + p * prompt_length, prompt_length});
        out_rows += answer_length;
        sum_count += answer_length * heads;
      }
      longest = std::max(longest, prompt_length + answer_length);
      seen += answers;
    }
  }
};

// With last_only a prompt's one query has the prompt's other tokens as its prefix.
struct SequenceAttentionFunction : Function<SequenceAttentionFunction> {
  static AttentionShape shape(const Tensor& packed, int64_t heads, int64_t kv) {
    AttentionShape s{};
    int64_t row = packed.stride(0);
    s.heads = heads; s.kv_heads = kv; s.size = packed.size(1) / (heads + 2 * kv);
    s.q_token = s.k_token = s.v_token = row;
    s.q_head = s.k_head = s.v_head = s.size;
    s.out_token = heads * s.size;
    s.causal = true;
    s.scale = 1.0f / std::sqrt(static_cast<float>(s.size));
    return s;
  }
  static AttentionShape item_shape(AttentionShape s, const SequenceLayout::Item& item) {
    s.tokens = item.tokens; s.prefix = item.prefix; s.keys = s.length = item.prefix + item.tokens;
    return s;
  }
  static AttentionPlace place(const AttentionShape& s, float* packed, const SequenceLayout::Item& item) {
    float *own = packed + item.row * s.q_token, *prefix = packed + item.prefix_row * s.q_token;
    int64_t k = s.heads * s.size, v = k + s.kv_heads * s.size;
    return {own, own + k, own + v, prefix + k, prefix + v};
  }
  static int64_t scratch_size(AttentionShape s, int64_t longest) {
    s.tokens = s.keys = longest;
    return kernels().attention_scratch(s);
  }
  static void run(const Tensor& packed, int64_t heads, int64_t kv, const SequenceLayout& layout, float* out, float* lse) {
    auto s = shape(packed, heads, kv);
    auto& table = kernels();
    at::parallel_for(0, layout.tasks.size(), 4, [&](int64_t from, int64_t to) {
      float* memory = scratch(scratch_size(s, layout.longest));
      for (int64_t t = from; t < to; t++)
        for (auto& item : layout.tasks[t].items)
          table.attention(item_shape(s, item), place(s, data(packed), item), out + item.out * s.out_token, lse ? lse + item.sums : nullptr, memory);
    });
  }
  static Tensor forward(AutogradContext* ctx, const Tensor& packed, int64_t heads, int64_t kv, at::IntArrayRef groups, const Tensor& owners, bool last_only) {
    SequenceLayout layout(groups, owners, last_only, heads, packed.size(0));
    Tensor out = fresh({layout.out_rows, packed.size(1) / (heads + 2 * kv) * heads}), lse = fresh({layout.sum_count});
    run(packed, heads, kv, layout, data(out), data(lse));
    ctx->save_for_backward({packed, owners, lse, out});
    ctx->saved_data["heads"] = heads;
    ctx->saved_data["kv"] = kv;
    ctx->saved_data["groups"] = groups.vec();
    ctx->saved_data["last_only"] = last_only;
    return out;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto saved = ctx->get_saved_variables();
    int64_t heads = ctx->saved_data["heads"].toInt(), kv = ctx->saved_data["kv"].toInt();
    auto groups = ctx->saved_data["groups"].toIntVector();
    auto& packed = saved[0];
    SequenceLayout layout(groups, saved[1], ctx->saved_data["last_only"].toBool(), heads, packed.size(0));
    Tensor dx = fresh(packed.sizes()), dout = grads[0].contiguous();
    std::memset(data(dx), 0, sizeof(float) * dx.numel());
    auto s = shape(packed, heads, kv), strides = shape(dx, heads, kv);
    auto& table = kernels();
    at::parallel_for(0, layout.tasks.size(), 2, [&](int64_t from, int64_t to) {
      float* memory = scratch(scratch_size(s, layout.longest));
      for (int64_t t = from; t < to; t++)
        for (auto& item : layout.tasks[t].items)
          table.attention_backward(item_shape(s, item), strides, place(s, data(packed), item), place(strides, data(dx), item), data(saved[3]) + item.out * s.out_token, data(saved[2]) + item.sums, data(dout) + item.out * s.out_token, memory);
    });
    return {dx, Tensor(), Tensor(), Tensor(), Tensor(), Tensor()};
  }
};

Tensor sequence_attention(const Tensor& packed_any, int64_t heads, int64_t kv, at::IntArrayRef groups, const Tensor& owners_any, bool last_only) {
  check(packed_any, "packed");
  TORCH_CHECK(packed_any.dim() == 2 && packed_any.size(1) % (heads + 2 * kv) == 0 && heads % kv == 0, "sequence_attention: ", packed_any.sizes(), " does not hold ", heads, " + 2 x ", kv, " heads");
  TORCH_CHECK(owners_any.scalar_type() == at::kLong, "sequence_attention: owners must be int64");
  Tensor packed = last_dense(packed_any), owners = owners_any.contiguous();
  if (wants_gradient({&packed})) return SequenceAttentionFunction::apply(packed, heads, kv, groups, owners, last_only);
  SequenceLayout layout(groups, owners, last_only, heads, packed.size(0));
  Tensor out = fresh({layout.out_rows, packed.size(1) / (heads + 2 * kv) * heads});
  SequenceAttentionFunction::run(packed, heads, kv, layout, data(out), nullptr);
  return out;
}

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
  m.def("rotary(Tensor x, Tensor cos, Tensor sin, int? turned=None) -> Tensor", &rotary);
  m.def("attention(Tensor q, Tensor k, Tensor v, bool causal, Tensor? key_lengths=None) -> Tensor", &attention);
  m.def("packed_attention(Tensor packed, int heads, int kv_heads, bool causal) -> Tensor", &packed_attention);
  m.def("sequence_attention(Tensor packed, int heads, int kv_heads, int[] groups, Tensor owners, bool last_only) -> Tensor", &sequence_attention);
  m.def("gather_rows(Tensor x, Tensor index) -> Tensor", &gather_rows);
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
