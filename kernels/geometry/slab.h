// Conservative box tests: a box that holds the closest hit is never missed, so that the answer does
// not depend on the boxes. The boxes are widened by `margin`, which covers the rounding of the
// triangle test and of the ray's transform into an instance, for every origin; the far distance by
// the rounding of the slab arithmetic itself (Ize, JCGT 2(2), 2013).
//
// The distance to a needle, or to a triangle nearly along the ray, can be off by more than any
// margin. A hit's distance is therefore brought into the stretch of the ray within the triangle's own
// box, by the same arithmetic, which is monotonic: no box around that one can end before it.
#pragma once
#include "math/vec.h"

CHROMA2_BEGIN

constexpr float kFarScale = 1.0f + 8.0f * 0x1p-23f;

// Rounding of positions of the size of the origin and of `extent`, with room to spare.
CHROMA2_HD float slab_margin(Vec origin, float extent) { return 0x1p-20f * (max_abs(origin) + extent); }

// The same for the world's boxes: what an instance's widened boxes reach, turned into the world. The
// boxes themselves are wider by 2^-18 of the instance's size and distance.
CHROMA2_HD float world_margin(Vec origin, float extent) { return 4.0f * slab_margin(origin, extent); }

// 1 / d, finite: a ray in the plane of a slab is inside it or far away.
CHROMA2_HD float slab_inverse(float d) { return abs(d) > 1e-30f ? 1.0f / d : copysign(1e30f, d); }

CHROMA2_END
