// Attention over rectangular batches.
#pragma once

#include "tensors.h"

namespace {

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

}  // namespace
