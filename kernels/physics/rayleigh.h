// Rayleigh scattering of polarized light.
#pragma once
#include "physics/sampling.h"

CHROMA2_BEGIN

// The angle between the new direction and the old polarization has density (3/4) (1 - mu^2) in its
// cosine mu: the median of three uniform numbers has the density 6 x (1 - x) on (0,1), which is the
// same. The azimuth about the old polarization is uniform; the new polarization is the old one's part
// across the new direction. Averaged over polarizations this gives (3/16 pi) (1 + cos^2 theta).
CHROMA2_HD void rayleigh_scatter(Photon& p, Random& random) {
  float a = random.uniform(), b = random.uniform(), c = random.uniform();
  float median = max(min(a, b), min(max(a, b), c));
  float mu = fma(2.0f, median, -1.0f);
  Vec old = p.polarization;
  Vec side = across(old, random);
  float sin = sqrt(max(fma(-mu, mu, 1.0f), 0.0f));
  p.direction = normalize(fma(mu, old, sin * side));
  if (sin > 1e-3f) {
    p.polarization = project_unit(old, p.direction);
  } else {
    p.polarization = project_unit(side, p.direction);  // the limit at the same azimuth
  }
  p.flags |= kRayleighScatter;
}

CHROMA2_END
