// Conservative box tests: a box that holds the closest hit is never missed, so that the answer does
// not depend on the boxes. The boxes are widened by `margin`, which covers the rounding of the
// triangle test and of the ray's transform into an instance, for every origin; the far distance by
// the rounding of the slab arithmetic itself (Ize, JCGT 2(2), 2013).
#pragma once
#include "math/vec.h"

CHROMA2_BEGIN

constexpr float kFarScale = 1.0f + 8.0f * 0x1p-23f;

// Rounding of positions of the size of the origin and of `extent`, with room to spare.
CHROMA2_HD float slab_margin(Vec origin, float extent) {
  return 0x1p-20f * (max_abs(origin) + extent);
}

// 1 / d, finite: a ray in the plane of a slab is inside it or far away.
CHROMA2_HD float slab_inverse(float d) {
  return abs(d) > 1e-30f ? 1.0f / d : copysign(1e30f, d);
}

CHROMA2_END
