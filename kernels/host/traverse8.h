// Traversal of the two-level eight-wide BVH on the host: closest hit and any hit.
#pragma once
#include <new>
#include "host/block8.h"
#include "host/frames8.h"

CHROMA2_BEGIN

// A child and where the ray enters it, as one number that sorts by that: the bits of the distance,
// which is not negative, above the child.
typedef uint64_t StackItem;
CHROMA2_HD StackItem stack_item(float enter, uint32_t child) {
  return static_cast<uint64_t>(float_bits(enter)) << 32 | child;
}
CHROMA2_HD void sort2(StackItem& near, StackItem& far) {
  StackItem less = near < far ? near : far;
  far = near < far ? far : near;
  near = less;
}
// Seven siblings a level wait at most; 96 levels are far beyond what a builder makes of 2^31 triangles.
constexpr int kStackSize = 7 * 96;

// Which of the children met are visited: all, or where the world's tree has frames, no instances that these say are missed.
struct AllLanes {
  CHROMA2_HD uint32_t operator()(uint32_t, const Node8&, uint32_t mask, float) const { return mask; }
};
struct LanesInFrames {
  const Frames8* frames;
  Vec origin, direction;
  float from;
  CHROMA2_HD uint32_t operator()(uint32_t at, const Node8& node, uint32_t mask, float limit) const {
    if (!kFast8 || !frames || (mask & (mask - 1)) == 0) return mask;
    uint32_t leaves = mask & mask8(*reinterpret_cast<const Int8*>(node.child));
    if ((leaves & (leaves - 1)) == 0) return mask;
    return (mask ^ leaves) | meet_frames(frames[at], origin, direction, from, limit, leaves);
  }
};

// Visits leaves in about the order of distance; From: not those that end before `from`. `leaf(child)` may lower `limit`; it
// returns true to end the walk. Mostly one or two children are met: these need no branch but on their number.
template <bool From = false, class Leaf, class Lanes = AllLanes>
CHROMA2_HD bool walk(const Node8* nodes, uint32_t root, const BoxRay& ray, const float& limit, Leaf leaf,
                     float from = 0.0f, Lanes wanted = {}) {
  StackItem stack[kStackSize];
  StackItem* top = stack;
  uint32_t current = root;
  for (;;) {
    while (!(current & kLeafBit)) {
      const Node8& node = nodes[current];
      Float8 enter;
      uint32_t mask = intersect_boxes<From>(ray, node, from, limit, enter);
      mask = wanted(current, node, mask, limit);
      if (mask == 0) goto pop;
      uint32_t first = static_cast<uint32_t>(__builtin_ctz(mask));
      mask &= mask - 1;
      if (mask == 0) {
        current = node.child[first];
        continue;
      }
      alignas(32) float distance[8];
      *reinterpret_cast<Float8*>(distance) = enter;
      auto next = [&] {
        uint32_t lane = static_cast<uint32_t>(__builtin_ctz(mask));
        mask &= mask - 1;
        return stack_item(distance[lane], node.child[lane]);
      };
      StackItem a = stack_item(distance[first], node.child[first]), b = next();
      sort2(a, b);
      if (mask == 0) {
        *top++ = b;
        current = static_cast<uint32_t>(a);
        continue;
      }
      StackItem c = next(), *base = top;
      sort2(b, c);
      sort2(a, b);
      top[0] = c;
      top[1] = b;
      for (top += 2; mask != 0; ++top) {
        StackItem item = next(), *place = top;
        sort2(a, item);
        for (; place > base && place[-1] < item; --place) *place = place[-1];  // farthest at the bottom
        *place = item;
      }
      current = static_cast<uint32_t>(a);
    }
    if (leaf(current & ~kLeafBit)) return true;
  pop:
    uint32_t farthest = float_bits(limit);
    do {
      if (top == stack) return false;
      --top;
    } while (static_cast<uint32_t>(*top >> 32) > farthest);
    current = static_cast<uint32_t>(*top);
  }
}

// What a mesh's triangles need of a ray, made when the first of them are met: many instances are missed by their boxes.
class LateBlockRay {
 public:
  LateBlockRay() {}
  CHROMA2_HD const BlockRay& get(Vec origin, Vec direction) {
    if (!made_) new (&ray_) BlockRay(origin, direction);
    made_ = true;
    return ray_;
  }

 private:
  union {
    BlockRay ray_;
  };
  bool made_ = false;
};

// The closest hit, any, or the closest one that follows another.
enum Wanted { kClosest, kAny, kNext };

// One instance's mesh. kAny: stops at the first hit. `after` is for kNext.
template <Wanted W>
CHROMA2_HD bool intersect_instance(const Scene& scene, uint32_t id, Vec origin, Vec direction, Exclude exclude,
                                   Hit& best, const Hit& after) {
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
    uint32_t hits = intersect_block(triangles.get(o, d), boxes, block, skip, best.distance, distances);
    if (hits == 0) return false;
    alignas(32) float distance[8];
    *reinterpret_cast<Float8*>(distance) = distances;
    for (; hits != 0; hits &= hits - 1) {
      uint32_t lane = static_cast<uint32_t>(__builtin_ctz(hits));
      uint32_t triangle = block.triangle[lane];
      if (triangle == skip) continue;
      if (W == kAny) return true;
      if (W == kNext && !follows(distance[lane], id, triangle, after)) continue;
      if (closer(distance[lane], id, triangle, best)) best = {distance[lane], id, triangle, index * 8 + lane};
    }
    return false;
  };
  return walk<W == kNext>(scene.nodes, instance.root, boxes, best.distance, leaf, after.distance);
}

// Instances only; wires are added by geometry/closest.h.
template <Wanted W>
CHROMA2_HD bool intersect_instances(const Scene& scene, Vec origin, Vec direction, Exclude exclude, Hit& best,
                                    const Hit& after = {}) {
  if (scene.tlas_root == kNone) return false;
  const Node8& root = scene.world_nodes[scene.tlas_root];
  if (root.child[1] == kNone && (root.child[0] & kLeafBit))  // one instance: its own boxes do
    return intersect_instance<W>(scene, root.child[0] & ~kLeafBit, origin, direction, exclude, best, after);
  BoxRay boxes(origin, direction, world_margin(origin, scene.extent));
  auto leaf = [&](uint32_t id) { return intersect_instance<W>(scene, id, origin, direction, exclude, best, after); };
  LanesInFrames lanes{scene.frames, origin, direction, after.distance};
  return walk<W == kNext>(scene.world_nodes, scene.tlas_root, boxes, best.distance, leaf, after.distance, lanes);
}

CHROMA2_END
