// A queue's memory and counters.
// Generated from src/layout/queue.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>

namespace chroma2 {

// A queue's memory (include/chroma2/device/layout.cuh).
struct QueueMemory {
  void *control;
  // One u32 for each slot.
  void *turns;
  void *items;
  // A power of two.
  uint64_t capacity;
  uint32_t capacity_log2;
  // Bytes.
  uint32_t item_size;
};

// What a queue counted (include/chroma2/queue.h).
struct QueueCounters {
  uint64_t length;
  uint64_t pushes;
  uint64_t pops;
  uint64_t refused_full;
  uint64_t refused_empty;
  uint64_t high_water;
  uint64_t mismatched;
};

}  // namespace chroma2
