// Wavelength-shifting sheet: absorb and perhaps reemit to either side, reflect, or pass.
#pragma once
#include "physics/emitted.h"
#include "physics/surface.h"

CHROMA2_BEGIN

template <class Emitter>
CHROMA2_HD Outcome surface_wls(AtSurface& at, Photon& p, Random& random, Emitter& emitter) {
  const Surface& s = at.surface;
  float absorbed = at.value(s.absorb, p.wavelength), reemit = at.value(s.reemit, p.wavelength);
  if (emitted_share(tables_of(at.scene), s.emission, p.wavelength) == 0.0f) reemit = 0.0f;
  float diffuse = at.value(s.reflect_diffuse, p.wavelength);
  float specular = at.value(s.reflect_specular, p.wavelength);
  float reemitted = absorbed * reemit, lost = absorbed - reemitted;
  float u = random.uniform();
  float range = survive(at, p, lost);
  u *= all_of(range, lost + reemitted + specular + diffuse);
  if (u < lost) return absorb(p);
  if (u < lost + reemitted) {
    at.side = kEither;
    return emitter(tables_of(at.scene), s.emission, kSurfaceReemit, kSurfaceAbsorb, p, random);
  }
  if (u < lost + reemitted + specular) return go_specular(at, p);
  if (u < lost + reemitted + specular + diffuse) return go_diffuse(at, p, random);
  return transmit(p);
}

CHROMA2_END
