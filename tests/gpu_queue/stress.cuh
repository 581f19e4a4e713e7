// Items of every size, whole and each once: some threads push, the others pop.
#pragma once
#include <utility>

#include "rig.cuh"

namespace stress {

constexpr uint32_t kThreads = 64;

struct Job {
  chroma2_queue_view view;
  uint32_t items;
  uint32_t* next;   // item to push
  uint32_t* out;    // items popped
  uint32_t* seen;   // a bit for each
  uint32_t* error;  // 0, or what was wrong
};

// Bytes that follow from an item's number, which is in the first four.
__device__ inline unsigned char expected(uint32_t id, uint32_t i) {
  return static_cast<unsigned char>((id ^ id >> 16) * (2u * i + 0x9du) >> 5 ^ i);
}
__device__ __noinline__ void fill(unsigned char* item, uint32_t size, uint32_t id) {
  for (uint32_t i = 0; i < size; ++i) item[i] = i < 4 ? static_cast<unsigned char>(id >> 8 * i) : expected(id, i);
}
__device__ __noinline__ void take(const Job& job, const unsigned char* item, uint32_t size) {
  uint32_t id = 0;
  for (uint32_t i = 0; i < 4; ++i) id |= static_cast<uint32_t>(item[i]) << 8 * i;
  if (id >= job.items) {
    atomicExch(job.error, 1);
  } else {
    for (uint32_t i = 4; i < size; ++i)
      if (item[i] != expected(id, i)) atomicExch(job.error, 2);
    if (atomicOr(job.seen + id / 32, 1u << id % 32) >> id % 32 & 1u) atomicExch(job.error, 3);
  }
  atomicAdd(job.out, 1);
}

__device__ inline bool done(const Job& job) {
  return *static_cast<volatile uint32_t*>(job.out) >= job.items || *static_cast<volatile uint32_t*>(job.error) != 0;
}
__device__ inline bool failed(const Job& job) { return *static_cast<volatile uint32_t*>(job.error) != 0; }

template <uint32_t kSize>
struct Bytes {
  unsigned char byte[kSize];
};

enum Mode { kThread, kWarp, kBlock, kArray };

// Threads of one warp that push and that pop (kThread), warps of one block (kWarp).
template <uint32_t kSize, Mode kMode>
__device__ void by_warps(const Job& job) {
  chroma2::Queue<Bytes<kSize>> queue(job.view);
  Bytes<kSize> item;
  bool pushes = kMode == kThread ? threadIdx.x % 2 == 0 : threadIdx.x / 32 % 2 == 0;
  if (pushes) {
    for (;;) {
      uint32_t id = atomicAdd(job.next, 1);
      if (id >= job.items) break;
      fill(item.byte, kSize, id);
      bool transferred = false;
      while (!transferred && !failed(job))
        transferred = kMode == kThread ? queue.try_push(item) : queue.try_push_warp(item);
    }
  } else {
    while (!done(job))
      if (kMode == kThread ? queue.try_pop(item) : queue.try_pop_warp(item)) take(job, item.byte, kSize);
  }
}

template <uint32_t kSize>
__device__ void by_blocks(const Job& job) {
  chroma2::Queue<Bytes<kSize>> queue(job.view);
  Bytes<kSize> item;
  if (blockIdx.x % 2 == 0) {
    for (;;) {
      uint32_t id = threadIdx.x % 8 == 3 ? job.items : atomicAdd(job.next, 1);  // some have nothing
      bool want = id < job.items;
      if (want) fill(item.byte, kSize, id);
      bool any = want;
      while (__syncthreads_or(want) && !__syncthreads_or(failed(job)))
        if (queue.try_push_block(item, want)) want = false;
      if (!__syncthreads_or(any)) break;
    }
  } else {
    while (!__syncthreads_or(done(job)))
      if (queue.try_pop_block(item, threadIdx.x % 8 != 5)) take(job, item.byte, kSize);
  }
}

template <uint32_t kSize>
__device__ void by_arrays(const Job& job) {
  chroma2::Queue<Bytes<kSize>> queue(job.view);
  __shared__ Bytes<kSize> items[kThreads];
  __shared__ uint32_t first;
  if (blockIdx.x % 2 == 0) {
    for (;;) {
      if (threadIdx.x == 0) first = atomicAdd(job.next, kThreads);
      __syncthreads();
      if (first >= job.items) break;
      uint32_t count = job.items - first < kThreads ? job.items - first : kThreads;
      if (threadIdx.x < count) fill(items[threadIdx.x].byte, kSize, first + threadIdx.x);
      __syncthreads();
      for (uint32_t transferred = 0; transferred < count && !__syncthreads_or(failed(job));)
        transferred += queue.try_push_block(static_cast<const Bytes<kSize>*>(items + transferred), count - transferred);
      __syncthreads();
    }
  } else {
    while (!__syncthreads_or(done(job))) {
      uint32_t count = queue.try_pop_block(items, kThreads);
      __syncthreads();
      if (threadIdx.x < count) take(job, items[threadIdx.x].byte, kSize);
      __syncthreads();
    }
  }
}

template <uint32_t kSize, Mode kMode>
__global__ void run(Job job) {
  if constexpr (kMode == kBlock)
    by_blocks<kSize>(job);
  else if constexpr (kMode == kArray)
    by_arrays<kSize>(job);
  else
    by_warps<kSize, kMode>(job);
}

using Kernel = void (*)(Job);

// One queue of one size, through which so many items go.
inline uint64_t pass(Kernel kernel, uint32_t size, uint32_t mode, uint32_t log2, uint32_t items, uint32_t blocks) {
  Queues queues(1, log2, size, start_of(size + mode, log2, items / 2));
  Array<uint32_t> counters(3), seen(items / 32 + 1);
  Job job{queues.first, items, counters.data, counters.data + 1, seen.data, counters.data + 2};
  char what[100];
  std::snprintf(what, sizeof what, "stress, size %u, mode %u, capacity 2^%u, %u items", size, mode, log2, items);
  CUDA(cudaDeviceSynchronize());
  kernel<<<blocks, kThreads, 0, stream()>>>(job);
  finish(what, queues, 60);
  std::vector<uint32_t> result = counters.read();
  const char* wrong[] = {"", "an item that nobody pushed", "a torn item", "an item that came twice"};
  if (result[2] != 0 || result[1] != items) {
    std::fprintf(stderr, "%s: %s; %u came out\n", what, wrong[result[2] % 4], result[1]);
    std::exit(1);
  }
  queues.check_empty(what);
  return 2 * uint64_t{items};
}

// Small rings with few items, and a large one with the rest.
inline uint64_t size_and_mode(Kernel kernel, uint32_t size, uint32_t mode, uint64_t items, uint32_t blocks) {
  const uint32_t log2s[] = {0, 5, 1, 9, 3, 2, 7};
  uint64_t few = items < 20000 ? items : 20000;
  uint64_t done = pass(kernel, size, mode, log2s[size % 7], static_cast<uint32_t>(few), blocks < 64 ? blocks : 64);
  if (items > few) done += pass(kernel, size, mode, 18, static_cast<uint32_t>(items - few), blocks);
  return done;
}

template <uint32_t kSize>
uint64_t all_modes(uint64_t items, uint32_t blocks) {
  return size_and_mode(run<kSize, kThread>, kSize, kThread, items, blocks) +
         size_and_mode(run<kSize, kWarp>, kSize, kWarp, items, blocks) +
         size_and_mode(run<kSize, kBlock>, kSize, kBlock, items, blocks) +
         size_and_mode(run<kSize, kArray>, kSize, kArray, items, blocks);
}

template <uint32_t kSize>
uint64_t one_mode(uint64_t items, uint32_t blocks) {
  constexpr Mode kMode = static_cast<Mode>(kSize / 5 % 4);
  return size_and_mode(run<kSize, kMode>, kSize, kMode, items, blocks);
}

template <uint32_t... kNumbers>
uint64_t every_size(uint64_t items, uint32_t blocks, std::integer_sequence<uint32_t, kNumbers...>) {
  return (one_mode<4 + kNumbers>(items, blocks) + ...);
}

// A few sizes in all modes.
inline uint64_t few(uint64_t items, uint32_t blocks) {
  return all_modes<4>(items, blocks) + all_modes<6>(items, blocks) + all_modes<16>(items, blocks) +
         all_modes<20>(items, blocks) + all_modes<64>(items, blocks) + all_modes<256>(items, blocks);
}

// So many operations in all, each size alike.
inline void all(uint64_t operations, uint32_t blocks) {
  double begin = seconds();
  uint64_t each = operations / (2 * (253 + 24)) + 1;
  uint64_t done = every_size(each, blocks, std::make_integer_sequence<uint32_t, 253>());
  done += few(each, blocks);
  std::printf("%llu operations on items of 253 sizes, %.2f s: all there, whole\n",
              static_cast<unsigned long long>(done), seconds() - begin);
}

}  // namespace stress
