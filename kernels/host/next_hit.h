// What follows a crossing that is known, on the host.
#pragma once
#include "host/traverse8.h"

CHROMA2_BEGIN

inline Hit next_triangle(const Scene& scene, Vec origin, Vec direction, Exclude exclude, Hit after, float limit) {
  Hit best{limit, kNone, kNone, kNone};
  if (max_abs(origin) <= kFarthest) intersect_instances<kNext>(scene, origin, direction, exclude, best, after);
  return best;
}

CHROMA2_END
