// Queues of one launch of the propagation kernel: rings in the module's own memory, which a launch leaves
// empty. Several launches may run at once, so there are some; blockIdx.x 0 takes one of them, and the last
// block to end gives it back. Nobody waits for a block that has not started, but for that first one.
#pragma once
#include "chroma2/device_queue.cuh"
#include "cuda/propagate.h"

namespace chroma2 {
namespace CHROMA2_LEVEL {

// A photon under way.
struct Item {
  uint32_t number, steps;
  Medium medium;
};

template <class T, uint32_t Log2>
struct Memory {
  queue::Control control;
  uint32_t turns[1u << Log2];
  T items[1u << Log2];

  __device__ __forceinline__ Queue<T> queue() {
    chroma2_queue_view view{};
    view.control = &control;
    view.turns = turns;
    view.items = items;
    view.capacity = 1u << Log2;
    view.capacity_log2 = Log2;
    view.item_size = sizeof(T);
    return Queue<T>(view);
  }
};

struct Launch {
  alignas(128) uint32_t left;                   // blocks that have ended
  alignas(128) unsigned long long filling;      // numbers of new photons that blocks have taken to push
  alignas(128) unsigned long long filled;       // and pushed
  alignas(128) unsigned long long ended;        // photons
  alignas(128) unsigned long long outstanding;  // at the end: photons under way, and kBody a block before its end
  Memory<uint32_t, 24> fresh;                   // new photons: as many as a launch has
  Memory<Item, 21> active;                      // under way
  Memory<uint32_t, 24> finished;
};

constexpr uint32_t kLaunches = 4;
__device__ Launch launches[kLaunches];
__device__ unsigned long long owners[kLaunches];  // `next` of the jobs: no two at once have the same

template <class T>
__device__ __forceinline__ queue::Atomic<T> shared_word(T& word) {
  return queue::Atomic<T>(word);
}
__device__ __forceinline__ unsigned long long look(unsigned long long& word) {
  return shared_word(word).load(queue::memory_order_acquire);
}

// The launch's queues, for all threads of a block; in shared memory, since registers are all in use.
__shared__ Launch* the_launch;
__device__ __forceinline__ Launch& launch() { return *the_launch; }

// All threads of a block call it. No call: that would cost the kernel registers.
__device__ __forceinline__ void enter(const void* next) {
  if (threadIdx.x == 0) {
    const unsigned long long key = reinterpret_cast<uintptr_t>(next);
    for (uint32_t i = 0;; i = (i + 1) % kLaunches) {
      bool found = blockIdx.x == 0 ? atomicCAS(&owners[i], 0ull, key) == 0 : look(owners[i]) == key;
      if (found) {
        the_launch = &launches[i];
        break;
      }
    }
    __threadfence();
  }
  __syncthreads();
}

// Takes finished photons out, as a program would that does something with them: until there are none.
__device__ __noinline__ void drain(uint32_t* scratch) {
  while (launch().finished.queue().try_pop_block(scratch, kPoolSize) == kPoolSize) __syncthreads();
}

// `scratch`: kPoolSize words of shared memory.
__device__ __noinline__ void leave(uint32_t* scratch) {
  __shared__ bool last;
  drain(scratch);
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence();
    last = atomicAdd(&launch().left, 1u) + 1u == gridDim.x;
    __threadfence();
  }
  __syncthreads();
  if (!last) return;
  drain(scratch);
  __syncthreads();
  if (threadIdx.x != 0) return;
  launch().left = 0;
  launch().filling = launch().filled = launch().ended = launch().outstanding = 0;
  shared_word(owners[&launch() - launches]).store(0ull, queue::memory_order_release);
}

// Lanes that are there together; the ring has room for all photons under way.
__device__ __noinline__ bool pop_active(Item& item) { return launch().active.queue().try_pop_warp(item); }
__device__ __noinline__ void push_active(Item item) {
  while (!launch().active.queue().try_push_warp(item)) {
  }
}
__device__ __noinline__ uint32_t pop_active(Item* items, uint32_t count) {
  return launch().active.queue().try_pop_block(items, count);
}
__device__ __noinline__ void push_active(const Item* items, uint32_t count) {
  for (uint32_t done = 0; done < count;) done += launch().active.queue().try_push_block(items + done, count - done);
}

// A word, and how many photons lie in the queue, as they were a little ago: to plan with.
__device__ __forceinline__ uint64_t glance(unsigned long long& word) {
  return shared_word(word).load(queue::memory_order_relaxed);
}
__device__ __forceinline__ uint64_t active_about() {
  queue::Control& control = launch().active.control;
  uint64_t head = shared_word(control.head).load(queue::memory_order_relaxed);
  uint64_t tail = shared_word(control.tail).load(queue::memory_order_relaxed);
  return static_cast<int64_t>(tail - head) > 0 ? tail - head : 0;
}

// An even share of what is left for so many parties.
__device__ __forceinline__ uint32_t even_share(uint64_t left, uint64_t parties, uint32_t most) {
  uint64_t share = (left + parties - 1u) / parties;
  return share < 1u ? 1u : share < most ? static_cast<uint32_t>(share) : most;
}

// Photons that have ended, until they are pushed.
struct Ended {
  uint32_t number[kPoolSize];
  uint32_t count[kPropagateWarps];
};
__shared__ Ended ended;

// Numbers by lists, or by the lanes that find them; or only a look at a word that nobody writes, with an
// acquire or without, to see what that alone costs.
enum Tell { kTellNobody, kTellLists, kTellLanes, kTellByAcquire, kTellByLoad };

template <bool kAcquire>
__device__ __noinline__ void only_look() {
  shared_word(launch().left).load(kAcquire ? queue::memory_order_acquire : queue::memory_order_relaxed);
}

__device__ __noinline__ void push_finished(uint32_t number) {
  while (!launch().finished.queue().try_push_warp(number)) {
  }
}
__device__ __noinline__ void push_finished(const uint32_t* numbers, uint32_t count) {
  for (uint32_t done = 0; done < count;) done += launch().finished.queue().try_push_block(numbers + done, count - done);
}

// A party that tells of photons that have ended.
template <Tell kTell>
struct Crew : Party {
  __device__ __forceinline__ void retire(uint32_t number) const {
    if (kTell == kTellLanes) push_finished(number);
    if (kTell == kTellByAcquire) only_look<true>();
    if (kTell == kTellByLoad) only_look<false>();
    if (kTell == kTellLists) ended.number[first + atomicAdd(&ended.count[warp], 1u)] = number;
  }
  // After a step, with all of the party.
  __device__ __forceinline__ void tell() const {
    if (kTell != kTellLists) return;
    uint32_t count = ended.count[warp];
    if (alone()) {
      for (uint32_t i = rank; i < count; i += 32u) push_finished(ended.number[first + i]);
    } else {
      push_finished(ended.number, count);
    }
    sync();
    if (rank == 0) ended.count[warp] = 0;
    sync();
  }
};

}  // namespace CHROMA2_LEVEL
}  // namespace chroma2
