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

// Where a ray meets the plane of the triangle that it hit, in double and in the mesh's frame.
struct FacetPoint {
  Corners corners;
  Vec3d local;   // on the plane
  Vec3d normal;  // counterclockwise side, twice the triangle's area long
};

CHROMA2_HD FacetPoint facet_point(const Scene& scene, const Instance& instance, const Hit& hit, Vec origin,
                                  Vec direction) {
  FacetPoint at;
  at.corners = corners_at(scene, hit.place);
  at.normal = facet_normal(at.corners);
  Vec3d o = multiply_transposed(instance.rotation, widen(origin) - widen(load(instance.translation)));
  Vec3d d = multiply_transposed(instance.rotation, widen(direction));
  Vec3d x = o + static_cast<double>(hit.distance) * d;
  // Along the normal, since a nearly parallel ray meets the plane anywhere.
  float above = static_cast<float>(dot(at.normal, x - widen(at.corners.v[0])));
  at.local = x - static_cast<double>(above / static_cast<float>(dot(at.normal, at.normal))) * at.normal;
  return at;
}

// The normal and the weights of corners at the hit of ray i.
CHROMA2_CALL void write_details(const Scene& scene, const RayBatch& rays, uint64_t i, QueryRay ray, Hit hit) {
  bool found = hit.instance != kNone;
  Vec normal{0, 0, 0};
  float b1 = 0.0f, b2 = 0.0f;
  if (found && !(hit.instance & kWireBit)) {
    const Instance& instance = scene.instances[hit.instance];
    FacetPoint at = facet_point(scene, instance, hit, ray.origin, ray.direction);
    Vec3d from0 = widen(at.corners.v[0]) - at.local, from1 = widen(at.corners.v[1]) - at.local,
          from2 = widen(at.corners.v[2]) - at.local;
    float area = static_cast<float>(dot(at.normal, at.normal));
    b1 = clamp(static_cast<float>(dot(at.normal, cross(from2, from0))) / area, 0.0f, 1.0f);
    b2 = clamp(static_cast<float>(dot(at.normal, cross(from0, from1))) / area, 0.0f, 1.0f - b1);
    normal = normalize(multiply(instance.rotation, narrow(at.normal)));
  } else if (found) {
    normal = surface_point(scene, hit, ray.origin, ray.direction).normal;
  }
  if (rays.normal) store(rays.normal + 3 * i, normal);
  if (rays.barycentric) {
    rays.barycentric[2 * i] = b1;
    rays.barycentric[2 * i + 1] = b2;
  }
}

// The closest hit of ray i, wires included.
CHROMA2_HD void write_closest(const Scene& scene, const RayBatch& rays, uint64_t i, const QueryRay& ray,
                              const Hit& hit) {
  if (rays.distance) rays.distance[i] = hit.instance != kNone ? hit.distance : kInfinity;
  if (rays.instance) rays.instance[i] = hit.instance;
  if (rays.triangle) rays.triangle[i] = hit.triangle;
  if (rays.normal || rays.barycentric) write_details(scene, rays, i, ray, hit);
}

CHROMA2_END
