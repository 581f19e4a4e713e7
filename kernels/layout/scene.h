// A committed geometry as the kernels see it.
// Generated from src/layout/scene.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/geometry.h"
#include "layout/optics.h"
#include "layout/tables.h"
#include "layout/tree.h"

namespace chroma2 {

// Everything that the kernels read; pointers into arrays owned by a committed geometry.
struct Scene {
  const Node8 *nodes;
  const Block8 *blocks;
  const Mesh *meshes;
  const Instance *instances;
  const Attribute *attributes;
  const uint32_t *attribute_index;
  const WirePlane *wire_planes;
  const WireNode *wire_nodes;
  const Material *materials;
  const Component *components;
  const Surface *surfaces;
  const Dichroic *dichroic;
  const Table *tables;
  const Segment *segments;
  const uint32_t *buckets;
  // This and the next two: on a device, in place of nodes and blocks.
  const QuantizedNode *quantized;
  const Facet *facets;
  const Placement *placements;
  // One an instance; null: no two instances touch.
  const Shell *shells;
  // Sorted by both instances, kNone first of those that light comes from.
  const Border *borders;
  // Of kNone, of each instance, and one more; where there are borders.
  const Surrounding *surroundings;
  // kNone: no instance; on a device, with kLeafBit: the only placement.
  uint32_t tlas_root;
  uint32_t wire_plane_count;
  // Largest absolute world coordinate of any instance.
  float extent;
  // From this number on nodes of wire planes are leaves; 0: there are no nodes.
  uint32_t wire_leaves;
  uint32_t border_count;
  // Largest mean number of photons of an absorption that may give several, rounded up; 0: none may.
  uint32_t spawns;
  // Of the world's tree, whose children count from here; on a device they are among `quantized`.
  const Node8 *world_nodes;
  // One a node of the world's tree; null: few of its boxes are much larger than what they hold.
  const Frames8 *frames;
  // More than what may lie between the planes of facets that are met together, but for some offsets, mm.
  float together;
  uint32_t reserved;
};

}  // namespace chroma2
