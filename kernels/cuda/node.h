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

// 32768 + byte `i` of `bytes`, exact.
template <int i>
__device__ __forceinline__ float grid(uint32_t bytes) {
  return bits_float(__byte_perm(bytes, 0x47000000u, 0x7604u | (i << 4)));
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
    s.near_start[k] = fma(-32768.0f, s.near_step[k], (from - shift) * near_inverse);
    s.far_start[k] = fma(-32768.0f, s.far_step[k], (from + shift) * far_inverse);
  }
  return s;
}

// Bits of the children met, of four of them.
template <int i>
__device__ __forceinline__ uint32_t child_bits(const Slabs& s, uint32_t nx, uint32_t ny, uint32_t nz,
                                               uint32_t fx, uint32_t fy, uint32_t fz, float limit,
                                               uint32_t bits, uint32_t shifts) {
  float enter = fmaxf(fmaxf(fma(grid<i>(nx), s.near_step[0], s.near_start[0]),
                            fma(grid<i>(ny), s.near_step[1], s.near_start[1])),
                      fmaxf(fma(grid<i>(nz), s.near_step[2], s.near_start[2]), 0.0f));
  float leave = fminf(fminf(fma(grid<i>(fx), s.far_step[0], s.far_start[0]),
                            fma(grid<i>(fy), s.far_step[1], s.far_start[1])),
                      fminf(fma(grid<i>(fz), s.far_step[2], s.far_start[2]), limit));
  uint32_t bit = ((bits >> (8 * i)) & 0xffu) << ((shifts >> (8 * i)) & 0xffu);
  return enter <= leave ? bit : 0u;
}

__device__ __forceinline__ uint32_t four_children(const Slabs& s, uint32_t nx, uint32_t ny, uint32_t nz,
                                                  uint32_t fx, uint32_t fy, uint32_t fz, float limit,
                                                  uint32_t meta, uint32_t octant4) {
  // Of nodes, the low five bits are 24 + slot: turned by the octant they are the priority.
  uint32_t is_node = (meta & (meta << 1)) & 0x10101010u;
  uint32_t node_mask = (is_node >> 4) * 0xffu;
  uint32_t shifts = (meta ^ (octant4 & node_mask)) & 0x1f1f1f1fu;
  uint32_t bits = (meta >> 5) & 0x07070707u;
  return child_bits<0>(s, nx, ny, nz, fx, fy, fz, limit, bits, shifts) |
         child_bits<1>(s, nx, ny, nz, fx, fy, fz, limit, bits, shifts) |
         child_bits<2>(s, nx, ny, nz, fx, fy, fz, limit, bits, shifts) |
         child_bits<3>(s, nx, ny, nz, fx, fy, fz, limit, bits, shifts);
}

// Tests a node's children; the groups of nodes and of leaf entries met.
__device__ __forceinline__ void test_children(const QuantizedNode* node, Vec origin, Vec inverse, float margin,
                                              uint32_t octant, float limit, Group& nodes, Group& leaves) {
  const uint4* words = reinterpret_cast<const uint4*>(node);
  uint4 head = __ldg(words), n1 = __ldg(words + 1), n2 = __ldg(words + 2), n3 = __ldg(words + 3),
        n4 = __ldg(words + 4);
  Slabs s = slabs(head, origin, inverse, margin);
  // n1: first_node, first_leaf, meta; n2: lo x, lo y; n3: lo z, hi x; n4: hi y, hi z
  bool mx = inverse.x < 0.0f, my = inverse.y < 0.0f, mz = inverse.z < 0.0f;
  uint32_t octant4 = octant * 0x01010101u;
  uint32_t hits = four_children(s, mx ? n3.z : n2.x, my ? n4.x : n2.z, mz ? n4.z : n3.x, mx ? n2.x : n3.z,
                                my ? n2.z : n4.x, mz ? n3.x : n4.z, limit, n1.z, octant4);
  hits |= four_children(s, mx ? n3.w : n2.y, my ? n4.y : n2.w, mz ? n4.w : n3.y, mx ? n2.y : n3.w,
                        my ? n2.w : n4.y, mz ? n3.y : n4.w, limit, n1.w, octant4);
  nodes = {n1.x, (hits & 0xff000000u) | (head.w >> 24)};
  leaves = {n1.y, hits & 0x00ffffffu};
}

CHROMA2_END
