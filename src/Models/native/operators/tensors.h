// Tensors as the operators read them, and what all operators share.
#pragma once

#include <ATen/EmptyTensor.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/sum.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <vector>

#include "../kernels.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;
using OptionalTensor = c10::optional<Tensor>;

Tensor fresh(at::IntArrayRef sizes) { return Tensor(at::detail::empty_cpu(sizes, at::kFloat)); }
Tensor last_dense(const Tensor& t) { return t.stride(-1) == 1 ? t : t.contiguous(); }
float* data(const Tensor& t) { return t.data_ptr<float>(); }
const float* data_or_null(const Tensor& t) { return t.defined() ? t.data_ptr<float>() : nullptr; }

void check(const Tensor& t, const char* name) {
  TORCH_CHECK(t.device().is_cpu() && t.scalar_type() == at::kFloat, name, " must be float32 on the CPU, found ", t.scalar_type(), " on ", t.device());
}

bool wants_gradient(std::initializer_list<const Tensor*> tensors) {
  if (!at::GradMode::is_enabled()) return false;
  for (auto t : tensors)
    if (t->defined() && t->requires_grad()) return true;
  return false;
}

float* scratch(size_t floats) {
  thread_local std::vector<float> memory;
  if (memory.size() < floats) memory.resize(floats);
  return memory.data();
}

// Rows of the last dimension when they lie at one distance from each other; a copy otherwise.
struct RowsOf {
  Tensor owner;
  int64_t rows, width, stride;
  explicit RowsOf(const Tensor& t) : owner(t), rows(1), width(t.size(-1)), stride(0) {
    int64_t d = t.dim();
    for (int64_t i = 0; i < d - 1; i++) rows *= t.size(i);
    bool regular = t.stride(-1) == 1 || width == 1;
    int64_t expected = -1;
    for (int64_t i = d - 2; i >= 0 && regular; i--) {
      if (t.size(i) == 1) continue;
      if (expected >= 0 && t.stride(i) != expected) regular = false;
      if (expected < 0) stride = t.stride(i);
      expected = t.stride(i) * t.size(i);
    }
    if (!regular) {
      owner = t.contiguous();
      stride = width;
    } else if (expected < 0) {
      stride = width;
    }
  }
  const float* at() const { return data(owner); }
};

}  // namespace
