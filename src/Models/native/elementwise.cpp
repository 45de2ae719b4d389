#include "elementwise.h"

#include <cmath>

#include "simd.h"

namespace RL_ISA {

void rms_norm(const float* x, const float* weight, float* y, float* inverse, int64_t rows, int64_t n, float eps) {
  for (int64_t r = 0; r < rows; r++, x += n, y += n) {
    vf squares{};
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) squares += load(x + i) * load(x + i);
    if (i < n) {
      vf v = load_part(x + i, n - i);
      squares += v * v;
    }
    float scale = 1.0f / std::sqrt(sum(squares) / static_cast<float>(n) + eps);
    if (inverse) inverse[r] = scale;
    for (i = 0; i + LANES <= n; i += LANES) store(y + i, load(x + i) * scale * load(weight + i));
    for (; i < n; i++) y[i] = x[i] * scale * weight[i];
  }
}

// y = x s w with s = (mean x² + eps)^-½: dx = s (w dy - x s² mean(w dy x)), dw = Σ dy x s.
void rms_norm_backward(const float* x, const float* weight, const float* inverse, const float* dy, float* dx, float* weight_gradient, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, x += n, dy += n, dx += n) {
    float scale = inverse[r];
    vf dots{};
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) {
      vf through = load(dy + i) * load(x + i);
      dots += through * load(weight + i);
      store(weight_gradient + i, load(weight_gradient + i) + through * scale);
    }
    float dot = sum(dots);
    for (; i < n; i++) {
      float through = dy[i] * x[i];
      dot += through * weight[i];
      weight_gradient[i] += through * scale;
    }
    float back = dot * scale * scale / static_cast<float>(n);
    for (i = 0; i + LANES <= n; i += LANES) store(dx + i, scale * (load(dy + i) * load(weight + i) - load(x + i) * back));
    for (; i < n; i++) dx[i] = scale * (dy[i] * weight[i] - x[i] * back);
  }
}

void rotary(const float* x, int64_t x_row, float* y, int64_t y_row, const float* cos, const float* sin, int64_t rows, int64_t heads, int64_t plain, int64_t size, float sign) {
  int64_t half = size / 2;
  for (int64_t r = 0; r < rows; r++, cos += size, sin += size, x += x_row, y += y_row) {
    for (int64_t h = 0; h < heads; h++) {
      const float* __restrict a = x + h * size;
      float* __restrict o = y + h * size;
      for (int64_t i = 0; i < half; i++) {
        float p = a[i], q = a[i + half], c = cos[i], s = sin[i] * sign;
        o[i] = p * c - q * s;
        o[i + half] = q * c + p * s;
      }
    }
    std::memcpy(y + heads * size, x + heads * size, sizeof(float) * plain * size);
  }
}

void swiglu(const float* gate, int64_t gate_row, const float* up, int64_t up_row, float* y, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, gate += gate_row, up += up_row, y += n) {
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) {
      vf g = load(gate + i);
      store(y + i, g * sigmoid(g) * load(up + i));
    }
    if (i < n) {
      vf g = load_part(gate + i, n - i);
      store_part(y + i, g * sigmoid(g) * load_part(up + i, n - i), n - i);
    }
  }
}

static inline void swiglu_step(vf g, vf u, vf d, vf& dg, vf& du) {
  vf s = sigmoid(g);
  vf silu = g * s;
  du = d * silu;
  dg = d * u * (s + silu * (1.0f - s));
}

void swiglu_backward(const float* gate, int64_t gate_row, const float* up, int64_t up_row, const float* dy, float* dgate, int64_t dgate_row, float* dup, int64_t dup_row, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, gate += gate_row, up += up_row, dy += n, dgate += dgate_row, dup += dup_row) {
    vf dg, du;
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) {
      swiglu_step(load(gate + i), load(up + i), load(dy + i), dg, du);
      store(dgate + i, dg);
      store(dup + i, du);
    }
    if (i < n) {
      int64_t rest = n - i;
      swiglu_step(load_part(gate + i, rest), load_part(up + i, rest), load_part(dy + i, rest), dg, du);
      store_part(dgate + i, dg, rest);
      store_part(dup + i, du, rest);
    }
  }
}

void quick_gelu(const float* x, float* y, int64_t count) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    vf v = load(x + i);
    store(y + i, v * sigmoid(v * 1.702f));
  }
  if (i < count) {
    vf v = load_part(x + i, count - i);
    store_part(y + i, v * sigmoid(v * 1.702f), count - i);
  }
}

