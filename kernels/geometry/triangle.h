// Watertight ray-triangle test (Woop, Benthin, Wald, JCGT 2(1), 2013): the ray is sheared onto its
// largest axis; a ray through an edge or vertex meets at least one of the triangles that share it.
#pragma once
#include "geometry/hit.h"
#include "math/exact.h"

CHROMA2_BEGIN

struct RayShear {
  Vec origin, direction;
  int kx, ky, kz;    // kz: the direction's largest axis; kx, ky keep the winding
  float sx, sy, sz;  // shear and scale
  CHROMA2_HD static float axis(Vec v, int k) { return k == 0 ? v.x : k == 1 ? v.y : v.z; }
  CHROMA2_HD RayShear(Vec o, Vec d) : origin(o), direction(d) {
    float ax = abs(d.x), ay = abs(d.y), az = abs(d.z);
    // Without branches, which no processor could predict.
    kz = 2 - static_cast<int>((ax > ay ? ax : ay) > az) * (1 + static_cast<int>(ax > ay));
    float dz = axis(d, kz);
    int backward = static_cast<int>(float_bits(dz) >> 31);
    kx = (kz + 1 + backward) % 3;
    ky = (kz + 2 - backward) % 3;
    sz = 1.0f / dz;
    sx = axis(d, kx) * sz;
    sy = axis(d, ky) * sz;
  }
};

struct Corners {
  Vec v[3];
};

// Twice the signed area of the ray's origin and a triangle's edge, where single precision gives zero: of the
// exact products, or where those are zero, of a ray moved by less than anything along x, and by less than that
// along y. So a ray through an edge or a corner of a closed mesh passes through as many triangles as beside it.
CHROMA2_HD float exact_area(float x0, float y0, float x1, float y1) {
  float area = static_cast<float>(static_cast<double>(x0) * y1 - static_cast<double>(y0) * x1);
  return area != 0.0f ? area : y0 != y1 ? y0 - y1 : x1 - x0;
}

// Of all three edges.
CHROMA2_CALL Vec exact_areas(Vec x, Vec y) {
  return {exact_area(x.z, y.z, x.y, y.y), exact_area(x.x, y.x, x.z, y.z), exact_area(x.y, y.y, x.x, y.x)};
}

// Whether the line of the ray passes through the triangle, forwards or backwards: 0, or 1 from its
// counterclockwise side, -1 from the other one. The signs are those of the exact products of the sheared
// corners, which all triangles at a corner have in common: a closed mesh has no gap, however thin its
// triangles are, and is entered as often as left.
CHROMA2_HD int crosses(const RayShear& ray, const Corners& corners) {
  float x[3], y[3];
  CHROMA2_UNROLL(3)
  for (int i = 0; i < 3; ++i) {
    Vec from = corners.v[i] - ray.origin;
    float z = RayShear::axis(from, ray.kz);
    x[i] = fma(-ray.sx, z, RayShear::axis(from, ray.kx));
    y[i] = fma(-ray.sy, z, RayShear::axis(from, ray.ky));
  }
  // No fused operation here: an edge's two triangles must see opposite signs.
  float a = x[2] * y[1] - y[2] * x[1];
  float b = x[0] * y[2] - y[0] * x[2];
  float c = x[1] * y[0] - y[1] * x[0];
  if (a == 0.0f || b == 0.0f || c == 0.0f) {
    Vec areas = exact_areas({x[0], x[1], x[2]}, {y[0], y[1], y[2]});
    a = areas.x;
    b = areas.y;
    c = areas.z;
  }
  if (a < 0.0f || b < 0.0f || c < 0.0f) return a > 0.0f || b > 0.0f || c > 0.0f ? 0 : -1;
  return (a + b) + c != 0.0f ? 1 : 0;  // else edge on: its neighbours are met
}

// Twice the area times the unit normal on the counterclockwise side, from exact edges.
CHROMA2_HD Vec3d facet_normal(const Corners& c) {
  Vec3d v0 = widen(c.v[0]);
  return cross(widen(c.v[1]) - v0, widen(c.v[2]) - v0);
}

// Distance along the ray to the plane of a triangle, negative behind the origin; NaN or infinite for a
// ray along the plane. What is left is the rounding of the quotient, and its sign is that of the exact one.
CHROMA2_CALL float plane_distance(Vec origin, Vec direction, Corners c) {
  Vec3d normal = facet_normal(c);
  double height = dot(normal, widen(c.v[0]) - widen(origin)), slope = dot(normal, widen(direction));
  return static_cast<float>(height) / static_cast<float>(slope);
}

// Corners' distances along the ray, weighted by areas, give the distance of a triangle. They are off where
// it is long and thin, or seen from its side: sheared corners are off by up to `far` 2^-24, areas by that times
// how far corners lie `across` the ray, and the distance by the sum of the areas' errors over that of the areas,
// `det`, times how far corners lie apart `along` the ray. Where that may be more than some units in the last
// place of the origin's coordinates (the largest: `most`) and of the distance (its size: `size`), or the sign
// may be wrong, the distance to the plane is taken instead, and for all that look long and thin.
template <class Float>
CHROMA2_HD auto is_poor(Float far, Float across, Float along, Float size_of_det, Float most, Float size) {
  return (far * across * along > 4.0f * size_of_det * (most + size)) | (across * across > 64.0f * size_of_det) |
         (size <= 0x1p-22f * most);
}

CHROMA2_END
