// Surfaces of light that goes from one instance into another.
#pragma once
#include "hd.h"

CHROMA2_BEGIN

// What is around an instance; kNone: nothing.
CHROMA2_HD uint32_t surrounding(const Scene& scene, uint32_t instance) {
  return instance == kNone ? kNone : scene.surroundings[instance + 1].instance;
}

// Finds the surface of an ordered pair; false where it has none.
CHROMA2_HD bool border_surface(const Scene& scene, uint32_t from, uint32_t into, uint32_t& surface) {
  const Surrounding* row = scene.surroundings + (from + 1);  // that of kNone is the first
  uint32_t low = row[0].first_border, high = row[1].first_border;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const Border& border = scene.borders[middle];
    if (border.into == into) {
      surface = border.surface;
      return true;
    }
    bool before = border.into < into;
    (before ? low : high) = before ? middle + 1 : middle;
  }
  return false;
}

// Finds the surface of the pair on both sides of a facet of an instance that touches no other one.
CHROMA2_HD void set_border_surface(const Scene& scene, uint32_t instance, bool outside, uint32_t& surface) {
  uint32_t around = surrounding(scene, instance);
  border_surface(scene, outside ? around : instance, outside ? instance : around, surface);
}

CHROMA2_END
