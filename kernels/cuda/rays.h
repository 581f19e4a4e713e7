// Ray queries of arrays on a device: lanes whose ray is done take the next one.
#pragma once
#include "cuda/feed.h"
#include "cuda/walk.h"
#include "geometry/query.h"

CHROMA2_BEGIN

// The ray of a lane in the world's frame.
struct QueryWorld {
  Vec o, d;
  __device__ __forceinline__ Vec origin() const { return o; }
  __device__ __forceinline__ Vec direction() const { return d; }
};

template <bool Any>
__device__ __forceinline__ void query_rays(const Scene& scene, const RayBatch& rays, unsigned long long* next,
                                           uint32_t linger) {
  LocalStack stack;
  Walk walk;
  walk.active = false;
  QueryRay ray;
  uint64_t index = 0;
  bool busy = false;
  Feed feed(next, rays.count);
  for (;;) {
    if (busy && !walk.active) {
      Hit hit = walk.best;
      if (ray.valid && !(Any && hit.instance != kNone))
        intersect_wires(scene, ray.origin, ray.direction, walk.exclude, hit);
      if (Any)
        rays.hit[index] = hit.instance != kNone;
      else
        write_closest(scene, rays, index, ray, hit);
      busy = false;
    }
    if (feed.take(!busy, index)) {
      busy = true;
      ray = query_ray(rays, index);
      walk.best = {ray.limit, kNone, kNone, kNone};
      if (ray.valid) walk.start(scene, ray.origin, ray.direction, ray.limit, {kNone, kNone});
    }
    if (!__any_sync(kWarp, busy)) return;
    uint32_t wait = feed.dry() ? 0 : linger;
    do {
      if (walk.active) walk.visit<Any>(scene, QueryWorld{ray.origin, ray.direction}, stack);
      __syncwarp();
    } while (__popc(__ballot_sync(kWarp, walk.active)) > wait);
  }
}

CHROMA2_END
