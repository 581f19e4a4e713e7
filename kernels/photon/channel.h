// The channel of what a photon has met last, and which photons are picked for it.
#pragma once
#include "hd.h"

CHROMA2_BEGIN

// -1: none. An instance has one for all of its triangles, a wire plane one for each wire, its "triangle".
CHROMA2_HD int32_t channel_of(const Scene& scene, uint32_t instance, uint32_t triangle) {
  if (instance == kNone) return -1;
  if (!(instance & kWireBit)) return scene.instances[instance].channel;
  const WirePlane& plane = scene.wire_planes[instance & ~kWireBit];
  if (plane.first_channel < 0) return -1;
  return static_cast<int32_t>(plane.first_channel + static_cast<int64_t>(triangle) * plane.channel_stride);
}

// What is read of an end state.
struct End {
  uint32_t flags, instance, triangle, draw;
  float weight;
};

constexpr int32_t kNotPicked = -2;

// The channel of a picked photon, perhaps -1, else kNotPicked.
template <class Job>
CHROMA2_HD int32_t pick(const Job& job, const End& end) {
  if (!(end.flags & job.mask)) return kNotPicked;
  int32_t channel = channel_of(job.scene, end.instance, end.triangle);
  return channel < 0 && job.need_channel ? kNotPicked : channel;
}

CHROMA2_END
