// Chooses the instruction set once, when the library is loaded.
#include "kernels.h"

#if defined(__x86_64__)
namespace base { extern const KernelTable table; }
namespace v3 { extern const KernelTable table; }
namespace v4 { extern const KernelTable table; }

const KernelTable& kernels() {
  static const KernelTable& chosen = [] () -> const KernelTable& {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd")) return v4::table;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) return v3::table;
    return base::table;
  }();
  return chosen;
}
#else
namespace base { extern const KernelTable table; }
const KernelTable& kernels() { return base::table; }
#endif
