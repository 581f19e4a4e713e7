// Where photons have ended, as sums of integers, which do not depend on the order of adding.
#pragma once
#include "math/bits.h"
#include "photon/channel.h"

CHROMA2_BEGIN

constexpr int kSums = 16;  // the words of Totals
static_assert(sizeof(Totals) == 8 * kSums, "Totals are summed word by word");
constexpr int kUnfinished = 7, kDraws = 8, kFound = 9, kDetectedWeight = 10, kFoundWeight = 13;

// The weight in units of 2^-48 as three limbs; NaN counts as 0, and what is beyond 2^38 as that.
CHROMA2_HD void add_weight(unsigned long long* limb, float weight) {
  if (weight != weight) return;
  double units = static_cast<double>(clamp(weight, -0x1p38f, 0x1p38f)) * 0x1p48;
  double size = floor(units < 0.0 ? -units : units);
  double high = floor(size * 0x1p-64), rest = size - high * 0x1p64;
  double middle = floor(rest * 0x1p-32), low = rest - middle * 0x1p32;
  long long sign = units < 0.0 ? -1 : 1;
  limb[0] += static_cast<unsigned long long>(sign * static_cast<long long>(low));
  limb[1] += static_cast<unsigned long long>(sign * static_cast<long long>(middle));
  limb[2] += static_cast<unsigned long long>(sign * static_cast<long long>(high));
}

// Adds a photon that pick() gave `channel`.
CHROMA2_HD void add_end(const End& end, int32_t channel, unsigned long long (&sums)[kSums]) {
  constexpr uint32_t kOrder[kUnfinished] = {kNoHit,     kBulkAbsorb, kSurfaceDetect, kSurfaceAbsorb,
                                            kStepLimit, kTimeLimit,  kNanAbort};
  uint32_t ended = end.flags & kTerminal, lowest = ended & (0u - ended);
  CHROMA2_UNROLL(7)
  for (int k = 0; k < kUnfinished; ++k) sums[k] += lowest == kOrder[k];
  sums[kUnfinished] += lowest == 0;
  sums[kDraws] += end.draw;
  if (lowest == kSurfaceDetect) add_weight(sums + kDetectedWeight, end.weight);
  if (channel == kNotPicked) return;
  sums[kFound] += 1;
  add_weight(sums + kFoundWeight, end.weight);
}

CHROMA2_END
