// A photon in flight.
#pragma once
#include "geometry/surface_point.h"
#include "math/table.h"
#include "rng/random.h"

CHROMA2_BEGIN

constexpr float kSpeedOfLight = 299.792458f;  // mm/ns
constexpr float kWeightThreshold = 1e-4f;     // below it a weight decides nothing any more

struct Photon {
  Vec position, direction, polarization;
  float time, wavelength, weight;
  uint32_t flags;
  Exclude last;  // surface met last
};

// How a step ended.
enum Outcome {
  kStop,      // terminal flag set
  kContinue,  // next step
  kPass,      // nothing happened here; the boundary decides
  kUnusual,   // not made: step_to's rare parts are needed
};
// Where a photon goes on from a surface.
enum Side { kReflected, kTransmitted, kEither };

CHROMA2_HD Photon unpack(const PhotonState& s) {
  return {load(s.position), load(s.direction), load(s.polarization),    s.time, s.wavelength,
          s.weight,         s.flags,           {s.instance, s.triangle}};
}
CHROMA2_HD void pack(const Photon& p, uint32_t draw, PhotonState& s) {
  store(s.position, p.position);
  store(s.direction, p.direction);
  store(s.polarization, p.polarization);
  s.time = p.time;
  s.wavelength = p.wavelength;
  s.weight = p.weight;
  s.flags = p.flags;
  s.instance = p.last.instance;
  s.triangle = p.last.triangle;
  s.draw = draw;
}

CHROMA2_HD TableView tables_of(const Scene& scene) { return {scene.tables, scene.segments, scene.buckets}; }

CHROMA2_HD bool valid(const Photon& p) {
  // A sum of products with 0 is 0 for finite terms, NaN otherwise.
  float sum = 0.0f * p.position.x + 0.0f * p.position.y + 0.0f * p.position.z + 0.0f * p.direction.x +
              0.0f * p.direction.y + 0.0f * p.direction.z + 0.0f * p.polarization.x + 0.0f * p.polarization.y +
              0.0f * p.polarization.z + 0.0f * p.time + 0.0f * p.wavelength + 0.0f * p.weight;
  return sum == 0.0f && p.wavelength > 0.0f;
}

CHROMA2_END
