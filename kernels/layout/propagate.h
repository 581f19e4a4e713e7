// Photons to propagate on a device.
// Generated from src/layout/propagate.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/medium.h"
#include "layout/photon.h"
#include "layout/scene.h"
#include "layout/source.h"

namespace chroma2 {

// Threads of a block of the propagation.
constexpr uint32_t kPropagateBlock = 256;

// Photons under way in a block of the propagation.
constexpr uint32_t kPoolSize = 1024;

// Photons taken, as another stream writes it, to end a propagation.
constexpr uint64_t kHalted = (1ull << 62);

// Most photons that a launch leaves to another.
constexpr uint32_t kMostAside = (1u << 14);

// Threads of a block of `chroma2_put_back`.
constexpr uint32_t kPutBackBlock = 128;

// A photon that a launch has left to another, or to the host.
struct alignas(16) AsidePhoton {
  // In the job's array.
  uint32_t number;
  // That it has made.
  uint32_t steps;
  // In which its leg began.
  uint32_t medium;
  uint32_t reserved;
  // As in the job's array.
  PhotonState state;
};

// Photons that were put aside and have ended elsewhere, on their way to the array.
struct PutBackJob {
  // `count` of them, in pinned memory.
  const AsidePhoton *aside;
  PhotonState *photons;
  uint64_t count;
};

// Photons to propagate on a device; all pointers are to its memory.
struct PropagateJob {
  Scene scene;
  PropagateParams params;
  SourceBatch sources;
  // One each: end states, and where they are not generated the photons.
  PhotonState *photons;
  // Below 2^32.
  uint64_t count;
  // 0 before a launch.
  unsigned long long *next;
  // Added to.
  MediumChanges *changes;
  // kMostAside entries, in pinned memory.
  AsidePhoton *aside;
  // Of all that were put aside; added to.
  unsigned long long *aside_count;
  // 1: the photons are the first `count` of `aside`; chroma2_propagate_all.
  uint32_t resumes;
  // 1: photons of `sources`.
  uint32_t generate;
  // A warp serves its idle lanes when at most so many have a ray on the way, 0 to 31.
  uint32_t refill_threshold;
  // A warp that goes on alone puts its photons aside after so many turns; 0: never.
  uint32_t hand_over;
};

}  // namespace chroma2
