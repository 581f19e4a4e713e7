// A ray against the eight boxes of a quantized node: conservative, so that the answer does not
// depend on the quantization (geometry/slab.h).
#pragma once
#include "geometry/slab.h"

CHROMA2_BEGIN

// Nodes' boxes are widened by half as much again as triangles' own, which covers the rounding of
// this test's other arithmetic; the builder adds a hundredth of the grid's step.
constexpr float kNodeMargin = 1.5f;

struct Group {
  uint32_t first;  // of nodes, or of leaf entries
  // Nodes: bits 24-31 are those to visit, by priority, bits 0-7 the slots that are nodes.
  // Leaf entries: bits 0-23.
  uint32_t hits;
};

// Bit a: the ray runs towards +a, so that slots on the - side come first.
__device__ __forceinline__ uint32_t octant_of(Vec direction) {
  return (~(float_bits(direction.x) >> 31) & 1u) | (~(float_bits(direction.y) >> 30) & 2u) |
         (~(float_bits(direction.z) >> 29) & 4u);
}

// 1024 + each of the bytes i and i + 1, exact: as halves, which other units than the busiest one
// widen.
struct Planes {
  float first, second;
};
template <int i>
__device__ __forceinline__ Planes planes(uint32_t bytes) {
  uint32_t halves = __byte_perm(bytes, 0x64646464u, 0x4040u | ((i + 1) << 8) | i);
  Planes p;
#if defined(__CUDA_ARCH__)
  asm("{\n.reg .b16 l, h;\nmov.b32 {l, h}, %2;\ncvt.f32.f16 %0, l;\ncvt.f32.f16 %1, h;\n}"
      : "=f"(p.first), "=f"(p.second)
      : "r"(halves));
#else
  p = {1024.0f + static_cast<float>(halves & 0xffu), 1024.0f + static_cast<float>(halves >> 16 & 0xffu)};
#endif
  return p;
}

// Of numbers of which the first three are finite: for the order that integers have, a negative one is
// less than any other that is not.
__device__ __forceinline__ float max_of_three_and_zero(float a, float b, float c) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  return __int_as_float(__vimax3_s32_relu(__float_as_int(a), __float_as_int(b), __float_as_int(c)));
#else
  return fmaxf(fmaxf(a, b), fmaxf(c, 0.0f));
#endif
}
__device__ __forceinline__ float min_of_three(float a, float b, float c) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  return __int_as_float(__vimin3_s32(__float_as_int(a), __float_as_int(b), __float_as_int(c)));
#else
  return fminf(fminf(a, b), c);
#endif
}

struct Slabs {
  float near_step[3], near_start[3], far_step[3], far_start[3];
};

__device__ __forceinline__ Slabs slabs(uint4 head, Vec origin, Vec inverse, float margin) {
  float p[3] = {__uint_as_float(head.x), __uint_as_float(head.y), __uint_as_float(head.z)};
  float o[3] = {origin.x, origin.y, origin.z}, inv[3] = {inverse.x, inverse.y, inverse.z};
  Slabs s;
  CHROMA2_UNROLL(3)
  for (int k = 0; k < 3; ++k) {
    float shift = copysign(margin, inv[k]);
    float step = bits_float(((head.w >> (8 * k)) & 0xffu) << 23);
    float from = p[k] - o[k];
    float near_inverse = inv[k], far_inverse = inv[k] * kFarScale;
    s.near_step[k] = step * near_inverse;
    s.far_step[k] = step * far_inverse;
    s.near_start[k] = fma(-1024.0f, s.near_step[k], (from - shift) * near_inverse);
    s.far_start[k] = fma(-1024.0f, s.far_step[k], (from + shift) * far_inverse);
  }
  return s;
}

