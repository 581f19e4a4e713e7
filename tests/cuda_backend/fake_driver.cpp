// The functions of the stand-in driver. Pointers of the device are pointers of the host.
#include "fake_driver.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "layout/messages.h"

namespace fake {

static std::mutex lock;
static std::map<std::string, long> calls;
static std::map<void*, size_t> sizes, pinned;  // bytes of the device's and of the host's
static std::map<void*, int> lost;              // by context
static long failures = 0;
static thread_local std::vector<void*> pushed;

const Plan& plan() {
  static const Plan made = [] {
    Plan plan;
    const char* text = getenv("CHROMA2_FAKE");
    std::string all = text ? text : "";
    for (char* word = strtok(all.data(), " "); word; word = strtok(nullptr, " ")) {
      sscanf(word, "devices=%ld", &plan.devices);
      sscanf(word, "version=%ld", &plan.version);
      sscanf(word, "capability=%ld", &plan.capability);
      sscanf(word, "memory=%ld", &plan.memory);
      sscanf(word, "init=%ld", &plan.init);
      sscanf(word, "skip=%63[^:]:%ld", plan.kernel, &plan.launch);
      sscanf(word, "fail=%63[^:]:%d:%ld", plan.function, &plan.code, &plan.nth);
    }
    return plan;
  }();
  return made;
}

Live& live() {
  static Live counts = {};
  return counts;
}

int enter(const char* function, bool needs_context) {
  std::lock_guard<std::mutex> guard(lock);
  const Plan& wanted = plan();
  const long call = ++calls[function];
  if (needs_context && pushed.empty()) {
    fprintf(stderr, "fake driver: %s without a current context\n", function);
    return 201;
  }
  void* const current = pushed.empty() ? nullptr : pushed.back();
  const auto gone = current ? lost.find(current) : plan().devices == 1 ? lost.begin() : lost.end();
  if (gone != lost.end()) return gone->second;
  if (spoils_captures(function)) return 900;
  if (strcmp(function, wanted.function) == 0 && call == wanted.nth) {
    ++failures;
    if (wanted.code >= 700) lost[current] = wanted.code;
    return wanted.code;
  }
  return 0;
}

}  // namespace fake

using fake::enter;
using fake::live;
using fake::plan;
using fake::sizes;

#define API extern "C" __attribute__((visibility("default"))) int
#define ENTER(needs)                                                    \
  if (const int failed = enter(__func__, needs); failed) return failed; \
  std::lock_guard<std::mutex> guard(fake::lock)
// What gives something up is done on a lost device as well.
#define LEAVE()                             \
  const int failed = enter(__func__, true); \
  std::lock_guard<std::mutex> guard(fake::lock)

extern "C" __attribute__((visibility("default"))) long fake_live(const char* what) {
  const std::string kind = what;
  std::lock_guard<std::mutex> guard(fake::lock);
  if (kind == "contexts") return live().contexts;
  if (kind == "modules") return live().modules;
  if (kind == "links") return live().links;
  if (kind == "allocations") return live().allocations;
  if (kind == "pinned") return live().pinned;
  if (kind == "streams") return live().streams;
  if (kind == "events") return live().events;
  if (kind == "depth") return long(fake::pushed.size());
  if (kind == "failures") return fake::failures;
  if (kind == "stalls") return live().stalls;
  if (kind == "uploaded") return live().uploaded;
  return -1;
}

