// What a ray finds, and which candidate wins.
#pragma once
#include "math/vec.h"

CHROMA2_BEGIN

struct Hit {
  float distance;     // along the unit direction; +inf: none (or the limit given)
  uint32_t instance;  // kWireBit | plane for wires; kNone
  uint32_t triangle;  // or wire number
  uint32_t place;     // triangles: block * 8 + lane
};

// A triangle or wire that the ray has just left and may not meet again.
struct Exclude {
  uint32_t instance, triangle;
};

// The closest hit is the least (distance, instance, triangle), so that it depends on no order.
CHROMA2_HD bool closer(float distance, uint32_t instance, uint32_t triangle, const Hit& best) {
  if (distance != best.distance) return distance < best.distance;
  if (instance != best.instance) return instance < best.instance;
  return triangle < best.triangle;
}

// Whether a crossing comes after another one in that order.
CHROMA2_HD bool follows(float distance, uint32_t instance, uint32_t triangle, const Hit& other) {
  if (distance != other.distance) return distance > other.distance;
  if (instance != other.instance) return instance > other.instance;
  return triangle > other.triangle;
}

CHROMA2_END
