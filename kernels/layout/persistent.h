// Persistent runs: items go from one queue to others until nothing is outstanding.
// Generated from src/layout/persistent.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/queue.h"

namespace chroma2 {

// Most threads of a block of `chroma2_run_persistent`.
constexpr uint32_t kPersistentBlock = 1024;

// Nothing is left in `active`, nor in anybody's hands.
constexpr uint32_t kStopDone = 1;

// Too many polls without an item.
constexpr uint32_t kStopIdle = 2;

// As many iterations as allowed.
constexpr uint32_t kStopIterations = 3;

// `spawn` was full.
constexpr uint32_t kStopSpawnFull = 4;

// `finished` was full.
constexpr uint32_t kStopFinishedFull = 5;

// On the processor: an item fits nowhere, and a queue that it could go to was destroyed.
constexpr uint32_t kStopGivenUp = 6;

// What the workers of a persistent run share, and what they have done; 0 at first but for `start`.
struct PersistentState {
  // Pops of `active` before the run.
  uint64_t start;
  // Items that workers have taken, or may be taking, and not put down yet.
  uint64_t hands;
  // Items put into `finished`.
  uint64_t finished;
  // And into `spawn`.
  uint64_t spawned;
  // From `spawn` back into `active`.
  uint64_t moved;
  // Of all workers, in which they had items.
  uint64_t iterations;
  // In which they had none.
  uint64_t idle_polls;
  // The largest reason that a worker has found for all.
  uint32_t stop;
  // The largest reason of workers that have left.
  uint32_t left;
};

// A persistent run: items go from `active` to `finished` or, some of them, to `spawn`.
struct PersistentJob {
  QueueMemory active;
  QueueMemory spawn;
  QueueMemory finished;
  PersistentState *state;
  // Of a worker; 0: no limit.
  uint64_t max_iterations;
  // Polls in a row without an item after which a worker leaves; 0: none.
  uint64_t idle_threshold;
  // Each so-manieth item goes to `spawn`; 0: none.
  uint64_t spawn_interval;
  // Added to an item's payload.
  uint64_t increment;
  // Items in `active` below which those of `spawn` return; 0: never.
  uint64_t compact_below;
};

}  // namespace chroma2
