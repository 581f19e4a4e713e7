// Ray queries of arrays.
#pragma once
#include "geometry/query.h"
#include "host/closest.h"

CHROMA2_BEGIN

inline void closest_hits(const Scene& scene, const RayBatch& rays) {
  for (uint64_t i = 0; i < rays.count; ++i) {
    QueryRay ray = query_ray(rays, i);
    Hit hit{kInfinity, kNone, kNone, kNone};
    if (ray.valid) hit = closest_hit(scene, ray.origin, ray.direction, ray.limit, {kNone, kNone});
    write_closest(scene, rays, i, ray, hit);
  }
}

inline void any_hits(const Scene& scene, const RayBatch& rays) {
  for (uint64_t i = 0; i < rays.count; ++i) {
    QueryRay ray = query_ray(rays, i);
    rays.hit[i] = ray.valid && any_hit(scene, ray.origin, ray.direction, ray.limit);
  }
}

CHROMA2_END
