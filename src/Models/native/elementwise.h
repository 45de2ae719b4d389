#pragma once
#include "kernels.h"

namespace RL_ISA {
void rms_norm(const float* x, const float* weight, float* y, float* inverse, int64_t rows, int64_t n, float eps);
void rms_norm_backward(const float* x, const float* weight, const float* inverse, const float* dy, float* dx, float* weight_gradient, int64_t rows, int64_t n);
void rotary(const float* x, int64_t x_row, float* y, int64_t y_row, const float* cos, const float* sin, int64_t rows, int64_t heads, int64_t plain, int64_t size, float sign);
void swiglu(const float* gate, int64_t gate_row, const float* up, int64_t up_row, float* y, int64_t rows, int64_t n);
void swiglu_backward(const float* gate, int64_t gate_row, const float* up, int64_t up_row, const float* dy, float* dgate, int64_t dgate_row, float* dup, int64_t dup_row, int64_t rows, int64_t n);
void quick_gelu(const float* x, float* y, int64_t count);
void quick_gelu_backward(const float* x, const float* dy, float* dx, int64_t count);
void token_log_probability(const float* logits, const int64_t* ids, float inverse_temperature, float* log_probability, float* entropy, float* lse, int64_t rows, int64_t n);
void token_log_probability_backward(const float* logits, const int64_t* ids, float inverse_temperature, const float* entropy, const float* lse, const float* dlog, const float* dentropy, float* dlogits, int64_t rows, int64_t n);
double sum_of_squares(const float* x, int64_t count);
void adam(const AdamShape& s, float* parameter, const float* gradient, float* first, float* second, int64_t count);

void attention(const AttentionShape& s, const AttentionPlace& x, float* out, float* lse, float* scratch);
void attention_backward(const AttentionShape& s, const AttentionShape& strides, const AttentionPlace& x, const AttentionPlace& gradient, const float* out, const float* lse, const float* dout, float* scratch);
int64_t attention_scratch(const AttentionShape& s);

void gemm(int64_t m, int64_t n, int64_t k, const float* a, int64_t a_row, int64_t a_k, const float* b, int64_t b_k, float* c, int64_t c_row, const float* bias, bool accumulate);
void pack(const float* w, int64_t w_row, int64_t n, int64_t k, float* packed);
void gemm_packed(int64_t m, int64_t n, int64_t k, const float* a, int64_t a_row, const float* packed, float* c, int64_t c_row, const float* bias, bool accumulate);
extern const int64_t panel_columns;
}  // namespace RL_ISA
