// A stand-in for the NVIDIA driver: what the library asks of libcuda.so.1, on host memory, with
// failures on request and a count of everything that is alive.
//
// CHROMA2_FAKE in the environment: key=value pairs by spaces.
//   devices, version (13000), capability (90), memory (bytes of the device), init (what cuInit returns)
//   skip=KERNEL:N          the Nth launch of a kernel does nothing
//   fail=FUNCTION:CODE:N   the Nth call of a function returns CODE; of 7xx, everything after it in that context too
#pragma once
#include <cstddef>
#include <cstdint>

namespace chroma2 {
struct MessagesJob;
}

namespace fake {

// What the environment asks for.
struct Plan {
  long devices = 1, version = 13000, capability = 90, memory = 1l << 32, init = 0;
  char function[64] = "";
  int code = 0;
  long nth = 0;
  char kernel[64] = "";
  long launch = 0;
};
const Plan& plan();

// 0, or what a call of this function is to return. `needs_context`: there must be a current one.
int enter(const char* function, bool needs_context);

// Numbers of what is alive.
struct Live {
  long contexts, modules, links, allocations, bytes, pinned, streams, events, depth;
  long running, stalls;  // kernels that run; device memory freed meanwhile, which waits for them on a device
  long uploaded;         // bytes copied from the host to the device so far
};
Live& live();

// Runs a kernel by its name; 0 or an error.
int run_kernel(const char* name, uint32_t grid, uint32_t block, void** arguments);

// Of a stream that is captured (fake_graphs.cpp): keeps a launch for its graph, with what is returned for it
// in `code`; gives the capture up. False where it is not.
bool capture(void* stream, const char* name, uint32_t grid, uint32_t block, void** arguments, int& code);
bool capture_copy(void* stream, void* to, const void* from, size_t bytes);  // `from` NULL: clears
bool spoil_capture(void* stream);
// The step of tests of pipelines.
int run_step_of(void** arguments);
// Whether a function must not be called while any stream is captured, unless the thread has said that it does
// not care; gives all captures up.
bool spoils_captures(const char* function);

// Kernels that stay (fake_staying.cpp): starts one on a stream; whether one is there; waits until there is none.
int start_staying(const chroma2::MessagesJob& job, uint32_t blocks, uint32_t threads, bool linked, void* stream);
bool is_staying(void* stream);
void wait_for_staying(void* stream);

}  // namespace fake

// Of one kind: "contexts", "modules", "links", "allocations", "pinned", "streams", "events"; -1 otherwise.
// "depth": contexts that the calling thread has pushed. "stalls": how often memory was freed while kernels ran.
// "failures": how often a call has failed as the environment asked for. "uploaded": bytes sent to the device so far.
extern "C" long fake_live(const char* what);
