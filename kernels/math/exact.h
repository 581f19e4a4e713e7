// Three-vectors of double, for what cancels: differences and products of floats lose nothing or next to
// nothing in it.
#pragma once
#include "math/vec.h"

CHROMA2_BEGIN

struct Vec3d {
  double x, y, z;
};

CHROMA2_HD Vec3d widen(Vec v) { return {v.x, v.y, v.z}; }
CHROMA2_HD Vec narrow(Vec3d v) { return {static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z)}; }
CHROMA2_HD Vec3d operator+(Vec3d a, Vec3d b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
CHROMA2_HD Vec3d operator-(Vec3d a, Vec3d b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
CHROMA2_HD Vec3d operator*(double s, Vec3d a) { return {s * a.x, s * a.y, s * a.z}; }
CHROMA2_HD double dot(Vec3d a, Vec3d b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
CHROMA2_HD Vec3d cross(Vec3d a, Vec3d b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
// The transpose of a row-major 3x3 matrix of float times a vector.
CHROMA2_HD Vec3d multiply_transposed(const float* m, Vec3d v) {
  return {m[0] * v.x + m[3] * v.y + m[6] * v.z, m[1] * v.x + m[4] * v.y + m[7] * v.z,
          m[2] * v.x + m[5] * v.y + m[8] * v.z};
}

CHROMA2_END
