// A ray that all lanes of a warp cast together, for when a warp has few: up to four nodes are visited at a time, by eight
// lanes each, a lane for a child, and then the triangles of all leaves met, a lane for each. The triangles' arithmetic and
// the order of hits are those of walk.h, so that the answer is the same.
#pragma once
#include "cuda/facet.h"
#include "cuda/feed.h"
#include "cuda/walk.h"

CHROMA2_BEGIN

#ifndef CHROMA2_WARP_ROOM  // tests have less
#define CHROMA2_WARP_ROOM 128
#endif

// Nodes to visit, the nearest ones last, in shared memory.
struct WarpStack {
  static constexpr uint32_t kRoom = CHROMA2_WARP_ROOM;
  // The frame, as WarpRay has it, and the node in it; kNone: the root of the frame's tree. Above the stack's top, places of
  // triangles to test.
  uint2 nodes[kRoom];
  float enter[kRoom];  // where the ray enters their boxes
};

// Number of entries before this lane's, and of all, where lanes have up to three each.
struct Entries {
  uint32_t one, two;  // lanes with bit 0, with bit 1
  __device__ __forceinline__ explicit Entries(uint32_t mine)
      : one(__ballot_sync(kWarp, (mine & 1u) != 0)), two(__ballot_sync(kWarp, (mine & 2u) != 0)) {}
  __device__ __forceinline__ uint32_t within(uint32_t lanes) const {
    return __popc(one & lanes) + 2u * __popc(two & lanes);
  }
};

// The least of positive numbers of all lanes.
__device__ __forceinline__ float least_of_warp(float x) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  return __uint_as_float(__reduce_min_sync(kWarp, __float_as_uint(x)));
#else
  for (int apart = 16; apart > 0; apart /= 2) x = fminf(x, __shfl_xor_sync(kWarp, x, apart));
  return x;
#endif
}

// A group of eight lanes' view of the ray: the frame in which it visits nodes.
struct WarpRay {
  static constexpr uint32_t kNoFrame = kNone - 1u;

  uint32_t frame = kNoFrame;  // entry of the placements; kInWorld
  Vec origin, direction, inverse;
  float margin;
  uint32_t octant, instance = kNone, root = kNone;

  __device__ __forceinline__ void enter(const Scene& scene, Vec from, Vec along, uint32_t next) {
    frame = next;
    if (next == kInWorld) {
      margin = world_margin(from, scene.extent);
    } else {
      const float4* words = reinterpret_cast<const float4*>(scene.placements + next);
      float4 a = __ldg(words), b = __ldg(words + 1), c = __ldg(words + 2), e = __ldg(words + 3);
      instance = __float_as_uint(e.x);
      root = __float_as_uint(e.y);
      float rotation[9] = {a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w, c.x};
      from = multiply_transposed(rotation, from - Vec{c.y, c.z, c.w});
      along = multiply_transposed(rotation, along);
      margin = slab_margin(from, e.z);
    }
    origin = from;
    direction = along;
    inverse = {node_inverse(along.x), node_inverse(along.y), node_inverse(along.z)};
    octant = octant_of(along);
  }

  // One of a node's children, by its priority: what it is (as QuantizedNode::meta) where the ray meets its box, else 0.
  __device__ __forceinline__ uint32_t meet(const QuantizedNode* node, uint32_t slot, float limit, uint4& head,
                                           uint2& first, float& enter_at) const {
    const uint4* words = reinterpret_cast<const uint4*>(node);
    const uint8_t* bytes = reinterpret_cast<const uint8_t*>(node);
    head = __ldg(words);
    first = __ldg(reinterpret_cast<const uint2*>(words + 1));
    uint32_t meta = __ldg(bytes + 24 + slot);
    uint32_t lo[3], hi[3];
    CHROMA2_UNROLL(3)
    for (int k = 0; k < 3; ++k) {
      lo[k] = __ldg(bytes + 32 + 8 * k + slot);
      hi[k] = __ldg(bytes + 56 + 8 * k + slot);
    }
    float p[3] = {__uint_as_float(head.x), __uint_as_float(head.y), __uint_as_float(head.z)};
    float o[3] = {origin.x, origin.y, origin.z}, inv[3] = {inverse.x, inverse.y, inverse.z};
    float enter = 0.0f, leave = limit;
    CHROMA2_UNROLL(3)
    for (int k = 0; k < 3; ++k) {
      float shift = copysign(kNodeMargin * margin, inv[k]);
      float step = bits_float(((head.w >> (8 * k)) & 0xffu) << 23);
      float from = p[k] - o[k];
      bool backwards = inv[k] < 0.0f;
      float near_inverse = inv[k], far_inverse = inv[k] * kFarScale;
      enter = fmaxf(enter, fma(static_cast<float>(backwards ? hi[k] : lo[k]), step * near_inverse,
                               (from - shift) * near_inverse));
      leave = fminf(
          leave, fma(static_cast<float>(backwards ? lo[k] : hi[k]), step * far_inverse, (from + shift) * far_inverse));
    }
    enter_at = enter;
    return enter <= leave ? meta : 0u;
  }
};

