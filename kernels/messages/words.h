// Words of the rings of messages, as src/backend/messages/word.rs has them.
#pragma once
#include "layout/messages.h"
#include "messages/warp.h"

namespace chroma2 {
namespace messages {

// The lap of a position in a ring: 1 to 65535.
CHROMA2_MESSAGES_FN uint64_t lap_of(uint64_t position, uint32_t ring_log2) {
  return (position >> ring_log2) % 0xffffu + 1u;
}

CHROMA2_MESSAGES_FN uint32_t slot_of(uint64_t word) { return static_cast<uint32_t>(word >> 28) & 0xfffffu; }
CHROMA2_MESSAGES_FN uint32_t bytes_of(uint64_t word) { return static_cast<uint32_t>(word >> 7) & 0xfffffu; }
CHROMA2_MESSAGES_FN bool is_lone(uint64_t word) { return (word >> 27 & 1u) != 0; }
CHROMA2_MESSAGES_FN uint32_t partition_of(uint64_t word) { return static_cast<uint32_t>(word) & (kLanes - 1u); }

// The word of the n-th completion, of a message with an id.
CHROMA2_MESSAGES_FN uint64_t done_word(uint64_t n, uint32_t done_log2, uint32_t slot, uint64_t id,
                                       uint32_t capacity_log2) {
  const uint64_t position = (id >> capacity_log2) - 1u;
  return lap_of(n, done_log2) << 48 | static_cast<uint64_t>(slot) << 28 | (position & 0xfffffffu);
}

// Most words of a look at messages, and of a lane of these.
constexpr uint32_t kDeep = 4, kLook = kDeep * kLanes;

// A lone message's word on its way to a worker that has the message already: no lap is 0, and no such word.
CHROMA2_MESSAGES_FN uint64_t staged(uint64_t word) { return word & (~0ull >> 16); }
CHROMA2_MESSAGES_FN bool is_staged(uint64_t word) { return word >> 48 == 0; }

// Words of a lone message's cell before its data, and the tag of all its words.
constexpr uint32_t kLoneHead = kLoneWords - kLoneBytes / 4u;
CHROMA2_MESSAGES_FN uint32_t lone_tag(uint64_t position) { return static_cast<uint32_t>(position + 1u); }

}  // namespace messages
}  // namespace chroma2
