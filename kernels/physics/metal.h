// What a metal of a complex index reflects (Born and Wolf, Principles of Optics, 7th ed. 1999, sec. 14.2).
#pragma once
#include "math/complex.h"
#include "physics/fresnel.h"

CHROMA2_BEGIN

// Reflected amplitudes of s and p light; p is s x direction before and after.
struct Metal {
  Complex s, p;
};

CHROMA2_HD Metal metal_amplitudes(float n1, Complex n2, float cos1) {
  cos1 = max(cos1, 1e-5f);  // 0 / 0 along the surface
  // n2 cos theta2 by Snell's law; the root is the wave that decays into the metal
  Complex n2c2 = sqrt(Complex{refracted_square(n1, n2.re, cos1) - n2.im * n2.im, 2.0f * n2.re * n2.im});
  Complex n1c1{n1 * cos1, 0.0f}, a = cos1 * (n2 * n2), b = n1 * n2c2;  // n2 times those of the usual form
  return {(n1c1 - n2c2) / (n1c1 + n2c2), (a - b) / (a + b)};
}

// Share of the intensity that is reflected.
CHROMA2_HD float metal_reflectance(const Metal& r, const Incidence& in) {
  return min(fma(in.s_fraction, norm2(r.s), (1.0f - in.s_fraction) * norm2(r.p)), 1.0f);
}

// Reflects light. What a phase between s and p would make elliptical is linear again, at either angle from s
// with such chances that Stokes' parameters of linear polarization are right on the average. One draw.
CHROMA2_HD void reflect_by_metal(Photon& p, const Metal& r, const Incidence& in, Vec normal, Random& random) {
  float size_s = sqrt(norm2(r.s)), size_p = sqrt(norm2(r.p));
  float product = size_s * size_p;
  float cos_phase = product > 0.0f ? fma(r.s.re, r.p.re, r.s.im * r.p.im) / product : 1.0f;
  float s = size_s * dot(p.polarization, in.s), along = size_p * dot(p.polarization, cross(in.s, p.direction));
  if (random.uniform() > fma(0.5f, cos_phase, 0.5f)) along = -along;
  p.direction = normalize(mirror(p.direction, normal));
  p.polarization = project_unit(fma(s, in.s, along * cross(in.s, p.direction)), p.direction);
  p.flags |= kReflectSpecular;
}

CHROMA2_END
