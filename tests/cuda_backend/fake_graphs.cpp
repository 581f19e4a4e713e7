// Graphs of the stand-in driver: what is put on a stream that is captured is kept, and done by each launch. It
// keeps transfers of queues, by one block: blocks of several share memory, and launches may overlap.
#include <cstring>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "fake_driver.h"
#include "queue/layout.h"

namespace {

struct Graph {
  std::vector<chroma2::QueueTransferJob> jobs;
  uint32_t block = 0;
  bool spoiled = false;
};

std::mutex lock;
std::map<void*, Graph> captures;
thread_local int mode = 0;

}  // namespace

namespace fake {

bool capture(void* stream, const char* name, uint32_t grid, uint32_t block, void** arguments, int& code) {
  std::lock_guard<std::mutex> guard(lock);
  auto found = captures.find(stream);
  if (found == captures.end()) return false;
  Graph& graph = found->second;
  code = 1;
  if (strcmp(name, "chroma2_queue_transfer") != 0 || grid != 1) return true;
  graph.jobs.push_back(*static_cast<const chroma2::QueueTransferJob*>(arguments[0]));
  graph.block = block;
  code = 0;
  return true;
}

bool spoil_capture(void* stream) {
  std::lock_guard<std::mutex> guard(lock);
  auto found = captures.find(stream);
  if (found == captures.end()) return false;
  return found->second.spoiled = true;
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
  *exec = new Graph(*graph);
  return 0;
}
API cuGraphLaunch(Graph* exec, void*) {
  for (auto& job : exec->jobs) {
    void* arguments[] = {&job};
    if (const int failed = fake::run_kernel("chroma2_queue_transfer", 1, exec->block, arguments); failed) return failed;
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
