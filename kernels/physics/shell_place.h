// Which shell a place is in, and whether facets are beside it.
#pragma once
#include "physics/shells.h"

CHROMA2_BEGIN

constexpr Exclude kNoFacet{kNone, kNone};
constexpr int kMostLocated = 4096;  // crossings that are looked at
constexpr int kMostSeen = 64;       // shells that are entered and not left, or the other way round, at once

// 1: a triangle is met from its outer side, -1: from its inner one.
CHROMA2_HD int crossing_side(const Scene& scene, const Hit& hit, Vec origin, Vec direction) {
  const Instance& instance = scene.instances[hit.instance];
  RayShear ray(multiply_transposed(instance.rotation, origin - load(instance.translation)),
               multiply_transposed(instance.rotation, direction));
  return crosses(ray, corners_at(scene, hit.place));
}

// The deepest shell that holds a place: which a ray from there leaves once more than it enters it, in whatever
// order rounding puts crossings next to each other.
CHROMA2_HOST_CALL uint32_t shell_around(const Scene& scene, Vec place, Vec direction) {
  struct Seen {
    uint32_t shell;
    int left;  // times more than entered
  } seen[kMostSeen];
  int shells = 0;
  Hit hit = no_crossing();
  for (int n = 0; n < kMostLocated; ++n) {
    hit = next_hit(scene, place, direction, kNoFacet, hit, kInfinity);
    if (hit.instance == kNone) break;
    if (shell_kind(scene, hit.instance) != kShell) continue;
    int i = 0;
    while (i < shells && seen[i].shell != hit.instance) ++i;
    if (i == kMostSeen) break;
    if (i == shells) seen[shells++] = {hit.instance, 0};
    seen[i].left -= crossing_side(scene, hit, place, direction);
    if (seen[i].left == 0) seen[i] = seen[--shells];
  }
  uint32_t deepest = kNone;
  for (int i = 0; i < shells; ++i) {
    if (seen[i].left > 0 && is_deeper(scene, seen[i].shell, deepest)) deepest = seen[i].shell;
  }
  return deepest;
}

// Whether a facet or wire other than `exclude`, of an instance for which `wanted` is true, lies within `reach` of a
// place, along one of the axes.
template <class Wanted>
CHROMA2_HD bool is_beside(const Scene& scene, Vec place, Exclude exclude, float reach, Wanted wanted) {
  for (int k = 0; k < 3; ++k) {
    Vec axis{k == 0 ? 1.0f : 0.0f, k == 1 ? 1.0f : 0.0f, k == 2 ? 1.0f : 0.0f};
    Hit hit = no_crossing();
    for (int n = 0; n < kMostPassed; ++n) {
      hit = next_hit(scene, fma(-reach, axis, place), axis, exclude, hit, 2.0f * reach);
      if (hit.instance == kNone) break;
      if (wanted(hit.instance)) return true;
    }
  }
  return false;
}

CHROMA2_END
