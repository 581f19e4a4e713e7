// Whether all get on when very many want what there is little of: claims of those who get nothing must
// not keep the others from what there is.
#pragma once
#include "rig.cuh"

namespace contention {

struct Job {
  chroma2_queue_view view;
  uint32_t items;
  uint32_t warps;             // 1: by warps
  uint32_t pushers, poppers;  // threads, from the first one and from the last one; the others do neither
  unsigned long long *in, *out, *sum;
};

__device__ inline unsigned long long look(const unsigned long long* word) {
  return *static_cast<const volatile unsigned long long*>(word);
}

__global__ void run(Job job) {
  uint32_t thread = blockIdx.x * blockDim.x + threadIdx.x, threads = gridDim.x * blockDim.x;
  chroma2::Queue<uint32_t> queue(job.view);
  if (thread < job.pushers) {
    for (;;) {
      unsigned long long id = atomicAdd(job.in, 1ull);
      if (id >= job.items) break;
      uint32_t item = static_cast<uint32_t>(id) + 1;
      while (!(job.warps ? queue.try_push_warp(item) : queue.try_push(item))) {
      }
    }
  } else if (threads - thread <= job.poppers) {
    while (look(job.out) < job.items) {
      uint32_t item;
      if (job.warps ? queue.try_pop_warp(item) : queue.try_pop(item)) {
        atomicAdd(job.sum, static_cast<unsigned long long>(item));
        atomicAdd(job.out, 1ull);
      }
    }
  }
}

// Every thread pushes and pops by turns, whatever the answers.
__global__ void by_turns(Job job) {
  chroma2::Queue<uint32_t> queue(job.view);
  for (uint32_t i = 0; i < job.items; ++i) {
    uint32_t item = threadIdx.x + 1;
    if (job.warps ? queue.try_push_warp(item) : queue.try_push(item)) {
      atomicAdd(job.in, 1ull);
      atomicAdd(job.sum, static_cast<unsigned long long>(item));
    }
    if (job.warps ? queue.try_pop_warp(item) : queue.try_pop(item)) {
      atomicAdd(job.out, 1ull);
      atomicAdd(job.sum, 0 - static_cast<unsigned long long>(item));
    }
  }
}

__global__ void drain(Job job) {
  chroma2::Queue<uint32_t> queue(job.view);
  uint32_t item;
  while (queue.try_pop(item)) {
    *job.out += 1;
    *job.sum -= item;
  }
}

inline void pass(const char* name, uint32_t log2, uint32_t items, uint32_t warps, uint32_t pushers, uint32_t poppers,
                 uint32_t blocks, uint32_t threads) {
  Queues queues(1, log2, 4, start_of(log2 + warps, log2, items / 2));
  Array<unsigned long long> counters(48);
  unsigned long long* word = counters.data;
  Job job{queues.first, items, warps, pushers, poppers, word, word + 16, word + 32};
  CUDA(cudaDeviceSynchronize());
  bool turns = pushers == 0;
  if (turns) {
    by_turns<<<blocks, threads, 0, stream()>>>(job);
    drain<<<1, 1, 0, stream()>>>(job);
  } else {
    run<<<blocks, threads, 0, stream()>>>(job);
  }
  double took = finish(name, queues, 60);
  std::vector<unsigned long long> result = counters.read();
  uint64_t all = turns ? result[0] : items, sum = turns ? 0 : uint64_t{items} * (uint64_t{items} + 1) / 2;
  if (result[16] != all || result[32] != sum) {
    std::fprintf(stderr, "%s: %llu of %llu came out, sum %llu\n", name, result[16],
                 static_cast<unsigned long long>(all), result[32]);
    std::exit(1);
  }
  queues.check_empty(name);
  Control control = queues.controls.read()[0];
  std::printf("%-44s %s capacity 2^%-2u %8llu items, %7.3f s, %8.3f M/s, refused %llu full, %llu empty\n", name,
              warps ? "warps  " : "threads", log2, static_cast<unsigned long long>(all), took,
              static_cast<double>(all) / took / 1e6, static_cast<unsigned long long>(control.refused_full),
              static_cast<unsigned long long>(control.refused_empty));
  std::fflush(stdout);
}

// As many blocks as are on the device together: those who push may wait for those who pop.
inline uint32_t resident(uint32_t processors, uint32_t threads) {
  int one = 0, other = 0;
  CUDA(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&one, run, static_cast<int>(threads), 0));
  CUDA(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&other, by_turns, static_cast<int>(threads), 0));
  return processors * static_cast<uint32_t>(one < other ? one : other);
}

inline void all(uint32_t blocks, uint32_t threads, uint32_t items) {
  uint32_t everyone = blocks * threads;
  for (uint32_t warps : {0u, 1u}) {
    pass("one pushes, all others pop", 10, items, warps, 1, everyone - 32, blocks, threads);
    pass("all others push, one pops", 8, items, warps, everyone - 32, 1, blocks, threads);
    for (uint32_t log2 : {0u, 1u, 5u}) {
      pass("half push, half pop", log2, items, warps, everyone / 2, everyone / 2, blocks, threads);
      pass("everyone by turns", log2, 4, warps, 0, 0, blocks, threads);
    }
  }
}

}  // namespace contention
