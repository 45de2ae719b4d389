// The fused operators of Kernels.cs as libtorch operators (rl4vlm::…) with their gradients. float32 on the CPU; the managed
// side sends everything else to the composed forms. Work is split over rows or batch entries, never inside a sum, so results
// do not depend on the number of threads.
// One translation unit: libtorch's headers take longer to compile than the operators.
#include <torch/library.h>

#include "operators/activations.h"
#include "operators/attention.h"
#include "operators/gather_rows.h"
#include "operators/linear.h"
#include "operators/rms_norm.h"
#include "operators/rotary.h"
#include "operators/sequence_attention.h"
#include "operators/training.h"

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
