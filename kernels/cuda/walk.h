// A ray's walk through the two-level tree of quantized nodes, in visits of three kinds. A warp makes
// the kind that most of its lanes want, so that they work together; and lanes that have finished can
// be given new rays while the others wait.
#pragma once
#include "cuda/facet.h"
#include "cuda/feed.h"
#include "cuda/node.h"
#include "geometry/closest.h"

CHROMA2_BEGIN

// Each level of the two trees leaves at most a group of nodes behind, and a leaf of the world's tree
// one of entries.
constexpr uint32_t kGroupStack = 4 * kMaxDepth;
constexpr uint32_t kInWorld = kNone;

// A lane's stack, in its local memory.
struct LocalStack {
  Group items[kGroupStack];
  __device__ __forceinline__ void push(uint32_t at, Group group) { items[at] = group; }
  __device__ __forceinline__ Group pop(uint32_t at) const { return items[at]; }
};

// Far enough for planes at any distance, without overflow in a node's arithmetic.
__device__ __forceinline__ float node_inverse(float d) { return abs(d) > 1e-24f ? 1.0f / d : copysign(1e24f, d); }

__device__ __forceinline__ uint4 pack_hit(const Hit& hit) {
  return make_uint4(float_bits(hit.distance), hit.instance, hit.triangle, hit.place);
}
__device__ __forceinline__ Hit unpack_hit(uint4 words) { return {bits_float(words.x), words.y, words.z, words.w}; }
// Keeps the closer one of two hits; whether it is the next one.
__device__ __forceinline__ bool keep_closer(uint4& kept, const Hit& next) {
  if (!closer(next.distance, next.instance, next.triangle, unpack_hit(kept))) return false;
  kept = pack_hit(next);
  return true;
}

// What a walk's next visit is to: lanes that want the same go on together.
enum Visit : uint32_t {
  kNothing,  // it has ended
  kNode,     // a node's eight boxes
  kFacet,    // a triangle
  kFrame,    // another frame: a placement's, or the world's again
};

struct Walk {
  // in the frame that is being visited
  Vec origin, direction, inverse;
  float margin;  // of triangles' own boxes
  uint32_t octant;
  float distance;       // of the closest hit so far, whose rest `world` keeps
  Group nodes, leaves;  // to visit; leaf entries first
  uint32_t top;         // groups on the stack
  uint32_t floor;       // of them, those of the world's tree; kInWorld while that is visited
  uint32_t instance;    // being visited
  uint32_t wants = kNothing;

  __device__ __forceinline__ void start(const Scene& scene, Vec o, float limit) {
    distance = limit;
    top = 0;
    floor = kInWorld;
    // A group of one: the only placement, or the root.
    bool only = scene.tlas_root & kLeafBit;
    leaves = {scene.tlas_root & ~kLeafBit, only ? 1u : 0u};
    nodes = {scene.tlas_root, only ? 0u : 0x80000000u};
    wants = scene.tlas_root != kNone && max_abs(o) <= kFarthest ? kFrame : kNothing;
  }

  // Into a placement where one is to be visited, else back to the world. `world` gives the ray there.
  template <class World>
  __device__ __forceinline__ void visit_frame(const Scene& scene, const World& world, LocalStack& stack) {
    Vec o = world.origin(), d = world.direction();
    if (leaves.hits != 0) {
      uint32_t bit = 31 - __clz(leaves.hits), entry = leaves.first + bit;
      leaves.hits &= ~(1u << bit);
      if (leaves.hits != 0) stack.push(top++, leaves);
      if (nodes.hits > 0x00ffffffu) stack.push(top++, nodes);
      const float4* words = reinterpret_cast<const float4*>(scene.placements + entry);
      float4 a = __ldg(words), b = __ldg(words + 1), c = __ldg(words + 2), e = __ldg(words + 3);
      instance = __float_as_uint(e.x);
      float rotation[9] = {a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w, c.x};
      o = multiply_transposed(rotation, o - Vec{c.y, c.z, c.w});
      d = multiply_transposed(rotation, d);
      margin = slab_margin(o, e.z);
      floor = top;
      nodes = {__float_as_uint(e.y), 0x80000000u};
      leaves = {0, 0};
    } else {
      margin = world_margin(o, scene.extent);
    }
    origin = o;
    direction = d;
    inverse = {node_inverse(d.x), node_inverse(d.y), node_inverse(d.z)};
    octant = octant_of(d);
    wants = kNode;
  }