void quick_gelu_backward(const float* x, const float* dy, float* dx, int64_t count) {
  auto step = [](vf v, vf d) {
    vf s = sigmoid(v * 1.702f);
    return d * (s + v * 1.702f * s * (1.0f - s));
  };
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) store(dx + i, step(load(x + i), load(dy + i)));
  if (i < count) store_part(dx + i, step(load_part(x + i, count - i), load_part(dy + i, count - i)), count - i);
}

void token_log_probability(const float* logits, const int64_t* ids, float inverse_temperature, float* log_probability, float* entropy, float* lse, int64_t rows, int64_t n) {
  const float minus_infinity = -__builtin_inff();
  for (int64_t r = 0; r < rows; r++, logits += n) {
    vf top = broadcast(minus_infinity);
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) top = maximum(load(logits + i), top);
    if (i < n) top = maximum(load_part(logits + i, n - i, minus_infinity), top);
    float peak = largest(top) * inverse_temperature;
    vf total{}, weighted{};
    auto step = [&](vf z) {
      vf e = exponential(z);
      total += e;
      weighted += e * (z > -87.0f ? z : vf{});  // 0 · -∞ is 0 here
    };
    for (i = 0; i + LANES <= n; i += LANES) step(load(logits + i) * inverse_temperature - peak);
    if (i < n) step(load_part(logits + i, n - i, minus_infinity) * inverse_temperature - peak);
    float mass = sum(total), log_mass = std::log(mass);
    lse[r] = peak + log_mass;
    // NaN logits fail every comparison, so they are let through here rather than lost in the maximum.
    log_probability[r] = logits[ids[r]] * inverse_temperature - peak - log_mass;
    entropy[r] = log_mass - sum(weighted) / mass;
  }
}

// d log p(id) / dz = δ - p; dH / dz = -p (log p + H); z = logit / temperature.
void token_log_probability_backward(const float* logits, const int64_t* ids, float inverse_temperature, const float* entropy, const float* lse, const float* dlog, const float* dentropy, float* dlogits, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, logits += n, dlogits += n) {
    float dl = dlog ? dlog[r] : 0, dh = dentropy ? dentropy[r] : 0;
    auto step = [&](vf z) {
      vf log_p = z * inverse_temperature - lse[r];
      vf p = exponential(log_p);
      vf finite = log_p > -87.0f ? log_p : vf{};
      return (p * -dl - p * (finite + entropy[r]) * dh) * inverse_temperature;
    };
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) store(dlogits + i, step(load(logits + i)));
    if (i < n) store_part(dlogits + i, step(load_part(logits + i, n - i)), n - i);
    dlogits[ids[r]] += dl * inverse_temperature;
  }
}

double sum_of_squares(const float* x, int64_t count) {
  double total = 0;
  for (int64_t from = 0; from < count; from += 4096) {
    int64_t end = from + 4096 < count ? from + 4096 : count, i = from;
    vf part{};
    for (; i + LANES <= end; i += LANES) part += load(x + i) * load(x + i);
    if (i < end) {
      vf v = load_part(x + i, end - i);
      part += v * v;
    }
    total += sum(part);
  }
  return total;
}

static inline vf root(vf x) {
  vf y;
  for (int i = 0; i < LANES; i++) y[i] = __builtin_sqrtf(x[i]);
  return y;
}

void adam(const AdamShape& s, float* parameter, const float* gradient, float* first, float* second, int64_t count) {
  float keep = 1 - s.learning_rate * s.decay, step = s.learning_rate / s.correction1, root_correction = 1.0f / std::sqrt(s.correction2);
  for (int64_t i = 0; i < count; i += LANES) {
    int64_t rest = count - i < LANES ? count - i : LANES;
    bool whole = rest == LANES;
    vf g = (whole ? load(gradient + i) : load_part(gradient + i, rest)) * s.gradient_scale;
    vf m = (whole ? load(first + i) : load_part(first + i, rest)) * s.beta1 + g * (1 - s.beta1);
    vf v = (whole ? load(second + i) : load_part(second + i, rest)) * s.beta2 + g * g * (1 - s.beta2);
    vf w = (whole ? load(parameter + i) : load_part(parameter + i, rest)) * keep - step * m / (root(v) * root_correction + s.epsilon);
    if (whole) {
      store(first + i, m);
      store(second + i, v);
      store(parameter + i, w);
    } else {
      store_part(first + i, m, rest);
      store_part(second + i, v, rest);
      store_part(parameter + i, w, rest);
    }
  }
}

}  // namespace RL_ISA
