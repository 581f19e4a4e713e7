// Batches into queues and out of them on a device.
// Generated from src/layout/transfer.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/queue.h"

namespace chroma2 {

// Threads of a block of `chroma2_queue_transfer` and `chroma2_queue_service`.
constexpr uint32_t kTransferBlock = 1024;

// Bytes of a batch that a block fetches ahead.
constexpr uint32_t kTransferStage = 32768;

// Most rows of tickets of a transfer.
constexpr uint32_t kQueueSegments = 8;

// Tickets of a transfer, in a row.
struct QueueSegment {
  uint64_t first;
  uint64_t count;
};

// What the blocks of a transfer share; 0 before and after.
struct QueueTransferState {
  // Blocks that have begun.
  uint32_t arrived;
  // And that have ended.
  uint32_t left;
  // 1: the segments are known.
  uint32_t ready;
  uint32_t segments;
  // Item to be taken next.
  uint64_t next;
  // Items with a ticket.
  uint64_t went;
  // 1: the queue was full, or empty, before the rest.
  uint64_t refused;
  QueueSegment segment[kQueueSegments];
};

// How a transfer ended; host memory that the device writes, or the device's.
struct QueueTransferResult {
  uint64_t went;
  // 1: the queue was full, or empty; 0: the rest can be tried at once.
  uint64_t refused;
  // The job's, written last.
  uint64_t serial;
};

// Moves a batch into a queue or out of it, in the batch's order.
struct QueueTransferJob {
  QueueMemory queue;
  // `item_size` bytes an item, one after another; host memory or the device's.
  void *batch;
  // At least 1.
  uint64_t count;
  QueueTransferState *state;
  QueueTransferResult *result;
  uint64_t serial;
  // 1: into the queue.
  uint32_t push;
  uint32_t reserved;
};

}  // namespace chroma2
