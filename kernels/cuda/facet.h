// A ray against one triangle: the arithmetic of geometry/triangle.h and host/block8.h, bit for bit.
#pragma once
#include "geometry/slab.h"
#include "geometry/triangle.h"

CHROMA2_BEGIN

__device__ __forceinline__ Corners read_facet(const Scene& scene, uint32_t place, uint32_t& triangle) {
  const float4* words = reinterpret_cast<const float4*>(scene.facets + place);
  float4 a = __ldg(words), b = __ldg(words + 1), c = __ldg(words + 2);
  triangle = __float_as_uint(a.w);
  return {{{a.x, a.y, a.z}, {b.x, b.y, b.z}, {c.x, c.y, c.z}}};
}

// Of the triangle that Hit::place names.
__device__ __forceinline__ Corners corners_at(const Scene& scene, uint32_t place) {
  uint32_t triangle;
  return read_facet(scene, place, triangle);
}

// Brings a distance into the stretch of the ray within the triangle's own box; false where the ray
// misses that box.
__device__ __forceinline__ bool clamp_to_box(const Corners& c, Vec origin, Vec direction, float margin, float& t) {
  float enter = 0.0f, leave = kInfinity;
  float o[3] = {origin.x, origin.y, origin.z};
  float inv[3] = {slab_inverse(direction.x), slab_inverse(direction.y), slab_inverse(direction.z)};
  float v[3][3] = {{c.v[0].x, c.v[1].x, c.v[2].x}, {c.v[0].y, c.v[1].y, c.v[2].y}, {c.v[0].z, c.v[1].z, c.v[2].z}};
  CHROMA2_UNROLL(3)
  for (int k = 0; k < 3; ++k) {
    bool negative = inv[k] < 0.0f;
    float lo = fminf(fminf(v[k][0], v[k][1]), v[k][2]), hi = fmaxf(fmaxf(v[k][0], v[k][1]), v[k][2]);
    float shift = negative ? -margin : margin;
    enter = fmaxf(enter, ((negative ? hi : lo) - (o[k] + shift)) * inv[k]);
    leave = fminf(leave, ((negative ? lo : hi) - (o[k] - shift)) * inv[k]);
  }
  t = fminf(fmaxf(t, enter), leave);
  return enter <= leave;
}

// Whether the ray meets the triangle at 0 < t <= limit. `inverse` is 1 / d, exact along the
// direction's largest axis; `margin` is that of triangles' own boxes; `skips()`: whether the ray has just
// left this triangle.
template <class Skips>
__device__ __forceinline__ bool meets(Vec o, Vec d, Vec inverse, float margin, const Corners& corners, float limit,
                                      float& t, Skips skips) {
  float ax = abs(d.x), ay = abs(d.y), az = abs(d.z);
  bool x_most = ax > ay && ax > az, y_most = !(ax > ay) && ay > az;
  float sz = x_most ? inverse.x : y_most ? inverse.y : inverse.z;
  bool swap = sz < 0.0f;
  // x, y: the axes after z in turn, exchanged where d runs against z
  auto turn = [&](Vec v, float& x, float& y, float& z) {
    z = x_most ? v.x : y_most ? v.y : v.z;
    float first = x_most ? v.y : y_most ? v.z : v.x, second = x_most ? v.z : y_most ? v.x : v.y;
    x = swap ? second : first;
    y = swap ? first : second;
  };
  float dx, dy, unused;
  turn(d, dx, dy, unused);
  float sx = dx * sz, sy = dy * sz;
  float x[3], y[3], z[3];
  CHROMA2_UNROLL(3)
  for (int i = 0; i < 3; ++i) {
    float along_x, along_y;
    turn(corners.v[i] - o, along_x, along_y, z[i]);
    x[i] = fma(-sx, z[i], along_x);
    y[i] = fma(-sy, z[i], along_y);
  }
  float a = x[2] * y[1] - y[2] * x[1];
  float b = x[0] * y[2] - y[0] * x[2];
  float c = x[1] * y[0] - y[1] * x[0];
  bool exact = a == 0.0f || b == 0.0f || c == 0.0f;
  if (exact) {
    Vec areas = exact_areas({x[0], x[1], x[2]}, {y[0], y[1], y[2]});
    a = areas.x;
    b = areas.y;
    c = areas.z;
  }
  if (fminf(fminf(a, b), c) < 0.0f && fmaxf(fmaxf(a, b), c) > 0.0f) return false;
  float det = (a + b) + c;
  if (det == 0.0f) return false;
  float scaled = sz * fma(a, z[0], fma(b, z[1], c * z[2]));
  float low = fminf(fminf(z[0], z[1]), z[2]), high = fmaxf(fmaxf(z[0], z[1]), z[2]);
  float across = fmaxf(fmaxf(abs(x[0]), abs(x[1])), abs(x[2])) + fmaxf(fmaxf(abs(y[0]), abs(y[1])), abs(y[2]));
  t = scaled / det;
  if (is_poor(fmaxf(abs(low), abs(high)), across, high - low, abs(det), max_abs(o), abs(t)) | exact) {
    if (skips()) return false;
    t = plane_distance(o, d, corners);
  }
  if (t <= 0.0f) return false;
  return clamp_to_box(corners, o, d, margin, t) && t > 0.0f && t <= limit;
}

CHROMA2_END
