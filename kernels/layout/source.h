// Photons made on the fly.
// Generated from src/layout/source.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/tables.h"

namespace chroma2 {

constexpr uint32_t kPoint = 0;

constexpr uint32_t kBeam = 1;

constexpr uint32_t kLine = 2;

// Random.
constexpr uint32_t kUnpolarized = 0;

// Along `Source::polarization` as far as the direction allows.
constexpr uint32_t kGiven = 1;

// In the plane of the direction and the source's axis, as Cherenkov light is.
constexpr uint32_t kRadial = 2;

// A photon source.
struct Source {
  // kPoint, kBeam or kLine.
  uint32_t kind;
  // 1: around `direction`, between the two cones; 0: isotropic.
  uint32_t directed;
  // Of a line: its start.
  float position[3];
  // Of a line.
  float end[3];
  // Unit axis of the disk and of the cones.
  float direction[3];
  // 1 - cosine of the outer half opening angle, 0 to 2; 0: parallel.
  float cone_outer;
  // Of the inner one (0: a full cone; `cone_outer`: its mantle).
  float cone_inner;
  // Of a beam's disk of origin, mm.
  float radius;
  // ns.
  float time;
  // Standard deviation of a Gaussian, ns; 0: none.
  float time_spread;
  // Of a line: time at its end, ns.
  float end_time;
  // Table of u in (0,1).
  uint32_t wavelength;
  // kUnpolarized, kGiven or kRadial.
  uint32_t polarized;
  float polarization[3];
  float weight;
  // Initial history flags.
  uint32_t flags;
};

// Sources in the order of their photons. A photon's position is its place among those of all.
struct SourceBatch {
  // The only one.
  Source only;
  // Where there are several.
  const Source *sources;
  // Of these, the position after each one's last photon.
  const uint64_t *ends;
  // Their spectra, as the next two.
  const Table *tables;
  const Segment *segments;
  const uint32_t *buckets;
  // Position of the array's first photon.
  uint64_t first;
  // Of sources.
  uint32_t count;
  uint32_t reserved;
};

}  // namespace chroma2
