// What the host's calls for the stages of a slice cost, launched one by one, as the library does, and as a CUDA graph whose
// parameters change from slice to slice: clear the counters, propagate, and on another stream count, scan, write, and a
// copy of the counters to pinned memory. The kernels do nothing but have parameters as large as the library's.
//
//     nvcc -std=c++17 -O2 -arch=native benches/stages.cu -o stages
#include <cuda_runtime.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

struct Job {
  char bytes[640];
  unsigned long long* counter;
};

__global__ void propagate(const __grid_constant__ Job job) {
  if (threadIdx.x == 0 && blockIdx.x == 0) atomicAdd(job.counter, 1ull);
}
__global__ void tally(const __grid_constant__ Job job) {
  if (threadIdx.x == 0 && blockIdx.x == 0) atomicAdd(job.counter + 1, 1ull);
}

void check(cudaError_t code, const char* what) {
  if (code == cudaSuccess) return;
  std::fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(code));
  std::exit(1);
}
#define CHECK(call) check(call, #call)

using Clock = std::chrono::steady_clock;
double micros(Clock::time_point since) {
  return std::chrono::duration<double, std::micro>(Clock::now() - since).count();
}

struct Slice {
  cudaStream_t stream, after;
  cudaEvent_t propagated, done;
  unsigned long long *counters, *copy;
  cudaGraphExec_t graph;
  cudaGraphNode_t kernels[4];
};

void launches(Slice& s, Job& job) {
  CHECK(cudaMemsetAsync(s.counters, 0, 256, s.stream));
  propagate<<<264, 256, 0, s.stream>>>(job);
  CHECK(cudaEventRecord(s.propagated, s.stream));
  CHECK(cudaStreamWaitEvent(s.after, s.propagated, 0));
  tally<<<256, 256, 0, s.after>>>(job);
  tally<<<1, 256, 0, s.after>>>(job);
  tally<<<256, 256, 0, s.after>>>(job);
  CHECK(cudaMemcpyAsync(s.copy, s.counters, 256, cudaMemcpyDeviceToHost, s.after));
  CHECK(cudaEventRecord(s.done, s.after));
}

void capture(Slice& s, Job& job) {
  cudaGraph_t graph;
  CHECK(cudaStreamBeginCapture(s.stream, cudaStreamCaptureModeThreadLocal));
  CHECK(cudaMemsetAsync(s.counters, 0, 256, s.stream));
  propagate<<<264, 256, 0, s.stream>>>(job);
  tally<<<256, 256, 0, s.stream>>>(job);
  tally<<<1, 256, 0, s.stream>>>(job);
  tally<<<256, 256, 0, s.stream>>>(job);
  CHECK(cudaMemcpyAsync(s.copy, s.counters, 256, cudaMemcpyDeviceToHost, s.stream));
  CHECK(cudaStreamEndCapture(s.stream, &graph));
  size_t count = 0;
  CHECK(cudaGraphGetNodes(graph, nullptr, &count));
  std::vector<cudaGraphNode_t> nodes(count);
  CHECK(cudaGraphGetNodes(graph, nodes.data(), &count));
  int kernels = 0;
  for (cudaGraphNode_t node : nodes) {
    cudaGraphNodeType type;
    CHECK(cudaGraphNodeGetType(node, &type));
    if (type == cudaGraphNodeTypeKernel) s.kernels[kernels++] = node;
  }
  CHECK(cudaGraphInstantiate(&s.graph, graph, 0));
}

void by_graph(Slice& s, Job& job) {
  for (cudaGraphNode_t node : s.kernels) {
    cudaKernelNodeParams params;
    CHECK(cudaGraphKernelNodeGetParams(node, &params));
    void* arguments[] = {&job};
    params.kernelParams = arguments;
    CHECK(cudaGraphExecKernelNodeSetParams(s.graph, node, &params));
  }
  CHECK(cudaGraphLaunch(s.graph, s.stream));
  CHECK(cudaEventRecord(s.done, s.stream));
}

template <class Calls>
void measure(const char* name, Slice& s, Calls calls) {
  std::vector<double> host, all;
  for (int i = 0; i < 3000; ++i) {
    Job job{};
    job.bytes[i % 640] = 1;
    job.counter = s.counters;
    auto start = Clock::now();
    calls(s, job);
    double called = micros(start);
    while (cudaEventQuery(s.done) == cudaErrorNotReady) {
    }
    if (i >= 500) {
      host.push_back(called);
      all.push_back(micros(start));
    }
  }
  std::sort(host.begin(), host.end());
  std::sort(all.begin(), all.end());
  size_t half = host.size() / 2, late = host.size() * 99 / 100;
  std::printf("| %s | %.1f, %.1f | %.1f, %.1f |\n", name, host[half], host[late], all[half], all[late]);
}

}  // namespace

int main() {
  Slice s{};
  int least, most;
  CHECK(cudaDeviceGetStreamPriorityRange(&least, &most));
  CHECK(cudaStreamCreateWithFlags(&s.stream, cudaStreamNonBlocking));
  CHECK(cudaStreamCreateWithPriority(&s.after, cudaStreamNonBlocking, most));
  CHECK(cudaEventCreateWithFlags(&s.propagated, cudaEventDisableTiming));
  CHECK(cudaEventCreateWithFlags(&s.done, cudaEventDisableTiming));
  CHECK(cudaMalloc(&s.counters, 256));
  CHECK(cudaMallocHost(&s.copy, 256));
  Job job{};
  job.counter = s.counters;
  capture(s, job);
  std::printf(
      "| the stages of a slice, us: median, 99 in 100 below | host's calls | until they are done |\n|---|---|---|\n");
  measure("one by one", s, launches);
  measure("a graph", s, by_graph);
  measure("one by one, again", s, launches);
  measure("a graph, again", s, by_graph);
  measure("a graph, no parameter changed", s, [](Slice& slice, Job&) {
    CHECK(cudaGraphLaunch(slice.graph, slice.stream));
    CHECK(cudaEventRecord(slice.done, slice.stream));
  });
  return 0;
}
