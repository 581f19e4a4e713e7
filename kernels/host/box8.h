// The slab test of geometry/slab.h on eight boxes at once.
#pragma once
#include "geometry/slab.h"
#include "host/simd8.h"

CHROMA2_BEGIN

// A ray against eight boxes. No branches: signs are random to a branch predictor.
struct BoxRay {
  Float8 inverse[3], near_origin[3], far_origin[3];
  Float8 lo_origin[3], hi_origin[3];  // the same by plane: low, high
  size_t near[3], far[3];             // float offsets in a node
  CHROMA2_HD BoxRay(Vec origin, Vec direction, float margin) {
    float o[3] = {origin.x, origin.y, origin.z}, d[3] = {direction.x, direction.y, direction.z};
    for (int k = 0; k < 3; ++k) {
      uint32_t sign = float_bits(d[k]) & 0x80000000u;
      float shift = bits_float(float_bits(margin) ^ sign);  // near planes come closer, far planes go away
      inverse[k] = splat8(slab_inverse(d[k]));
      near_origin[k] = splat8(o[k] + shift);
      far_origin[k] = splat8(o[k] - shift);
      lo_origin[k] = splat8(o[k] + margin);
      hi_origin[k] = splat8(o[k] - margin);
      size_t half = sign >> 31;
      near[k] = 24 * half + 8 * static_cast<size_t>(k);
      far[k] = 24 * (1 - half) + 8 * static_cast<size_t>(k);
    }
  }
};

// Children whose boxes reach into [0, limit]; where the ray enters them in `enter`.
CHROMA2_HD uint32_t intersect_boxes(const BoxRay& ray, const Node8& node, float limit, Float8& enter) {
  const float* planes = &node.lo[0][0];
  Float8 nx = (load8(planes + ray.near[0]) - ray.near_origin[0]) * ray.inverse[0];
  Float8 ny = (load8(planes + ray.near[1]) - ray.near_origin[1]) * ray.inverse[1];
  Float8 nz = (load8(planes + ray.near[2]) - ray.near_origin[2]) * ray.inverse[2];
  Float8 fx = (load8(planes + ray.far[0]) - ray.far_origin[0]) * ray.inverse[0];
  Float8 fy = (load8(planes + ray.far[1]) - ray.far_origin[1]) * ray.inverse[1];
  Float8 fz = (load8(planes + ray.far[2]) - ray.far_origin[2]) * ray.inverse[2];
  enter = max8(max8(nx, ny), max8(nz, splat8(0.0f)));
  Float8 leave = min8(min8(fx, fy), min8(fz, splat8(limit)));
  return mask8(enter <= leave * splat8(kFarScale));
}

CHROMA2_END
