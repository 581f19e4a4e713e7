// The triangle test of geometry/triangle.h on eight triangles at once, bit for bit.
#pragma once
#include "geometry/triangle.h"
#include "host/box8.h"

CHROMA2_BEGIN

CHROMA2_HD Corners corners_of(const Block8& block, uint32_t lane) {
  Corners corners;
  CHROMA2_UNROLL(3)
  for (int i = 0; i < 3; ++i) corners.v[i] = {block.v[i][0][lane], block.v[i][1][lane], block.v[i][2][lane]};
  return corners;
}
// Of the triangle that Hit::place names.
CHROMA2_HD Corners corners_at(const Scene& scene, uint32_t place) {
  return corners_of(scene.blocks[place >> 3], place & 7);
}

struct BlockRay {
  RayShear shear;
  Float8 o[3];  // permuted: kx, ky, kz
  Float8 minus_sx, minus_sy, sz;
  Float8 most;  // of the origin's coordinates
  CHROMA2_HD BlockRay(Vec origin, Vec direction) : shear(origin, direction) {
    most = splat8(max_abs(origin));
    o[0] = splat8(RayShear::axis(origin, shear.kx));
    o[1] = splat8(RayShear::axis(origin, shear.ky));
    o[2] = splat8(RayShear::axis(origin, shear.kz));
    minus_sx = splat8(-shear.sx);
    minus_sy = splat8(-shear.sy);
    sz = splat8(shear.sz);
  }
};

// Brings distances into the stretch of the ray within each triangle's own box, by the arithmetic of
// the boxes above it (geometry/slab.h); lanes whose box the ray misses are not hit. The low planes
// always go with the origin plus the margin, so that the near one of two is the lesser distance.
CHROMA2_HD uint32_t clamp_to_boxes(const BoxRay& ray, const Block8& block, float limit, Float8& t) {
  Float8 enter = splat8(0.0f), leave = splat8(kInfinity);
  CHROMA2_UNROLL(3)
  for (int k = 0; k < 3; ++k) {
    Float8 v0 = load8(block.v[0][k]), v1 = load8(block.v[1][k]), v2 = load8(block.v[2][k]);
    Float8 lo = min8(min8(v0, v1), v2), hi = max8(max8(v0, v1), v2);
    Float8 to_lo = (lo - ray.lo_origin[k]) * ray.inverse[k];
    Float8 to_hi = (hi - ray.hi_origin[k]) * ray.inverse[k];
    enter = max8(enter, min8(to_lo, to_hi));
    leave = min8(leave, max8(to_lo, to_hi));
  }
  t = min8(max8(t, enter), leave);
  return mask8((enter <= leave) & (t > splat8(0.0f)) & (t <= splat8(limit)));
}

// Does the lanes in which the quick test met a zero once more, with exact products; returns the
// lanes crossed. Out of the way: few rays need it.
__attribute__((noinline)) inline uint32_t cross_exactly(const RayShear& ray, const Block8& block, uint32_t crossed,
                                                        uint32_t exact) {
  for (; exact != 0; exact &= exact - 1) {
    uint32_t lane = static_cast<uint32_t>(__builtin_ctz(exact));
    bool in = crosses(ray, corners_of(block, lane)) != 0;
    crossed = (crossed & ~(1u << lane)) | (static_cast<uint32_t>(in) << lane);
  }
  return crossed;
}

// The distances of some lanes again, from their planes. The triangle that the ray has left needs none.
__attribute__((noinline)) inline Float8 plane_distances(const RayShear& ray, const Block8& block, uint32_t lanes,
                                                        uint32_t skip, Float8 t) {
  for (; lanes != 0; lanes &= lanes - 1) {
    uint32_t lane = static_cast<uint32_t>(__builtin_ctz(lanes));
    if (block.triangle[lane] == skip) continue;
    t[lane] = plane_distance(ray.origin, ray.direction, corners_of(block, lane));
  }
  return t;
}

CHROMA2_HD Float8 abs8(Float8 a) { return (Float8)((Int8)a & INT32_MAX); }

// Lanes hit at 0 < distance <= limit; their distances in `t`.
CHROMA2_HD uint32_t intersect_block(const BlockRay& ray, const BoxRay& boxes, const Block8& block, uint32_t skip,
                                    float limit, Float8& t) {
  Float8 x[3], y[3], z[3];
  CHROMA2_UNROLL(3)
  for (int i = 0; i < 3; ++i) {
    z[i] = load8(block.v[i][ray.shear.kz]) - ray.o[2];
    x[i] = fma8(ray.minus_sx, z[i], load8(block.v[i][ray.shear.kx]) - ray.o[0]);
    y[i] = fma8(ray.minus_sy, z[i], load8(block.v[i][ray.shear.ky]) - ray.o[1]);
  }
  Float8 a = x[2] * y[1] - y[2] * x[1];
  Float8 b = x[0] * y[2] - y[0] * x[2];
  Float8 c = x[1] * y[0] - y[1] * x[0];
  Float8 zero = splat8(0.0f);
  Float8 lo = min8(min8(a, b), c), hi = max8(max8(a, b), c);
  uint32_t exact = mask8((a == zero) | (b == zero) | (c == zero));
  uint32_t hit = ~mask8((lo < zero) & (hi > zero)) & 0xffu;
  if ((hit | exact) == 0) return 0;
  Float8 det = (a + b) + c;
  t = ray.sz * fma8(a, z[0], fma8(b, z[1], c * z[2])) / det;
  Float8 low = min8(min8(z[0], z[1]), z[2]), high = max8(max8(z[0], z[1]), z[2]);
  Float8 across = max8(max8(abs8(x[0]), abs8(x[1])), abs8(x[2])) + max8(max8(abs8(y[0]), abs8(y[1])), abs8(y[2]));
  Float8 far = max8(abs8(low), abs8(high));
  uint32_t poor = mask8(is_poor(far, across, high - low, abs8(det), ray.most, abs8(t))) | exact;
  if (__builtin_expect(exact != 0, 0)) hit = cross_exactly(ray.shear, block, hit, exact);
  if (__builtin_expect((poor & hit) != 0, 0)) t = plane_distances(ray.shear, block, poor & hit, skip, t);
  hit &= mask8(~(t <= zero));  // one along the plane is brought into its box
  return hit == 0 ? 0 : hit & clamp_to_boxes(boxes, block, limit, t);
}

CHROMA2_END
