// Reflection and refraction at a boundary between two materials.
#pragma once
#include "physics/sampling.h"

CHROMA2_BEGIN

// The plane of incidence: cosine of the angle of incidence and the unit vector across the plane
// (the s direction). At normal incidence every plane will do; the polarization's is taken.
struct Incidence {
  float cos;
  Vec s;
  float s_fraction;                // share of the intensity polarized along s
  float s_amplitude, p_amplitude;  // of the field along s and along s x direction
};

CHROMA2_HD Incidence incidence(const Photon& p, Vec normal) {
  Incidence in;
  in.cos = clamp(-dot(p.direction, normal), 0.0f, 1.0f);
  Vec s = cross(p.direction, normal);
  in.s = dot(s, s) > 1e-12f ? project_unit(s, p.direction) : p.polarization;
  in.s_amplitude = dot(p.polarization, in.s);
  in.p_amplitude = dot(p.polarization, cross(in.s, p.direction));
  in.s_fraction = min(in.s_amplitude * in.s_amplitude, 1.0f);
  return in;
}

CHROMA2_HD Vec mirror(Vec v, Vec normal) { return fma(-2.0f * dot(v, normal), normal, v); }

// Reflection as in a mirror. The polarization's part along the normal keeps its direction relative to
// the surface, so that it stays across the photon's direction.
CHROMA2_HD void reflect_specular(Photon& p, Vec normal) {
  p.direction = normalize(mirror(p.direction, normal));
  p.polarization = project_unit(mirror(p.polarization, normal), p.direction);
  p.flags |= kReflectSpecular;
}

CHROMA2_HD void reflect_diffuse(Photon& p, Vec normal, Random& random) {
  p.direction = lambertian(normal, random);
  p.polarization = across(p.direction, random);
  p.flags |= kReflectDiffuse;
}

// (n2 cos_out)^2 of Snell's law, negative beyond the critical angle. In this form it stays precise at
// grazing incidence and between nearly equal indices.
CHROMA2_HD float refracted_square(float n1, float n2, float cos_in) {
  float n1_cos = n1 * cos_in;
  return fma(n1_cos, n1_cos, (n2 - n1) * (n2 + n1));
}

// The direction beyond; n2_cos is n2 cos_out.
CHROMA2_HD Vec refract(Vec direction, Vec normal, float n1, float n2, float cos_in, float n2_cos) {
  return normalize(fma(n1 / n2, direction, (fma(n1, cos_in, -n2_cos) / n2) * normal));
}

// The polarization after a boundary whose amplitudes for s and p have the ratio s_ratio : p_ratio. The p direction of each
// wave is s x its own direction, so that both amplitudes of reflection are of opposite signs, and the field the
// same, at normal incidence.
CHROMA2_HD void set_polarization(Photon& p, const Incidence& in, float s_ratio, float p_ratio) {
  Vec field = fma(in.s_amplitude * s_ratio, in.s, (in.p_amplitude * p_ratio) * cross(in.s, p.direction));
  p.polarization = project_unit(field, p.direction);
}

// One draw decides by the power reflectance R_s f_s + R_p f_p, f being the shares of the intensity (Born and
// Wolf, 1.5.2); s and p keep their amplitudes with their signs. In the cosine form nothing is singular at
// normal incidence. Beyond the critical angle both have the phase they have there, 0: what they have beyond
// (Born and Wolf, 1.5.4) would make the light elliptical, which one vector cannot hold.
CHROMA2_HD Side fresnel_boundary(Photon& p, Vec normal, float n1, float n2, Random& random) {
  Incidence in = incidence(p, normal);
  float u = random.uniform();
  float square = refracted_square(n1, n2, in.cos), n2_cos = sqrt(max(square, 0.0f));
  float cos_out = n2_cos / n2;
  float s_in = n1 * in.cos, s_out = n2_cos, p_in = n2 * in.cos, p_out = n1 * cos_out;
  float s_sum = s_in + s_out, p_sum = p_in + p_out;
  float scale = 1.0f / (s_sum * p_sum);
  bool total = square <= 0.0f;
  float r_s = total ? 1.0f : (s_in - s_out) * p_sum * scale, r_p = total ? 1.0f : (p_in - p_out) * s_sum * scale;
  if (total || u < fma(in.s_fraction, r_s * r_s, (1.0f - in.s_fraction) * (r_p * r_p))) {
    p.direction = normalize(mirror(p.direction, normal));
    set_polarization(p, in, r_s, r_p);
    p.flags |= kReflectSpecular;
    return kReflected;
  }
  p.direction = refract(p.direction, normal, n1, n2, in.cos, n2_cos);
  // The amplitudes of transmission, 2 s_in / s_sum and 2 s_in / p_sum, but for a common factor.
  set_polarization(p, in, p_sum, s_sum);
  return kTransmitted;
}

CHROMA2_END
