// Atomic access to words of global memory by PTX instructions that say so. libcu++'s are for any memory:
// each of its additions is followed by a test of whether the word was one of shared memory, whose answer
// comes with the addition's, so that nothing can be begun while it is under way.
#pragma once
#include "../config.h"
#if !defined(__CUDACC_RTC__)
#include <cassert>
#endif

namespace chroma2 {
namespace queue {

enum memory_order { memory_order_relaxed, memory_order_acquire, memory_order_release, memory_order_acq_rel };
enum class Scope { device, system };

// The instruction for the word's size, the reference's scope and one order of memory.
#define CHROMA2_QUEUE_ISSUE(issue, order)      \
  do {                                         \
    if constexpr (scope == Scope::device) {    \
      if constexpr (sizeof(T) == 8)            \
        issue(order ".gpu.global", "64", "l"); \
      else                                     \
        issue(order ".gpu.global", "32", "r"); \
    } else {                                   \
      if constexpr (sizeof(T) == 8)            \
        issue(order ".sys.global", "64", "l"); \
      else                                     \
        issue(order ".sys.global", "32", "r"); \
    }                                          \
  } while (false)
#define CHROMA2_QUEUE_LOAD(how, bits, reg) \
  asm volatile("ld." how ".u" bits " %0, [%1];" : "=" reg(value) : "l"(place_) : "memory")
#define CHROMA2_QUEUE_STORE(how, bits, reg) \
  asm volatile("st." how ".u" bits " [%0], %1;" ::"l"(place_), reg(value) : "memory")
#define CHROMA2_QUEUE_ADD(how, bits, reg) \
  asm volatile("atom.add." how ".u" bits " %0, [%1], %2;" : "=" reg(before) : "l"(place_), reg(value) : "memory")
#define CHROMA2_QUEUE_MAX(how, bits, reg) \
  asm volatile("atom.max." how ".u" bits " %0, [%1], %2;" : "=" reg(before) : "l"(place_), reg(value) : "memory")
#define CHROMA2_QUEUE_SWAP(how, bits, reg)                    \
  asm volatile("atom.cas." how ".b" bits " %0, [%1], %2, %3;" \
               : "=" reg(before)                              \
               : "l"(place_), reg(expected), reg(desired)     \
               : "memory")

// The same number, which the compiler takes for one of the lane's own. It has lanes that add one number to
// the same word elect one that adds for all, which here is done already, and costs a lone one time; and
// which lanes these were stands in a register of the whole warp: tools that put code of their own behind
// each access (compute-sanitizer) mix up those of lanes that have parted, and the lanes wait for ever.
template <class T>
__device__ __forceinline__ T of_lane(T number) {
  uint32_t mask;
  asm("mov.u32 %0, %%lanemask_eq;" : "=r"(mask));
  return mask != 0 ? number : 0;
}

// The same number, which the compiler takes to depend on what was loaded: it may else wait for an addition's
// answer, to compute with it, before it begins a load that could be under way at the same time.
__device__ __forceinline__ uint64_t after_load(uint64_t number, uint32_t loaded) {
  return number + (loaded & (of_lane(1u) - 1u));
}

// As std::atomic_ref, with the operations that queues need. The word lies in global memory (pinned memory of
// the host is that too): one of shared or local memory would be another word. Programs compiled for a debugger
// (nvcc -G) stop there.
template <class T, Scope scope>
class GlobalAtomic {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8, "words of 4 or 8 bytes");
  static_assert(static_cast<T>(-1) > static_cast<T>(0), "fetch_max compares without sign");

 public:
  __device__ __forceinline__ explicit GlobalAtomic(T& word) : place_(__cvta_generic_to_global(&word)) {
#if defined(__CUDACC_DEBUG__)
    assert(__isGlobal(&word));
#endif
  }

  // relaxed or acquire
  __device__ __forceinline__ T load(memory_order order) const {
    T value;
    if (order == memory_order_relaxed)
      CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_LOAD, "relaxed");
    else
      CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_LOAD, "acquire");
    return value;
  }
  // relaxed or release
  __device__ __forceinline__ void store(T value, memory_order order) const {
    if (order == memory_order_relaxed)
      CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_STORE, "relaxed");
    else
      CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_STORE, "release");
  }
  // Any order; the word's value before, as in all that follow.
  __device__ __forceinline__ T fetch_add(T number, memory_order order) const {
    T before, value = of_lane(number);
    switch (order) {
      case memory_order_relaxed: CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_ADD, "relaxed"); break;
      case memory_order_acquire: CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_ADD, "acquire"); break;
      case memory_order_release: CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_ADD, "release"); break;
      default: CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_ADD, "acq_rel"); break;
    }
    return before;
  }
  __device__ __forceinline__ T fetch_sub(T value, memory_order order) const {
    return fetch_add(static_cast<T>(0) - value, order);
  }
  // acq_rel unless relaxed
  __device__ __forceinline__ T fetch_max(T value, memory_order order) const {
    T before;
    if (order == memory_order_relaxed)
      CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_MAX, "relaxed");
    else
      CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_MAX, "acq_rel");
    return before;
  }
  // acq_rel unless relaxed; never fails without a reason
  __device__ __forceinline__ bool compare_exchange_weak(T& expected, T desired, memory_order order) const {
    T before;
    if (order == memory_order_relaxed)
      CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_SWAP, "relaxed");
    else
      CHROMA2_QUEUE_ISSUE(CHROMA2_QUEUE_SWAP, "acq_rel");
    bool transferred = before == expected;
    expected = before;
    return transferred;
  }

 private:
  size_t place_;
};

#undef CHROMA2_QUEUE_ISSUE
#undef CHROMA2_QUEUE_LOAD
#undef CHROMA2_QUEUE_STORE
#undef CHROMA2_QUEUE_ADD
#undef CHROMA2_QUEUE_MAX
#undef CHROMA2_QUEUE_SWAP

}  // namespace queue
}  // namespace chroma2