// Bits of the children met, of the two from i on.
template <int i>
__device__ __forceinline__ uint32_t two_children(const Slabs& s, uint32_t nx, uint32_t ny, uint32_t nz, uint32_t fx,
                                                 uint32_t fy, uint32_t fz, float limit, uint32_t bits,
                                                 uint32_t shifts) {
  Planes ax = planes<i>(nx), ay = planes<i>(ny), az = planes<i>(nz);
  Planes bx = planes<i>(fx), by = planes<i>(fy), bz = planes<i>(fz);
  auto met = [&](float near_x, float near_y, float near_z, float far_x, float far_y, float far_z) {
    float enter = max_of_three_and_zero(fma(near_x, s.near_step[0], s.near_start[0]),
                                        fma(near_y, s.near_step[1], s.near_start[1]),
                                        fma(near_z, s.near_step[2], s.near_start[2]));
    float leave = min_of_three(fma(far_x, s.far_step[0], s.far_start[0]), fma(far_y, s.far_step[1], s.far_start[1]),
                               fma(far_z, s.far_step[2], s.far_start[2]));
    return enter <= fminf(leave, limit);
  };
  uint32_t one = ((bits >> (8 * i)) & 0xffu) << ((shifts >> (8 * i)) & 0xffu);
  uint32_t two = ((bits >> (8 * i + 8)) & 0xffu) << ((shifts >> (8 * i + 8)) & 0xffu);
  return (met(ax.first, ay.first, az.first, bx.first, by.first, bz.first) ? one : 0u) |
         (met(ax.second, ay.second, az.second, bx.second, by.second, bz.second) ? two : 0u);
}

__device__ __forceinline__ uint32_t four_children(const Slabs& s, uint32_t nx, uint32_t ny, uint32_t nz, uint32_t fx,
                                                  uint32_t fy, uint32_t fz, float limit, uint32_t meta,
                                                  uint32_t octant4) {
  // Of nodes, the low five bits are 24 + slot: turned by the octant they are the priority.
  uint32_t is_node = (meta & (meta << 1)) & 0x10101010u;
  uint32_t node_mask = (is_node >> 4) * 0xffu;
  uint32_t shifts = (meta ^ (octant4 & node_mask)) & 0x1f1f1f1fu;
  uint32_t bits = (meta >> 5) & 0x07070707u;
  return two_children<0>(s, nx, ny, nz, fx, fy, fz, limit, bits, shifts) |
         two_children<2>(s, nx, ny, nz, fx, fy, fz, limit, bits, shifts);
}

// Tests a node's children; the groups of nodes and of leaf entries met.
__device__ __forceinline__ void test_children(const QuantizedNode* node, Vec origin, Vec inverse, float margin,
                                              uint32_t octant, float limit, Group& nodes, Group& leaves) {
  const uint4* words = reinterpret_cast<const uint4*>(node);
  uint4 head = __ldg(words), n1 = __ldg(words + 1), n2 = __ldg(words + 2), n3 = __ldg(words + 3), n4 = __ldg(words + 4);
  Slabs s = slabs(head, origin, inverse, margin);
  // n1: first_node, first_leaf, meta; n2: lo x, lo y; n3: lo z, hi x; n4: hi y, hi z
  bool mx = inverse.x < 0.0f, my = inverse.y < 0.0f, mz = inverse.z < 0.0f;
  uint32_t octant4 = octant * 0x01010101u;
  uint32_t hits = four_children(s, mx ? n3.z : n2.x, my ? n4.x : n2.z, mz ? n4.z : n3.x, mx ? n2.x : n3.z,
                                my ? n2.z : n4.x, mz ? n3.x : n4.z, limit, n1.z, octant4);
  hits |= four_children(s, mx ? n3.w : n2.y, my ? n4.y : n2.w, mz ? n4.w : n3.y, mx ? n2.y : n3.w, my ? n2.w : n4.y,
                        mz ? n3.y : n4.w, limit, n1.w, octant4);
  nodes = {n1.x, (hits & 0xff000000u) | (head.w >> 24)};
  leaves = {n1.y, hits & 0x00ffffffu};
}

CHROMA2_END
