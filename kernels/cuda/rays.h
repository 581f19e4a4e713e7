// Ray queries of arrays on a device: lanes whose ray is done take the next one.
#pragma once
#include "cuda/feed.h"
#include "cuda/walk.h"
#include "geometry/query.h"

CHROMA2_BEGIN

// A lane's ray and its closest hit so far, in shared memory.
struct QueryWorld {
  float (*words)[kRayBlock];  // from this thread's column on
  uint4* hit;
  __device__ __forceinline__ void put(const QueryRay& ray) {
    float values[6] = {ray.origin.x, ray.origin.y, ray.origin.z, ray.direction.x, ray.direction.y, ray.direction.z};
    CHROMA2_UNROLL(6)
    for (int i = 0; i < 6; ++i) words[i][0] = values[i];
  }
  __device__ __forceinline__ Vec origin() const { return {words[0][0], words[1][0], words[2][0]}; }
  __device__ __forceinline__ Vec direction() const { return {words[3][0], words[4][0], words[5][0]}; }
  __device__ __forceinline__ bool left(uint32_t, uint32_t) const { return false; }
  __device__ __forceinline__ bool keep(const Hit& next) const { return keep_closer(*hit, next); }
};

struct QueryShared {
  float words[6][kRayBlock];
  uint4 hit[kRayBlock];
};

template <bool Any, bool Wires>
__device__ __forceinline__ void query_rays(const Scene& scene, const RayBatch& rays, unsigned long long* next,
                                           uint32_t refill_threshold, QueryShared& shared) {
  LocalStack stack;
  Walk walk;
  QueryWorld world{reinterpret_cast<float (*)[kRayBlock]>(&shared.words[0][threadIdx.x]), &shared.hit[threadIdx.x]};
  unsigned long long index = 0;
  bool busy = false, valid = false;
  Feed<unsigned long long> feed(next, rays.count);
  for (;;) {
    if (busy && walk.wants == kNothing) {
      QueryRay ray{world.origin(), world.direction(), 0.0f, valid};
      Hit hit = unpack_hit(*world.hit);
      if (Wires && valid && !(Any && hit.instance != kNone))
        intersect_wires_here(scene, ray.origin, ray.direction, {kNone, kNone}, hit);
      if (Any)
        rays.hit[index] = hit.instance != kNone;
      else
        write_closest(scene, rays, index, ray, hit);
      busy = false;
    }
    if (feed.take(!busy, index)) {
      QueryRay ray = query_ray(rays, index);
      world.put(ray);
      *world.hit = pack_hit({ray.limit, kNone, kNone, kNone});
      busy = true;
      valid = ray.valid;
      if (valid) walk.start(scene, ray.origin, ray.limit);
    }
    if (!__any_sync(kWarp, busy)) return;
    cast<Any>(scene, world, walk, stack, feed.dry() ? 0 : refill_threshold);
  }
}

CHROMA2_END
