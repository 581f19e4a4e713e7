// How a photon starts and ends.
#pragma once
#include "physics/step.h"

CHROMA2_BEGIN

// Makes direction and polarization unit vectors across each other. A polarization of zero, or along
// the direction, asks for a random one (one draw).
CHROMA2_HD void prepare(Photon& p, Random& random) {
  p.direction = normalize(p.direction);
  bool none = p.polarization.x == 0.0f && p.polarization.y == 0.0f && p.polarization.z == 0.0f;
  if (!none) {
    p.polarization = normalize(p.polarization);
    Vec part = cross(p.polarization, p.direction);
    none = dot(part, part) < 1e-12f;
  }
  p.polarization = none ? across(p.direction, random) : project_unit(p.polarization, p.direction);
}

// Machines make NaNs of different signs and payloads; an end state has this one.
CHROMA2_HD float one_nan(float x) { return x == x ? x : bits_float(0x7fc00000u); }
CHROMA2_HD Vec one_nan(Vec v) { return {one_nan(v.x), one_nan(v.y), one_nan(v.z)}; }

CHROMA2_HD void finish(Photon& p) {
  if (!(p.flags & kNanAbort)) return;
  p.position = one_nan(p.position);
  p.direction = one_nan(p.direction);
  p.polarization = one_nan(p.polarization);
  p.time = one_nan(p.time);
  p.wavelength = one_nan(p.wavelength);
  p.weight = one_nan(p.weight);
}

CHROMA2_END
