// Complex model: a thin absorbing film (photocathode) between the two materials. What it reflects or lets
// through keeps s and p in the ratio of their amplitudes, in phase or opposite, whichever is nearer.
#pragma once
#include "physics/film.h"
#include "physics/surface.h"

CHROMA2_BEGIN

// An amplitude; never 0, so that light that rounding alone lets leave has a polarization.
CHROMA2_HD float root(float square) { return sqrt(max(square, 1e-30f)); }
CHROMA2_HD float root_of_sign(float square, bool positive) { return positive ? root(square) : -root(square); }

CHROMA2_HD Outcome surface_complex(AtSurface& at, Photon& p, float n1, float n3, Random& random) {
  const Surface& s = at.surface;
  Complex n2{at.value(s.eta, p.wavelength), at.value(s.k, p.wavelength)};
  Incidence in = incidence(p, at.point.normal);
  Film film = thin_film(n1, n2, n3, in.cos, s.thickness, p.wavelength);
  if (!s.transmissive) film.transmit_s = film.transmit_p = 0.0f;
  float part_s = in.s_fraction, part_p = 1.0f - in.s_fraction;
  float reflected = part_s * film.reflect_s + part_p * film.reflect_p;
  float transmitted = part_s * film.transmit_s + part_p * film.transmit_p;
  float absorbed = max(1.0f - reflected - transmitted, 0.0f);
  float detected = absorbed * at.value(s.detect, p.wavelength);  // given for those absorbed
  float lost = absorbed - detected;

  float u = random.uniform();
  if (takes_all(at, detected)) {
    p.weight *= detected;
    return detect(p);
  }
  u *= survive(at, p, lost);
  if (u < lost) return absorb(p);
  if (u < lost + detected) return detect(p);
  if (u < lost + detected + reflected || transmitted == 0.0f) {
    if (random.uniform() < at.value(s.reflect_diffuse, p.wavelength)) return go_diffuse(at, p, random);
    p.direction = normalize(mirror(p.direction, at.point.normal));
    set_polarization(p, in, root(film.reflect_s), root_of_sign(film.reflect_p, film.reflects_in_phase));
    p.flags |= kReflectSpecular;
    at.side = kReflected;
    return kContinue;
  }
  float n3_cos = sqrt(max(refracted_square(n1, n3, in.cos), 0.0f));
  p.direction = refract(p.direction, at.point.normal, n1, n3, in.cos, n3_cos);
  set_polarization(p, in, root(film.transmit_s), root_of_sign(film.transmit_p, film.transmits_in_phase));
  p.flags |= kSurfaceTransmit;
  at.side = kTransmitted;
  return kContinue;
}

CHROMA2_END
