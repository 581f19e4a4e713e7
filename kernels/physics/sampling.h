// Directions, polarizations and lengths from uniform numbers.
#pragma once
#include "math/functions.h"
#include "physics/photon.h"

CHROMA2_BEGIN

// Uniform on the unit sphere: two draws, azimuth first.
CHROMA2_HD Vec isotropic(Random& random) {
  SinCos azimuth = sincos_turns(random.uniform());
  float z = fma(2.0f, random.uniform(), -1.0f);
  float r = sqrt(fma(-z, z, 1.0f));
  return {r * azimuth.cos, r * azimuth.sin, z};
}

// Uniform on the unit circle across the unit vector n: one draw.
CHROMA2_HD Vec across(Vec n, Random& random) {
  SinCos azimuth = sincos_turns(random.uniform());
  Basis basis = perpendicular(n);
  return azimuth.cos * basis.a + azimuth.sin * basis.b;
}

// Lambert's law about the unit normal: density cos(theta) / pi. Two draws.
CHROMA2_HD Vec lambertian(Vec n, Random& random) {
  SinCos azimuth = sincos_turns(random.uniform());
  float sin2 = random.uniform();
  float r = sqrt(sin2), z = sqrt(1.0f - sin2);
  Basis basis = perpendicular(n);
  return normalize(fma(z, n, (r * azimuth.cos) * basis.a + (r * azimuth.sin) * basis.b));
}

// A number with density e^-x, -log of a uniform one; its rarest values on both sides, 1e-10 and 23,
// are as likely as they should be.
CHROMA2_CALL float exponential(uint32_t bits) {
  float rest = Random::complement(bits);
  return rest < 0.25f ? -log_parts(0.0f, -rest) : -log(Random::fraction(bits));
}

CHROMA2_END
