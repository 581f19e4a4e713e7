// One ray of one lane, out of turn: what follows a crossing that is known. Rare, so a call.
#pragma once
#include "cuda/walk.h"
#include "geometry/following.h"

CHROMA2_BEGIN

// A ray of one lane that begins on a facet.
struct LeavingRay {
  Vec from, along;
  Exclude exclude;
  __device__ __forceinline__ Vec origin() const { return from; }
  __device__ __forceinline__ Vec direction() const { return along; }
  __device__ __forceinline__ bool left(uint32_t instance, uint32_t triangle) const {
    return instance == exclude.instance && triangle == exclude.triangle;
  }
};

struct LoneRay : LeavingRay {
  Hit after;
  uint4* hit;
  __device__ __forceinline__ bool keep(const Hit& next) const {
    if (left(next.instance, next.triangle)) return false;
    return follows(next.distance, next.instance, next.triangle, after) && keep_closer(*hit, next);
  }
};

__device__ __noinline__ Hit next_triangle(const Scene& scene, Vec origin, Vec direction, Exclude exclude, Hit after,
                                          float limit) {
  uint4 hit = pack_hit({limit, kNone, kNone, kNone});
  LoneRay ray{{origin, direction, exclude}, after, &hit};
  walk_alone(scene, ray, limit, [](Walk&) {});
  return unpack_hit(hit);
}

struct FollowingRay : LeavingRay {
  Following* found;
  __device__ __forceinline__ bool keep(const Hit& next) const {
    if (!left(next.instance, next.triangle)) found->add(next);
    return false;  // the walk goes as far as `found` says
  }
};

// Finds what follows `found.after` up to `found.limit`.
__device__ __noinline__ void next_triangles(const Scene& scene, Vec origin, Vec direction, Exclude exclude,
                                            Following& found) {
  FollowingRay ray{{origin, direction, exclude}, &found};
  walk_alone(scene, ray, found.limit, [&](Walk& walk) { walk.distance = found.limit; });
}

CHROMA2_END
