// Chooses the instruction set once, when the library is first used; tests choose others.
#include "kernels.h"

#include <atomic>
#include <cstring>

namespace base { extern const KernelTable table; }
#if defined(__x86_64__)
namespace v3 { extern const KernelTable table; }
namespace v4 { extern const KernelTable table; }

static bool has_v3() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}
static bool has_v4() {
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd");
}
#endif

static const KernelTable* find(const char* isa) {
#if defined(__x86_64__)
  if (has_v4() && (!isa || !std::strcmp(isa, "v4"))) return &v4::table;
  if (has_v3() && (!isa || !std::strcmp(isa, "v3"))) return &v3::table;
#endif
  return !isa || !std::strcmp(isa, "base") ? &base::table : nullptr;
}

static std::atomic<const KernelTable*> chosen{nullptr};

const KernelTable& kernels() {
  auto table = chosen.load(std::memory_order_relaxed);
  if (!table) chosen.store(table = find(nullptr), std::memory_order_relaxed);
  return *table;
}

// Uses "base", "v3" or "v4" from now on, or the best for null; 0 when this processor cannot.
extern "C" __attribute__((visibility("default"))) int rl_use(const char* isa) {
  auto table = find(isa);
  if (table) chosen.store(table, std::memory_order_relaxed);
  return table != nullptr;
}
