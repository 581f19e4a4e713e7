// A propagation that stays on a device: the host hands it photons without a launch, and it answers in host memory.
// Generated from src/layout/resident.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/photon.h"
#include "layout/propagate.h"

namespace chroma2 {

// Most photons of an order: all of them may be left to the host.
constexpr uint32_t kMostResident = (1u << 14);

// Photons for the kernel that stays.
struct ResidentOrder {
  // `next` and `aside_count` are those of the launch's ResidentControl; `hand_over` is at least 1.
  PropagateJob job;
  // Host memory, one each: end states of those that are not left to the host; where they are not generated, the
  // photons at first.
  PhotonState *states;
};

// What the blocks share, in the device's memory; 0 before the first launch.
struct ResidentControl {
  // The launch in bits 34 on, the order's number in bits 2 to 33, and in the lowest two whether the other blocks are
  // to wait (0), to take photons of the order (1), or to leave (2).
  uint64_t epoch;
  // Blocks that may be reading the order.
  uint32_t active;
  uint32_t reserved;
  // Of the order: photons taken, photons that have ended or are left to the host, and the latter.
  unsigned long long next;
  unsigned long long ended;
  unsigned long long aside;
  ResidentOrder order;
};

// What the host hears, in its memory.
struct ResidentAnswer {
  // The order's number in the upper half, and how many of its photons are left to the host.
  uint64_t word;
  // Legs that the table of the order's medium changes counts.
  uint64_t changes;
};

// A launch of the kernel that stays.
struct ResidentJob {
  // Host memory: the number of the last order in the lower half, in the upper one the launch that is to leave when
  // there is nothing to do.
  uint64_t *request;
  // Host memory: the order of that number.
  const ResidentOrder *order;
  // Host memory.
  ResidentAnswer *answer;
  // Host memory: `launch` when it has left.
  uint64_t *gone;
  ResidentControl *control;
  // Number of this launch, not 0.
  uint64_t launch;
  // Of the device's clock: without an order, and since its begin, after which it leaves.
  uint64_t idle_cycles;
  uint64_t stay_cycles;
  // Number of the last order before this launch.
  uint64_t served;
};

}  // namespace chroma2
