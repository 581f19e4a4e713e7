// Reflection and refraction at a boundary between two materials.
#pragma once
#include "physics/sampling.h"

CHROMA2_BEGIN

// The plane of incidence: cosine of the angle of incidence and the unit vector across the plane
// (the s direction). At normal incidence every plane will do; the polarization's is taken.
struct Incidence {
  float cos;
  Vec s;
  float s_fraction;  // share of the intensity polarized along s
};

CHROMA2_HD Incidence incidence(const Photon& p, Vec normal) {
  Incidence in;
  in.cos = clamp(-dot(p.direction, normal), 0.0f, 1.0f);
  Vec s = cross(p.direction, normal);
  in.s = dot(s, s) > 1e-12f ? project_unit(s, p.direction) : p.polarization;
  float amplitude = dot(p.polarization, in.s);
  in.s_fraction = min(amplitude * amplitude, 1.0f);
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

CHROMA2_HD void set_polarization(Photon& p, const Incidence& in, bool s) {
  p.polarization = project_unit(s ? in.s : cross(in.s, p.direction), p.direction);
}

// A polarization state collapses onto s or p with the share of its intensity (Chroma's model), then
// Fresnel's power reflectance decides (Born and Wolf, 1.5.2). In the cosine form nothing is singular
// at normal incidence.
CHROMA2_HD Side fresnel_boundary(Photon& p, Vec normal, float n1, float n2, Random& random) {
  Incidence in = incidence(p, normal);
  bool s = random.uniform() < in.s_fraction;
  float u = random.uniform();
  float square = refracted_square(n1, n2, in.cos), n2_cos = sqrt(max(square, 0.0f));
  float cos_out = n2_cos / n2;
  float a = s ? n1 * in.cos : n2 * in.cos, b = s ? n2_cos : n1 * cos_out;
  float amplitude = (a - b) / (a + b);
  if (square <= 0.0f || u < amplitude * amplitude) {
    p.direction = normalize(mirror(p.direction, normal));
    set_polarization(p, in, s);
    p.flags |= kReflectSpecular;
    return kReflected;
  }
  p.direction = refract(p.direction, normal, n1, n2, in.cos, n2_cos);
  set_polarization(p, in, s);
  return kTransmitted;
}

CHROMA2_END
