// Attention over prompts that several answers share.
#pragma once

#include "tensors.h"

namespace {

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

}  // namespace