API cuInit(unsigned) { return int(plan().init); }
API cuDriverGetVersion(int* version) {
  *version = int(plan().version);
  return 0;
}
API cuGetErrorName(int code, const char** name) {
  *name = code == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : code == 719 ? "CUDA_ERROR_LAUNCH_FAILED" : nullptr;
  return *name ? 0 : 1;
}
API cuGetErrorString(int code, const char** text) {
  *text = code == 719 ? "unspecified launch failure" : nullptr;
  return *text ? 0 : 1;
}
API cuDeviceGetCount(int* count) {
  *count = int(plan().devices);
  return enter(__func__, false);
}
API cuDeviceGet(int* device, int ordinal) {
  *device = ordinal;
  return ordinal < plan().devices ? 0 : 101;
}
API cuDeviceGetName(char* name, int room, int) {
  snprintf(name, size_t(room), "Fake GPU");
  return 0;
}
API cuDeviceTotalMem_v2(size_t* bytes, int) {
  *bytes = size_t(plan().memory);
  return 0;
}
API cuDeviceGetUuid(unsigned char* uuid, int device) {
  memset(uuid, device + 1, 16);
  return 0;
}
API cuDeviceGetAttribute(int* value, int attribute, int) {
  switch (attribute) {
    case 16: *value = 2; return 0;  // multiprocessors
    case 75: *value = int(plan().capability / 10); return 0;
    case 76: *value = int(plan().capability % 10); return 0;
    default: return 1;
  }
}

API cuDevicePrimaryCtxRetain(void** context, int device) {
  ENTER(false);
  ++live().contexts;
  *context = reinterpret_cast<void*>(intptr_t(device) + 1);
  return 0;
}
API cuDevicePrimaryCtxRelease_v2(int device) {
  std::lock_guard<std::mutex> guard(fake::lock);
  --live().contexts;
  const auto gone = fake::lost.find(reinterpret_cast<void*>(intptr_t(device) + 1));
  return gone == fake::lost.end() ? 0 : gone->second;
}
API cuCtxPushCurrent_v2(void* context) {  // works on a lost device
  fake::pushed.push_back(context);
  return 0;
}
API cuCtxPopCurrent_v2(void** context) {
  if (fake::pushed.empty()) return 201;
  fake::pushed.pop_back();
  *context = nullptr;
  return 0;
}

API cuModuleLoadDataEx(void** module, const void* image, unsigned, int*, void**) {
  ENTER(true);
  if (!image || strcmp(static_cast<const char*>(image), "broken") == 0) return 200;
  ++live().modules;
  *module = malloc(1);
  return 0;
}
// Links: code is refused where it says "broken", and lacks the function where it says "undefined".
struct FakeLink {
  std::string code;
  int parts;
  void** values;  // of the options
  void* first;    // of these
};
API cuLinkCreate_v2(unsigned count, int*, void** values, FakeLink** link) {
  ENTER(true);
  *link = new FakeLink{"", 0, values, count > 0 ? values[0] : nullptr};
  ++live().links;
  return 0;
}
API cuLinkAddData_v2(FakeLink* link, int kind, void* data, size_t bytes, const char*, unsigned, int*, void**) {
  ENTER(true);
  // The values of options must stay where they are: what is written to comes from there.
  if (link->first != nullptr && link->values[0] != link->first) abort();
  const std::string code(static_cast<const char*>(data), bytes);
  if (kind < 0 || kind > 2 || code.find("broken") != std::string::npos) return 218;
  link->code += code;
  ++link->parts;
  return 0;
}
API cuLinkComplete(FakeLink* link, void** cubin, size_t* bytes) {
  ENTER(true);
  if (link->first != nullptr && link->values[0] != link->first) abort();
  if (link->parts != 2 || link->code.find("undefined") != std::string::npos) return 999;
  *cubin = link->code.data();
  *bytes = link->code.size();
  return 0;
}
API cuLinkDestroy(FakeLink* link) {
  LEAVE();
  delete link;
  --live().links;
  return failed;
}
API cuModuleUnload(void* module) {
  LEAVE();
  free(module);
  --live().modules;
  return failed;
}
// A function is its name; the library's names are static.
API cuModuleGetFunction(const char** function, void*, const char* name) {
  ENTER(true);
  if (strcmp(name, "unknown") == 0) return 500;
  *function = name;
  return 0;
}
API cuFuncGetAttribute(int* value, int attribute, const char*) {
  ENTER(true);
  *value = attribute == 6 ? 90 : 64;
  return 0;
}
API cuFuncGetParamInfo(const char* name, size_t index, size_t* offset, size_t* bytes) {
  const size_t count = strcmp(name, "pipeline_step") == 0 ? 6 : 1;
  if (index >= count) return 1;
  *offset = 8 * index;
  *bytes = 8;
  return 0;
}
API cuFuncSetAttribute(const char*, int, int) { return enter(__func__, true); }
API cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const char*, int, size_t) {
  *blocks = 3;
  return enter(__func__, true);
}

