// Which shell a place is in, and whether facets are beside it.
#pragma once
#include "physics/shells.h"
#if defined(__CUDACC__)
#include "cuda/crossings.h"
#else
#include "host/crossings.h"
#endif

CHROMA2_BEGIN

constexpr Exclude kNoFacet{kNone, kNone};
// 1: a triangle is met from its outer side, -1: from its inner one.
CHROMA2_HD int crossing_side(const Scene& scene, const Hit& hit, Vec origin, Vec direction) {
  const Instance& instance = scene.instances[hit.instance];
  RayShear ray(multiply_transposed(instance.rotation, origin - load(instance.translation)),
               multiply_transposed(instance.rotation, direction));
  return crosses(ray, corners_at(scene, hit.place));
}

// Finds the deepest shell that a ray leaves once more than it enters it, in whatever order rounding puts crossings next
// to each other; of equally deep ones, that with the first crossing. To be told the crossings of an instance one after
// another.
struct DeepestLeft {
  const Scene& scene;
  Vec origin, direction;
  uint32_t deepest = kNone;
  Hit first_of_deepest{};
  uint32_t shell = kNone;  // whose crossings are counted
  Hit first{};
  int left = 0;  // times more than entered

  CHROMA2_HD bool wants(uint32_t instance) const {
    return shell_kind(scene, instance) == kShell && (deepest == kNone || !is_deeper(scene, deepest, instance));
  }
  CHROMA2_HD void operator()(const Hit& hit) {
    if (hit.instance != shell) {
      finish();
      shell = hit.instance;
      first = hit;
    } else if (closer(hit.distance, hit.instance, hit.triangle, first)) {
      first = hit;
    }
    left -= crossing_side(scene, hit, origin, direction);
  }
  CHROMA2_HD void finish() {
    bool deeper = left > 0 && is_deeper(scene, shell, deepest);
    bool sooner = left > 0 && !deeper && !is_deeper(scene, deepest, shell) &&
                  closer(first.distance, first.instance, first.triangle, first_of_deepest);
    if (deeper || sooner) {
      deepest = shell;
      first_of_deepest = first;
    }
    left = 0;
  }
};

// The deepest shell that holds a place: which a ray from there leaves once more than it enters it.
CHROMA2_RARE uint32_t shell_around(const Scene& scene, Vec place, Vec direction) {
  DeepestLeft found{scene, place, direction};
  each_crossing(scene, place, direction, found);
  found.finish();
  return found.deepest;
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
