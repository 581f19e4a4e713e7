// Trees of boxes. The processor's have float boxes and leaves of up to eight triangles side by side; a
// device's are the same trees in less memory.
// Generated from src/layout/tree.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>

namespace chroma2 {

// Set in a `Node8::child` that names a leaf: a block (a mesh's tree) or an instance (the world's).
constexpr uint32_t kLeafBit = (1u << 31);

// Most nodes on the way from the root of a tree to any of its leaves.
constexpr uint32_t kMaxDepth = 24;

// Eight children; an empty one has lo = +inf and hi = -inf in every axis.
struct alignas(32) Node8 {
  float lo[3][8];
  float hi[3][8];
  // With kLeafBit: a leaf, else a node.
  uint32_t child[8];
};

// Of a node of the world's tree on the processor: frames of the instances that are its leaves, and boxes there, so that a ray
// is tried against all at once. Other lanes are zero.
struct alignas(32) Frames8 {
  // As an Instance's, by lane.
  float rotation[9][8];
  float translation[3][8];
  float extent[8];
  // Around the instance's mesh, in its frame.
  float lo[3][8];
  float hi[3][8];
};

// Up to eight triangles of a leaf; unused lanes repeat a used one.
struct alignas(32) Block8 {
  // By vertex, axis, lane.
  float v[3][3][8];
  uint32_t triangle[8];
};

// Node of a device's trees: eight children in slots; slot s lies towards the corner of the node whose
// bits (x 1, y 2, z 4) are s, so that a ray's octant orders the visit. Boxes on a grid:
// origin + q * 2^(exponent - 127).
struct alignas(16) QuantizedNode {
  float origin[3];
  uint8_t exponent[3];
  // Bit s: slot s is a node.
  uint8_t inner;
  // Of its nodes, which lie one after another in the order of their slots.
  uint32_t first_node;
  // Of its leaves' entries: a Facet in a mesh's tree, a Placement in the world's.
  uint32_t first_leaf;
  // Node: 0x20 | 24 + slot. Leaf: first entry | (1, 3 or 7 for 1, 2 or 3 entries) << 5. Empty: 0.
  uint8_t meta[8];
  uint8_t lo[3][8];
  uint8_t hi[3][8];
};

// A triangle on a device, in the order of its mesh's leaves.
struct alignas(16) Facet {
  float v0[3];
  uint32_t triangle;
  float v1[3];
  uint32_t reserved1;
  float v2[3];
  uint32_t reserved2;
};

// What a ray needs of an instance on a device, in the order of the world's leaves.
struct alignas(16) Placement {
  float rotation[9];
  float translation[3];
  uint32_t instance;
  // QuantizedNode of its mesh's tree.
  uint32_t root;
  float extent;
  uint32_t reserved;
};

}  // namespace chroma2
