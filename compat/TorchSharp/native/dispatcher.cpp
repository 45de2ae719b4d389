// A C ABI over libtorch's boxed dispatcher: find an operator by name once, then call it with tagged values.
// Every operator ATen (or any loaded library) registers is reachable; no C++ is needed per operator.
// No exception crosses the boundary: functions return -1 or null, and ts_error() gives the message of this thread.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/version.h>
#ifdef TS_WITH_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#endif
#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

#define API extern "C" __attribute__((visibility("default")))

namespace {

using TensorHandle = at::TensorImpl*;
using ImplPtr = c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>;

enum Tag : int32_t {
  kNone, kInt, kDouble, kBool, kTensor, kTensorList, kIntList, kDoubleList, kString, kOptionalTensorList, kDevice, kBoolList
};

struct Value {
  int32_t tag;
  int32_t count;
  union { int64_t i; double d; void* p; };
};

enum Kind : uint8_t { kAny, kFloat, kOptionalTensors };

struct Op {
  c10::OperatorHandle handle;
  std::vector<c10::IValue> defaults;
  std::vector<Kind> kinds;
};

thread_local std::string last_error;

template <class F, class R>
R guarded(F&& f, R failed) {
  try {
    return f();
  } catch (const c10::Error& e) {
    last_error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error = e.what();
  } catch (...) {
    last_error = "unknown native exception";
  }
  return failed;
}

at::Tensor borrow(TensorHandle t) { return at::Tensor(ImplPtr::reclaim_copy(t)); }
TensorHandle release(at::Tensor t) { return t.defined() ? t.unsafeReleaseTensorImpl() : nullptr; }

std::vector<at::Tensor> borrow_all(TensorHandle const* handles, int n) {
  std::vector<at::Tensor> all(n);
  for (int i = 0; i < n; i++)
    if (handles[i]) all[i] = borrow(handles[i]);
  return all;
}

c10::Device device_of(int64_t packed) {
  return c10::Device(static_cast<c10::DeviceType>(static_cast<int8_t>(packed & 0xff)), static_cast<c10::DeviceIndex>(packed >> 8));
}

c10::IValue to_ivalue(const Value& v, Kind kind) {
  switch (v.tag) {
    case kInt: return kind == kFloat ? c10::IValue(static_cast<double>(v.i)) : c10::IValue(v.i);
    case kDouble: return v.d;
    case kBool: return v.i != 0;
    case kTensor: return borrow(static_cast<TensorHandle>(v.p));
    case kTensorList: case kOptionalTensorList: {
      auto handles = static_cast<TensorHandle*>(v.p);
      if (kind == kOptionalTensors) {
        c10::List<c10::optional<at::Tensor>> list;
        list.reserve(v.count);
        for (int i = 0; i < v.count; i++)
          list.push_back(handles[i] ? c10::optional<at::Tensor>(borrow(handles[i])) : c10::optional<at::Tensor>());
        return list;
      }
      c10::List<at::Tensor> list;
      list.reserve(v.count);
      for (int i = 0; i < v.count; i++) list.push_back(handles[i] ? borrow(handles[i]) : at::Tensor());
      return list;
    }
    case kIntList: return c10::IntArrayRef(static_cast<int64_t*>(v.p), v.count);
    case kDoubleList: return c10::ArrayRef<double>(static_cast<double*>(v.p), v.count);
    case kString: return std::string(static_cast<char*>(v.p), v.count);
    case kDevice: return device_of(v.i);
    case kBoolList: {
      c10::List<bool> list;
      for (int i = 0; i < v.count; i++) list.push_back(static_cast<uint8_t*>(v.p)[i] != 0);
      return list;
    }
    default: return c10::IValue();
  }
}

void from_ivalue(c10::IValue&& v, Value& out) {
  out.count = 0;
  if (v.isTensor()) {
    out.tag = kTensor;
    out.p = release(std::move(v).toTensor());
  } else if (v.isInt()) {
    out.tag = kInt; out.i = v.toInt();
  } else if (v.isDouble()) {
    out.tag = kDouble; out.d = v.toDouble();
  } else if (v.isBool()) {
    out.tag = kBool; out.i = v.toBool();
  } else if (v.isTensorList()) {
    auto list = v.toTensorVector();
    out.tag = kTensorList; out.count = static_cast<int32_t>(list.size());
    auto handles = static_cast<TensorHandle*>(std::malloc(sizeof(TensorHandle) * (list.size() + 1)));
    for (size_t i = 0; i < list.size(); i++) handles[i] = release(std::move(list[i]));
    out.p = handles;
  } else {
    TORCH_CHECK(v.isNone(), "an operator returned a value of kind ", v.tagKind(), ", which this binding does not carry");
    out.tag = kNone; out.i = 0;
  }
}

}  // namespace

API const char* ts_error() { return last_error.c_str(); }
API const char* ts_version() { return TORCH_VERSION; }

