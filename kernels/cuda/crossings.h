// All triangles that a ray of one lane crosses of the instances around its origin. Rare, so a walk of its own.
#pragma once
#include "cuda/walk.h"

CHROMA2_BEGIN

template <class Visit>
struct CrossingRay {
  Vec from, along;
  Visit* visit;
  __device__ __forceinline__ Vec origin() const { return from; }
  __device__ __forceinline__ Vec direction() const { return along; }
  __device__ __forceinline__ bool left(uint32_t, uint32_t) const { return false; }
  __device__ __forceinline__ bool keep(const Hit& hit) const {
    if (visit->wants(hit.instance)) (*visit)(hit);
    return false;  // so that farther ones are met as well
  }
};

// Calls `visit(hit)` for each, those of an instance one after another, in no other order; of instances whose boxes hold the
// origin, since a ray enters another closed one as often as it leaves it, and for which `visit.wants()`.
template <class Visit>
__device__ __forceinline__ void each_crossing(const Scene& scene, Vec origin, Vec direction, Visit& visit) {
  CrossingRay<Visit> ray{origin, direction, &visit};
  walk_alone(scene, ray, 0.0f, [](Walk& walk) { walk.distance = walk.floor == kInWorld ? 0.0f : kInfinity; });
}

CHROMA2_END
