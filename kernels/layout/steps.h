// Photons of charged particles' steps.
// Generated from src/layout/steps.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/photon.h"
#include "layout/tables.h"

namespace chroma2 {

// Threads of a block of `chroma2_generate_steps`.
constexpr uint32_t kGenerateBlock = 256;

constexpr uint32_t kStepPoint = 0;

constexpr uint32_t kStepCherenkov = 1;

constexpr uint32_t kStepScintillation = 2;

// A step whose photons are to be made.
struct Step {
  float position[3];
  // At its start, ns.
  float time;
  // From its start to its end, mm.
  float displacement[3];
  // Its length over the velocity at its start, ns.
  float duration;
  // Half the change of the velocity, over that at the start: at a share f of the step f duration /
  // (1 + f slowing) has gone by.
  float slowing;
  // Share of the photons that begin along the step; of a scintillation the others begin at its end, of a
  // point at its start.
  float along;
  // Density of photons at its start over the mean one, 0 to 2; it changes evenly.
  float tilt;
  float weight;
  // kStepPoint, kStepCherenkov or kStepScintillation.
  uint32_t kind;
  // Initial history flags.
  uint32_t flags;
  // Cherenkov: its first range of wavenumbers; else its first emission.
  uint32_t first_part;
  uint32_t part_count;
  // Cherenkov: 1 / beta^2 - 1.
  double slowness;
};

// Wavelengths and times of scintillation light, or of a point's.
struct StepEmission {
  // Table of u in (0,1): inverse of the wavelength CDF.
  uint32_t inverse_wavelength;
  // Means of two exponential delays that add up, ns; 0: none.
  float decay;
  float rise;
  // Share of a step's photons that this emission and those before it have.
  float until;
};

// A point of a material's table for Cherenkov light; in between, 1 - 1/n^2 is linear in the wavenumber
// 1/wavelength.
struct CherenkovKnot {
  // 1/nm; ascending within a material.
  double wavenumber;
  // Of 1 - 1/n^2 over the wavenumber, from the material's first knot on.
  double integral;
  // 1 - 1/n^2.
  double value;
};

// Wavenumbers between which a particle is above the threshold, all of it.
struct CherenkovRange {
  double low;
  double high;
  // As `CherenkovKnot::integral`, at both ends.
  double low_integral;
  double high_integral;
  // Of the light of the step's ranges before this one.
  double before;
  // The knots at or before the two ends; each has one after it.
  uint32_t first_knot;
  uint32_t last_knot;
};

// Steps in the order of their photons. A photon's place is its number among those of all steps.
struct StepBatch {
  // From number `first_step` on.
  const Step *steps;
  // Of these, the place after each one's last photon.
  const uint64_t *ends;
  // From number `first_bucket` on: the step of the photon at place b << shift, and one more.
  const uint32_t *step_buckets;
  const CherenkovRange *ranges;
  const CherenkovKnot *knots;
  const StepEmission *emissions;
  // Their spectra, as the next two.
  const Table *tables;
  const Segment *segments;
  const uint32_t *buckets;
  // Place of the array's first photon.
  uint64_t first;
  uint64_t first_bucket;
  uint32_t first_step;
  uint32_t shift;
};

// Photons of steps to be made on a device; all pointers are to its memory.
struct GenerateJob {
  StepBatch batch;
  PropagateParams params;
  // `count` of them.
  PhotonState *photons;
  uint64_t count;
};

}  // namespace chroma2
