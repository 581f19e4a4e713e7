// Numbers with Poisson's distribution.
#pragma once
#include "physics/sampling.h"

CHROMA2_BEGIN

// The number of arrivals, with exponential intervals of mean 1, until `mean`, from 0 to kMostEmittedMean. Exact but for
// the rounding of each interval (to 2^-24 of its size); one draw more than its value. kMostEmitted bounds it: of a mean
// of 1000 larger ones have a probability below 1e-180.
CHROMA2_HD uint32_t poisson(float mean, Random& random) {
  double time = 0.0;
  uint32_t number = 0;
  for (; number < kMostEmitted; ++number) {
    time += static_cast<double>(exponential(random.bits()));
    if (time > static_cast<double>(mean)) break;
  }
  return number;
}

CHROMA2_END
