// What follows a crossing that is known, on the host.
#pragma once
#include "geometry/following.h"
#include "host/traverse8.h"

CHROMA2_BEGIN

inline Hit next_triangle(const Scene& scene, Vec origin, Vec direction, Exclude exclude, Hit after, float limit) {
  Hit best{limit, kNone, kNone, kNone};
  if (max_abs(origin) <= kFarthest) intersect_instances<kNext>(scene, origin, direction, exclude, best, after);
  return best;
}

// Finds what follows `found.after` up to `found.limit`.
inline void next_triangles(const Scene& scene, Vec origin, Vec direction, Exclude exclude, Following& found) {
  if (scene.tlas_root == kNone || !(max_abs(origin) <= kFarthest)) return;
  BoxRay world(origin, direction, world_margin(origin, scene.extent));
  auto visit = [&](uint32_t id) {
    const Instance& instance = scene.instances[id];
    if (instance.root == kNone) return false;
    Vec o = multiply_transposed(instance.rotation, origin - load(instance.translation));
    Vec d = multiply_transposed(instance.rotation, direction);
    BoxRay boxes(o, d, slab_margin(o, instance.extent));
    LateBlockRay triangles;
    uint32_t skip = exclude.instance == id ? exclude.triangle : kNone;
    auto leaf = [&](uint32_t index) {
      const Block8& block = scene.blocks[index];
      Float8 distances;
      uint32_t hits = intersect_block(triangles.get(o, d), boxes, block, skip, found.limit, distances);
      for (; hits != 0; hits &= hits - 1) {
        uint32_t lane = static_cast<uint32_t>(__builtin_ctz(hits)), triangle = block.triangle[lane];
        if (triangle != skip) found.add(Hit{distances[lane], id, triangle, index * 8 + lane});
      }
      return false;
    };
    return walk<true>(scene.nodes, instance.root, boxes, found.limit, leaf, found.after.distance);
  };
  LanesInFrames lanes{scene.frames, origin, direction, found.after.distance};
  walk<true>(scene.world_nodes, scene.tlas_root, world, found.limit, visit, found.after.distance, lanes);
}

CHROMA2_END
