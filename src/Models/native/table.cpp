// One instruction set's table; compiled with the others of its kind.
#include "attention.cpp"
#include "elementwise.cpp"
#include "gemm.cpp"

#define NAME_OF(x) #x
#define NAME(x) NAME_OF(x)

namespace RL_ISA {
extern const KernelTable table = {
    NAME(RL_ISA), kPanel,
    rms_norm, rms_norm_backward, rotary, swiglu, swiglu_backward, quick_gelu, quick_gelu_backward,
    attention, attention_backward, attention_scratch,
    gemm, pack, gemm_packed,
    token_log_probability, token_log_probability_backward, sum_of_squares, adam,
};
}
