// A queue's memory, as jobs have it, as a ring.
#pragma once
#include "chroma2/device/ring.cuh"
#include "queue/layout.h"

namespace chroma2 {
namespace queue {

CHROMA2_QUEUE_FN Ring ring_of(const QueueMemory& memory) {
  return Ring(memory.control, memory.turns, memory.items, memory.capacity, memory.capacity_log2);
}

}  // namespace queue
}  // namespace chroma2