// The operator "namespace::name" with its overload name; null when this libtorch does not have it.
API void* ts_find(const char* name, const char* overload) {
  return guarded([&]() -> void* {
    auto found = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!found) {
      last_error = std::string("this libtorch (") + TORCH_VERSION + ") has no operator " + name + (overload[0] ? "." : "") + overload;
      return nullptr;
    }
    auto op = new Op{*found, {}, {}};
    for (const auto& a : found->schema().arguments()) {
      op->defaults.push_back(a.default_value() ? *a.default_value() : c10::IValue());
      auto type = a.type();
      if (auto optional = type->cast<c10::OptionalType>()) type = optional->getElementType();
      Kind kind = kAny;
      if (type->kind() == c10::TypeKind::FloatType) kind = kFloat;
      else if (type->kind() == c10::TypeKind::ListType && type->castRaw<c10::ListType>()->getElementType()->kind() == c10::TypeKind::OptionalType)
        kind = kOptionalTensors;
      op->kinds.push_back(kind);
    }
    return op;
  }, static_cast<void*>(nullptr));
}

// Calls an operator; missing trailing arguments take their defaults. Returns the number of results, of which the first
// `capacity` are stored (tensors as owned handles, tensor lists as malloc'ed arrays of owned handles), or -1.
API int ts_call(void* handle, const Value* args, int count, Value* results, int capacity) {
  thread_local torch::jit::Stack stack;
  int answer = guarded([&]() -> int {
    auto op = static_cast<Op*>(handle);
    size_t wanted = op->kinds.size();
    TORCH_CHECK(static_cast<size_t>(count) <= wanted, "too many arguments for ", op->handle.operator_name());
    stack.reserve(16);
    for (int i = 0; i < count; i++) stack.push_back(to_ivalue(args[i], op->kinds[i]));
    for (size_t i = count; i < wanted; i++) stack.push_back(op->defaults[i]);
    op->handle.callBoxed(&stack);
    int n = static_cast<int>(stack.size());
    for (int i = 0; i < n && i < capacity; i++) from_ivalue(std::move(stack[i]), results[i]);
    return n;
  }, -1);
  stack.clear();
  return answer;
}

API void ts_release(TensorHandle t) { ImplPtr::reclaim(t); }
API TensorHandle ts_retain(TensorHandle t) { return release(borrow(t)); }
API void ts_free(void* p) { std::free(p); }

// Metadata; sizes and strides point into the tensor.
struct Meta {
  int64_t numel;
  int64_t device;
  const int64_t* sizes;
  const int64_t* strides;
  int64_t offset;
  int32_t dims;
  int8_t dtype;
  int8_t element_size;
  int8_t contiguous;
  int8_t requires_grad;
  int8_t leaf;
  int8_t inference;
};

API int ts_meta(TensorHandle handle, Meta* m) {
  return guarded([&]() -> int {
    auto t = borrow(handle);
    auto d = t.device();
    m->numel = t.numel();
    m->device = static_cast<int64_t>(static_cast<int8_t>(d.type()) & 0xff) | (static_cast<int64_t>(d.index()) << 8);
    m->sizes = t.sizes().data();
    m->strides = t.strides().data();
    m->offset = t.storage_offset();
    m->dims = static_cast<int32_t>(t.dim());
    m->dtype = static_cast<int8_t>(t.scalar_type());
    m->element_size = static_cast<int8_t>(t.element_size());
    m->contiguous = t.is_contiguous();
    m->requires_grad = t.requires_grad();
    m->leaf = t.is_leaf();
    m->inference = t.is_inference();
    return 0;
  }, -1);
}

API void* ts_data(TensorHandle t) {
  return guarded([&]() -> void* { return borrow(t).data_ptr(); }, static_cast<void*>(nullptr));
}

// A new CPU tensor holding a copy of `data` (or uninitialised when null).
API TensorHandle ts_from_data(const void* data, const int64_t* sizes, int dims, int dtype) {
  return guarded([&]() -> TensorHandle {
    auto t = at::empty(c10::IntArrayRef(sizes, dims), c10::TensorOptions(static_cast<c10::ScalarType>(dtype)));
    if (data && t.numel() > 0) std::memcpy(t.data_ptr(), data, t.nbytes());
    return release(std::move(t));
  }, static_cast<TensorHandle>(nullptr));
}

// Exchanges what two handles refer to (metadata and storage), keeping autograd identity: module.to() on parameters.
API int ts_set_data(TensorHandle t, TensorHandle source) {
  return guarded([&]() -> int { borrow(t).set_data(borrow(source)); return 0; }, -1);
}

API int ts_set_requires_grad(TensorHandle t, int value) {
  return guarded([&]() -> int { borrow(t).set_requires_grad(value != 0); return 0; }, -1);
}

API int ts_retain_grad(TensorHandle t) {
  return guarded([&]() -> int { borrow(t).retain_grad(); return 0; }, -1);
}

API TensorHandle ts_grad(TensorHandle t) {
  return guarded([&]() -> TensorHandle { return release(borrow(t).mutable_grad()); }, static_cast<TensorHandle>(nullptr));
}

