// Graphs of the stand-in driver: what is put on a stream that is captured is kept, and done by each launch. It
// keeps copies, the step of tests of pipelines, and transfers of queues, by one block: blocks of several share memory, and
// launches may overlap.
#include <array>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "../c/pipeline_step.h"
#include "fake_driver.h"
#include "layout/copy.h"
#include "queue/layout.h"

namespace {

// Values of a kernel's arguments.
using Values = std::array<uint64_t, 6>;

struct Operation {
  enum { COPY, CLEAR, TRANSFER, STEP, BLOCK } kind;
  size_t index;
  void* to;
  const void* from;  // of a step: its name, which its function is
  size_t bytes;
  uint32_t block;
  chroma2::QueueTransferJob job;
  Values values;
  chroma2::CopyJob copy;
};

struct Graph {
  std::vector<Operation> operations;
  bool spoiled = false;

  Operation& add(Operation operation) {
    operation.index = operations.size();
    operations.push_back(operation);
    return operations.back();
  }
};

// What cuGraphExecKernelNodeSetParams gets.
struct KernelNode {
  const char* name;
  uint32_t grid[3], block[3], shared;
  void** arguments;
};

std::mutex lock;
std::map<void*, Graph> captures;
thread_local int mode = 0;

Values values_of(void** arguments) {
  Values values;
  for (size_t i = 0; i < values.size(); ++i) memcpy(&values[i], arguments[i], sizeof values[i]);
  return values;
}

// The graph of a stream that is captured; else nullptr.
Graph* captured(void* stream) {
  auto found = captures.find(stream);
  return found == captures.end() ? nullptr : &found->second;
}

}  // namespace

namespace fake {

bool capture(void* stream, const char* name, uint32_t grid, uint32_t block, void** arguments, int& code) {
  std::lock_guard<std::mutex> guard(lock);
  Graph* graph = captured(stream);
  if (!graph) return false;
  code = 0;
  if (strcmp(name, "pipeline_step") == 0) {
    graph->add({Operation::STEP, 0, nullptr, name, 0, block, {}, values_of(arguments), {}});
  } else if (strcmp(name, "chroma2_copy") == 0) {
    graph->add(
        {Operation::BLOCK, 0, nullptr, nullptr, 0, block, {}, {}, *static_cast<const chroma2::CopyJob*>(arguments[0])});
  } else if (strcmp(name, "chroma2_queue_transfer") == 0 && grid == 1) {
    const auto& job = *static_cast<const chroma2::QueueTransferJob*>(arguments[0]);
    graph->add({Operation::TRANSFER, 0, nullptr, nullptr, 0, block, job, {}, {}});
  } else {
    code = 1;
  }
  return true;
}

bool capture_copy(void* stream, void* to, const void* from, size_t bytes) {
  std::lock_guard<std::mutex> guard(lock);
  Graph* graph = captured(stream);
  if (graph) graph->add({from ? Operation::COPY : Operation::CLEAR, 0, to, from, bytes, 0, {}, {}, {}});
  return graph != nullptr;
}

int run_step_of(void** arguments) {
  const Values values = values_of(arguments);
  double factor;
  memcpy(&factor, &values[5], sizeof factor);
  const auto at = [&](size_t i) { return reinterpret_cast<void*>(values[i]); };
  *static_cast<uint32_t*>(at(4)) = run_step(static_cast<const step_config*>(at(0)), static_cast<step_telemetry*>(at(1)),
                                            static_cast<double*>(at(2)), values[3], factor);
  return 0;
}

bool spoil_capture(void* stream) {
  std::lock_guard<std::mutex> guard(lock);
  Graph* graph = captured(stream);
  return graph && (graph->spoiled = true);
}

bool spoils_captures(const char* function) {
  std::lock_guard<std::mutex> guard(lock);
  if (captures.empty() || mode == 2) return false;
  for (const char* name : {"cuMemAlloc_v2", "cuMemHostAlloc", "cuMemFree_v2", "cuEventQuery", "cuStreamQuery",
                           "cuEventSynchronize", "cuStreamSynchronize"}) {
    if (strcmp(function, name) != 0) continue;
    for (auto& [stream, graph] : captures) graph.spoiled = true;
    return true;
  }
  return false;
}

}  // namespace fake

