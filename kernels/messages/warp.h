// Warps that serve messages: their lanes, clocks, and how they reach the host's memory. For tests a warp is a thread
// of the processor with one lane (CHROMA2_ONE_LANE).
#pragma once
#include "chroma2/device/atomics.cuh"
#include "messages/operations.h"

#if !defined(CHROMA2_QUEUE_CUDA)
#include <time.h>
#endif

namespace chroma2 {
namespace messages {

using queue::Atomic;
using queue::memory_order_acq_rel;
using queue::memory_order_acquire;
using queue::memory_order_relaxed;
using queue::memory_order_release;
using queue::SystemAtomic;

struct alignas(16) Chunk {
  uint32_t word[4];
};

#if defined(CHROMA2_QUEUE_CUDA)

constexpr uint32_t kLanes = 32, kAll = 0xffffffffu;
// For stores that a fence comes before, and for loads that one comes behind.
constexpr queue::memory_order kAfterFence = memory_order_relaxed, kBeforeFence = memory_order_relaxed;

CHROMA2_MESSAGES_FN uint32_t lane() { return threadIdx.x % kLanes; }
CHROMA2_MESSAGES_FN uint32_t warp() { return threadIdx.x / kLanes; }
CHROMA2_MESSAGES_FN uint32_t block() { return blockIdx.x; }
CHROMA2_MESSAGES_FN uint32_t blocks() { return gridDim.x; }

// Nanoseconds.
CHROMA2_MESSAGES_FN uint64_t now() {
  uint64_t time;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(time));
  return time;
}
CHROMA2_MESSAGES_FN void rest(uint32_t nanoseconds) { __nanosleep(nanoseconds); }
// Between two looks of one who does nothing else: a processor may have others to run.
CHROMA2_MESSAGES_FN void look_again() {}

CHROMA2_MESSAGES_FN uint32_t ballot(bool vote) { return __ballot_sync(kAll, vote); }
CHROMA2_MESSAGES_FN uint32_t from_lane(uint32_t x, uint32_t which) { return __shfl_sync(kAll, x, which); }
CHROMA2_MESSAGES_FN uint64_t from_lane(uint64_t x, uint32_t which) {
  return __shfl_sync(kAll, static_cast<unsigned long long>(x), which);
}
// All bits of all lanes.
CHROMA2_MESSAGES_FN uint32_t united(uint32_t bits) {
  CHROMA2_MESSAGES_UNROLL
  for (uint32_t step = kLanes / 2; step > 0; step /= 2) bits |= __shfl_xor_sync(kAll, bits, step);
  return bits;
}
CHROMA2_MESSAGES_FN uint32_t ones(uint32_t bits) { return __popc(bits); }
// Lanes before this one.
CHROMA2_MESSAGES_FN uint32_t before() { return (1u << lane()) - 1u; }

// Memory of the host, around caches that may have what was there before.
CHROMA2_MESSAGES_FN Chunk read_chunk(const void* from) {
  Chunk chunk;
  asm volatile("ld.relaxed.sys.global.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(chunk.word[0]), "=r"(chunk.word[1]), "=r"(chunk.word[2]), "=r"(chunk.word[3])
               : "l"(__cvta_generic_to_global(from))
               : "memory");
  return chunk;
}
CHROMA2_MESSAGES_FN void write_chunk(void* to, const Chunk& chunk) {
  asm volatile("st.global.v4.u32 [%0], {%1, %2, %3, %4};" ::"l"(__cvta_generic_to_global(to)), "r"(chunk.word[0]),
               "r"(chunk.word[1]), "r"(chunk.word[2]), "r"(chunk.word[3])
               : "memory");
}
// Two words that lie beside each other, each of them at once.
CHROMA2_MESSAGES_FN void write_pair(uint64_t* to, uint64_t first, uint64_t second) {
  asm volatile("st.relaxed.sys.global.v2.u64 [%0], {%1, %2};" ::"l"(__cvta_generic_to_global(to)), "l"(first),
               "l"(second)
               : "memory");
}
CHROMA2_MESSAGES_FN void fence_system() { __threadfence_system(); }
CHROMA2_MESSAGES_FN void fence_after_loads() { fence_system(); }
CHROMA2_MESSAGES_FN void fence_device() { __threadfence(); }

// Words that the warps of a block share. Who looks at one again and again has a fence only behind the last look: the
// fences of many warps hold up the one that looks at the host's memory.
CHROMA2_MESSAGES_FN void fence_block() { asm volatile("fence.acq_rel.cta;" ::: "memory"); }
CHROMA2_MESSAGES_FN uint64_t shared_look(uint64_t* word) { return *static_cast<volatile uint64_t*>(word); }
CHROMA2_MESSAGES_FN uint64_t shared_load(uint64_t* word) {
  const uint64_t value = shared_look(word);
  fence_block();
  return value;
}
CHROMA2_MESSAGES_FN void shared_store(uint64_t* word, uint64_t value) {
  fence_block();
  *static_cast<volatile uint64_t*>(word) = value;
}
CHROMA2_MESSAGES_FN bool shared_swap(uint64_t* word, uint64_t expected, uint64_t desired) {
  fence_block();
  const bool swapped = atomicCAS(reinterpret_cast<unsigned long long*>(word), expected, desired) == expected;
  fence_block();
  return swapped;
}

#else

constexpr uint32_t kLanes = 1;
// Tools that look for races do not know fences.
constexpr std::memory_order kAfterFence = memory_order_release, kBeforeFence = memory_order_acquire;

inline thread_local uint32_t own_warp = 0, own_block = 0, own_blocks = 1;
inline uint32_t lane() { return 0; }
inline uint32_t warp() { return own_warp; }
inline uint32_t block() { return own_block; }
inline uint32_t blocks() { return own_blocks; }
inline uint64_t now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1000000000u + static_cast<uint64_t>(time.tv_nsec);
}
inline void rest(uint32_t) { sched_yield(); }
inline void look_again() { sched_yield(); }
inline uint32_t ballot(bool vote) { return vote; }
template <class T>
inline T from_lane(T x, uint32_t) {
  return x;
}
inline uint32_t united(uint32_t bits) { return bits; }
inline uint32_t ones(uint32_t bits) { return static_cast<uint32_t>(__builtin_popcount(bits)); }
inline uint32_t before() { return 0; }
inline Chunk read_chunk(const void* from) { return *static_cast<const Chunk*>(from); }
inline void write_chunk(void* to, const Chunk& chunk) { *static_cast<Chunk*>(to) = chunk; }
inline void write_pair(uint64_t* to, uint64_t first, uint64_t second) {
  SystemAtomic<uint64_t>(to[0]).store(first, memory_order_relaxed);
  SystemAtomic<uint64_t>(to[1]).store(second, memory_order_relaxed);
}
inline void fence_after_loads() {}
inline void fence_system() { std::atomic_thread_fence(std::memory_order_seq_cst); }
inline void fence_device() { fence_system(); }
inline void fence_block() {}
inline uint64_t shared_look(uint64_t* word) { return Atomic<uint64_t>(*word).load(memory_order_acquire); }
inline uint64_t shared_load(uint64_t* word) { return Atomic<uint64_t>(*word).load(memory_order_acquire); }
inline void shared_store(uint64_t* word, uint64_t value) { Atomic<uint64_t>(*word).store(value, memory_order_release); }
inline bool shared_swap(uint64_t* word, uint64_t expected, uint64_t desired) {
  return Atomic<uint64_t>(*word).compare_exchange_strong(expected, desired);
}

#endif

}  // namespace messages
}  // namespace chroma2
