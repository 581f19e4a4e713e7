// Reflectance and transmittance of one absorbing film between two transparent media
// (Born and Wolf, 14.4.1; Motta and Schonert, NIM A 539 (2005) 217).
#pragma once
#include "math/complex.h"
#include "math/functions.h"
#include "physics/fresnel.h"

CHROMA2_BEGIN

struct Film {
  float reflect_s, reflect_p, transmit_s, transmit_p;
  // Whether s and p leave in phase rather than opposite, to less than a quarter of a turn.
  bool reflects_in_phase, transmits_in_phase;
};

CHROMA2_HD Complex conjugate(Complex a) { return {a.re, -a.im}; }

// The real part of (a / da) / (b / db), but for a positive factor.
CHROMA2_HD float in_phase(Complex a, Complex da, Complex b, Complex db) {
  return (a * conjugate(da) * conjugate(b * conjugate(db))).re;
}

// At grazing incidence and at the film's own critical angle the formulas are 0 / 0; a hair beside they
// are right. Phases beyond 2^20 turns count as that many.
CHROMA2_HD Film thin_film(float n1, Complex n2, float n3, float cos1, float thickness, float wavelength) {
  constexpr float kEpsilon = 1e-5f;
  cos1 = max(cos1, kEpsilon);
  Complex one{1.0f, 0.0f}, n1c{n1, 0.0f}, n3c{n3, 0.0f}, c1{cos1, 0.0f}, n1c1{n1 * cos1, 0.0f};
  // n cos theta beyond each face, by Snell's law; the root is the wave that decays into the film
  Complex n2c2 = sqrt(Complex{refracted_square(n1, n2.re, cos1) - n2.im * n2.im, 2.0f * n2.re * n2.im});
  if (norm2(n2c2) < kEpsilon * kEpsilon * norm2(n2)) n2c2 = kEpsilon * n2;
  Complex n3c3 = sqrt(Complex{refracted_square(n1, n3, cos1), 0.0f});
  Complex c2 = n2c2 / n2, c3 = n3c3 / n3c;
  // exp(2 i beta), beta = 2 pi thickness n2 cos theta2 / wavelength
  float turns = 2.0f * thickness / wavelength;
  SinCos phase = sincos_turns(min(turns * n2c2.re, 0x1p20f));
  float decay = exp(-6.2831853f * turns * n2c2.im);
  Complex e{decay * phase.cos, decay * phase.sin};

  Complex r12s = (n1c1 - n2c2) / (n1c1 + n2c2), r23s = (n2c2 - n3c3) / (n2c2 + n3c3);
  Complex r12p = (n2 * c1 - n1c * c2) / (n2 * c1 + n1c * c2), r23p = (n3c * c2 - n2 * c3) / (n3c * c2 + n2 * c3);
  Complex t12s = (2.0f * n1c1) / (n1c1 + n2c2), t23s = (2.0f * n2c2) / (n2c2 + n3c3);
  Complex t12p = (2.0f * n1c1) / (n2 * c1 + n1c * c2), t23p = (2.0f * n2c2) / (n3c * c2 + n2 * c3);
  float flux = n1c1.re > 0.0f ? n3c3.re / n1c1.re : 0.0f;  // no flux where medium 3 reflects totally

  Film film;
  Complex round_s = one + r12s * r23s * e, round_p = one + r12p * r23p * e;
  Complex rs = r12s + r23s * e, rp = r12p + r23p * e, ts = t12s * t23s, tp = t12p * t23p;
  float ds = norm2(round_s), dp = norm2(round_p);
  film.reflect_s = clamp(norm2(rs) / ds, 0.0f, 1.0f);
  film.reflect_p = clamp(norm2(rp) / dp, 0.0f, 1.0f);
  film.transmit_s = clamp(flux * norm2(ts) * decay / ds, 0.0f, 1.0f - film.reflect_s);
  film.transmit_p = clamp(flux * norm2(tp) * decay / dp, 0.0f, 1.0f - film.reflect_p);
  film.reflects_in_phase = in_phase(rs, round_s, rp, round_p) >= 0.0f;
  film.transmits_in_phase = in_phase(ts, round_s, tp, round_p) >= 0.0f;
  return film;
}

CHROMA2_END
