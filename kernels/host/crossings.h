// All triangles that a ray crosses of the instances around its origin, on the host.
#pragma once
#include "host/traverse8.h"

CHROMA2_BEGIN

// Calls `visit(hit)` for each, those of an instance one after another, in no other order; of instances whose boxes hold the
// origin, since a ray enters another closed one as often as it leaves it, and for which `visit.wants()`.
template <class Visit>
CHROMA2_HD void each_crossing(const Scene& scene, Vec origin, Vec direction, Visit& visit) {
  if (scene.tlas_root == kNone || !(max_abs(origin) <= kFarthest)) return;
  BoxRay world(origin, direction, world_margin(origin, scene.extent));
  walk(scene.world_nodes, scene.tlas_root, world, 0.0f, [&](uint32_t id) {
    const Instance& instance = scene.instances[id];
    if (instance.root == kNone || !visit.wants(id)) return false;
    Vec o = multiply_transposed(instance.rotation, origin - load(instance.translation));
    Vec d = multiply_transposed(instance.rotation, direction);
    BoxRay boxes(o, d, slab_margin(o, instance.extent));
    BlockRay triangles(o, d);
    return walk(scene.nodes, instance.root, boxes, kInfinity, [&](uint32_t index) {
      const Block8& block = scene.blocks[index];
      Float8 distances;
      uint32_t hits = intersect_block(triangles, boxes, block, kNone, kInfinity, distances);
      for (; hits != 0; hits &= hits - 1) {
        uint32_t lane = static_cast<uint32_t>(__builtin_ctz(hits)), triangle = block.triangle[lane];
        bool repeated = false;  // as lanes that are not used are
        for (uint32_t i = 0; i < lane; ++i) repeated |= block.triangle[i] == triangle;
        if (!repeated) visit(Hit{distances[lane], id, triangle, index * 8 + lane});
      }
      return false;
    });
  });
}

CHROMA2_END
