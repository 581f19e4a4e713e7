// Traversal of the two-level eight-wide BVH on the host: closest hit and any hit.
#pragma once
#include "host/block8.h"

CHROMA2_BEGIN

struct StackItem {
  uint32_t node;
  float enter;
};
// Seven siblings a level wait at most; 96 levels are far beyond what a builder makes of 2^31 triangles.
constexpr int kStackSize = 7 * 96;

// Visits leaves in about the order of distance. `leaf(child)` may lower `best.distance`; it returns
// true to end the walk.
template <class Leaf>
CHROMA2_HD bool walk(const Node8* nodes, uint32_t root, const BoxRay& ray, const float& limit, Leaf leaf) {
  StackItem stack[kStackSize];
  StackItem* top = stack;
  uint32_t current = root;
  for (;;) {
    while (!(current & kLeafBit)) {
      const Node8& node = nodes[current];
      Float8 enter;
      uint32_t mask = intersect_boxes(ray, node, limit, enter);
      if (mask == 0) goto pop;
      uint32_t first = static_cast<uint32_t>(__builtin_ctz(mask));
      mask &= mask - 1;
      if (mask == 0) {
        current = node.child[first];
        continue;
      }
      alignas(32) float distance[8];
      *reinterpret_cast<Float8*>(distance) = enter;
      StackItem nearest{node.child[first], distance[first]};
      StackItem* base = top;
      do {
        uint32_t lane = static_cast<uint32_t>(__builtin_ctz(mask));
        mask &= mask - 1;
        StackItem item{node.child[lane], distance[lane]};
        if (item.enter < nearest.enter) {
          StackItem swap = nearest;
          nearest = item;
          item = swap;
        }
        // farthest at the bottom
        StackItem* place = top++;
        while (place > base && place[-1].enter < item.enter) {
          *place = place[-1];
          --place;
        }
        *place = item;
      } while (mask != 0);
      current = nearest.node;
    }
    if (leaf(current & ~kLeafBit)) return true;
  pop:
    do {
      if (top == stack) return false;
      --top;
    } while (top->enter > limit);
    current = top->node;
  }
}

// One instance's mesh. Any: stop at the first hit.
template <bool Any>
CHROMA2_HD bool intersect_instance(const Scene& scene, uint32_t id, Vec origin, Vec direction,
                                   Exclude exclude, Hit& best) {
  const Instance& instance = scene.instances[id];
  if (instance.root == kNone) return false;
  Vec o = multiply_transposed(instance.rotation, origin - load(instance.translation));
  Vec d = multiply_transposed(instance.rotation, direction);
  BoxRay boxes(o, d, slab_margin(o, instance.extent));
  BlockRay triangles(o, d);
  uint32_t skip = exclude.instance == id ? exclude.triangle : kNone;
  return walk(scene.nodes, instance.root, boxes, best.distance, [&](uint32_t index) {
    const Block8& block = scene.blocks[index];
    alignas(32) float distance[8];
    uint32_t hits = intersect_block(triangles, boxes, block, best.distance, distance);
    for (; hits != 0; hits &= hits - 1) {
      uint32_t lane = static_cast<uint32_t>(__builtin_ctz(hits));
      uint32_t triangle = block.triangle[lane];
      if (triangle == skip) continue;
      if (Any) return true;
      if (closer(distance[lane], id, triangle, best)) best = {distance[lane], id, triangle, index * 8 + lane};
    }
    return false;
  });
}

// Instances only; wires are added by geometry/closest.h.
template <bool Any>
CHROMA2_HD bool intersect_instances(const Scene& scene, Vec origin, Vec direction, Exclude exclude,
                                    Hit& best) {
  if (scene.tlas_root == kNone) return false;
  BoxRay boxes(origin, direction, world_margin(origin, scene.extent));
  return walk(scene.nodes, scene.tlas_root, boxes, best.distance, [&](uint32_t id) {
    return intersect_instance<Any>(scene, id, origin, direction, exclude, best);
  });
}

CHROMA2_END
