// How the host hands a small transfer to the service, a block that stays on the device for a while.
// Generated from src/layout/service.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/queue.h"

namespace chroma2 {

// A request as it lies in memory. Each 32 bytes, which travel together, end with the request's number,
// so that a request is read whole or not.
struct QueueRequest {
  // A QueueOrder, 7 words before each number.
  uint32_t word[32];
};

// What a service is asked to do.
struct QueueOrder {
  QueueMemory queue;
  void *batch;
  uint64_t count;
  uint32_t push;
  uint32_t reserved[11];
};

// A launch of a service.
struct QueueServiceJob {
  // Host memory.
  const QueueRequest *request;
  // Host memory: the request's number in the upper half, below it whether the queue was full (or
  // empty) before the rest (bit 31) and how many items went through.
  uint64_t *answer;
  // Host memory: `launch` when it has left.
  uint64_t *gone;
  // Number of this launch, not 0.
  uint64_t launch;
  // Of the device's clock without a request, after which it leaves.
  uint64_t idle_cycles;
  // Number of the last request before this launch.
  uint64_t served;
};

}  // namespace chroma2
