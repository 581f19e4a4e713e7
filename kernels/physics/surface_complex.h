// Complex model: a thin absorbing film (photocathode) between the two materials.
#pragma once
#include "physics/film.h"
#include "physics/surface.h"

CHROMA2_BEGIN

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
    return go_specular(at, p);
  }
  // s or p with the share of the transmitted intensity
  bool polarized_s = random.uniform() * transmitted < part_s * film.transmit_s;
  float n3_cos = sqrt(max(refracted_square(n1, n3, in.cos), 0.0f));
  p.direction = refract(p.direction, at.point.normal, n1, n3, in.cos, n3_cos);
  set_polarization(p, in, polarized_s);
  p.flags |= kSurfaceTransmit;
  at.side = kTransmitted;
  return kContinue;
}

CHROMA2_END
