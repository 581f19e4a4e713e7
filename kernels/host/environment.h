// The floating-point environment of a kernel call: round to nearest, no flush to zero, no traps,
// whatever the calling thread has set; restored at the end.
#pragma once
#include "hd.h"
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

CHROMA2_BEGIN

class Environment {
 public:
#if defined(__x86_64__)
  Environment() : saved_(_mm_getcsr()) { _mm_setcsr(0x1f80u); }
  ~Environment() { _mm_setcsr(saved_); }
#elif defined(__aarch64__)
  Environment() {
    __asm__ volatile("mrs %0, fpcr" : "=r"(saved_));
    __asm__ volatile("msr fpcr, %0" : : "r"(uint64_t{0}));
  }
  ~Environment() { __asm__ volatile("msr fpcr, %0" : : "r"(saved_)); }
#else
#error "the floating-point environment of this architecture is not known"
#endif
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
#if defined(__x86_64__)
  uint32_t saved_;
#else
  uint64_t saved_;
#endif
};

CHROMA2_END
