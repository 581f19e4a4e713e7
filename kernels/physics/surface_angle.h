// Models whose probabilities depend on the angle of incidence: dichroic and angular.
#pragma once
#include "math/functions.h"
#include "physics/surface.h"

CHROMA2_BEGIN

CHROMA2_HD float angle_of_incidence(const AtSurface& at, const Photon& p) {
  return acos(clamp(-dot(p.direction, at.point.normal), 0.0f, 1.0f));
}

// Reflectance and transmittance: linear in the wavelength at the tabulated angles, linear in the
// angle between them, constant beyond the first and the last.
CHROMA2_HD Outcome surface_dichroic(AtSurface& at, Photon& p, Random& random) {
  const Dichroic* row = at.scene.dichroic + at.surface.dichroic_offset;
  uint32_t last = at.surface.dichroic_count - 1;
  float angle = angle_of_incidence(at, p);
  uint32_t i = 0;
  while (i < last && angle >= row[i + 1].angle) ++i;
  float reflected = at.value(row[i].reflect, p.wavelength);
  float transmitted = at.value(row[i].transmit, p.wavelength);
  if (i < last && angle > row[i].angle) {
    float part = (angle - row[i].angle) / (row[i + 1].angle - row[i].angle);
    reflected = fma(part, at.value(row[i + 1].reflect, p.wavelength) - reflected, reflected);
    transmitted = fma(part, at.value(row[i + 1].transmit, p.wavelength) - transmitted, transmitted);
  }
  float u = random.uniform();
  float absorbed = max(1.0f - reflected - transmitted, 0.0f);
  u *= survive(at, p, absorbed);
  if (u < reflected) return go_specular(at, p);
  if (u < reflected + transmitted || absorbed == 0.0f) return transmit(p);
  return absorb(p);
}

// Transmission, specular and diffuse reflection tabulated in the angle.
CHROMA2_HD Outcome surface_angular(AtSurface& at, Photon& p, Random& random) {
  const Surface& s = at.surface;
  float angle = angle_of_incidence(at, p);
  float transmitted = at.value(s.angular_transmit, angle);
  float specular = at.value(s.angular_specular, angle), diffuse = at.value(s.angular_diffuse, angle);
  float absorbed = max(1.0f - transmitted - specular - diffuse, 0.0f);
  float u = random.uniform();
  u *= survive(at, p, absorbed);
  if (u < absorbed) return absorb(p);
  if (u < absorbed + transmitted) return transmit(p);
  if (u < absorbed + transmitted + specular) return go_specular(at, p);
  return go_diffuse(at, p, random);
}

CHROMA2_END
