// The closest thing on a ray: triangles of all instances, and wires.
#pragma once
#include "geometry/wire.h"
#if !defined(__CUDACC__)
#include "host/traverse8.h"
#endif

CHROMA2_BEGIN

// From farther away (mm) nothing is hit: coordinates of geometries are at most 1e7, and with larger
// origins the box tests would overflow.
constexpr float kFarthest = 1e18f;

// Hits at 0 < distance <= limit, in (distance, instance, triangle) order.
CHROMA2_HD Hit closest_hit(const Scene& scene, Vec origin, Vec direction, float limit, Exclude exclude) {
  Hit best{limit, kNone, kNone, kNone};
  if (!(max_abs(origin) <= kFarthest)) return best;
  intersect_instances<false>(scene, origin, direction, exclude, best);
  for (uint32_t i = 0; i < scene.wire_plane_count; ++i)
    intersect_wire_plane(scene.wire_planes[i], i, origin, direction, exclude, best);
  return best;
}

CHROMA2_HD bool any_hit(const Scene& scene, Vec origin, Vec direction, float limit) {
  Exclude nothing{kNone, kNone};
  Hit best{limit, kNone, kNone, kNone};
  if (!(max_abs(origin) <= kFarthest)) return false;
  if (intersect_instances<true>(scene, origin, direction, nothing, best)) return true;
  for (uint32_t i = 0; i < scene.wire_plane_count; ++i)
    intersect_wire_plane(scene.wire_planes[i], i, origin, direction, nothing, best);
  return best.instance != kNone;
}

CHROMA2_END
