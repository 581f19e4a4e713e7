// Facets of rough surfaces, and light that they reflect (Geant4's models glisur and unified; Levin and Moisan,
// IEEE Nucl. Sci. Symp. 1996, 702; Nayar, Ikeuchi and Kanade, IEEE Trans. PAMI 13 (1991) 611).
#pragma once
#include "physics/surface.h"

CHROMA2_BEGIN

// Facets that are drawn before the mean surface stands for one. Every other facet at least faces even
// light along the surface, and one in eight is taken otherwise, so that this is one in 10^7 at the very most.
constexpr int kMostFacets = 256;
// Facets that light may meet before it leaves the surface. The one after these is the mean surface, which it
// leaves for sure.
constexpr int kMostBounces = 64;

// Tilted by an angle of density sin(alpha) exp(-alpha^2 / (2 sigma_alpha^2)), up to a right angle: one of
// density alpha exp(...) with the chance sin(alpha) / alpha. Three draws. False: none.
CHROMA2_HD bool tilted_facet(float sigma_alpha, Vec normal, Vec& facet, Random& random) {
  float alpha = sigma_alpha * sqrt(2.0f * exponential(random.bits()));
  float chance = random.uniform();
  SinCos azimuth = sincos_turns(random.uniform());
  SinCos tilt = sincos_turns(0x1.45f306p-3f * alpha);  // 1 / (2 pi)
  Basis basis = perpendicular(normal);
  facet = normalize(fma(tilt.cos, normal, (tilt.sin * azimuth.cos) * basis.a + (tilt.sin * azimuth.sin) * basis.b));
  return alpha < 0x1.921fb6p+0f && chance * alpha < tilt.sin;
}

// The normal and 1 - polish times a place in the unit ball, whose radius is the largest of three uniform
// numbers. Five draws.
CHROMA2_HD Vec smeared_facet(float polish, Vec normal, Random& random) {
  Vec smear = isotropic(random);
  float radius = random.uniform();
  radius = max(radius, random.uniform());
  radius = max(radius, random.uniform());
  return normalize(fma((1.0f - polish) * radius, smear, normal));
}

// The normal of a facet that faces light of this direction. `normal` is that of the mean surface, on the side
// where the light is.
CHROMA2_HD Vec facet_for(const Surface& s, Vec direction, Vec normal, Random& random) {
  bool unified = s.model == kUnified;
  if (unified ? s.sigma_alpha == 0.0f : s.polish == 1.0f) return normal;
  for (int i = 0; i < kMostFacets; ++i) {
    Vec facet = normal;
    bool is_one = true;
    if (unified)
      is_one = tilted_facet(s.sigma_alpha, normal, facet, random);
    else
      facet = smeared_facet(s.polish, normal, random);
    if (is_one && dot(direction, facet) < 0.0f) return facet;
  }
  return normal;
}

// How light goes on that is reflected.
enum Lobe { kOffFacet, kOffSurface, kBack, kDiffuse };

// Of the unified model: one draw. Facets of glisur are mirrors.
CHROMA2_HD Lobe lobe_of(const AtSurface& at, float wavelength, Random& random) {
  if (at.surface.model != kUnified) return kOffFacet;
  float spike = at.value(at.surface.specular_spike, wavelength);
  float lobe = spike + at.value(at.surface.specular_lobe, wavelength);
  float back = lobe + at.value(at.surface.backscatter, wavelength);
  float u = random.uniform() * all_of(1.0f, back);
  return u < spike ? kOffSurface : u < lobe ? kOffFacet : u < back ? kBack : kDiffuse;
}

// Back where it came from.
CHROMA2_HD void reflect_back(Photon& p) {
  p.direction = -p.direction;
  p.flags |= kReflectDiffuse;
}

CHROMA2_END