API int ts_set_grad(TensorHandle t, TensorHandle grad) {
  return guarded([&]() -> int { borrow(t).mutable_grad() = grad ? borrow(grad) : at::Tensor(); return 0; }, -1);
}

API int ts_backward(TensorHandle const* tensors, int count, TensorHandle const* grads, int grad_count, int retain_graph, int create_graph, TensorHandle const* inputs, int input_count) {
  return guarded([&]() -> int {
    torch::autograd::backward(borrow_all(tensors, count), borrow_all(grads, grad_count), retain_graph != 0, create_graph != 0, borrow_all(inputs, input_count));
    return 0;
  }, -1);
}

API int ts_autograd_grad(TensorHandle const* outputs, int count, TensorHandle const* inputs, int input_count, TensorHandle const* grads, int grad_count, int retain_graph, int create_graph, int allow_unused, TensorHandle* results) {
  return guarded([&]() -> int {
    auto all = torch::autograd::grad(borrow_all(outputs, count), borrow_all(inputs, input_count), borrow_all(grads, grad_count), retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < all.size(); i++) results[i] = release(std::move(all[i]));
    return static_cast<int>(all.size());
  }, -1);
}

API int ts_grad_mode() { return at::GradMode::is_enabled(); }
API void ts_set_grad_mode(int enabled) { at::GradMode::set_enabled(enabled != 0); }
API int ts_inference_mode() { return c10::InferenceMode::is_enabled(); }
API void* ts_enter_inference_mode(int enabled) { return new c10::InferenceMode(enabled != 0); }
API void ts_leave_inference_mode(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

API void ts_manual_seed(int64_t seed) {
  auto generator = at::detail::getDefaultCPUGenerator();
  {
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_current_seed(static_cast<uint64_t>(seed));
  }
#ifdef TS_WITH_CUDA
  if (c10::cuda::device_count() > 0)
    for (int i = 0; i < c10::cuda::device_count(); i++) {
      auto g = at::globalContext().defaultGenerator(c10::Device(c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(i)));
      std::lock_guard<std::mutex> lock(g.mutex());
      g.set_current_seed(static_cast<uint64_t>(seed));
    }
#endif
}

API int64_t ts_initial_seed() { return static_cast<int64_t>(at::detail::getDefaultCPUGenerator().current_seed()); }
API int64_t ts_random_seed() {
  auto generator = at::detail::getDefaultCPUGenerator();
  std::lock_guard<std::mutex> lock(generator.mutex());
  return static_cast<int64_t>(generator.seed());
}

API TensorHandle ts_get_rng_state() {
  return guarded([&]() -> TensorHandle {
    auto generator = at::detail::getDefaultCPUGenerator();
    std::lock_guard<std::mutex> lock(generator.mutex());
    return release(generator.get_state());
  }, static_cast<TensorHandle>(nullptr));
}

API int ts_set_rng_state(TensorHandle state) {
  return guarded([&]() -> int {
    auto generator = at::detail::getDefaultCPUGenerator();
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(borrow(state));
    return 0;
  }, -1);
}

API int ts_get_num_threads() { return at::get_num_threads(); }
API int ts_set_num_threads(int n) {
  return guarded([&]() -> int { at::set_num_threads(n); return 0; }, -1);
}
API int ts_get_num_interop_threads() { return at::get_num_interop_threads(); }
API int ts_set_num_interop_threads(int n) {
  return guarded([&]() -> int { at::set_num_interop_threads(n); return 0; }, -1);
}

API int ts_cuda_device_count() {
#ifdef TS_WITH_CUDA
  return c10::cuda::device_count();
#else
  return 0;
#endif
}

API int ts_cuda_synchronize(int device) {
#ifdef TS_WITH_CUDA
  return guarded([&]() -> int {
    auto before = c10::cuda::current_device();
    if (device >= 0) c10::cuda::set_device(static_cast<c10::DeviceIndex>(device));
    c10::cuda::device_synchronize();
    if (device >= 0) c10::cuda::set_device(before);
    return 0;
  }, -1);
#else
  (void)device;
  last_error = "built without CUDA";
  return -1;
#endif
}

API void ts_cuda_empty_cache() {
#ifdef TS_WITH_CUDA
  c10::cuda::CUDACachingAllocator::emptyCache();
#endif
}

// Path of the shared object that provides matrix multiplication (BLAS sgemm), as the loader resolved it; empty when
// there is none to be seen (a BLAS linked into libtorch).
API const char* ts_blas_path() {
  static std::string path = [] {
    std::string found;
    if (auto symbol = dlsym(RTLD_DEFAULT, "sgemm_")) {
      Dl_info info;
      if (dladdr(symbol, &info) && info.dli_fname)
        if (auto real = realpath(info.dli_fname, nullptr)) {
          found = real;
          std::free(real);
        }
    }
    return found;
  }();
  return path.c_str();
}
