// Message queues: slots in host memory that a kernel which stays on a device, or the processor's threads, serve.
// Generated from src/layout/messages.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>

namespace chroma2 {

// Most warps of a block that work on messages; another one looks for these.
constexpr uint32_t kMessageWorkers = 31;

// Most bytes of a message, and of its result.
constexpr uint32_t kMostMessage = (1u << 16);

// Most slots of a queue, as a power of two.
constexpr uint32_t kMostMessageSlots = 20;

// The ring of completions is so many times as long as that of messages, as a power of two.
constexpr uint32_t kDoneLaps = 2;

// Cells for messages that come alone, a power of two.
constexpr uint32_t kLoneCells = 8;

// Words of such a cell, each with its tag in the upper half.
constexpr uint32_t kLoneWords = 128;

// Most bytes of a message, or of a result, in such a cell, behind four words of its head.
constexpr uint32_t kLoneBytes = 496;

// Bytes of a worker's scratch memory.
constexpr uint32_t kMessageScratch = 256;

// The result is the message.
constexpr uint32_t kOperationEcho = 1;

// 8 bytes that depend on all of the message's.
constexpr uint32_t kOperationChecksum = 2;

// The first half of the elements plus the second.
constexpr uint32_t kOperationAdd = 3;

// The sum of all elements.
constexpr uint32_t kOperationReduce = 4;

// A function of the program.
constexpr uint32_t kOperationFunction = 5;

// 32-bit integers, with or without a sign.
constexpr uint32_t kElementInt32 = 1;

// 64-bit integers, with or without a sign.
constexpr uint32_t kElementInt64 = 2;

// Single precision.
constexpr uint32_t kElementFloat32 = 3;

// Double precision.
constexpr uint32_t kElementFloat64 = 4;

// Well.
constexpr uint32_t kOutcomeDone = 0;

// Its function has returned another code than 0.
constexpr uint32_t kOutcomeFailed = 1;

// Its time limit was over.
constexpr uint32_t kOutcomeTimedOut = 2;

// Its result is longer than the slot has room for.
constexpr uint32_t kOutcomeOverrun = 3;

// It has left, or was never launched.
constexpr uint64_t kPresenceGone = 0;

// It looks for messages, or is on its way.
constexpr uint64_t kPresenceStays = 1;

// It is about to leave.
constexpr uint64_t kPresenceLeaves = 2;

// It has left, but for warps whose function does not return.
constexpr uint64_t kPresenceStuck = 3;

// To leave when there is nothing to do.
constexpr uint64_t kRequestLeave = 1;

// To begin no more messages, and leave.
constexpr uint64_t kRequestStop = 2;

// A message as its function sees it (include/chroma2/message.h).
struct Message {
  uint64_t struct_size;
  uint64_t id;
  uint64_t key;
  const void *input;
  void *output;
  void *user;
  const uint32_t *stop;
  uint32_t input_bytes;
  uint32_t output_room;
  uint32_t output_bytes;
  uint32_t attempt;
  uint32_t lane;
  uint32_t lanes;
};

// What lies before a message in its slot.
struct MessageHead {
  uint64_t id;
  uint64_t key;
};

// What lies before a result in its slot.
struct ResultHead {
  // The message's, written last.
  uint64_t id;
  uint32_t bytes;
  uint32_t code;
  uint32_t outcome;
  uint32_t attempts;
  uint64_t reserved;
};

// What launches of the kernel share, in the device's memory; 0 before the first.
struct MessagesControl {
  // Position of the first message that nobody has begun.
  uint64_t next;
  // Messages that have ended.
  unsigned long long completed;
  // Messages that the first block has left to any block, and those that blocks have taken of them; where messages are
  // ordered, those that a launch has left to the next.
  unsigned long long offered;
  unsigned long long claimed;
  // Twice the launch, plus 1 when its blocks are to leave.
  uint64_t state;
  // Blocks but the first that may be at work.
  uint32_t active;
  // 1: a warp of such a block does not return.
  uint32_t stuck;
};

// A launch of the kernel that serves messages. Slots, rings and words are in the host's memory.
struct MessagesJob {
  // A word for each message in the order of their positions: from bit 48 the lap, from 28 the slot, 27: it lies in its
  // position's cell too, from 7 the bytes, and its partition.
  const uint64_t *ready;
  // Cells of messages that come alone, and of their results.
  const uint64_t *lone_in;
  uint64_t *lone_out;
  // A word for each message that has ended: from bit 48 the lap, from 28 the slot, and the message's position.
  uint64_t *done;
  const uint8_t *input;
  uint8_t *output;
  // See `presence`.
  uint64_t *presence;
  // `launch` when it has left.
  uint64_t *gone;
  // Position of the first message that it has not begun, when it has left.
  uint64_t *unread;
  // See `message_request`.
  const uint64_t *request;
  MessagesControl *control;
  // In the device's memory, a word for each slot: messages left to any block, and who follows whom in a partition.
  uint64_t *surplus;
  uint64_t *links;
  void *user;
  // Number of this launch, not 0.
  uint64_t launch;
  // Without a message, and since its begin, after which it leaves; how long a message may take (0: any time).
  uint64_t idle_ns;
  uint64_t stay_ns;
  uint64_t limit_ns;
  // Bytes from slot to slot.
  uint32_t input_stride;
  uint32_t output_stride;
  uint32_t output_room;
  // Of a worker's memory, and where results begin there.
  uint32_t stage_bytes;
  uint32_t stage_output;
  // Of slots, and of the ring of completions.
  uint32_t capacity_log2;
  uint32_t done_log2;
  // Warps of a block that work on messages.
  uint32_t workers;
  uint32_t retries;
  uint32_t operation;
  uint32_t element;
  // 1: those of a partition one after another.
  uint32_t ordered;
};

}  // namespace chroma2
