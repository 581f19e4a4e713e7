// Watertight ray-triangle test (Woop, Benthin, Wald, JCGT 2(1), 2013): the ray is sheared onto its
// largest axis; a ray through an edge or vertex meets at least one of the triangles that share it.
#pragma once
#include "geometry/hit.h"

CHROMA2_BEGIN

struct RayShear {
  Vec origin, direction;
  int kx, ky, kz;      // kz: the direction's largest axis; kx, ky keep the winding
  float sx, sy, sz;    // shear and scale
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

struct TriangleHit {
  bool hit;
  bool front;        // met from the counterclockwise side
  float distance;    // may be negative: the caller decides
  float b0, b1, b2;  // barycentric, nonnegative, sum 1
};

struct Corners {
  Vec v[3];
};

CHROMA2_HD TriangleHit intersect_triangle(const RayShear& ray, const Corners& corners) {
  float x[3], y[3], z[3];
  CHROMA2_UNROLL(3)
  for (int i = 0; i < 3; ++i) {
    Vec from = corners.v[i] - ray.origin;
    z[i] = RayShear::axis(from, ray.kz);
    x[i] = fma(-ray.sx, z[i], RayShear::axis(from, ray.kx));
    y[i] = fma(-ray.sy, z[i], RayShear::axis(from, ray.ky));
  }
  // No fused operation here: an edge's two triangles must see opposite signs.
  float a = x[2] * y[1] - y[2] * x[1];
  float b = x[0] * y[2] - y[0] * x[2];
  float c = x[1] * y[0] - y[1] * x[0];
  if (a == 0.0f || b == 0.0f || c == 0.0f) {  // products of floats are exact in double
    a = static_cast<float>(static_cast<double>(x[2]) * y[1] - static_cast<double>(y[2]) * x[1]);
    b = static_cast<float>(static_cast<double>(x[0]) * y[2] - static_cast<double>(y[0]) * x[2]);
    c = static_cast<float>(static_cast<double>(x[1]) * y[0] - static_cast<double>(y[1]) * x[0]);
  }
  TriangleHit result{};
  if ((a < 0.0f || b < 0.0f || c < 0.0f) && (a > 0.0f || b > 0.0f || c > 0.0f)) return result;
  float det = (a + b) + c;
  if (det == 0.0f) return result;  // edge on: its neighbours are met
  float scaled = ray.sz * fma(a, z[0], fma(b, z[1], c * z[2]));
  result.hit = true;
  result.front = det > 0.0f;
  result.distance = scaled / det;
  float inverse = 1.0f / det;
  result.b0 = a * inverse;
  result.b1 = b * inverse;
  result.b2 = c * inverse;
  return result;
}

CHROMA2_END
