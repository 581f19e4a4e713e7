// Messages that come alone: cells whose words have a tag each, so that they may be read together with the word that
// publishes the message, and written without a fence before the host may look at them (src/backend/messages/lone.rs).
#pragma once
#include "messages/worker.h"

namespace chroma2 {
namespace messages {

// A cell as a warp has it: each lane has some words of it.
struct LoneCell {
  static constexpr uint32_t kOwn = kLoneWords / kLanes;  // words of a lane
  uint64_t words[kOwn];

  // Which word of the cell is the i-th of this lane.
  CHROMA2_MESSAGES_FN static uint32_t place(uint32_t i) { return i * kLanes + lane(); }

  // Reads that of a position, in any order with what is read beside it; no more than a message may have. Words of 16 bytes
  // would come more slowly.
  CHROMA2_MESSAGES_FN void read(const MessagesJob& job, uint64_t position) {
    const uint64_t* cell = job.lone_in + (position & (kLoneCells - 1u)) * kLoneWords;
    const uint32_t most = job.stage_output / 4u;  // where a worker has it, there are its words without their tags
    CHROMA2_MESSAGES_UNROLL
    for (uint32_t i = 0; i < kOwn; ++i) {
      words[i] = 0;
      if (place(i) < most)
        words[i] = SystemAtomic<uint64_t>(const_cast<uint64_t*>(cell)[place(i)]).load(memory_order_relaxed);
    }
  }

  // Whether all of its position's message was there.
  CHROMA2_MESSAGES_FN bool is_whole(uint64_t position, uint32_t bytes) const {
    const uint32_t count = kLoneHead + (bytes + 3u) / 4u, tag = lone_tag(position);
    bool mine = true;
    CHROMA2_MESSAGES_UNROLL
    for (uint32_t i = 0; i < kOwn; ++i) mine = mine && (place(i) >= count || words[i] >> 32 == tag);
    return ballot(!mine) == 0;
  }

  // Writes the message with its head where a worker has them.
  CHROMA2_MESSAGES_FN void put(char* stage, uint32_t bytes) const {
    const uint32_t count = kLoneHead + (bytes + 3u) / 4u;
    CHROMA2_MESSAGES_UNROLL
    for (uint32_t i = 0; i < kOwn; ++i)
      if (place(i) < count) reinterpret_cast<uint32_t*>(stage)[place(i)] = static_cast<uint32_t>(words[i]);
    together();
  }
};

}  // namespace messages
}  // namespace chroma2
