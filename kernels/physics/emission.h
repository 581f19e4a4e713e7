// Light that is emitted after an absorption: its wavelength, delay, direction and polarization.
#pragma once
#include "physics/sampling.h"

CHROMA2_BEGIN

// The share of the spectrum that may be emitted after an absorption at a wavelength: all of it, or what lies
// at lower energies, which may be nothing.
CHROMA2_HD float emitted_share(const TableView& tables, const Emission& emission, float wavelength) {
  return emission.beyond == 0 ? 1.0f : lookup(tables, emission.beyond, wavelength);
}

// Emits in any direction with any polarization. Draws: wavelength, delay where there is a distribution of it,
// delay where there is a decay time, direction (2), polarization. A spectrum that is cut at the absorbed
// wavelength is drawn by its inverse between there and its long end (Geant4 11.4, G4OpWLS: E = C^-1(u C(E_in)),
// C being the integral of the spectrum up to an energy). What comes to lie at that end by rounding is put just before
// it, since at the end nothing is left to be emitted, and in exact arithmetic no light gets there.
CHROMA2_HD void emit(const TableView& tables, const Emission& emission, Photon& p, Random& random) {
  float u = random.uniform();
  if (emission.beyond == 0) {
    p.wavelength = lookup(tables, emission.inverse_wavelength, u);
  } else {
    float share = lookup(tables, emission.beyond, p.wavelength);
    float drawn = lookup(tables, emission.inverse_wavelength, fma(-u, share, 1.0f));
    p.wavelength = max(min(drawn, emission.longest), p.wavelength);
  }
  if (emission.inverse_time != 0) p.time += lookup(tables, emission.inverse_time, random.uniform());
  p.time += emission.delay;
  if (emission.decay_time > 0.0f) p.time = fma(emission.decay_time, exponential(random.bits()), p.time);
  p.direction = isotropic(random);
  p.polarization = across(p.direction, random);
}

CHROMA2_END
