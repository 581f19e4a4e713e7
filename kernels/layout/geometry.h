// Meshes, their instances, and wire planes.
// Generated from src/layout/geometry.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>

namespace chroma2 {

// Flag of a mesh: one attribute for all triangles.
constexpr uint32_t kUniformMesh = 1;

// Flag of a mesh: every edge has triangles on both sides, which run along it either way.
constexpr uint32_t kClosedMesh = 2;

// No other instance is near.
constexpr uint32_t kApart = 0;

// Touches one, but is not closed or has no one inner material.
constexpr uint32_t kSheet = 1;

// Touches one; closed with normals outward, of one inner material.
constexpr uint32_t kShell = 2;

// No other instance is near, but it has a part in a pair with a surface of its own; closed as a kShell.
constexpr uint32_t kBordered = 4;

// A mesh's tree and attributes.
struct alignas(16) Mesh {
  // Node of its tree; kNone: no triangle.
  uint32_t root;
  // Uniform: index of the attribute; else of the first triangle's entry in `Scene::attribute_index`.
  uint32_t attribute;
  // kUniformMesh, kClosedMesh.
  uint32_t flags;
  // Largest absolute coordinate.
  float extent;
};

// A placed mesh, 64 bytes: point in the world = rotation * point in the mesh + translation.
struct alignas(16) Instance {
  // Row-major.
  float rotation[9];
  float translation[3];
  uint32_t mesh;
  // -1: none.
  int32_t channel;
  // Node of its mesh's tree.
  uint32_t root;
  // Largest absolute coordinate of its mesh.
  float extent;
};

// What an instance is to photons where instances touch or overlap. One for each instance.
struct alignas(16) Shell {
  // kApart, kSheet, kShell or kBordered.
  uint32_t kind;
  // Deeper: higher.
  uint32_t rank;
  // Inside, where it is a kShell; of a kSheet: where it is closed and inside out, else kNone.
  uint32_t material;
  // How far its faces may lie from those of the smooth body, mm.
  float tolerance;
};

// A surface for light that goes from one instance into another. kNone: no instance.
struct Border {
  uint32_t from;
  uint32_t into;
  uint32_t surface;
};

// What is around an instance, and where its pairs are.
struct Surrounding {
  // kNone: nothing.
  uint32_t instance;
  // The first border of light that comes from it; the next entry has the one after the last.
  uint32_t first_border;
};

// Parallel cylinders along u at k * pitch + v0 along v, k_min <= k <= k_max.
struct WirePlane {
  double origin[3];
  // Orthonormal, as v; w = u x v.
  double u[3];
  double v[3];
  double w[3];
  double pitch;
  double radius;
  double u_min;
  double u_max;
  double v0;
  int32_t k_min;
  int32_t k_max;
  uint32_t attribute;
  // Channel of wire k_min; -1: none.
  int32_t first_channel;
  // Added for every further wire.
  int32_t channel_stride;
  uint32_t reserved;
};

// A box around wire planes: a node of their tree, in the order of a heap from 1 on.
struct WireNode {
  float lo[3];
  // Along which its children are apart; of a leaf: the plane; kNone: nothing is in it.
  uint32_t axis_or_plane;
  float hi[3];
  uint32_t reserved;
};

}  // namespace chroma2