// Drops what lies beyond a limit; how much is left.
__device__ __forceinline__ uint32_t drop_beyond(WarpStack& stack, uint32_t size, float limit) {
  uint32_t kept = 0;
  for (uint32_t first = 0; first < size; first += 32u) {
    uint32_t at = first + lane_id();
    bool keeps = at < size && stack.enter[at] <= limit;
    uint2 node = keeps ? stack.nodes[at] : make_uint2(0, 0);
    float enter = keeps ? stack.enter[at] : 0.0f;
    uint32_t all = __ballot_sync(kWarp, keeps);
    __syncwarp();
    if (keeps) {
      uint32_t to = kept + __popc(all & lanes_before());
      stack.nodes[to] = node;
      stack.enter[to] = enter;
    }
    kept += __popc(all);
    __syncwarp();
  }
  return kept;
}

// The closest of all lanes' hits, to all.
__device__ __forceinline__ Hit closest_of_warp(const Hit& mine) {
  float distance = least_of_warp(mine.distance);
  if (distance == kInfinity) return {kInfinity, kNone, kNone, kNone};
  uint32_t lanes = __ballot_sync(kWarp, mine.distance == distance);
  Hit best = mine;
  for (bool first = true; lanes != 0; lanes &= lanes - 1u, first = false) {
    int from = __ffs(lanes) - 1;
    Hit other{distance, __shfl_sync(kWarp, mine.instance, from), __shfl_sync(kWarp, mine.triangle, from),
              __shfl_sync(kWarp, mine.place, from)};
    if (first || closer(other.distance, other.instance, other.triangle, best)) best = other;
  }
  return best;
}

// The closest hit of a ray that all lanes have; `left` is the triangle that it starts from. False where there is no room
// for all nodes that are to be visited. All lanes call it together.
__device__ __forceinline__ bool cast_by_warp(const Scene& scene, Vec from, Vec along, Exclude left, WarpStack& stack,
                                             Hit& hit) {
  const uint32_t lane = lane_id(), group = lane / 8u, child = lane % 8u;
  Hit best{kInfinity, kNone, kNone, kNone};
  hit = best;
  if (scene.tlas_root == kNone || !(max_abs(from) <= kFarthest)) return true;
  WarpRay ray;
  float limit = kInfinity;
  uint32_t size = 1;
  if (lane == 0) {
    bool only = scene.tlas_root & kLeafBit;
    stack.nodes[0] = only ? make_uint2(scene.tlas_root & ~kLeafBit, kNone) : make_uint2(kInWorld, scene.tlas_root);
    stack.enter[0] = 0.0f;
  }
  __syncwarp();
  while (size != 0) {
    uint32_t taken = size < 4u ? size : 4u;
    bool active = group < taken;
    uint2 next = active ? stack.nodes[size - taken + group] : make_uint2(0, 0);
    __syncwarp();
    size -= taken;
    uint32_t meta = 0;
    uint4 head{};
    uint2 first{};
    float enter = 0.0f;
    uint32_t slot = 0;
    if (active) {
      if (next.x != ray.frame) ray.enter(scene, from, along, next.x);
      slot = child ^ ray.octant;
      uint32_t index = next.y == kNone ? ray.root : next.y;
      meta = ray.meet(scene.quantized + index, slot, limit * kFarScale, head, first, enter);
    }
    // what the lane's child brings: a node, placements or triangles
    bool is_node = (meta & (meta << 1) & 0x10u) != 0, world = next.x == kInWorld;
    uint32_t entries = is_node ? 1u : __popc(meta >> 5), place = first.y + (meta & 0x1fu);
    Entries nodes(is_node || world ? entries : 0u), facets(is_node || world ? 0u : entries);
    uint32_t more = nodes.within(kWarp), tests = facets.within(kWarp);
    if (size + more + tests > WarpStack::kRoom) return false;
    uint32_t at = size + nodes.within(lanes_before());
    if (is_node) {
      stack.nodes[at] = make_uint2(next.x, first.x + __popc(head.w >> 24 & ((1u << slot) - 1u)));
      stack.enter[at] = enter;
    } else if (world) {
      for (uint32_t i = 0; i < entries; ++i) {
        stack.nodes[at + i] = make_uint2(place + i, kNone);
        stack.enter[at + i] = enter;
      }
    }
    size += more;
    if (tests == 0) {
      __syncwarp();
      continue;
    }
    uint32_t list = size + facets.within(lanes_before());
    if (!is_node && !world)
      for (uint32_t i = 0; i < entries; ++i) stack.nodes[list + i].x = place + i;
    __syncwarp();
    uint32_t before = (1u << (8u * group)) - 1u;
    uint32_t begin = size + facets.within(before), end = begin + facets.within(0xffu << (8u * group));
    for (uint32_t i = begin + child; __any_sync(kWarp, i < end); i += 8u) {
      if (i >= end) continue;
      Hit found{0.0f, ray.instance, kNone, stack.nodes[i].x};
      Corners corners = read_facet(scene, found.place, found.triangle);
      bool was_left = found.instance == left.instance && found.triangle == left.triangle;
      if (!was_left &&
          meets(ray.origin, ray.direction, ray.inverse, ray.margin, corners, limit, found.distance,
                [] { return false; }) &&
          closer(found.distance, found.instance, found.triangle, best))
        best = found;
    }
    float nearest = least_of_warp(best.distance);
    if (nearest < limit) {
      limit = nearest;
      __syncwarp();
      size = drop_beyond(stack, size, limit * kFarScale);
    }
    __syncwarp();
  }
  hit = closest_of_warp(best);
  return true;
}

CHROMA2_END
