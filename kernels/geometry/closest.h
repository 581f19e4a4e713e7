// What closest hits are on the host and on a device alike: how far they reach, and wires.
#pragma once
#include "geometry/wire.h"

CHROMA2_BEGIN

// From farther away (mm) nothing is hit: coordinates of geometries are at most 1e7, and with larger
// origins the box tests would overflow.
constexpr float kFarthest = 1e18f;

// The closest wire, where it is closer than `best`.
CHROMA2_HD void intersect_wires(const Scene& scene, Vec origin, Vec direction, Exclude exclude, Hit& best) {
  for (uint32_t i = 0; i < scene.wire_plane_count; ++i)
    intersect_wire_plane(scene.wire_planes[i], i, origin, direction, exclude, best);
}

CHROMA2_END
