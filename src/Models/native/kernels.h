// The arithmetic, free of libtorch: compiled once per instruction set and chosen at load time.
#pragma once
#include <cstdint>

// One sequence: `tokens` queries over `keys` keys, of which the first `prefix` lie elsewhere (a prompt's, shared by its
// answers). Strides are in elements; a head's elements are dense.
struct AttentionShape {
  int64_t tokens, keys, prefix, heads, kv_heads, size;
  int64_t q_token, q_head, k_token, k_head, v_token, v_head, out_token;
  int64_t length;  // keys that count
  bool causal;     // query i sees keys up to i + keys - tokens
  float scale;
};

// Where a sequence's tensors lie; of the gradient's kind too.
struct AttentionPlace {
  float *q, *k, *v, *prefix_k, *prefix_v;
};

struct AdamShape {
  float learning_rate, beta1, beta2, epsilon, decay, gradient_scale, correction1, correction2;
};

struct KernelTable {
  const char* isa;
  int64_t panel;  // columns of a packed panel

  void (*rms_norm)(const float* x, const float* weight, float* y, float* inverse, int64_t rows, int64_t n, float eps);
  // weight_gradient is added to.
  void (*rms_norm_backward)(const float* x, const float* weight, const float* inverse, const float* dy, float* dx, float* weight_gradient, int64_t rows, int64_t n);

  // Rotates pairs (i, i + size / 2) of the first `heads` heads and copies the other `plain`; `sign` -1 turns back. cos and sin are [rows, size].
  void (*rotary)(const float* x, int64_t x_row, float* y, int64_t y_row, const float* cos, const float* sin, int64_t rows, int64_t heads, int64_t plain, int64_t size, float sign);

  void (*swiglu)(const float* gate, int64_t gate_row, const float* up, int64_t up_row, float* y, int64_t rows, int64_t n);
  void (*swiglu_backward)(const float* gate, int64_t gate_row, const float* up, int64_t up_row, const float* dy, float* dgate, int64_t dgate_row, float* dup, int64_t dup_row, int64_t rows, int64_t n);
  void (*quick_gelu)(const float* x, float* y, int64_t count);
  void (*quick_gelu_backward)(const float* x, const float* dy, float* dx, int64_t count);

  // All heads. out has rows of heads * size at distance out_token; lse [heads, tokens] may be null.
  void (*attention)(const AttentionShape& s, const AttentionPlace& x, float* out, float* lse, float* scratch);
  // `strides` are those of the gradients, which are written, those of a prefix added to; dout is like out.
  void (*attention_backward)(const AttentionShape& s, const AttentionShape& strides, const AttentionPlace& x, const AttentionPlace& gradient, const float* out, const float* lse, const float* dout, float* scratch);
  int64_t (*attention_scratch)(const AttentionShape& s);  // floats

  // C[m, n] (+)= A B (+ bias): A's element (i, k) at a[i * a_row + k * a_k], B's (k, j) at b[k * b_k + j].
  void (*gemm)(int64_t m, int64_t n, int64_t k, const float* a, int64_t a_row, int64_t a_k, const float* b, int64_t b_k, float* c, int64_t c_row, const float* bias, bool accumulate);
  // Packs W [n, k] for the product x Wᵀ: panels of `panel` columns, each [k, panel], zero-filled at the end.
  void (*pack)(const float* w, int64_t w_row, int64_t n, int64_t k, float* packed);
  void (*gemm_packed)(int64_t m, int64_t n, int64_t k, const float* a, int64_t a_row, const float* packed, float* c, int64_t c_row, const float* bias, bool accumulate);

  // For each row: log-probability of its id, entropy, and log of the sum of exponentials of logits * inverse_temperature.
  void (*token_log_probability)(const float* logits, const int64_t* ids, float inverse_temperature, float* log_probability, float* entropy, float* lse, int64_t rows, int64_t n);
  void (*token_log_probability_backward)(const float* logits, const int64_t* ids, float inverse_temperature, const float* entropy, const float* lse, const float* dlog, const float* dentropy, float* dlogits, int64_t rows, int64_t n);

  double (*sum_of_squares)(const float* x, int64_t count);
  void (*adam)(const AdamShape& s, float* parameter, const float* gradient, float* first, float* second, int64_t count);
};

// The best table this processor can run.
const KernelTable& kernels();
