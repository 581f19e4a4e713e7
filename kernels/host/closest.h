// The closest thing on a ray: triangles of all instances, and wires.
#pragma once
#include "geometry/closest.h"
#include "host/traverse8.h"

CHROMA2_BEGIN

// Hits at 0 < distance <= limit, in (distance, instance, triangle) order.
CHROMA2_HD Hit closest_hit(const Scene& scene, Vec origin, Vec direction, float limit, Exclude exclude) {
  Hit best{limit, kNone, kNone, kNone};
  if (!(max_abs(origin) <= kFarthest)) return best;
  intersect_instances<kClosest>(scene, origin, direction, exclude, best);
  intersect_wires(scene, origin, direction, exclude, best);
  return best;
}

CHROMA2_HD bool any_hit(const Scene& scene, Vec origin, Vec direction, float limit) {
  Exclude nothing{kNone, kNone};
  Hit best{limit, kNone, kNone, kNone};
  if (!(max_abs(origin) <= kFarthest)) return false;
  if (intersect_instances<kAny>(scene, origin, direction, nothing, best)) return true;
  intersect_wires(scene, origin, direction, nothing, best);
  return best.instance != kNone;
}

CHROMA2_END
