// Crossings of a ray one after another, in the order of closest hits: by distance, instance and triangle.
#pragma once
#include "geometry/closest.h"
#if defined(__CUDACC__)
#include "cuda/next_hit.h"
#else
#include "host/next_hit.h"
#endif

CHROMA2_BEGIN

// Before all crossings.
CHROMA2_HD Hit no_crossing() { return {0.0f, 0, 0, 0}; }

// Of a triangle that is the next one and a wire, the first: a wire plane is asked for its first wire only, from the crossing on.
CHROMA2_HD Hit next_with_wires(const Scene& scene, Vec origin, Vec direction, Exclude exclude, const Hit& after,
                               Hit hit) {
  if (scene.wire_plane_count != 0 && !(after.instance & kWireBit)) {
    Hit wire = hit;
    intersect_wires(scene, origin, direction, exclude, wire);
    if (follows(wire.distance, wire.instance, wire.triangle, after)) hit = wire;
  }
  return hit;
}

// The first triangle or wire within `limit` that follows `after`, other than the excluded one.
CHROMA2_HOST_CALL Hit next_hit(const Scene& scene, Vec origin, Vec direction, Exclude exclude, const Hit& after,
                               float limit) {
  Hit hit = next_triangle(scene, origin, direction, exclude, after, limit);
  return next_with_wires(scene, origin, direction, exclude, after, hit);
}

CHROMA2_END
