// The tokens' log-probabilities and the optimiser's step.
#pragma once

#include "tensors.h"

namespace {

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
  s.gradient_scale = max_norm > 0 ? static_cast<float>(std::min(1.0, max_norm / (norm + 1e-6))) : 1.0f;
  s.correction1 = static_cast<float>(1 - std::pow(beta1, static_cast<double>(step)));
  s.correction2 = static_cast<float>(1 - std::pow(beta2, static_cast<double>(step)));
  for (size_t i = 0; i < count; i++) {
    s.decay = parameters[i].dim() > 1 ? static_cast<float>(decay) : 0.0f;
    k.adam(s, data(parameters[i]), data(dense[i]), data(first[i]), data(second[i]), parameters[i].numel());
    parameters[i].unsafeGetTensorImpl()->bump_version();
  }
  return norm;
}

}  // namespace
