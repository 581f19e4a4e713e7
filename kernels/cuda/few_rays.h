// Rays of a warp that has few photons: one after another, each by all lanes. A lane alone takes twice as long for a
// ray (docs/notes/performance.md).
#pragma once
#include "cuda/next_hit.h"
#include "cuda/propagate.h"
#include "cuda/warp_ray.h"

CHROMA2_BEGIN

// Most rays of a turn that are cast by all lanes of a warp, one after another; of more, each is a lane's.
#ifndef CHROMA2_BY_WARP
#define CHROMA2_BY_WARP 16
#endif
constexpr uint32_t kMostByWarp = CHROMA2_BY_WARP;
static_assert(kMostByWarp <= 32, "a lane reads a photon's ray");
static_assert(kPropagateBlock <= 32 || sizeof(WarpStack) <= (kWarpShare - 32u) * sizeof(uint4),
              "the stack lies where a warp's other hits would");

__device__ __noinline__ Hit cast_one(const Scene& scene, Vec from, Vec along, Exclude left, WarpStack& stack) {
  Hit hit;
  if (!cast_by_warp(scene, from, along, left, stack, hit))
    hit = next_triangle(scene, from, along, left, {0.0f, kNone, kNone, kNone}, kInfinity);
  return hit;
}

// Casts the rays of a turn of a warp that works on its own.
__device__ __forceinline__ void cast_few(const PropagateJob& job, const Party& party) {
  const uint32_t count = party.count(party.now), lane = lane_id();
  if (count > kMostByWarp || !party.alone()) {
    cast_pool(job, party);
    return;
  }
  auto& stack = *reinterpret_cast<WarpStack*>(&party.hit(32));
  Vec origin{}, direction{};
  Exclude left{};
  if (lane < count) {
    const PhotonState* state = job.photons + party.numbers(party.now)[lane];
    PhotonRay ray{state, nullptr};
    origin = ray.origin();
    direction = ray.direction();
    left = {state->instance, state->triangle};
  }
  auto of = [](auto x, uint32_t from) { return __shfl_sync(kWarp, x, static_cast<int>(from)); };
  for (uint32_t i = 0; i < count; ++i) {
    Vec from{of(origin.x, i), of(origin.y, i), of(origin.z, i)};
    Vec along{of(direction.x, i), of(direction.y, i), of(direction.z, i)};
    Hit hit = cast_one(job.scene, from, along, {of(left.instance, i), of(left.triangle, i)}, stack);
    if (lane == 0) party.hit(i) = pack_hit(hit);
    __syncwarp();
  }
}

CHROMA2_END
