// Touching shells: their kinds, order and tolerances (`Shell` in layout/geometry.h).
#pragma once
#include "geometry/next_hit.h"
#include "geometry/surface_point.h"

CHROMA2_BEGIN

constexpr int kMostCrossings = 64;  // of one leg
constexpr int kMostPassed = 16;     // crossings without effect that are remembered, or shells at one place

// As it is stored, kBordered too.
CHROMA2_HD uint32_t kind_of(const Scene& scene, uint32_t instance) {
  return !scene.shells || instance == kNone || (instance & kWireBit) ? kApart : scene.shells[instance].kind;
}
// One that is bordered is apart from others.
CHROMA2_HD uint32_t shell_kind(const Scene& scene, uint32_t instance) { return kind_of(scene, instance) & ~kBordered; }
// A closed mesh of one inner material whose normals point inward.
CHROMA2_HD bool is_inverted(const Scene& scene, uint32_t sheet) { return scene.shells[sheet].material != kNone; }
// Any shell is deeper than none.
CHROMA2_HD bool is_deeper(const Scene& scene, uint32_t shell, uint32_t than) {
  return than == kNone || scene.shells[shell].rank > scene.shells[than].rank;
}
CHROMA2_HD float shell_tolerance(const Scene& scene, uint32_t a, uint32_t b) {
  return scene.shells[a].tolerance + (b == kNone ? 0.0f : scene.shells[b].tolerance);
}
CHROMA2_HD bool is_near(const SurfacePoint& plane, Vec x, float tolerance) {
  return abs(dot(plane.normal, x - plane.position)) <= tolerance;
}

CHROMA2_END
