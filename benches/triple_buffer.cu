// The work of benches/pipeline.cpp by hand, as programs write it with the CUDA runtime: copy, launch, copy and a wait for each
// step, and three buffers with a stream each direction and events between. Blocks are pinned.
//
//     triple_buffer ROUNDS_FILE
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "pipeline_kernel.h"

namespace {

constexpr int kDepth = 3;

void check(cudaError_t code) {
  if (code == cudaSuccess) return;
  std::fprintf(stderr, "%s\n", cudaGetErrorString(code));
  std::exit(1);
}

struct Buffers {
  char *up[kDepth], *down[kDepth];
  float4 *config[kDepth], *telemetry[kDepth];
  float* state;
  cudaStream_t streams[3];
  cudaEvent_t uploaded[kDepth], computed[kDepth], done[kDepth];

  explicit Buffers(size_t bytes) {
    for (int i = 0; i < kDepth; ++i) {
      check(cudaMallocHost(&up[i], bytes));
      check(cudaMallocHost(&down[i], bytes));
      check(cudaMalloc(&config[i], bytes));
      check(cudaMalloc(&telemetry[i], bytes));
      check(cudaEventCreateWithFlags(&uploaded[i], cudaEventDisableTiming));
      check(cudaEventCreateWithFlags(&computed[i], cudaEventDisableTiming));
      check(cudaEventCreateWithFlags(&done[i], cudaEventDisableTiming));
    }
    check(cudaMalloc(&state, 4));
    for (auto& stream : streams) check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  }
  ~Buffers() {
    for (int i = 0; i < kDepth; ++i) {
      cudaFreeHost(up[i]), cudaFreeHost(down[i]), cudaFree(config[i]), cudaFree(telemetry[i]);
      cudaEventDestroy(uploaded[i]), cudaEventDestroy(computed[i]), cudaEventDestroy(done[i]);
    }
    cudaFree(state);
    for (auto& stream : streams) cudaStreamDestroy(stream);
  }
};

double synchronous(Buffers& b, size_t bytes, unsigned rounds, int steps) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < steps; ++i) {
    *reinterpret_cast<float*>(b.up[0]) = static_cast<float>(i);
    check(cudaMemcpyAsync(b.config[0], b.up[0], bytes, cudaMemcpyHostToDevice, b.streams[0]));
    bench_step<<<264, 256, 0, b.streams[0]>>>(b.config[0], b.telemetry[0], b.state, bytes / 16, bytes / 16, rounds);
    check(cudaMemcpyAsync(b.down[0], b.telemetry[0], bytes, cudaMemcpyDeviceToHost, b.streams[0]));
    check(cudaStreamSynchronize(b.streams[0]));
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / steps;
}

double overlapped(Buffers& b, size_t bytes, unsigned rounds, int steps) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < steps + kDepth; ++i) {
    const int slot = i % kDepth;
    if (i >= kDepth) check(cudaEventSynchronize(b.done[slot]));
    if (i >= steps) continue;
    *reinterpret_cast<float*>(b.up[slot]) = static_cast<float>(i);
    check(cudaMemcpyAsync(b.config[slot], b.up[slot], bytes, cudaMemcpyHostToDevice, b.streams[0]));
    check(cudaEventRecord(b.uploaded[slot], b.streams[0]));
    check(cudaStreamWaitEvent(b.streams[1], b.uploaded[slot]));
    bench_step<<<264, 256, 0, b.streams[1]>>>(b.config[slot], b.telemetry[slot], b.state, bytes / 16, bytes / 16,
                                              rounds);
    check(cudaEventRecord(b.computed[slot], b.streams[1]));
    check(cudaStreamWaitEvent(b.streams[2], b.computed[slot]));
    check(cudaMemcpyAsync(b.down[slot], b.telemetry[slot], bytes, cudaMemcpyDeviceToHost, b.streams[2]));
    check(cudaEventRecord(b.done[slot], b.streams[2]));
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / steps;
}

// What the bus allows: a copy up and one down at once, again and again, that wait for nothing but each other's like.
double both_ways(size_t bytes, int steps) {
  Buffers b(bytes);
  double least = 1e9;
  for (int round = 0; round < 3; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < steps; ++i) {
      const int slot = i % kDepth;
      check(cudaMemcpyAsync(b.config[slot], b.up[slot], bytes, cudaMemcpyHostToDevice, b.streams[0]));
      check(cudaMemcpyAsync(b.down[slot], b.telemetry[slot], bytes, cudaMemcpyDeviceToHost, b.streams[2]));
    }
    check(cudaDeviceSynchronize());
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / steps);
  }
  return least;
}

void line(const char* name, size_t bytes, double ratio, unsigned rounds, int steps) {
  Buffers buffers(bytes);
  double times[2] = {1e9, 1e9};
  for (int i = 0; i < 4; ++i) {  // the first is to get warm
    times[0] = std::min(times[0], synchronous(buffers, bytes, rounds, steps));
    times[1] = std::min(times[1], overlapped(buffers, bytes, rounds, steps));
  }
  std::printf("| %zu B | %g | %s | %.1f | %.1f | %.2f |\n", bytes, ratio, name, times[0] * 1e6, times[1] * 1e6,
              times[0] / times[1]);
}

}  // namespace

int main(int, char** given) {
  std::ifstream file(given[1]);
  size_t bytes;
  double ratio;
  unsigned rounds;
  int steps;
  std::printf(
      "| block | kernel : copy | by | synchronous us | asynchronous us | gain |\n| --- | --- | --- | --- | --- | --- |\n");
  while (file >> bytes >> ratio >> rounds >> steps) line("CUDA, by hand", bytes, ratio, rounds, steps);
  for (const size_t small : {1024, 10240}) line("CUDA, by hand", small, 0, 0, 20000);
  std::printf("\n| block | a copy up and one down at once, us |\n| --- | --- |\n");
  for (const size_t large : {1 << 20, 1 << 24, 1 << 26})
    std::printf("| %zu B | %.1f |\n", large, both_ways(large, large > 1 << 24 ? 100 : 1000) * 1e6);
}
