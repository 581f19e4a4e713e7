// What a photon under way is known to be in, besides its state.
#pragma once
#include "hd.h"

CHROMA2_BEGIN

// The material in which the present leg began; kNone: not known, of a photon that starts.
struct Medium {
  uint32_t word;
};

CHROMA2_HD Medium unknown_medium() { return {kNone}; }
CHROMA2_HD Medium medium_of(uint32_t material) { return {material}; }
// Whether it is known not to be this material.
CHROMA2_HD bool differs(Medium medium, uint32_t material) {
  return medium.word != material && medium.word != kNone;
}

CHROMA2_END
