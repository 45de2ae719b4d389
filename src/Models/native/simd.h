// Vectors of the widest kind the translation unit is compiled for, by the compiler's vector extensions: the same source
// gives AVX-512, AVX2, SSE2 and NEON.
#pragma once
#include <cstdint>
#include <cstring>

#if defined(__AVX512F__)
#define LANES 16
#elif defined(__AVX2__)
#define LANES 8
#else
#define LANES 4
#endif

namespace RL_ISA {

typedef float vf __attribute__((vector_size(LANES * 4)));
typedef int32_t vi __attribute__((vector_size(LANES * 4)));
typedef float vf_unaligned __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

static inline vf load(const float* p) { return *reinterpret_cast<const vf_unaligned*>(p); }
static inline void store(float* p, vf v) { *reinterpret_cast<vf_unaligned*>(p) = v; }
static inline vf broadcast(float x) { return x - vf{}; }

// The first `count` (fewer than LANES) elements; the rest are `fill`.
static inline vf load_part(const float* p, int64_t count, float fill = 0) {
  float t[LANES];
  for (int i = 0; i < LANES; i++) t[i] = i < count ? p[i] : fill;
  return load(t);
}
static inline void store_part(float* p, vf v, int64_t count) {
  float t[LANES];
  store(t, v);
  std::memcpy(p, t, sizeof(float) * count);
}

static inline float sum(vf v) {
  float t[LANES];
  store(t, v);
  for (int w = LANES / 2; w > 0; w /= 2)
    for (int i = 0; i < w; i++) t[i] += t[i + w];
  return t[0];
}
static inline float largest(vf v) {
  float t[LANES];
  store(t, v);
  for (int w = LANES / 2; w > 0; w /= 2)
    for (int i = 0; i < w; i++) t[i] = t[i] > t[i + w] ? t[i] : t[i + w];
  return t[0];
}
static inline vf maximum(vf a, vf b) { return a > b ? a : b; }

// e^x to about one unit in the last place; 0 below the smallest normal number, NaN for NaN.
static inline vf exponential(vf x) {
  const vf low = broadcast(-87.33654f), high = broadcast(88.37626f);
  vf c = x < low ? low : x;
  c = c > high ? high : c;
  vf n = c * 1.44269504f + 12582912.0f;
  vi bits = (vi)n;
  n = n - 12582912.0f;
  vf r = c - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  vf p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  vf scale = (vf)((bits << 23) + (127 << 23));
  return x < low ? vf{} : p * scale;
}

static inline vf sigmoid(vf x) { return 1.0f / (1.0f + exponential(-x)); }

}  // namespace RL_ISA
