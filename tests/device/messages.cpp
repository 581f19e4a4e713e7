// The kernel of message queues on the host, each warp a thread with one lane: for tests/cuda_backend.
#include <sched.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

#include "chroma2/message.h"
#include "message_function.h"
#include "messages/builtin.h"

using namespace chroma2;
using namespace chroma2::messages;

namespace {

// What a program's function is linked to (tests/c/message_function.h).
struct Linked {
  uint32_t operator()(Message& message, uint64_t*) const {
    chroma2_message own;
    static_assert(sizeof own == sizeof message);
    memcpy(&own, &message, sizeof own);
    const uint32_t code = message_function(&own);
    message.output_bytes = own.output_bytes;
    return code;
  }
};

}  // namespace

// Runs a grid to its end.
extern "C" void lane_messages(const MessagesJob* job, uint32_t blocks, bool linked) {
  std::vector<std::unique_ptr<BlockShared>> shared;
  std::vector<std::vector<Chunk>> stages;
  std::vector<std::thread> warps;
  for (uint32_t block = 0; block < blocks; ++block) {
    shared.emplace_back(new BlockShared{});
    stages.emplace_back(job->workers * job->stage_bytes / sizeof(Chunk));
  }
  for (uint32_t block = 0; block < blocks; ++block) {
    for (uint32_t warp = 0; warp <= job->workers; ++warp) {
      warps.emplace_back([=, &shared, &stages] {
        own_warp = warp;
        own_block = block;
        own_blocks = blocks;
        char* stage = reinterpret_cast<char*>(stages[block].data());
        if (linked)
          stay(*job, *shared[block], stage, Linked{});
        else
          stay(*job, *shared[block], stage, BuiltIn{*job});
      });
    }
  }
  for (std::thread& warp : warps) warp.join();
}
