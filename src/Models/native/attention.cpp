// Attention for small heads. Keys and values of one head are copied transposed and padded to whole vectors; scores of four
// queries are then built across keys, their weighted values across the head's elements. Backward recomputes the weights
// from the stored log of the sum of exponentials.
#include <cmath>

#include "elementwise.h"
#include "simd.h"

namespace RL_ISA {

constexpr int kQueries = 4;

static inline int64_t up(int64_t n) { return (n + LANES - 1) / LANES * LANES; }

// [size][padded keys]: columns are keys, zero from `keys` to `width`.
static void transposed(const float* x, int64_t row, int64_t keys, int64_t size, float* to, int64_t stride, int64_t width) {
  for (int64_t c = 0; c < size; c++) {
    float* line = to + c * stride;
    for (int64_t j = 0; j < keys; j++) line[j] = x[j * row + c];
    for (int64_t j = keys; j < width; j++) line[j] = 0;
  }
}

static void padded(const float* x, int64_t row, int64_t keys, int64_t size, float* to, int64_t stride) {
  for (int64_t j = 0; j < keys; j++, to += stride) {
    for (int64_t c = 0; c < size; c++) to[c] = x[j * row + c];
    for (int64_t c = size; c < stride; c++) to[c] = 0;
  }
}

// rows[r][j] = factor · Σ_c q_r[c] t[c][j] for j < limit (to the next whole vector).
static void products(const float* const* q, int rows, int64_t size, const float* t, int64_t stride, int64_t limit, float factor, float* out, int64_t out_stride) {
  for (int64_t j = 0; j < limit; j += LANES) {
    if (rows == kQueries) {
      vf a{}, b{}, c{}, d{};
      for (int64_t i = 0; i < size; i++) {
        vf x = load(t + i * stride + j);
        a += x * q[0][i];
        b += x * q[1][i];
        c += x * q[2][i];
        d += x * q[3][i];
      }
      store(out + j, a * factor);
      store(out + out_stride + j, b * factor);
      store(out + 2 * out_stride + j, c * factor);
      store(out + 3 * out_stride + j, d * factor);
    } else {
      for (int r = 0; r < rows; r++) {
        vf a{};
        for (int64_t i = 0; i < size; i++) a += load(t + i * stride + j) * q[r][i];
        store(out + r * out_stride + j, a * factor);
      }
    }
  }
}

// sums[r][c] = Σ_{j < limit_r} w[r][j] x[j][c]; x has padded rows. limits ascend.
static void mixture(const float* w, int64_t w_stride, int rows, int64_t limit, const float* x, int64_t x_stride, float* sums) {
  for (int64_t c = 0; c < x_stride; c += LANES) {
    if (rows == kQueries) {
      vf a{}, b{}, d{}, e{};
      for (int64_t j = 0; j < limit; j++) {
        vf v = load(x + j * x_stride + c);
        a += v * w[j];
        b += v * w[w_stride + j];
        d += v * w[2 * w_stride + j];
        e += v * w[3 * w_stride + j];
      }
      store(sums + c, a);
      store(sums + x_stride + c, b);
      store(sums + 2 * x_stride + c, d);
      store(sums + 3 * x_stride + c, e);
    } else {
      for (int r = 0; r < rows; r++) {
        vf a{};
        for (int64_t j = 0; j < limit; j++) a += load(x + j * x_stride + c) * w[r * w_stride + j];
        store(sums + r * x_stride + c, a);
      }
    }
  }
}

static inline vf lanes() {
  vf v;
  for (int i = 0; i < LANES; i++) v[i] = static_cast<float>(i);
  return v;
}

// Keys a query may see.
static inline int64_t visible(const AttentionShape& s, int64_t query) {
  int64_t n = s.causal ? query + s.keys - s.tokens + 1 : s.keys;
  return s.length < n ? s.length : n;
}

// Keys (or values) of one head, the prefix's first.
static void all_transposed(const AttentionShape& s, const float* prefix, const float* own, int64_t row, float* to, int64_t stride) {
  transposed(own, row, s.keys - s.prefix, s.size, to + s.prefix, stride, stride - s.prefix);
  if (s.prefix > 0) transposed(prefix, row, s.prefix, s.size, to, stride, s.prefix);
}

static void all_padded(const AttentionShape& s, const float* prefix, const float* own, int64_t row, float* to, int64_t stride) {
  if (s.prefix > 0) padded(prefix, row, s.prefix, s.size, to, stride);
  padded(own, row, s.keys - s.prefix, s.size, to + s.prefix * stride, stride);
}

int64_t attention_scratch(const AttentionShape& s) {
  int64_t keys = up(s.keys), size = up(s.size);
  // forward: kt, v, scores; backward: kt, vt, k, v, two rows of scores, dk, dv, sums
  return 2 * size * keys + 4 * keys * size + 2 * kQueries * keys + 4 * kQueries * size + 64;
}

void attention(const AttentionShape& s, const AttentionPlace& x, float* out, float* lse, float* scratch) {
  int64_t keys = up(s.keys), size = up(s.size), group = s.heads / s.kv_heads, out_row = s.out_token;
  float* kt = scratch;
  float* vp = kt + size * keys;
  float* scores = vp + s.keys * size;
  float* sums = scores + kQueries * keys;
  const vf index = lanes();
  for (int64_t hk = 0; hk < s.kv_heads; hk++) {
    all_transposed(s, x.prefix_k + hk * s.k_head, x.k + hk * s.k_head, s.k_token, kt, keys);
    all_padded(s, x.prefix_v + hk * s.v_head, x.v + hk * s.v_head, s.v_token, vp, size);
    for (int64_t h = hk * group; h < (hk + 1) * group; h++) {
      for (int64_t t = 0; t < s.tokens; t += kQueries) {
        int rows = static_cast<int>(s.tokens - t < kQueries ? s.tokens - t : kQueries);
        const float* queries[kQueries];
        for (int r = 0; r < rows; r++) queries[r] = x.q + (t + r) * s.q_token + h * s.q_head;
        int64_t limit = visible(s, t + rows - 1);
        products(queries, rows, s.size, kt, keys, limit, s.scale, scores, keys);
        for (int r = 0; r < rows; r++) {
          float* row = scores + r * keys;
          int64_t n = visible(s, t + r);
          vf top = broadcast(-__builtin_inff());
          for (int64_t j = 0; j < n; j += LANES) {
            vf score = load(row + j);
            if (j + LANES > n) {
              score = index < static_cast<float>(n - j) ? score : broadcast(-__builtin_inff());
              store(row + j, score);
            }
            top = maximum(score, top);
          }
          float peak = largest(top);
          vf total{};
          for (int64_t j = 0; j < n; j += LANES) {
            vf e = exponential(load(row + j) - peak);
            store(row + j, e);
            total += e;
          }
          for (int64_t j = up(n); j < up(limit); j += LANES) store(row + j, vf{});
          float mass = sum(total), inverse = 1.0f / mass;
          for (int64_t j = 0; j < n; j += LANES) store(row + j, load(row + j) * inverse);
          if (lse) lse[h * s.tokens + t + r] = peak + std::log(mass);
        }
        mixture(scores, keys, rows, limit, vp, size, sums);
        for (int r = 0; r < rows; r++)
          std::memcpy(out + (t + r) * out_row + h * s.size, sums + r * size, sizeof(float) * s.size);
      }
    }
  }
}

// to[j][c] += Σ_r w[r][j] x_r[c] for j < limit.
static void spread(const float* w, int64_t w_stride, int rows, int64_t limit, const float* x, int64_t x_stride, float* to) {
  for (int64_t c = 0; c < x_stride; c += LANES) {
    if (rows == kQueries) {
      vf x0 = load(x + c), x1 = load(x + x_stride + c), x2 = load(x + 2 * x_stride + c), x3 = load(x + 3 * x_stride + c);
      for (int64_t j = 0; j < limit; j++) {
        float* p = to + j * x_stride + c;
        store(p, load(p) + (x0 * w[j] + x1 * w[w_stride + j]) + (x2 * w[2 * w_stride + j] + x3 * w[3 * w_stride + j]));
      }
    } else {
      for (int r = 0; r < rows; r++) {
        vf xr = load(x + r * x_stride + c);
        for (int64_t j = 0; j < limit; j++) {
          float* p = to + j * x_stride + c;
          store(p, load(p) + xr * w[r * w_stride + j]);
        }
      }
    }
  }
}

void attention_backward(const AttentionShape& s, const AttentionShape& g, const AttentionPlace& x, const AttentionPlace& gradient, const float* out, const float* lse, const float* dout, float* scratch) {
  int64_t keys = up(s.keys), size = up(s.size), group = s.heads / s.kv_heads, out_row = s.out_token;
  float* kt = scratch;
  float* vt = kt + size * keys;
  float* kp = vt + size * keys;
  float* kgrad = kp + s.keys * size;
  float* vgrad = kgrad + s.keys * size;
  float* weights = vgrad + s.keys * size;
  float* slopes = weights + kQueries * keys;
  float* qp = slopes + kQueries * keys;
  float* dp = qp + kQueries * size;
  float* sums = dp + kQueries * size;
  const vf index = lanes();
  for (int64_t hk = 0; hk < s.kv_heads; hk++) {
    all_transposed(s, x.prefix_k + hk * s.k_head, x.k + hk * s.k_head, s.k_token, kt, keys);
    all_transposed(s, x.prefix_v + hk * s.v_head, x.v + hk * s.v_head, s.v_token, vt, keys);
    all_padded(s, x.prefix_k + hk * s.k_head, x.k + hk * s.k_head, s.k_token, kp, size);
    std::memset(kgrad, 0, sizeof(float) * s.keys * size);
    std::memset(vgrad, 0, sizeof(float) * s.keys * size);
    for (int64_t h = hk * group; h < (hk + 1) * group; h++) {
      for (int64_t t = 0; t < s.tokens; t += kQueries) {
        int rows = static_cast<int>(s.tokens - t < kQueries ? s.tokens - t : kQueries);
        const float *queries[kQueries], *douts[kQueries];
        for (int r = 0; r < rows; r++) {
          queries[r] = x.q + (t + r) * s.q_token + h * s.q_head;
          douts[r] = dout + (t + r) * out_row + h * s.size;
        }
        padded(queries[0], s.q_token, rows, s.size, qp, size);
        padded(douts[0], out_row, rows, s.size, dp, size);
        int64_t limit = visible(s, t + rows - 1);
        products(queries, rows, s.size, kt, keys, limit, s.scale, weights, keys);
        products(douts, rows, s.size, vt, keys, limit, 1.0f, slopes, keys);
        for (int r = 0; r < rows; r++) {
          float* w = weights + r * keys;
          float* d = slopes + r * keys;
          const float* o = out + (t + r) * out_row + h * s.size;
          float delta = 0;
          for (int64_t c = 0; c < s.size; c++) delta += o[c] * douts[r][c];
          float shift = lse[h * s.tokens + t + r];
          int64_t n = visible(s, t + r);
          for (int64_t j = 0; j < n; j += LANES) {
            vf p = exponential(load(w + j) - shift);
            if (j + LANES > n) p = index < static_cast<float>(n - j) ? p : vf{};
            store(w + j, p);
            store(d + j, p * (load(d + j) - delta) * s.scale);
          }
          for (int64_t j = up(n); j < up(limit); j += LANES) {
            store(w + j, vf{});
            store(d + j, vf{});
          }
        }
        spread(weights, keys, rows, limit, dp, size, vgrad);
        spread(slopes, keys, rows, limit, qp, size, kgrad);
        mixture(slopes, keys, rows, limit, kp, size, sums);
        for (int r = 0; r < rows; r++)
          std::memcpy(gradient.q + (t + r) * g.q_token + h * g.q_head, sums + r * size, sizeof(float) * s.size);
      }
    }
    for (int64_t j = 0; j < s.prefix; j++) {
      float* k = gradient.prefix_k + j * g.k_token + hk * g.k_head;
      float* v = gradient.prefix_v + j * g.v_token + hk * g.v_head;
      for (int64_t c = 0; c < s.size; c++) k[c] += kgrad[j * size + c];
      for (int64_t c = 0; c < s.size; c++) v[c] += vgrad[j * size + c];
    }
    for (int64_t j = s.prefix; j < s.keys; j++) {
      std::memcpy(gradient.k + (j - s.prefix) * g.k_token + hk * g.k_head, kgrad + j * size, sizeof(float) * s.size);
      std::memcpy(gradient.v + (j - s.prefix) * g.v_token + hk * g.v_head, vgrad + j * size, sizeof(float) * s.size);
    }
  }
}

}  // namespace RL_ISA
