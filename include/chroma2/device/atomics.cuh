// Atomic access to a queue's words, the same for both kinds of memory: PTX on GPUs (scope: the device;
// libcu++ for compilers other than nvcc, NVRTC and clang), std::atomic_ref on the processor (C++20).
#pragma once
#include "../config.h"
#if !defined(__CUDACC_RTC__)
#include <cstring>
#endif

// CHROMA2_ONE_LANE: tests build device code for the processor, as a block of one thread.
#if defined(__CUDACC__) && !defined(CHROMA2_ONE_LANE)
#define CHROMA2_QUEUE_CUDA 1
#if defined(__NVCC__) || defined(__CUDACC_RTC__) || defined(__CUDA__)
#define CHROMA2_QUEUE_PTX 1
#include "global_atomic.cuh"
#else
#include <cuda/atomic>
#endif
#define CHROMA2_QUEUE_FN __device__ __forceinline__
#define CHROMA2_QUEUE_BOTH __host__ __device__
#else
#include <atomic>
#define CHROMA2_QUEUE_FN inline
#define CHROMA2_QUEUE_BOTH
#if !defined(__cpp_lib_atomic_ref)
#error "chroma2/device_queue.cuh needs nvcc, or C++20 with std::atomic_ref"
#endif
#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif
#include <sched.h>
#endif

namespace chroma2 {
namespace queue {

#if defined(CHROMA2_QUEUE_PTX)
template <class T>
using Atomic = GlobalAtomic<T, Scope::device>;
template <class T>
using SystemAtomic = GlobalAtomic<T, Scope::system>;  // the host's threads too
#elif defined(CHROMA2_QUEUE_CUDA)
template <class T>
using Atomic = cuda::atomic_ref<T, cuda::thread_scope_device>;
template <class T>
using SystemAtomic = cuda::atomic_ref<T, cuda::thread_scope_system>;  // the host's threads too
using cuda::std::memory_order_acq_rel;
using cuda::std::memory_order_acquire;
using cuda::std::memory_order_relaxed;
using cuda::std::memory_order_release;
#else
template <class T>
using Atomic = std::atomic_ref<T>;
template <class T>
using SystemAtomic = std::atomic_ref<T>;
using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
#endif

#if !defined(CHROMA2_QUEUE_PTX)
CHROMA2_QUEUE_FN uint64_t after_load(uint64_t number, uint32_t) { return number; }
#endif

#if defined(CHROMA2_QUEUE_CUDA)
// Whether no other lane of the warp is with this one.
CHROMA2_QUEUE_FN bool lone_lane() { return __popc(__activemask()) == 1; }
#endif

// Waits longer and longer, so that those who wait do not slow down those they wait for: 32 to 1024 ns
// on a GPU; some pauses and then the scheduler's next thread on a processor.
struct Backoff {
  uint32_t step = 0;
  CHROMA2_QUEUE_FN void operator()() {
#if defined(CHROMA2_QUEUE_CUDA)
    __nanosleep(32u << step);
    if (step < 5) ++step;
#else
    if (step < 6) {
      ++step;
#if defined(__x86_64__) || defined(__i386__)
      for (uint32_t i = 0; i < (1u << step); ++i) _mm_pause();
#elif defined(__aarch64__)
      for (uint32_t i = 0; i < (1u << step); ++i) asm volatile("yield");
#endif
    } else {
      sched_yield();  // the other may have lost its core
    }
#endif
  }
};

}  // namespace queue
}  // namespace chroma2