  __device__ __forceinline__ void visit_node(const Scene& scene, LocalStack& stack) {
    uint32_t bit = 31 - __clz(nodes.hits);
    uint32_t slot = (bit - 24) ^ octant;
    uint32_t index = nodes.first + __popc(nodes.hits & 0xffu & ((1u << slot) - 1u));
    nodes.hits &= ~(1u << bit);
    if (nodes.hits > 0x00ffffffu) stack.push(top++, nodes);
    test_children(scene.quantized + index, origin, inverse, kNodeMargin * margin, octant, distance * kFarScale, nodes,
                  leaves);
    go_on(stack);
  }

  // Any: ends at the first hit.
  template <bool Any, class World>
  __device__ __forceinline__ void visit_facet(const Scene& scene, const World& world, LocalStack& stack) {
    uint32_t bit = 31 - __clz(leaves.hits), place = leaves.first + bit;
    leaves.hits &= ~(1u << bit);
    Hit hit{0.0f, instance, kNone, place};
    Corners corners = read_facet(scene, place, hit.triangle);
    if (meets(origin, direction, inverse, margin, corners, distance, hit.distance,
              [&] { return world.left(instance, hit.triangle); }) &&
        world.keep(hit)) {
      distance = hit.distance;
      if (Any) {
        wants = kNothing;
        return;
      }
    }
    go_on(stack);
  }

  // Decides about the next visit.
  __device__ __forceinline__ void go_on(LocalStack& stack) {
    bool back = false;
    if (leaves.hits == 0 && nodes.hits <= 0x00ffffffu) {
      if (top == 0) {
        wants = kNothing;
        return;
      }
      back = top == floor;
      if (back) floor = kInWorld;
      Group group = stack.pop(--top);
      if (group.hits > 0x00ffffffu)
        nodes = group;
      else
        leaves = group;
    }
    bool leaf = leaves.hits != 0, world = floor == kInWorld;
    wants = back || (leaf && world) ? kFrame : leaf ? kFacet : kNode;
  }
};

// Casts the warp's rays (`world`: each lane's ray in the world's frame, and its closest hit so far) until
// at most `refill_threshold` lanes have one on the way. All lanes call it together.
template <bool Any, class World>
__device__ __forceinline__ void cast(const Scene& scene, const World& world, Walk& walk, LocalStack& stack,
                                     uint32_t refill_threshold) {
  for (;;) {
    int nodes = __popc(__ballot_sync(kWarp, walk.wants == kNode));
    int facets = __popc(__ballot_sync(kWarp, walk.wants == kFacet));
    int frames = __popc(__ballot_sync(kWarp, walk.wants == kFrame));
    if (static_cast<uint32_t>(nodes + facets + frames) <= refill_threshold) return;
    // what most lanes want
    if (nodes >= facets && nodes >= frames) {
      if (walk.wants == kNode) walk.visit_node(scene, stack);
    } else if (facets >= frames) {
      if (walk.wants == kFacet) walk.visit_facet<Any>(scene, world, stack);
    } else {
      if (walk.wants == kFrame) walk.visit_frame(scene, world, stack);
    }
    __syncwarp();
  }
}

// Walks with a lane's own ray to its end, whatever other lanes do: for rare rays. Before each visit `bound` may set how far the
// ray goes.
template <class World, class Bound>
__device__ __forceinline__ void walk_alone(const Scene& scene, const World& world, float limit, Bound bound) {
  LocalStack stack;
  Walk walk;
  walk.start(scene, world.origin(), limit);
  while (walk.wants != kNothing) {
    bound(walk);
    if (walk.wants == kNode)
      walk.visit_node(scene, stack);
    else if (walk.wants == kFacet)
      walk.visit_facet<false>(scene, world, stack);
    else
      walk.visit_frame(scene, world, stack);
  }
}

CHROMA2_END
