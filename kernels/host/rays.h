// Ray queries of arrays.
#pragma once
#include "host/closest.h"
#include "host/order.h"

CHROMA2_BEGIN

// Calls `trace(i)` for every ray, in a good order.
template <class Trace>
void for_rays(const Scene& scene, const RayBatch& rays, uint64_t* scratch, Trace trace) {
  constexpr uint64_t kAhead = 8;
  const uint64_t* order = trace_order(scene, rays, scratch);
  for (uint64_t j = 0; j < rays.count; ++j) {
    if (order && j + kAhead < rays.count) prefetch_ray(rays, static_cast<uint32_t>(order[j + kAhead]));
    trace(order ? static_cast<uint32_t>(order[j]) : j);
  }
}

inline void closest_hits(const Scene& scene, const RayBatch& rays, uint64_t* scratch) {
  for_rays(scene, rays, scratch, [&](uint64_t i) {
    QueryRay ray = query_ray(rays, i);
    Hit hit{kInfinity, kNone, kNone, kNone};
    if (ray.valid) hit = closest_hit(scene, ray.origin, ray.direction, ray.limit, {kNone, kNone});
    write_closest(scene, rays, i, ray, hit);
  });
}

inline void any_hits(const Scene& scene, const RayBatch& rays, uint64_t* scratch) {
  for_rays(scene, rays, scratch, [&](uint64_t i) {
    QueryRay ray = query_ray(rays, i);
    rays.hit[i] = ray.valid && any_hit(scene, ray.origin, ray.direction, ray.limit);
  });
}

CHROMA2_END
