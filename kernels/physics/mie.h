// Mie scattering by the phase function of Henyey and Greenstein.
#pragma once
#include "physics/sampling.h"

CHROMA2_BEGIN

// The share of Rayleigh scattering where both have such lengths.
CHROMA2_HD float rayleigh_share(float rayleigh, float mie) { return mie / (rayleigh + mie); }

// The length of both together, 1 / (1 / rayleigh + 1 / mie), however far they are apart.
CHROMA2_HD float scattering_length_of(float rayleigh, float mie) {
  float longer = max(rayleigh, mie);
  return min(rayleigh, mie) * (longer / (rayleigh + mie));
}

CHROMA2_HD bool scatters_by_mie(const TableView& tables, const Material& material, const Photon& p, Random& random) {
  float rayleigh = lookup(tables, material.scattering_length, p.wavelength);
  return !(random.uniform() < rayleigh_share(rayleigh, lookup(tables, material.mie_length, p.wavelength)));
}

// 1 - cos of an angle of the density (1 - g^2) / (2 (1 + g^2 - 2 g cos)^(3/2)) in its cosine, by its inverse
// (Henyey and Greenstein, Astrophys. J. 93 (1941) 70), in a form that neither cancels where g is near 0 or 1
// nor loses small angles.
CHROMA2_HD float henyey_greenstein(float g, float u) {
  float less = 1.0f - g, denominator = fma(2.0f * g, u, less);
  float ratio = less / denominator;
  return clamp(2.0f * (1.0f - u) * fma(g, u, 1.0f) * ratio * ratio, 0.0f, 2.0f);
}

// Forward or backward (1 draw), angle to that direction (1), azimuth (1), which does not depend on the
// polarization. The new polarization is the old one's part across the new direction (as in Geant4 11.4,
// G4OpMieHG, but for a sign that no light knows). Copies and a call: few materials have it.
CHROMA2_RARE Photon mie_scattered(const Scene& scene, const Material& material, Photon p, float side_u, float angle_u,
                                  float azimuth_u) {
  TableView tables = tables_of(scene);
  bool forward = side_u < lookup(tables, material.mie_forward_ratio, p.wavelength);
  float g = lookup(tables, forward ? material.mie_forward : material.mie_backward, p.wavelength);
  float less = henyey_greenstein(g, angle_u);
  float sin = sqrt(less * (2.0f - less));
  SinCos turn = sincos_turns(azimuth_u);
  Basis basis = perpendicular(p.direction);
  Vec old = p.direction, axis = forward ? old : -old;
  Vec side = turn.cos * basis.a + turn.sin * basis.b;
  p.direction = normalize(fma(sin, side, fma(-less, axis, axis)));
  Vec part = cross(p.polarization, p.direction);
  // Along the old polarization there is no part of it: the limit in that plane.
  p.polarization = project_unit(dot(part, part) > 1e-6f ? p.polarization : old, p.direction);
  p.flags |= kMieScatter;
  return p;
}

CHROMA2_HD void mie_scatter(const Scene& scene, const Material& material, Photon& p, Random& random) {
  float side = random.uniform(), angle = random.uniform(), azimuth = random.uniform();
  p = mie_scattered(scene, material, p, side, angle, azimuth);
}

CHROMA2_END