#define API extern "C" __attribute__((visibility("default"))) int

API cuStreamIsCapturing(void* stream, int* status) {
  if (const int failed = fake::enter(__func__, true); failed) return failed;
  std::lock_guard<std::mutex> guard(lock);
  if (!stream && !captures.empty()) return 906;
  auto found = captures.find(stream);
  *status = found == captures.end() ? 0 : found->second.spoiled ? 2 : 1;
  return 0;
}
API cuThreadExchangeStreamCaptureMode(int* other) {
  std::swap(mode, *other);
  return 0;
}
API cuStreamBeginCapture_v2(void* stream, int) {
  std::lock_guard<std::mutex> guard(lock);
  return captures.emplace(stream, Graph()).second ? 0 : 901;
}
API cuStreamEndCapture(void* stream, Graph** graph) {
  std::lock_guard<std::mutex> guard(lock);
  *graph = captures[stream].spoiled ? nullptr : new Graph(captures[stream]);
  captures.erase(stream);
  return *graph ? 0 : 901;
}
API cuGraphInstantiateWithFlags(Graph** exec, const Graph* graph, unsigned long long) {
  if (const int failed = fake::enter(__func__, false); failed) return failed;
  *exec = new Graph(*graph);
  return 0;
}
API cuGraphGetNodes(Graph* graph, Operation** nodes, size_t* count) {
  for (size_t i = 0; nodes && i < graph->operations.size(); ++i) nodes[i] = &graph->operations[i];
  *count = graph->operations.size();
  return 0;
}
API cuGraphNodeGetType(const Operation* node, int* kind) {
  *kind = node->kind == Operation::COPY ? 1 : node->kind == Operation::CLEAR ? 2 : 0;
  return 0;
}
API cuGraphKernelNodeGetParams_v2(const Operation* node, KernelNode* parameters) {
  if (const int failed = fake::enter(__func__, false); failed) return failed;
  if (node->kind == Operation::COPY || node->kind == Operation::CLEAR) return 1;
  *parameters = {};
  parameters->name = node->kind == Operation::STEP ? static_cast<const char*>(node->from) : "";
  return 0;
}
API cuGraphExecKernelNodeSetParams_v2(Graph* exec, const Operation* node, const KernelNode* parameters) {
  if (const int failed = fake::enter(__func__, false); failed) return failed;
  Operation& own = exec->operations[node->index];
  if (own.kind != Operation::STEP || strcmp(parameters->name, "pipeline_step") != 0) return 1;
  own.values = values_of(parameters->arguments);
  return 0;
}
API cuGraphLaunch(Graph* exec, void*) {
  if (const int failed = fake::enter(__func__, false); failed) return failed;
  for (auto& operation : exec->operations) {
    int failed = 0;
    void* arguments[6] = {&operation.job};
    switch (operation.kind) {
      case Operation::COPY: memcpy(operation.to, operation.from, operation.bytes); break;
      case Operation::CLEAR: memset(operation.to, 0, operation.bytes); break;
      case Operation::TRANSFER:
        failed = fake::run_kernel("chroma2_queue_transfer", 1, operation.block, arguments);
        break;
      case Operation::BLOCK:
        arguments[0] = &operation.copy;
        failed = fake::run_kernel("chroma2_copy", 1, operation.block, arguments);
        break;
      case Operation::STEP:
        for (size_t i = 0; i < 6; ++i) arguments[i] = &operation.values[i];
        failed = fake::run_step_of(arguments);
        break;
    }
    if (failed) return failed;
  }
  return 0;
}
API cuGraphDestroy(Graph* graph) {
  delete graph;
  return 0;
}
API cuGraphExecDestroy(Graph* exec) {
  delete exec;
  return 0;
}
