// Geant4's surfaces of the models glisur and unified, of its types dielectric_metal and dielectric_dielectric
// (Geant4 11.4, G4OpBoundaryProcess).
#pragma once
#include "physics/metal.h"
#include "physics/rough_boundary.h"

CHROMA2_BEGIN

// Passages of the gap before paint after which light leaves it as if there were no boundary. What is trapped
// there so long came in almost along the surface.
constexpr int kMostPassages = 1000;

// What a surface that reflects `reflected` of the light, and lets `transmitted` of it through, does with a photon:
// absorbs, detects, or transmits it; kPass: it is to be reflected. One draw.
CHROMA2_HD Outcome take(AtSurface& at, Photon& p, float reflected, float transmitted, Random& random) {
  transmitted = min(transmitted, 1.0f - reflected);
  float absorbed = max(1.0f - reflected - transmitted, 0.0f);
  float detected = absorbed * at.value(at.surface.efficiency, p.wavelength), lost = absorbed - detected;
  float u = random.uniform();
  if (takes_all(at, detected)) {
    p.weight *= detected;
    return detect(p);
  }
  float range = survive(at, p, lost);
  u *= all_of(range, lost + detected + transmitted);
  if (u < lost) return absorb(p);
  if (u < lost + detected) return detect(p);
  if (!(u < lost + detected + transmitted)) return kPass;
  p.flags |= kSurfaceTransmit;
  at.side = kTransmitted;
  return kContinue;
}

CHROMA2_HD Outcome take(AtSurface& at, Photon& p, Random& random) {
  return take(at, p, at.value(at.surface.reflectivity, p.wavelength), at.value(at.surface.transmittance, p.wavelength),
              random);
}

// A reflection at a facet that leads on to the metal meets another facet. Where the metal's index says what is
// reflected, each of them absorbs; a reflectivity is that of the whole surface.
CHROMA2_HD Outcome surface_metal(AtSurface& at, Photon& p, float n1, Random& random) {
  Vec normal = at.point.normal;
  Complex n2{at.value(at.surface.real_index, p.wavelength), at.value(at.surface.imaginary_index, p.wavelength)};
  bool has_index = n2.re > 0.0f || n2.im > 0.0f, rough = at.surface.finish == kGround;
  Lobe lobe = rough ? lobe_of(at, p.wavelength, random) : kOffSurface;
  for (int i = 0;; ++i) {
    Vec facet = normal;
    if (lobe == kOffFacet && i < kMostBounces) facet = facet_for(at.surface, p.direction, normal, random);
    Metal metal{};
    Incidence in{};
    Outcome outcome = kPass;
    if (has_index) {
      in = incidence(p, facet);
      metal = metal_amplitudes(n1, n2, in.cos);
      float transmitted = i == 0 ? at.value(at.surface.transmittance, p.wavelength) : 0.0f;
      outcome = take(at, p, metal_reflectance(metal, in), transmitted, random);
    } else if (i == 0) {
      outcome = take(at, p, random);
    }
    if (outcome != kPass) return outcome;
    at.side = kReflected;
    if (lobe == kDiffuse)
      reflect_diffuse(p, normal, random);
    else if (lobe == kBack)
      reflect_back(p);
    else if (has_index)
      reflect_by_metal(p, metal, in, facet, random);
    else
      reflect_specular(p, facet);
    if (lobe != kOffFacet || dot(p.direction, normal) > 0.0f || i == kMostBounces) return kContinue;
  }
}

// Facets, a gap and paint behind it.
CHROMA2_HD Outcome surface_back_painted(AtSurface& at, Photon& p, float n1, Random& random) {
  Vec normal = at.point.normal;
  float gap = at.value(at.surface.gap_index, p.wavelength);
  bool coherent = is_coherent(at, p, n1, gap, random), in_gap = false;
  for (int i = 0; i < kMostPassages; ++i) {
    Vec side = in_gap ? -normal : normal;
    float here = in_gap ? gap : n1, there = in_gap ? n1 : gap;
    if (rough_boundary(at, p, side, here, there, coherent, random)) in_gap = !in_gap;
    if (!in_gap) break;
    Outcome outcome = take(at, p, random);
    if (outcome != kPass) return outcome;
    if (at.surface.finish == kGroundBackPainted)
      reflect_diffuse(p, normal, random);
    else
      reflect_specular(p, normal);
  }
  at.side = kReflected;
  return kContinue;
}

CHROMA2_HOST_CALL Outcome surface_geant4(AtSurface& at, Photon& p, float n1, float n2, Random& random) {
  if (at.surface.kind == kDielectricMetal) return surface_metal(at, p, n1, random);
  uint32_t finish = at.surface.finish;
  if (finish == kPolishedBackPainted || finish == kGroundBackPainted) return surface_back_painted(at, p, n1, random);
  Outcome outcome = take(at, p, random);
  if (outcome != kPass) return outcome;
  if (finish == kPolishedFrontPainted) return go_specular(at, p);
  if (finish == kGroundFrontPainted) return go_diffuse(at, p, random);
  if (finish == kPolished && at.surface.surface_roughness == 0.0f) return kPass;
  bool coherent = is_coherent(at, p, n1, n2, random);
  at.side = rough_boundary(at, p, at.point.normal, n1, n2, coherent, random) ? kTransmitted : kReflected;
  return kContinue;
}

CHROMA2_END
