// The closest wire of all planes: a balanced tree of boxes around planes, in the order of a heap. The
// nearer child comes first, so a ray through a stack of planes ends at the first wires that it meets.
#pragma once
#include "geometry/wire.h"

CHROMA2_BEGIN

// What a ray's box tests take. Along an axis on which it hardly moves only its origin counts.
struct WireRay {
  Vec origin, inverse;
  bool still[3];
};

CHROMA2_HD WireRay wire_ray(Vec origin, Vec direction) {
  constexpr float kStill = 1e-30f;
  WireRay ray{origin, {1.0f / direction.x, 1.0f / direction.y, 1.0f / direction.z}, {}};
  ray.still[0] = !(abs(direction.x) >= kStill);
  ray.still[1] = !(abs(direction.y) >= kStill);
  ray.still[2] = !(abs(direction.z) >= kStill);
  return ray;
}

// Narrows [enter, leave] to where the ray is between two planes, up to roundings; false: nowhere.
CHROMA2_HD bool wire_slab(float origin, float inverse, bool still, float lo, float hi, float& enter, float& leave) {
  if (still) return origin >= lo && origin <= hi;
  constexpr float kBelow = 1.0f - 8 * 1.1920929e-7f, kAbove = 1.0f + 8 * 1.1920929e-7f;
  float t1 = (lo - origin) * inverse, t2 = (hi - origin) * inverse;
  float near = (t1 < t2 ? t1 : t2) * kBelow, far = (t1 < t2 ? t2 : t1) * kAbove;
  enter = near > enter ? near : enter;
  leave = far < leave ? far : leave;
  return enter <= leave;
}

CHROMA2_HD bool meets_node(const WireRay& ray, const WireNode& node, float limit) {
  float enter = 0.0f, leave = limit;
  return wire_slab(ray.origin.x, ray.inverse.x, ray.still[0], node.lo[0], node.hi[0], enter, leave) &&
         wire_slab(ray.origin.y, ray.inverse.y, ray.still[1], node.lo[1], node.hi[1], enter, leave) &&
         wire_slab(ray.origin.z, ray.inverse.z, ray.still[2], node.lo[2], node.hi[2], enter, leave);
}

// The next node after all below `node`, of which nothing more is wanted; 0: there is none. The second
// child is the one that is not `nearer`.
template <class Nearer>
CHROMA2_HD uint32_t after_node(uint32_t node, Nearer nearer) {
  while (node > 1) {
    if ((node & 1u) == nearer(node >> 1)) return node ^ 1u;
    node >>= 1;
  }
  return 0;
}

// The planes whose boxes a ray meets, one after the other.
class WireWalk {
 public:
  CHROMA2_HD WireWalk(const Scene& scene, Vec origin, Vec direction)
      : scene_(scene),
        ray_(wire_ray(origin, direction)),
        backward_((direction.x < 0.0f ? 1u : 0u) | (direction.y < 0.0f ? 2u : 0u) | (direction.z < 0.0f ? 4u : 0u)),
        node_(scene.wire_leaves != 0 ? 1 : 0) {}

  // The next plane within `limit`; kNone: there is none.
  CHROMA2_HD uint32_t next(float limit) {
    if (scene_.wire_leaves == 0) return node_ < scene_.wire_plane_count ? node_++ : kNone;
    auto nearer = [&](uint32_t node) { return backward_ >> scene_.wire_nodes[node].axis_or_plane & 1u; };
    uint32_t plane = kNone;
    while (node_ != 0 && plane == kNone) {
      const WireNode& at = scene_.wire_nodes[node_];
      if (at.axis_or_plane != kNone && meets_node(ray_, at, limit)) {
        if (node_ < scene_.wire_leaves) {
          node_ = 2 * node_ + nearer(node_);
          continue;
        }
        plane = at.axis_or_plane;
      }
      node_ = after_node(node_, nearer);
    }
    return plane;
  }

 private:
  const Scene& scene_;
  WireRay ray_;
  uint32_t backward_;
  uint32_t node_;  // the next one to be looked at; without nodes, the next plane
};

// The closest wire, where it is closer than `best`.
CHROMA2_HD void intersect_wires_here(const Scene& scene, Vec origin, Vec direction, Exclude exclude, Hit& best) {
  WireWalk walk(scene, origin, direction);
  for (uint32_t plane = walk.next(best.distance); plane != kNone; plane = walk.next(best.distance))
    intersect_wire_plane(scene.wire_planes[plane], plane, origin, direction, exclude, best);
}

// The same as a call on devices.
CHROMA2_CALL Hit closest_wire(const Scene& scene, Vec origin, Vec direction, Exclude exclude, Hit best) {
  intersect_wires_here(scene, origin, direction, exclude, best);
  return best;
}
CHROMA2_HD void intersect_wires(const Scene& scene, Vec origin, Vec direction, Exclude exclude, Hit& best) {
  if (scene.wire_plane_count != 0) best = closest_wire(scene, origin, direction, exclude, best);
}

CHROMA2_END
