// Queues in a GPU's memory, and kernels that may take a limited time.
#pragma once
#include <cuda_runtime.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "chroma2/device_queue.cuh"
#include "queue_check/history.h"

#define CUDA(call)                                                                                    \
  do {                                                                                                \
    cudaError_t error_ = (call);                                                                      \
    if (error_ != cudaSuccess) {                                                                      \
      std::fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, cudaGetErrorString(error_)); \
      std::exit(1);                                                                                   \
    }                                                                                                 \
  } while (0)

using chroma2::queue::Control;

inline double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Memory of the device.
template <class T>
struct Array {
  T* data = nullptr;
  size_t count;
  explicit Array(size_t count_) : count(count_) {
    CUDA(cudaMalloc(&data, count * sizeof(T)));
    CUDA(cudaMemset(data, 0, count * sizeof(T)));
  }
  Array(const Array&) = delete;
  ~Array() { cudaFree(data); }
  std::vector<T> read() const {
    std::vector<T> host(count);
    CUDA(cudaMemcpy(host.data(), data, count * sizeof(T), cudaMemcpyDeviceToHost));
    return host;
  }
  void write(const std::vector<T>& host) {
    CUDA(cudaMemcpy(data, host.data(), host.size() * sizeof(T), cudaMemcpyHostToDevice));
  }
};

// Queues that are alike, empty, with all counters at `start`.
struct Queues {
  uint32_t count;
  uint64_t capacity, start;
  Array<Control> controls;
  Array<uint32_t> turns;
  Array<unsigned char> items;
  Array<chroma2_queue_view> views;
  chroma2_queue_view first;

  Queues(uint32_t count_, uint32_t capacity_log2, uint32_t item_size, uint64_t start_)
      : count(count_),
        capacity(uint64_t{1} << capacity_log2),
        start(start_),
        controls(count),
        turns(count * capacity),
        items(count * capacity * chroma2::queue::item_stride(item_size) + 16 * count),
        views(count) {
    uint64_t stride = chroma2::queue::item_stride(item_size), bytes = (capacity * stride + 15) / 16 * 16;
    std::vector<Control> control(count);
    std::vector<uint32_t> turn(count * capacity);
    std::vector<chroma2_queue_view> view(count);
    for (uint32_t q = 0; q < count; ++q) {
      Control& c = control[q];
      c.tail = c.head = c.push_claims = c.pop_claims = c.tail_seen = c.head_seen = start;
      for (uint64_t slot = 0; slot < capacity; ++slot)
        turn[q * capacity + slot] =
            static_cast<uint32_t>((start + ((slot - start) & (capacity - 1))) >> capacity_log2) * 2u;
      view[q] = {sizeof(chroma2_queue_view),
                 controls.data + q,
                 turns.data + q * capacity,
                 items.data + q * bytes,
                 capacity,
                 capacity_log2,
                 item_size};
    }
    controls.write(control);
    turns.write(turn);
    views.write(view);
    first = view[0];
  }

  // All that was pushed was popped, and nothing is still claimed.
  void check_empty(const char* what) const {
    for (const Control& c : controls.read())
      if (c.tail != c.head || c.push_claims != c.tail || c.pop_claims != c.head || c.high_water > capacity) {
        std::fprintf(stderr, "%s: tail %llu, head %llu, claims %llu and %llu, mark %llu\n", what,
                     static_cast<unsigned long long>(c.tail - start), static_cast<unsigned long long>(c.head - start),
                     static_cast<unsigned long long>(c.push_claims - start),
                     static_cast<unsigned long long>(c.pop_claims - start),
                     static_cast<unsigned long long>(c.high_water));
        std::exit(1);
      }
  }
};

inline cudaStream_t stream() {
  static cudaStream_t stream = [] {
    cudaStream_t made;
    CUDA(cudaStreamCreateWithFlags(&made, cudaStreamNonBlocking));
    return made;
  }();
  return stream;
}

// Waits for a kernel; one that hangs is told, with the counters of the first queue, and ends the program.
inline double finish(const char* what, const Queues& queues, double limit) {
  CUDA(cudaGetLastError());
  double begin = seconds();
  for (;;) {
    cudaError_t state = cudaStreamQuery(stream());
    if (state == cudaSuccess) return seconds() - begin;
    if (state != cudaErrorNotReady) CUDA(state);
    if (seconds() - begin > limit) break;
    if (seconds() - begin > 1e-3) usleep(100);
  }
  cudaStream_t other;
  Control* c;
  CUDA(cudaStreamCreateWithFlags(&other, cudaStreamNonBlocking));
  CUDA(cudaMallocHost(&c, sizeof *c));
  CUDA(cudaMemcpyAsync(c, queues.controls.data, sizeof *c, cudaMemcpyDeviceToHost, other));
  CUDA(cudaStreamSynchronize(other));
  std::fprintf(stderr, "%s: HANGS after %.0f s; capacity %llu, pushed %lld, popped %lld, claims %lld and %lld\n", what,
               limit, static_cast<unsigned long long>(queues.capacity), static_cast<long long>(c->tail - queues.start),
               static_cast<long long>(c->head - queues.start), static_cast<long long>(c->push_claims - queues.start),
               static_cast<long long>(c->pop_claims - queues.start));
  std::fflush(nullptr);
  _exit(3);
}

// Where counters start, so that turns, 32 bits of tickets, their sign or all of them wrap within `before`.
inline uint64_t start_of(uint32_t number, uint32_t capacity_log2, uint64_t before) {
  const uint64_t wraps[] = {before, uint64_t{1} << (31 + capacity_log2), uint64_t{1} << 32, uint64_t{1} << 63, 0};
  return wraps[number % 5] - before;
}
