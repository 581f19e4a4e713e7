// A program's photons on a device, to be made states.
// Generated from src/layout/gather.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/photon.h"

namespace chroma2 {

// Threads of a block of `chroma2_gather`.
constexpr uint32_t kGatherBlock = 256;

// A program's photons on a device, to be made states. Strides are in bytes; all is aligned to 4.
struct GatherJob {
  const void *position[3];
  const void *direction[3];
  // Null: 0.
  const void *polarization[3];
  const void *wavelength;
  // Null: 0.
  const void *time;
  // Null: 1.
  const void *weight;
  // Null: 0.
  const void *flags;
  uint64_t position_stride;
  uint64_t direction_stride;
  uint64_t polarization_stride;
  uint64_t wavelength_stride;
  uint64_t time_stride;
  uint64_t weight_stride;
  uint64_t flags_stride;
  // Of the arrays' photons.
  uint64_t first;
  uint64_t count;
  // `count` of them.
  PhotonState *photons;
};

}  // namespace chroma2
