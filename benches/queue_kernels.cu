// What benches/queue.py launches: a program's own kernels over the library's queues, and beside them a
// plain ring of compare and swap, as simple GPU queues have it. nvcc -fatbin makes it loadable.
#include "chroma2/device_queue.cuh"

namespace {

template <uint32_t kBytes>
struct alignas(kBytes % 16 == 0 ? 16 : 4) Item {
  uint32_t word[kBytes / 4];
};

template <uint32_t kBytes>
__device__ Item<kBytes> make_item(uint32_t value) {
  Item<kBytes> item;
  for (uint32_t i = 0; i < kBytes / 4; ++i) item.word[i] = value;
  return item;
}

// A word for each thing that went wrong: refusals, torn items.
template <uint32_t kBytes>
__device__ void judge(bool transferred, const Item<kBytes>& item, unsigned long long* wrong) {
  if (!transferred) atomicAdd(wrong, 1ull);
  for (uint32_t i = 1; i < kBytes / 4; ++i)
    if (item.word[i] != item.word[0]) atomicAdd(wrong + 1, 1ull);
}

enum Level { kThread, kWarp, kBlock };

// Each thread pushes an item and pops one, so many times.
template <uint32_t kBytes, Level level>
__device__ void pairs(chroma2_queue_view view, uint32_t rounds, unsigned long long* wrong) {
  chroma2::Queue<Item<kBytes>> queue(view);
  Item<kBytes> item = make_item<kBytes>(blockIdx.x * blockDim.x + threadIdx.x);
  for (uint32_t i = 0; i < rounds; ++i) {
    bool pushed, popped;
    if (level == kThread) {
      pushed = queue.try_push(item);
      popped = queue.try_pop(item);
    } else if (level == kWarp) {
      pushed = queue.try_push_warp(item);
      __syncwarp();
      popped = queue.try_pop_warp(item);
      __syncwarp();
    } else {
      pushed = queue.try_push_block(item);
      popped = queue.try_pop_block(item);
    }
    judge<kBytes>(pushed && popped, item, wrong);
  }
}

}  // namespace

#define PAIRS(bytes)                                                                                         \
  extern "C" __global__ void pairs_thread_##bytes(chroma2_queue_view q, uint32_t n, unsigned long long* w) { \
    pairs<bytes, kThread>(q, n, w);                                                                          \
  }                                                                                                          \
  extern "C" __global__ void pairs_warp_##bytes(chroma2_queue_view q, uint32_t n, unsigned long long* w) {   \
    pairs<bytes, kWarp>(q, n, w);                                                                            \
  }                                                                                                          \
  extern "C" __global__ void pairs_block_##bytes(chroma2_queue_view q, uint32_t n, unsigned long long* w) {  \
    pairs<bytes, kBlock>(q, n, w);                                                                           \
  }
PAIRS(4)
PAIRS(16)
PAIRS(64)
PAIRS(256)

// Each block pushes an array of 1024 items from shared memory and pops one, so many times.
extern "C" __global__ void spans_4(chroma2_queue_view view, uint32_t rounds, unsigned long long* wrong) {
  constexpr uint32_t kItems = 1024;
  __shared__ uint32_t items[kItems];
  chroma2::Queue<uint32_t> queue(view);
  for (uint32_t i = threadIdx.x; i < kItems; i += blockDim.x) items[i] = i;
  for (uint32_t i = 0; i < rounds; ++i) {
    __syncthreads();
    uint32_t pushed = queue.try_push_block(items, kItems);
    __syncthreads();
    uint32_t popped = queue.try_pop_block(items, kItems);
    if (threadIdx.x == 0 && (pushed != kItems || popped != kItems)) atomicAdd(wrong, 1ull);
  }
}

// Cycles of the device's clock that a push and a pop take, each for itself, summed over all threads: one
// thread alone, or as many as are launched.
extern "C" __global__ void latency(chroma2_queue_view view, uint32_t rounds, unsigned long long* cycles) {
  chroma2::Queue<uint32_t> queue(view);
  uint32_t item = threadIdx.x;
  unsigned long long push = 0, pop = 0;
  for (uint32_t i = 0; i < rounds; ++i) {
    long long start = clock64();
    queue.try_push(item);
    long long middle = clock64();
    queue.try_pop(item);
    push += middle - start;
    pop += clock64() - middle;
  }
  atomicAdd(cycles, push);
  atomicAdd(cycles + 1, pop);
}

// The same, all pushes first.
extern "C" __global__ void latency_in_rows(chroma2_queue_view view, uint32_t rounds, unsigned long long* cycles) {
  chroma2::Queue<uint32_t> queue(view);
  uint32_t item = threadIdx.x;
  long long start = clock64();
  for (uint32_t i = 0; i < rounds; ++i) queue.try_push(item);
  long long middle = clock64();
  for (uint32_t i = 0; i < rounds; ++i) queue.try_pop(item);
  atomicAdd(cycles, static_cast<unsigned long long>(middle - start));
  atomicAdd(cycles + 1, static_cast<unsigned long long>(clock64() - middle));
}

// A ring whose ends are moved by compare and swap and whose slots have no flag, so that a pop may find a
// slot that has not been written yet: the baseline.
struct PlainRing {
  unsigned long long head, tail;
  uint32_t items[1 << 20];
};
constexpr unsigned long long kPlainCapacity = 1 << 20;

__device__ unsigned long long now(unsigned long long* word) { return *static_cast<volatile unsigned long long*>(word); }

__device__ bool plain_push(PlainRing* ring, uint32_t item) {
  for (;;) {
    unsigned long long tail = now(&ring->tail);
    if (tail - now(&ring->head) >= kPlainCapacity) return false;
    if (atomicCAS(&ring->tail, tail, tail + 1) != tail) continue;
    ring->items[tail % kPlainCapacity] = item;
    return true;
  }
}

__device__ bool plain_pop(PlainRing* ring, uint32_t& item) {
  for (;;) {
    unsigned long long head = now(&ring->head);
    if (now(&ring->tail) == head) return false;
    if (atomicCAS(&ring->head, head, head + 1) != head) continue;
    item = ring->items[head % kPlainCapacity];
    return true;
  }
}

// All threads together push `count` items, or pop them.
extern "C" __global__ void plain_pushes(PlainRing* ring, uint32_t count) {
  for (uint32_t i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) plain_push(ring, i);
}
extern "C" __global__ void plain_pops(PlainRing* ring, uint32_t count, unsigned long long* sum) {
  unsigned long long mine = 0;
  for (uint32_t i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    uint32_t item;
    if (plain_pop(ring, item)) mine += item;
  }
  atomicAdd(sum, mine);
}

// The same work by the library's queue, a warp at a time.
extern "C" __global__ void pushes(chroma2_queue_view view, uint32_t count) {
  chroma2::Queue<uint32_t> queue(view);
  for (uint32_t i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x)
    queue.try_push_warp(i);
}
extern "C" __global__ void pops(chroma2_queue_view view, uint32_t count, unsigned long long* sum) {
  chroma2::Queue<uint32_t> queue(view);
  unsigned long long mine = 0;
  for (uint32_t i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    uint32_t item = 0;
    if (queue.try_pop_warp(item)) mine += item;
  }
  atomicAdd(sum, mine);
}
