// What the five surface models share.
#pragma once
#include "physics/fresnel.h"

CHROMA2_BEGIN

// A photon at a surface.
struct AtSurface {
  const Scene& scene;
  const Surface& surface;
  const SurfacePoint& point;
  uint32_t weights;  // PropagateParams::weight_mode
  Side side;         // set when the outcome is kContinue

  CHROMA2_HD float value(uint32_t table, float x) const { return lookup(tables_of(scene), table, x); }
};

CHROMA2_HD bool weight_counts(const AtSurface& at, const Photon& p) {
  return at.weights != kNoWeights && p.weight > kWeightThreshold;
}

// With weights, the probability `loss` of being absorbed becomes a factor of the weight; returns what
// the other probabilities are divided by (1 where the loss stays).
CHROMA2_HD float survive(const AtSurface& at, Photon& p, float& loss) {
  if (!weight_counts(at, p) || !(loss < 1.0f - kWeightThreshold)) return 1.0f;
  float survival = 1.0f - loss;
  loss = 0.0f;
  p.weight *= survival;
  return survival;
}

// Whether a surface that detects with this probability takes the photon, with it as a factor.
CHROMA2_HD bool takes_all(const AtSurface& at, float detected) { return at.weights == kDetecting && detected > 0.0f; }

// What a uniform number is scaled with before it is compared with sums of probabilities: `range`, or
// their total where that differs from it by rounding only, so that nothing gets past a surface whose
// probabilities add up to 1.
CHROMA2_HD float all_of(float range, float total) { return total > range * (1.0f - 0x1p-20f) ? total : range; }

CHROMA2_HD Outcome absorb(Photon& p) {
  p.flags |= kSurfaceAbsorb;
  return kStop;
}
CHROMA2_HD Outcome detect(Photon& p) {
  p.flags |= kSurfaceDetect;
  return kStop;
}
CHROMA2_HD Outcome go_diffuse(AtSurface& at, Photon& p, Random& random) {
  reflect_diffuse(p, at.point.normal, random);
  at.side = kReflected;
  return kContinue;
}
CHROMA2_HD Outcome go_specular(AtSurface& at, Photon& p) {
  reflect_specular(p, at.point.normal);
  at.side = kReflected;
  return kContinue;
}
// Through the surface, to the boundary between the materials.
CHROMA2_HD Outcome transmit(Photon& p) {
  p.flags |= kSurfaceTransmit;
  return kPass;
}

CHROMA2_END
