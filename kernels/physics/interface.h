// Where a leg ends: what the photon meets there, and what is known of the media on both sides.
#pragma once
#include "geometry/surface_point.h"
#include "physics/medium.h"

CHROMA2_BEGIN

struct Interface {
  Hit hit;
  SurfacePoint point;
  Medium here, beyond;  // in which a photon that stays, or that passes, goes on
};

// How what is met agrees with where the leg began.
enum Agreement : uint32_t {
  kAgrees,
  kCrossesOther,  // agrees, but shells overlap or gape on the way by more than their tolerance
  kDiffers,       // the leg ends in another material, or on the wrong side of a mesh
};

// What a hit is by its facet alone.
CHROMA2_HD void set_media(Interface& at) {
  const SurfacePoint& point = at.point;
  at.here = medium_of(point.material_here, point.closed && !point.outside);
  at.beyond = medium_of(point.material_beyond, point.closed && point.outside);
}

// Just after a photon has left a closed mesh on one side, it hardly meets the mesh from the other one, unless it
// lies beyond a neighbouring facet by rounding; farther on it may, since a mesh may have bodies within each other,
// and is believed unless it has left close to an edge.
CHROMA2_HD bool is_wrong_side(const Interface& at, Medium begun, Exclude last) {
  return at.point.closed && at.hit.instance == last.instance && is_known(begun) &&
         is_enclosed(begun) == at.point.outside &&
         (is_beside_edge(begun) || at.point.distance < 64.0f * at.point.offset);
}

CHROMA2_HD Agreement compare(const Scene& scene, const Interface& at, Medium begun, Exclude last) {
  bool differs = is_known(begun) && material_of(scene, begun) != at.point.material_here;
  return differs || is_wrong_side(at, begun, last) ? kDiffers : kAgrees;
}

CHROMA2_END
