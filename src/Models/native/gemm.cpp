// Single-precision matrix products for small inner dimensions. A tile of ROWS x VECTORS registers accumulates over k; the
// right-hand side is read row by row (dense or packed), the left-hand side element by element. No packing of the left-hand
// side, no threads, one order of summation: the same bytes every time.
#include <utility>

#include "elementwise.h"
#include "simd.h"

namespace RL_ISA {

#if LANES == 8
constexpr int kRows = 6, kVectors = 2;
#elif defined(__AVX512F__) || defined(__aarch64__)
constexpr int kRows = 6, kVectors = 4;
#else
constexpr int kRows = 4, kVectors = 2;
#endif
constexpr int64_t kPanel = kVectors * LANES;
constexpr int64_t kDepth = 256;

const int64_t panel_columns = kPanel;

template <int R, int V>
static void tile(int64_t depth, const float* a, int64_t a_row, int64_t a_k, const float* b, int64_t b_k, float* c, int64_t c_row, int64_t columns, const float* bias, bool accumulate) {
  vf acc[R][V];
#pragma GCC unroll 8
  for (int i = 0; i < R; i++)
#pragma GCC unroll 8
    for (int j = 0; j < V; j++) acc[i][j] = vf{};
  for (int64_t k = 0; k < depth; k++) {
    vf row[V];
#pragma GCC unroll 8
    for (int j = 0; j < V; j++) row[j] = load(b + j * LANES);
#pragma GCC unroll 8
    for (int i = 0; i < R; i++) {
      vf x = broadcast(a[i * a_row]);
#pragma GCC unroll 8
      for (int j = 0; j < V; j++) acc[i][j] += x * row[j];
    }
    a += a_k;
    b += b_k;
  }
#pragma GCC unroll 8
  for (int i = 0; i < R; i++)
#pragma GCC unroll 8
    for (int j = 0; j < V; j++) {
      int64_t at = j * LANES, rest = columns - at;
      if (rest <= 0) continue;
      float* to = c + i * c_row + at;
      vf value = acc[i][j];
      if (rest >= LANES) {
        if (bias) value += load(bias + at);
        if (accumulate) value += load(to);
        store(to, value);
      } else {
        if (bias) value += load_part(bias + at, rest);
        if (accumulate) value += load_part(to, rest);
        store_part(to, value, rest);
      }
    }
}

using Tile = void (*)(int64_t, const float*, int64_t, int64_t, const float*, int64_t, float*, int64_t, int64_t, const float*, bool);

template <int... I>
static constexpr auto tiles(std::integer_sequence<int, I...>) {
  struct { Tile at[sizeof...(I)]; } t = {{&tile<I / kVectors + 1, I % kVectors + 1>...}};
  return t;
}
static constexpr auto kTiles = tiles(std::make_integer_sequence<int, kRows * kVectors>{});

// All rows against one panel of at most kPanel columns.
static void column(int64_t m, int64_t columns, int64_t depth, const float* a, int64_t a_row, int64_t a_k, const float* b, int64_t b_k, float* c, int64_t c_row, const float* bias, bool accumulate) {
  int vectors = static_cast<int>((columns + LANES - 1) / LANES);
  for (int64_t i = 0; i < m; i += kRows) {
    int rows = static_cast<int>(m - i < kRows ? m - i : kRows);
    kTiles.at[(rows - 1) * kVectors + vectors - 1](depth, a + i * a_row, a_row, a_k, b, b_k, c + i * c_row, c_row, columns, bias, accumulate);
  }
}

void gemm(int64_t m, int64_t n, int64_t k, const float* a, int64_t a_row, int64_t a_k, const float* b, int64_t b_k, float* c, int64_t c_row, const float* bias, bool accumulate) {
  // Deep sums go in blocks so that the block of B stays in the first-level cache.
  const int64_t block = a_k == 1 ? kDepth : 128;
  alignas(64) float edge[kDepth * kPanel];
  if (k == 0) {
    for (int64_t i = 0; i < m && !accumulate; i++)
      for (int64_t j = 0; j < n; j++) c[i * c_row + j] = bias ? bias[j] : 0;
    return;
  }
  for (int64_t from = 0; from < k; from += block) {
    int64_t depth = k - from < block ? k - from : block;
    for (int64_t j = 0; j < n; j += kPanel) {
      int64_t columns = n - j < kPanel ? n - j : kPanel;
      const float* right = b + from * b_k + j;
      int64_t stride = b_k;
      if (columns % LANES != 0) {  // a whole vector would read past the row
        int64_t width = (columns + LANES - 1) / LANES * LANES;
        for (int64_t r = 0; r < depth; r++)
          for (int64_t x = 0; x < width; x++) edge[r * width + x] = x < columns ? right[r * b_k + x] : 0;
        right = edge;
        stride = width;
      }
      column(m, columns, depth, a + from * a_k, a_row, a_k, right, stride, c + j, c_row, from == 0 && bias ? bias + j : nullptr, accumulate || from > 0);
    }
  }
}

void pack(const float* w, int64_t w_row, int64_t n, int64_t k, float* packed) {
  for (int64_t j = 0; j < n; j += kPanel, packed += k * kPanel) {
    int64_t columns = n - j < kPanel ? n - j : kPanel;
    for (int64_t from = 0; from < k; from += 16) {
      int64_t end = k < from + 16 ? k : from + 16;
      for (int64_t x = 0; x < columns; x++) {
        const float* row = w + (j + x) * w_row;
        for (int64_t i = from; i < end; i++) packed[i * kPanel + x] = row[i];
      }
      for (int64_t i = from; i < end; i++)
        for (int64_t x = columns; x < kPanel; x++) packed[i * kPanel + x] = 0;
    }
  }
}

void gemm_packed(int64_t m, int64_t n, int64_t k, const float* a, int64_t a_row, const float* packed, float* c, int64_t c_row, const float* bias, bool accumulate) {
  for (int64_t from = 0; from < k; from += kDepth) {
    int64_t depth = k - from < kDepth ? k - from : kDepth;
    for (int64_t j = 0; j < n; j += kPanel) {
      int64_t columns = n - j < kPanel ? n - j : kPanel;
      column(m, columns, depth, a + from, a_row, 1, packed + j * k + from * kPanel, kPanel, c + j, c_row, from == 0 && bias ? bias + j : nullptr, accumulate || from > 0);
    }
  }
}

}  // namespace RL_ISA
