// Fresnel's boundary on the facets of a rough surface between two dielectrics.
#pragma once
#include "physics/microfacet.h"

CHROMA2_BEGIN

// Whether a surface of this roughness reflects light as a mirror, should it reflect it: with the chance
// exp(-(4 pi roughness n1 cos / wavelength)^2) (Beckmann and Spizzichino, The Scattering of Electromagnetic Waves from Rough
// Surfaces, 1963), towards a lower index only, as Geant4 has it. One draw where there is roughness.
CHROMA2_HD bool is_coherent(const AtSurface& at, const Photon& p, float n1, float n2, Random& random) {
  float roughness = at.surface.surface_roughness;
  if (roughness == 0.0f || !(n1 > n2)) return true;
  float phase = 12.566371f * roughness * n1 * abs(dot(p.direction, at.point.normal)) / p.wavelength;
  return random.uniform() < exp(-phase * phase);
}

// A photon in n1 meets the surface to n2; `normal` is on its side. It meets facets until it leaves the surface,
// on either side. Returns whether it is in n2 then.
CHROMA2_CALL bool rough_boundary(const AtSurface& at, Photon& p, Vec normal, float n1, float n2, bool coherent,
                                 Random& random) {
  bool smooth = at.surface.finish == kPolished, beyond = false;
  for (int i = 0;; ++i) {
    bool last = i == kMostBounces;
    Vec facet = smooth || last ? normal : facet_for(at.surface, p.direction, normal, random);
    Vec direction = p.direction, polarization = p.polarization;
    uint32_t flags = p.flags;
    bool leaves;
    if (fresnel_boundary(p, facet, n1, n2, random) == kReflected) {
      Lobe lobe = smooth ? kOffFacet : lobe_of(at, p.wavelength, random);
      if (!coherent) lobe = kDiffuse;
      if (lobe != kOffFacet) {
        p.direction = direction;
        p.polarization = polarization;
        p.flags = flags;
        if (lobe == kOffSurface) reflect_specular(p, normal);
        if (lobe == kBack) reflect_back(p);
        if (lobe == kDiffuse) reflect_diffuse(p, normal, random);
      }
      leaves = dot(p.direction, normal) > 0.0f;
    } else {
      beyond = !beyond;
      leaves = dot(p.direction, normal) < 0.0f;
      if (!leaves) {  // back towards the surface, from beyond
        normal = -normal;
        float n = n1;
        n1 = n2;
        n2 = n;
      }
    }
    if (leaves || last) return beyond;
  }
}

CHROMA2_END