API cuMemGetInfo_v2(size_t* free, size_t* total) {
  ENTER(true);
  *total = size_t(plan().memory);
  *free = *total - size_t(live().bytes);
  return 0;
}
API cuMemAlloc_v2(void** pointer, size_t bytes) {
  ENTER(true);
  if (live().bytes + long(bytes) > plan().memory) return 2;
  *pointer = aligned_alloc(256, (bytes + 255) / 256 * 256);
  if (!*pointer) return 2;
  memset(*pointer, 0xa5, bytes);  // as if something had been there
  sizes[*pointer] = bytes;
  live().bytes += long(bytes);
  ++live().allocations;
  return 0;
}
API cuMemFree_v2(void* pointer) {
  LEAVE();
  if (!sizes.count(pointer)) return 1;
  if (live().running > 0) ++live().stalls;
  live().bytes -= long(sizes[pointer]);
  sizes.erase(pointer);
  free(pointer);
  --live().allocations;
  return failed;
}
API cuPointerGetAttribute(void* value, int attribute, void* pointer) {
  ENTER(true);
  const auto find = [pointer](const std::map<void*, size_t>& all) {
    auto after = all.upper_bound(pointer);
    if (after == all.begin()) return all.end();
    --after;
    return pointer < static_cast<char*>(after->first) + after->second ? after : all.end();
  };
  auto found = find(sizes);
  const bool there = found != sizes.end();
  if (!there && (found = find(fake::pinned)) == fake::pinned.end()) return 1;
  switch (attribute) {
    case 2: *static_cast<uint32_t*>(value) = there ? 2 : 1; return 0;
    case 3: *static_cast<void**>(value) = pointer; return 0;
    case 9: *static_cast<int*>(value) = 0; return 0;
    case 11: *static_cast<void**>(value) = found->first; return 0;
    case 12: *static_cast<size_t*>(value) = found->second; return 0;
    default: return 1;
  }
}
API cuMemHostAlloc(void** memory, size_t bytes, unsigned) {
  ENTER(true);
  *memory = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  if (!*memory) return 2;
  fake::pinned[*memory] = bytes;
  ++live().pinned;
  return 0;
}
API cuMemFreeHost(void* memory) {
  LEAVE();
  fake::pinned.erase(memory);
  free(memory);
  --live().pinned;
  return failed;
}
API cuMemcpyHtoDAsync_v2(void* to, const void* from, size_t bytes, void* stream) {
  ENTER(true);
  if (fake::capture_copy(stream, to, from, bytes)) return 0;
  memcpy(to, from, bytes);
  live().uploaded += static_cast<long>(bytes);
  return 0;
}
API cuMemcpyDtoHAsync_v2(void* to, const void* from, size_t bytes, void* stream) {
  ENTER(true);
  if (fake::capture_copy(stream, to, from, bytes)) return 0;
  memcpy(to, from, bytes);
  return 0;
}
API cuMemcpyDtoDAsync_v2(void* to, const void* from, size_t bytes, void*) {
  ENTER(true);
  memcpy(to, from, bytes);
  return 0;
}
API cuMemcpyAsync(void* to, const void* from, size_t bytes, void*) {
  ENTER(true);
  memcpy(to, from, bytes);
  return 0;
}
API cuMemsetD8Async(void* to, unsigned char value, size_t bytes, void* stream) {
  ENTER(true);
  if (fake::capture_copy(stream, to, nullptr, bytes)) return 0;
  memset(to, value, bytes);
  return 0;
}

