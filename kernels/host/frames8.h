// The instances below a node of the world's tree whose own boxes a ray meets, all at once: the boxes of turned ones in the world
// may be much larger.
#pragma once
#include "host/box8.h"

CHROMA2_BEGIN

// Of the instances of `lanes`, those of which BoxRay would meet a box around the mesh, by the same arithmetic: no box within
// that one is met where it is not.
CHROMA2_HD uint32_t meet_frames(const Frames8& frames, Vec origin, Vec direction, float from, float limit,
                                uint32_t lanes) {
  Float8 place[3] = {splat8(origin.x) - load8(frames.translation[0]), splat8(origin.y) - load8(frames.translation[1]),
                     splat8(origin.z) - load8(frames.translation[2])};
  Float8 along[3] = {splat8(direction.x), splat8(direction.y), splat8(direction.z)};
  auto turned = [&](const Float8* v, int k) {
    const float (*m)[8] = frames.rotation;
    return fma8(load8(m[k]), v[0], fma8(load8(m[3 + k]), v[1], load8(m[6 + k]) * v[2]));
  };
  auto size = [](Float8 x) { return (Float8)((Int8)x & INT32_MAX); };
  Float8 o[3] = {turned(place, 0), turned(place, 1), turned(place, 2)};
  Float8 most = max8(max8(size(o[0]), size(o[1])), size(o[2]));
  Float8 wide = 2.0f * (splat8(0x1p-20f) * (most + load8(frames.extent)));
  Float8 enter = splat8(0.0f), leave = splat8(limit);
  CHROMA2_UNROLL(3)
  for (int k = 0; k < 3; ++k) {
    Float8 d = turned(along, k), lo = load8(frames.lo[k]), hi = load8(frames.hi[k]);
    Int8 sign = (Int8)d & INT32_MIN, backward = sign >> 31;
    Float8 tiny = (Float8)((Int8)splat8(1e30f) | sign);
    Float8 inverse = select8(size(d) > splat8(1e-30f), 1.0f / d, tiny), w = (Float8)((Int8)wide ^ sign);
    Float8 most_at = splat8(0x1.fffffep127f);
    Float8 near_at = max8(min8((-o[k] - w) * inverse, most_at), -most_at);
    Float8 far_at = max8(min8((w - o[k]) * inverse, most_at), -most_at);
    enter = max8(enter, fma8(select8(backward, hi, lo), inverse, near_at));
    leave = min8(leave, fma8(select8(backward, lo, hi), inverse, far_at));
  }
  return lanes & mask8((enter <= leave) & (leave >= splat8(from)));
}

CHROMA2_END
