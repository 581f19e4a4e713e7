// Surfaces of light that goes from one instance into another.
#pragma once
#include "hd.h"

CHROMA2_BEGIN

// What is around an instance; kNone: nothing.
CHROMA2_HD uint32_t surrounding(const Scene& scene, uint32_t instance) {
  return instance == kNone ? kNone : scene.surroundings[instance];
}

// Finds the surface of an ordered pair; false where it has none.
CHROMA2_HD bool border_surface(const Scene& scene, uint32_t from, uint32_t into, uint32_t& surface) {
  uint32_t low = 0, high = scene.border_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const Border& border = scene.borders[middle];
    if (border.from == from && border.into == into) {
      surface = border.surface;
      return true;
    }
    bool before = border.from != from ? border.from < from : border.into < into;
    (before ? low : high) = before ? middle + 1 : middle;
  }
  return false;
}

CHROMA2_END
