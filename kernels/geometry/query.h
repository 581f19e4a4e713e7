// One ray of a query of arrays: what is read, and what is written.
#pragma once
#include "geometry/surface_point.h"

CHROMA2_BEGIN

struct QueryRay {
  Vec origin, direction;
  float limit;
  bool valid;
};

CHROMA2_HD const float* strided(const float* base, uint64_t stride, uint64_t i) {
  return reinterpret_cast<const float*>(reinterpret_cast<const char*>(base) + stride * i);
}

CHROMA2_HD QueryRay query_ray(const RayBatch& rays, uint64_t i) {
  QueryRay ray;
  ray.origin = load(strided(rays.origin, rays.origin_stride, i));
  ray.direction = normalize(load(strided(rays.direction, rays.direction_stride, i)));
  ray.limit = rays.max_distance ? *strided(rays.max_distance, rays.max_distance_stride, i) : kInfinity;
  float zero = 0.0f * dot(ray.origin, ray.origin) + 0.0f * dot(ray.direction, ray.direction);
  ray.valid = zero == 0.0f && ray.limit > 0.0f;
  return ray;
}

// The closest hit of ray i, wires included.
CHROMA2_HD void write_closest(const Scene& scene, const RayBatch& rays, uint64_t i, const QueryRay& ray,
                              const Hit& hit) {
  bool found = hit.instance != kNone;
  if (rays.distance) rays.distance[i] = found ? hit.distance : kInfinity;
  if (rays.instance) rays.instance[i] = hit.instance;
  if (rays.triangle) rays.triangle[i] = hit.triangle;
  if (!rays.normal && !rays.barycentric) return;
  Vec normal{0, 0, 0};
  float b1 = 0.0f, b2 = 0.0f;
  if (found && !(hit.instance & kWireBit)) {
    const Instance& instance = scene.instances[hit.instance];
    Vec o = multiply_transposed(instance.rotation, ray.origin - load(instance.translation));
    Vec d = multiply_transposed(instance.rotation, ray.direction);
    TriangleHit at = intersect_triangle(RayShear(o, d), corners_at(scene, hit.place));
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

CHROMA2_END
