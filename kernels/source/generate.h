// Photons of source descriptions. Draws in this order: place (beam 2, line 1), direction (2),
// polarization (1 when random), wavelength (1), time (2 when spread).
#pragma once
#include "physics/sampling.h"

CHROMA2_BEGIN

CHROMA2_HD Vec source_direction(const Source& source, Vec axis, Random& random) {
  if (!source.directed) return isotropic(random);
  float u = random.uniform(), v = random.uniform();
  // Uniform in solid angle between the two cones: 1 - cos, which resolves narrow cones, is uniform.
  float height = fma(u, source.cone_outer - source.cone_inner, source.cone_inner);
  float cos = 1.0f - height, sin = sqrt(height * max(2.0f - height, 0.0f));
  SinCos azimuth = sincos_turns(v);
  Basis basis = perpendicular(axis);
  return normalize(fma(cos, axis, (sin * azimuth.cos) * basis.a + (sin * azimuth.sin) * basis.b));
}

CHROMA2_HD Vec source_polarization(const Source& source, Vec axis, Vec direction, Random& random) {
  if (source.polarized == kUnpolarized) return across(direction, random);
  Vec wanted = source.polarized == kRadial ? axis : load(source.polarization);
  Vec part = fma(dot(wanted, direction), -direction, wanted);
  // none along the direction: any
  return dot(part, part) > 1e-12f ? project_unit(wanted, direction) : across(direction, random);
}

// Where and when a photon begins, by the kind of its source.
CHROMA2_HD void source_place(const Source& source, Vec axis, Random& random, Photon& p) {
  p.position = load(source.position);
  p.time = source.time;
  switch (source.kind) {
    case kPoint: return;
    case kBeam: {
      SinCos azimuth = sincos_turns(random.uniform());
      float r = source.radius * sqrt(random.uniform());
      Basis basis = perpendicular(axis);
      p.position = p.position + (r * azimuth.cos) * basis.a + (r * azimuth.sin) * basis.b;
      return;
    }
    case kLine: {
      float part = random.uniform();
      p.position = fma(part, load(source.end) - p.position, p.position);
      p.time = fma(part, source.end_time - source.time, source.time);
      return;
    }
  }
  p.time = -kInfinity;  // no kind that has been checked: ends the photon with kNanAbort
}

// The source whose photons are at a position.
CHROMA2_HD const Source& source_at(const SourceBatch& batch, uint64_t position) {
  if (batch.count == 1u) return batch.only;
  uint32_t low = 0, high = batch.count - 1u;
  while (low < high) {
    uint32_t middle = (low + high) / 2u;
    if (position < batch.ends[middle])
      high = middle;
    else
      low = middle + 1u;
  }
  return batch.sources[low];
}

// Photon `number` of an array whose photons are of a source, in a scene whose materials its kind may ask for.
CHROMA2_HD PhotonState source_photon(const Scene&, const Source& source, const TableView& tables,
                                     const PropagateParams& params, uint64_t number) {
  Random random(params, params.first_index + number, 0);
  Vec axis = load(source.direction);
  Photon p{};
  source_place(source, axis, random, p);
  p.direction = source_direction(source, axis, random);
  p.polarization = source_polarization(source, axis, p.direction, random);
  p.wavelength = lookup(tables, source.wavelength, random.uniform());
  if (source.time_spread > 0.0f) {  // Box and Muller
    float radius = sqrt(2.0f * exponential(random.bits()));
    p.time = fma(source.time_spread, radius * sincos_turns(random.uniform()).cos, p.time);
  }
  p.weight = source.weight;
  p.flags = source.flags;
  p.last = {kNone, kNone};
  PhotonState state;
  pack(p, random.draw(), state);
  return state;
}

// Photon `number` of an array of photons of sources.
CHROMA2_HD PhotonState generate_photon(const Scene& scene, const SourceBatch& batch, const PropagateParams& params,
                                       uint64_t number) {
  return source_photon(scene, source_at(batch, batch.first + number), {batch.tables, batch.segments, batch.buckets},
                       params, number);
}

CHROMA2_END
