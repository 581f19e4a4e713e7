// The slab test of geometry/slab.h on eight boxes at once.
#pragma once
#include "geometry/slab.h"
#include "host/simd8.h"

CHROMA2_BEGIN

// A ray against eight boxes. Nodes are tested by one fused operation a plane, with twice the margin:
// that is wider than the arithmetic of geometry/slab.h with the margin itself, by which hits are
// brought into the boxes of their triangles. (With u = 2^-24 and s the size of origin and extent, either
// is off by little more than 3 u s |1/d|, and the margins differ by 16 u s |1/d| or more.) No branches:
// signs are random to a branch predictor.
struct BoxRay {
  Float8 inverse[3], near_at[3], far_at[3];  // distance of a plane p: p * inverse + at
  Float8 lo_origin[3], hi_origin[3];         // and by slab.h: (p - origin) * inverse, low and high planes
  size_t near[3], far[3];                    // float offsets in a node
  CHROMA2_HD BoxRay(Vec origin, Vec direction, float margin) {
    Float4 o{origin.x, origin.y, origin.z, 0.0f}, d{direction.x, direction.y, direction.z, 1.0f};
    Int4 sign = (Int4)d & INT32_MIN;
    Float4 tiny = (Float4)((Int4)splat4(1e30f) | sign);  // slab_inverse
    Float4 inv = (Float4)((Int4)d & INT32_MAX) > splat4(1e-30f) ? 1.0f / d : tiny;
    Float4 wide = (Float4)((Int4)splat4(2.0f * margin) ^ sign);  // near planes come closer, far ones go away
    Float4 near_all = bounded((-o - wide) * inv), far_all = bounded((wide - o) * inv);
    Float4 lo = o + margin, hi = o - margin;
    CHROMA2_UNROLL(3)
    for (int k = 0; k < 3; ++k) {
      inverse[k] = splat8(inv[k]);
      near_at[k] = splat8(near_all[k]);
      far_at[k] = splat8(far_all[k]);
      lo_origin[k] = splat8(lo[k]);
      hi_origin[k] = splat8(hi[k]);
      size_t half = static_cast<uint32_t>(sign[k]) >> 31;
      near[k] = 24 * half + 8 * static_cast<size_t>(k);
      far[k] = 24 * (1 - half) + 8 * static_cast<size_t>(k);
    }
  }

 private:
  // Finite, so that the infinite planes of empty children stay infinite.
  CHROMA2_HD static Float4 bounded(Float4 x) {
    Float4 most = splat4(0x1.fffffep127f);
    x = x < most ? x : most;
    return x > -most ? x : -most;
  }
};

// Children whose boxes reach into [0, limit], or From: into [from, limit]; where the ray enters them in `enter`.
template <bool From>
CHROMA2_HD uint32_t intersect_boxes(const BoxRay& ray, const Node8& node, float from, float limit, Float8& enter) {
  const float* planes = &node.lo[0][0];
  Float8 near[3], far[3];
  CHROMA2_UNROLL(3)
  for (int k = 0; k < 3; ++k) {
    near[k] = fma8(load8(planes + ray.near[k]), ray.inverse[k], ray.near_at[k]);
    far[k] = fma8(load8(planes + ray.far[k]), ray.inverse[k], ray.far_at[k]);
  }
  enter = max8(max8(near[0], near[1]), max8(near[2], splat8(0.0f)));
  Float8 leave = min8(min8(far[0], far[1]), min8(far[2], splat8(limit)));
  return mask8(From ? (enter <= leave) & (leave >= splat8(from)) : enter <= leave);
}

CHROMA2_END
