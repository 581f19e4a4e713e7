// Ray queries of arrays.
#pragma once
#include "geometry/surface_point.h"

CHROMA2_BEGIN

struct QueryRay {
  Vec origin, direction;
  float limit;
  bool valid;
};

inline const float* strided(const float* base, uint64_t stride, uint64_t i) {
  return reinterpret_cast<const float*>(reinterpret_cast<const char*>(base) + stride * i);
}

inline QueryRay query_ray(const RayBatch& rays, uint64_t i) {
  QueryRay ray;
  ray.origin = load(strided(rays.origin, rays.origin_stride, i));
  ray.direction = normalize(load(strided(rays.direction, rays.direction_stride, i)));
  ray.limit = rays.max_distance ? *strided(rays.max_distance, rays.max_distance_stride, i) : kInfinity;
  float zero = 0.0f * dot(ray.origin, ray.origin) + 0.0f * dot(ray.direction, ray.direction);
  ray.valid = zero == 0.0f && ray.limit > 0.0f;
  return ray;
}

inline void closest_hits(const Scene& scene, const RayBatch& rays) {
  for (uint64_t i = 0; i < rays.count; ++i) {
    QueryRay ray = query_ray(rays, i);
    Hit hit{kInfinity, kNone, kNone, kNone};
    if (ray.valid) hit = closest_hit(scene, ray.origin, ray.direction, ray.limit, {kNone, kNone});
    bool found = hit.instance != kNone;
    if (rays.distance) rays.distance[i] = found ? hit.distance : kInfinity;
    if (rays.instance) rays.instance[i] = hit.instance;
    if (rays.triangle) rays.triangle[i] = hit.triangle;
    if (!rays.normal && !rays.barycentric) continue;
    Vec normal{0, 0, 0};
    float b1 = 0.0f, b2 = 0.0f;
    if (found && !(hit.instance & kWireBit)) {
      const Instance& instance = scene.instances[hit.instance];
      Vec o = multiply_transposed(instance.rotation, ray.origin - load(instance.translation));
      Vec d = multiply_transposed(instance.rotation, ray.direction);
      const Block8& block = scene.blocks[hit.place >> 3];
      TriangleHit at = intersect_triangle(RayShear(o, d), &block.v[0][0][hit.place & 7], 8);
      b1 = at.b1;
      b2 = at.b2;
      normal = surface_point(scene, hit, ray.origin, ray.direction).normal;
      if (!at.front) normal = -normal;  // the counterclockwise side, wherever the ray comes from
    } else if (found) {
      normal = surface_point(scene, hit, ray.origin, ray.direction).normal;
    }
    if (rays.normal) store(rays.normal + 3 * i, normal);
    if (rays.barycentric) {
      rays.barycentric[2 * i] = b1;
      rays.barycentric[2 * i + 1] = b2;
    }
  }
}

inline void any_hits(const Scene& scene, const RayBatch& rays) {
  for (uint64_t i = 0; i < rays.count; ++i) {
    QueryRay ray = query_ray(rays, i);
    rays.hit[i] = ray.valid && any_hit(scene, ray.origin, ray.direction, ray.limit);
  }
}

CHROMA2_END
