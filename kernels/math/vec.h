// Three-vectors of float.
#pragma once
#include "math/bits.h"

CHROMA2_BEGIN

struct Vec {
  float x, y, z;
};

CHROMA2_HD Vec load(const float* p) { return {p[0], p[1], p[2]}; }
CHROMA2_HD void store(float* p, Vec v) {
  p[0] = v.x;
  p[1] = v.y;
  p[2] = v.z;
}
CHROMA2_HD Vec operator+(Vec a, Vec b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
CHROMA2_HD Vec operator-(Vec a, Vec b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
CHROMA2_HD Vec operator-(Vec a) { return {-a.x, -a.y, -a.z}; }
CHROMA2_HD Vec operator*(float s, Vec a) { return {s * a.x, s * a.y, s * a.z}; }
// s * a + b, each component rounded once.
CHROMA2_HD Vec fma(float s, Vec a, Vec b) { return {fma(s, a.x, b.x), fma(s, a.y, b.y), fma(s, a.z, b.z)}; }
CHROMA2_HD float dot(Vec a, Vec b) { return fma(a.x, b.x, fma(a.y, b.y, a.z * b.z)); }
CHROMA2_HD Vec cross(Vec a, Vec b) {
  return {difference_of_products(a.y, b.z, a.z, b.y), difference_of_products(a.z, b.x, a.x, b.z),
          difference_of_products(a.x, b.y, a.y, b.x)};
}
// The same where what cancels may be off.
CHROMA2_HD Vec rounded_cross(Vec a, Vec b) {
  return {fma(a.y, b.z, -(a.z * b.y)), fma(a.z, b.x, -(a.x * b.z)), fma(a.x, b.y, -(a.y * b.x))};
}
CHROMA2_HD float length(Vec a) { return sqrt(dot(a, a)); }
CHROMA2_HD float max_abs(Vec a) { return max(abs(a.x), max(abs(a.y), abs(a.z))); }

// Unit vector; any finite, nonzero length (scaled first, so that no square over- or underflows).
// NaN for the zero vector and for infinite or NaN components.
CHROMA2_CALL Vec normalize(Vec a) {
  float norm2 = dot(a, a);
  if (!(norm2 > 1e-30f && norm2 < 1e30f)) {
    float scale = 1.0f / max_abs(a);
    if (!finite(scale)) {  // subnormal length
      a = 0x1p100f * a;
      scale = 1.0f / max_abs(a);
    }
    a = scale * a;
    norm2 = dot(a, a);
  }
  return 1.0f / sqrt(norm2) * a;
}

struct Basis {
  Vec a, b;
};
// Two unit vectors that make a right-handed orthonormal basis (a, b, n) with the unit vector n
// (Duff et al., JCGT 6(1), 2017).
CHROMA2_HD Basis perpendicular(Vec n) {
  float sign = copysign(1.0f, n.z);
  float a = -1.0f / (sign + n.z);
  float b = n.x * n.y * a;
  return {{1.0f + sign * n.x * n.x * a, sign * b, -sign * n.x}, {b, sign + n.y * n.y * a, -n.y}};
}

// v without its part along the unit vector n, made a unit vector. The vector is negated, since GCC
// makes a negated fma another fused operation, which gives the other zero where all cancels.
CHROMA2_CALL Vec project_unit(Vec v, Vec n) {
  Vec p = fma(dot(v, n), -n, v);
  p = fma(dot(p, n), -n, p);  // again: the first pass cancels when v is nearly along n
  return normalize(p);
}

// Row-major 3x3 matrix times vector, and its transpose times vector.
CHROMA2_HD Vec multiply(const float* m, Vec v) {
  return {fma(m[0], v.x, fma(m[1], v.y, m[2] * v.z)), fma(m[3], v.x, fma(m[4], v.y, m[5] * v.z)),
          fma(m[6], v.x, fma(m[7], v.y, m[8] * v.z))};
}
CHROMA2_HD Vec multiply_transposed(const float* m, Vec v) {
  return {fma(m[0], v.x, fma(m[3], v.y, m[6] * v.z)), fma(m[1], v.x, fma(m[4], v.y, m[7] * v.z)),
          fma(m[2], v.x, fma(m[5], v.y, m[8] * v.z))};
}

CHROMA2_END
