// The tally of a slice of photons, and the picked ones. Counts that devices add to are `c_ulonglong` in
// Rust, the type of CUDA's 64-bit atomics.
// Generated from src/layout/compact.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/photon.h"
#include "layout/scene.h"

namespace chroma2 {

// Threads of a block of `chroma2_compact_count` and `chroma2_compact_write`.
constexpr uint32_t kCompactBlock = 256;

// Photons of a block of these.
constexpr uint32_t kCompactTile = 4096;

// Threads of the block of `chroma2_compact_scan`.
constexpr uint32_t kScanBlock = 1024;

// Sums over photons: integers, so that their order does not matter.
struct Totals {
  // No hit, bulk absorbed, detected, surface absorbed, step limit, time limit, NaN, none of these:
  // by the lowest terminal flag.
  unsigned long long terminal[8];
  unsigned long long draws;
  unsigned long long found;
  // Weights of the detected and of the found, in units of 2^-48: limb 0 + limb 1 * 2^32 +
  // limb 2 * 2^64, each limb a signed sum.
  unsigned long long weight[2][3];
};

// End states to count and to pick from on a device, in three kernels one after another.
struct CompactJob {
  Scene scene;
  // `count` of them.
  const PhotonState *photons;
  uint64_t count;
  // Of a propagation that may have been halted, its counter of photons taken: where that is kHalted or more, what
  // lies in `photons` may be anything, and all count as not ended. Null: it was not.
  const unsigned long long *taken;
  // Index in the event of the first one.
  uint64_t first_index;
  // Picked: any of these flags.
  uint32_t mask;
  // 1: and on an instance or wire with a channel.
  uint32_t need_channel;
  // Of the outputs; what is beyond is left out.
  uint64_t capacity;
  // One for each tile.
  uint64_t *offsets;
  // 0 before the first kernel.
  Totals *totals;
  // The event's number.
  uint64_t event;
  // `capacity` entries each.
  HitArrays hits;
};

}  // namespace chroma2
