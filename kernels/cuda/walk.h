// A ray's walk through the two-level tree of quantized nodes, in visits that may be interrupted: the
// lanes of a warp that have finished can be given new rays while the others wait.
#pragma once
#include "cuda/facet.h"
#include "cuda/node.h"
#include "geometry/closest.h"

CHROMA2_BEGIN

// Each level of the two trees leaves at most a group of nodes behind, and a leaf of the world's tree
// one of entries.
constexpr uint32_t kGroupStack = 4 * kMaxDepth;
constexpr uint32_t kInWorld = kNone;

// Far enough for planes at any distance, without overflow in a node's arithmetic.
__device__ __forceinline__ float node_inverse(float d) {
  return abs(d) > 1e-24f ? 1.0f / d : copysign(1e24f, d);
}

struct Walk {
  // in the frame that is being visited
  Vec origin, direction, inverse;
  float margin;  // of triangles' own boxes
  uint32_t octant;
  Hit best;
  Exclude exclude;
  Group nodes;
  uint32_t top;       // groups on the stack
  uint32_t floor;     // of them, those of the world's tree; kInWorld while that is visited
  uint32_t instance;  // being visited
  bool active;

  __device__ __forceinline__ void set_frame(Vec o, Vec d, float own_margin) {
    origin = o;
    direction = d;
    inverse = {node_inverse(d.x), node_inverse(d.y), node_inverse(d.z)};
    margin = own_margin;
    octant = octant_of(d);
  }

  __device__ __forceinline__ void start(const Scene& scene, Vec o, Vec d, float limit, Exclude left) {
    best = {limit, kNone, kNone, kNone};
    exclude = left;
    top = 0;
    floor = kInWorld;
    active = scene.tlas_root != kNone && max_abs(o) <= kFarthest;
    if (!active) return;
    set_frame(o, d, world_margin(o, scene.extent));
    // A group of one: the root, or the only placement.
    bool only = scene.tlas_root & kLeafBit;
    nodes = {scene.tlas_root & ~kLeafBit, only ? 1u : 0x80000000u};
  }

  __device__ __forceinline__ void enter(const Scene& scene, uint32_t entry) {
    const float4* words = reinterpret_cast<const float4*>(scene.placements + entry);
    float4 a = __ldg(words), b = __ldg(words + 1), c = __ldg(words + 2), e = __ldg(words + 3);
    instance = __float_as_uint(e.x);
    float rotation[9] = {a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w, c.x};
    Vec o = multiply_transposed(rotation, origin - Vec{c.y, c.z, c.w});
    Vec d = multiply_transposed(rotation, direction);
    set_frame(o, d, slab_margin(o, e.z));
    floor = top;
    nodes = {__float_as_uint(e.y), 0x80000000u};
  }

  // One facet; whether it is met closer than what was met before.
  __device__ __forceinline__ bool test(const Scene& scene, uint32_t place) {
    const float4* words = reinterpret_cast<const float4*>(scene.facets + place);
    float4 a = __ldg(words), b = __ldg(words + 1), c = __ldg(words + 2);
    uint32_t triangle = __float_as_uint(a.w);
    Corners corners{{{a.x, a.y, a.z}, {b.x, b.y, b.z}, {c.x, c.y, c.z}}};
    float t;
    if (!meets(origin, direction, inverse, margin, corners, best.distance, t)) return false;
    if (instance == exclude.instance && triangle == exclude.triangle) return false;
    if (!closer(t, instance, triangle, best)) return false;
    best = {t, instance, triangle, place};
    return true;
  }

  // Visits one node and the leaf entries met in it. `world` gives the ray back in the world's frame;
  // `stack` is this lane's own. Any: ends at the first hit.
  template <bool Any, class World, class Stack>
  __device__ __forceinline__ void visit(const Scene& scene, const World& world, Stack& stack) {
    Group leaves;
    if (nodes.hits > 0x00ffffffu) {
      uint32_t bit = 31 - __clz(nodes.hits);
      uint32_t slot = (bit - 24) ^ octant;
      uint32_t index = nodes.first + __popc(nodes.hits & 0xffu & ((1u << slot) - 1u));
      nodes.hits &= ~(1u << bit);
      if (nodes.hits > 0x00ffffffu) stack.push(top++, nodes);
      visit_node(scene.quantized + index, origin, inverse, kNodeMargin * margin, octant,
                 best.distance * kFarScale, nodes, leaves);
    } else {
      leaves = nodes;
      nodes = {0, 0};
    }
    if (floor != kInWorld) {
      while (leaves.hits != 0) {
        uint32_t bit = 31 - __clz(leaves.hits);
        leaves.hits &= ~(1u << bit);
        if (test(scene, leaves.first + bit) && Any) {
          active = false;
          return;
        }
      }
    } else if (leaves.hits != 0) {
      uint32_t bit = 31 - __clz(leaves.hits);
      leaves.hits &= ~(1u << bit);
      if (leaves.hits != 0) stack.push(top++, leaves);
      if (nodes.hits > 0x00ffffffu) stack.push(top++, nodes);
      enter(scene, leaves.first + bit);
    }
    if (nodes.hits > 0x00ffffffu) return;
    if (top == floor) {  // back to the world
      floor = kInWorld;
      set_frame(world.origin(), world.direction(), world_margin(world.origin(), scene.extent));
    }
    if (top == 0) {
      active = false;
      return;
    }
    nodes = stack.pop(--top);
  }
};

// A stack in the lane's local memory.
struct LocalStack {
  Group items[kGroupStack];
  __device__ __forceinline__ void push(uint32_t at, Group group) { items[at] = group; }
  __device__ __forceinline__ Group pop(uint32_t at) { return items[at]; }
};

// Its lower part in shared memory, of a block of `Block` threads.
template <uint32_t Depth, uint32_t Block>
struct SharedStack {
  uint2* shared;  // [Depth][Block], from this thread's column on
  Group items[kGroupStack - Depth];
  __device__ __forceinline__ void push(uint32_t at, Group group) {
    if (at < Depth)
      shared[at * Block] = make_uint2(group.first, group.hits);
    else
      items[at - Depth] = group;
  }
  __device__ __forceinline__ Group pop(uint32_t at) {
    if (at >= Depth) return items[at - Depth];
    uint2 group = shared[at * Block];
    return {group.x, group.y};
  }
};

CHROMA2_END
