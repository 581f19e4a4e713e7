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
CHROMA2_MESSAGES_FN uint32_t bytes_of(uint64_t word) { return static_cast<uint32_t>(word >> 7) & 0x1fffffu; }
CHROMA2_MESSAGES_FN uint32_t partition_of(uint64_t word) { return static_cast<uint32_t>(word) & (kLanes - 1u); }

// The word of the n-th completion, of a message with an id.
CHROMA2_MESSAGES_FN uint64_t done_word(uint64_t n, uint32_t done_log2, uint32_t slot, uint64_t id,
                                       uint32_t capacity_log2) {
  const uint64_t position = (id >> capacity_log2) - 1u;
  return lap_of(n, done_log2) << 48 | static_cast<uint64_t>(slot) << 28 | (position & 0xfffffffu);
}

}  // namespace messages
}  // namespace chroma2