API cuStreamCreateWithPriority(void** stream, unsigned flags, int) {
  ENTER(true);
  if (flags != 1) return 1;  // a blocking stream would wait for the program's
  *stream = malloc(1);
  ++live().streams;
  return 0;
}
API cuCtxGetStreamPriorityRange(int* least, int* greatest) {
  ENTER(true);
  *least = 0;
  *greatest = -5;
  return 0;
}
API cuStreamWaitEvent(void*, void*, unsigned) { return enter(__func__, true); }
API cuStreamGetCtx(void* stream, void** context) {
  ENTER(true);
  *context = stream == reinterpret_cast<void*>(intptr_t(64)) ? nullptr : fake::pushed.back();  // 64: of another context
  return 0;
}
API cuDeviceCanAccessPeer(int* can, int device, int peer) {
  *can = device != peer;
  return enter(__func__, false);
}
API cuCtxEnablePeerAccess(void*, unsigned) { return enter(__func__, true); }
API cuStreamDestroy_v2(void* stream) {
  fake::wait_for_staying(stream);
  LEAVE();
  free(stream);
  --live().streams;
  return failed;
}
API cuCtxSynchronize() { return enter(__func__, true); }
API cuStreamQuery(void* stream) {
  if (const int failed = enter(__func__, true); failed) return failed;
  return fake::is_staying(stream) ? 600 : 0;
}
API cuStreamSynchronize(void* stream) {
  if (fake::spoil_capture(stream)) return 900;
  fake::wait_for_staying(stream);
  return enter(__func__, true);
}
API cuEventCreate(void** event, unsigned flags) {
  ENTER(true);
  *event = malloc(1);
  *static_cast<unsigned char*>(*event) = static_cast<unsigned char>(flags);
  ++live().events;
  return 0;
}
API cuEventDestroy_v2(void* event) {
  LEAVE();
  free(event);
  --live().events;
  return failed;
}
API cuEventRecord(void*, void*) { return enter(__func__, true); }
API cuEventRecordWithFlags(void*, void* stream, unsigned flags) {
  if (const int failed = enter(__func__, true); failed) return failed;
  return flags == 1 && stream ? 0 : 1;
}
/* A quarter of a millisecond between any two events that keep the time; the others are refused, as by the driver. */
API cuEventElapsedTime(float* milliseconds, void* start, void* end) {
  ENTER(true);
  const unsigned char no_timing = 2;
  if ((*static_cast<unsigned char*>(start) | *static_cast<unsigned char*>(end)) & no_timing) return 400;
  *milliseconds = 0.25f;
  return 0;
}
API cuEventQuery(void*) { return enter(__func__, true); }
API cuEventSynchronize(void*) { return enter(__func__, true); }
API cuLaunchKernel(const char* name, unsigned grid, unsigned, unsigned, unsigned block, unsigned, unsigned, unsigned,
                   void* stream, void** arguments, void**) {
  if (const int failed = enter(__func__, true); failed) return failed;
  int code = 0;
  if (fake::capture(stream, name, grid, block, arguments, code)) return code;
  if (strcmp(name, plan().kernel) == 0) {
    std::lock_guard<std::mutex> guard(fake::lock);
    if (++fake::calls[std::string("launch ") + name] == plan().launch) return 0;
  }
  const bool linked = strcmp(name, "chroma2_messages_linked") == 0;
  if (linked || strcmp(name, "chroma2_messages") == 0)
    return fake::start_staying(*static_cast<const chroma2::MessagesJob*>(arguments[0]), grid, block, linked, stream);
  const auto running = [](long more) {
    std::lock_guard<std::mutex> guard(fake::lock);
    live().running += more;
  };
  running(1);
  code = grid == 0 || block == 0 ? 1 : fake::run_kernel(name, grid, block, arguments);
  running(-1);
  return code;
}
