// Photons of charged particles' steps. Draws in this order. Cherenkov light: wavelength, azimuth, place along
// the step. Scintillation light and that of a point: emission (1 when there are several), wavelength, delays (1
// for each that the emission has), whether along the step (1 when only some are), place along the step (1 when
// it is), direction (2), polarization (1).
#pragma once
#include "physics/sampling.h"

CHROMA2_BEGIN

// The number of the step whose photons are at a place: a short search among those of its bucket.
CHROMA2_HD uint32_t step_at(const StepBatch& batch, uint64_t place) {
  const uint32_t* bucket = batch.step_buckets + ((place >> batch.shift) - batch.first_bucket);
  uint32_t low = bucket[0], high = bucket[1];
  while (low < high) {
    uint32_t middle = low + (high - low) / 2u;
    if (place < batch.ends[middle - batch.first_step])
      high = middle;
    else
      low = middle + 1u;
  }
  return low;
}

// Where on its step a photon begins, 0 to 1: the density is linear, `tilt` at the start and 2 - tilt at the end.
CHROMA2_HD float share_of_step(float tilt, float u) {
  float root = sqrt(max(fma(4.0f * (1.0f - tilt), u, tilt * tilt), 0.0f));
  return min(2.0f * u / (tilt + root), 1.0f);
}

// At a share of the step.
CHROMA2_HD void start_on_step(const Step& step, float share, Photon& p) {
  p.position = fma(share, load(step.displacement), load(step.position));
  p.time = step.time + share * step.duration / fma(share, step.slowing, 1.0f);
}

// Wavenumber of a Cherenkov photon, in 1/nm, and the squared sine of its angle: 1 - 1/(beta n)^2, which is the
// density of light over the wavenumber, too.
struct CherenkovRay {
  double wavenumber, sin2;
};

// Light of a particle between the low end of a range and a wavenumber, by the integral of 1 - 1/n^2 there.
CHROMA2_HD double cherenkov_light(const CherenkovRange& range, double slowness, double wavenumber, double integral) {
  return (1.0 + slowness) * (integral - range.low_integral) - slowness * (wavenumber - range.low);
}

// By inversion of the distribution, for a uniform u.
CHROMA2_HD CherenkovRay cherenkov_ray(const StepBatch& batch, const Step& step, double u) {
  const double slowness = step.slowness;
  const CherenkovRange* range = batch.ranges + step.first_part;
  uint32_t low = 0, high = step.part_count - 1u;
  const CherenkovRange& last = range[high];
  double wanted = u * (last.before + cherenkov_light(last, slowness, last.high, last.high_integral));
  while (low < high) {
    uint32_t middle = high - (high - low) / 2u;
    if (range[middle].before <= wanted)
      low = middle;
    else
      high = middle - 1u;
  }
  range += low;
  wanted = wanted - range->before;
  low = range->first_knot, high = range->last_knot;
  while (low < high) {
    uint32_t middle = high - (high - low) / 2u;
    const CherenkovKnot& knot = batch.knots[middle];
    if (cherenkov_light(*range, slowness, knot.wavenumber, knot.integral) <= wanted)
      low = middle;
    else
      high = middle - 1u;
  }
  const CherenkovKnot &knot = batch.knots[low], &next = batch.knots[low + 1u];
  const double slope = (next.value - knot.value) / (next.wavenumber - knot.wavenumber);
  const bool inside = knot.wavenumber >= range->low;  // else the range begins within this piece
  const double from = inside ? knot.wavenumber : range->low;
  const double to = next.wavenumber < range->high ? next.wavenumber : range->high;
  const double value = knot.value + (from - knot.wavenumber) * slope;
  const double integral = inside ? knot.integral : range->low_integral;
  // Here the density is linear: `density` + (k - from) * `rise`.
  double density = value * (1.0 + slowness) - slowness, rise = slope * (1.0 + slowness);
  double rest = wanted - cherenkov_light(*range, slowness, from, integral);
  if (!(density > 0.0)) density = 0.0;
  if (!(rest > 0.0)) rest = 0.0;
  double square = density * density + 2.0 * rise * rest;
  double sum = density + sqrt(square > 0.0 ? square : 0.0);
  double wavenumber = sum > 0.0 ? from + 2.0 * rest / sum : from;
  if (!(wavenumber < to)) wavenumber = to;
  double sin2 = density + (wavenumber - from) * rise;
  return {wavenumber, sin2 > 0.0 ? sin2 : 0.0};
}

// On the cone about the step, polarized across the cone's surface (Jackson, Classical Electrodynamics, sec. 13.4).
CHROMA2_HD void cherenkov_photon(const StepBatch& batch, const Step& step, Random& random, Photon& p) {
  // 32 bits, and never 0 or 1.
  CherenkovRay ray = cherenkov_ray(batch, step, (static_cast<double>(random.bits()) + 0.5) * 0x1p-32);
  p.wavelength = static_cast<float>(1.0 / ray.wavenumber);
  float cos = static_cast<float>(sqrt(1.0 - ray.sin2)), sin = static_cast<float>(sqrt(ray.sin2));
  Vec axis = normalize(load(step.displacement));
  Basis basis = perpendicular(axis);
  SinCos azimuth = sincos_turns(random.uniform());
  Vec side = azimuth.cos * basis.a + azimuth.sin * basis.b;
  p.direction = normalize(fma(cos, axis, sin * side));
  p.polarization = normalize(fma(cos, side, -sin * axis));
  start_on_step(step, share_of_step(step.tilt, random.uniform()), p);
}

// The emission that a photon is of.
CHROMA2_HD const StepEmission& emission_of(const StepBatch& batch, const Step& step, Random& random) {
  const StepEmission* emission = batch.emissions + step.first_part;
  const StepEmission* last = emission + (step.part_count - 1u);
  if (emission < last) {
    float u = random.uniform();
    while (emission < last && !(u < emission->until)) ++emission;
  }
  return *emission;
}

CHROMA2_HD void emitted_photon(const StepBatch& batch, const Step& step, Random& random, Photon& p) {
  const StepEmission& emission = emission_of(batch, step, random);
  p.wavelength =
      table_value(batch.tables, batch.segments, batch.buckets, emission.inverse_wavelength, random.uniform());
  float delay = 0.0f;
  if (emission.decay > 0.0f) delay = emission.decay * exponential(random.bits());
  if (emission.rise > 0.0f) delay = fma(emission.rise, exponential(random.bits()), delay);
  bool along = step.along >= 1.0f || (step.along > 0.0f && random.uniform() < step.along);
  start_on_step(step, along ? random.uniform() : step.kind == kStepPoint ? 0.0f : 1.0f, p);
  p.time += delay;
  p.direction = isotropic(random);
  p.polarization = across(p.direction, random);
}

// Photon `number` of the array.
CHROMA2_HD PhotonState step_photon(const StepBatch& batch, const PropagateParams& params, uint64_t number) {
  const Step& step = batch.steps[step_at(batch, batch.first + number) - batch.first_step];
  Random random(params, params.first_index + number, 0);
  Photon p{};
  if (step.kind == kStepCherenkov)
    cherenkov_photon(batch, step, random, p);
  else
    emitted_photon(batch, step, random, p);
  p.weight = step.weight;
  p.flags = step.flags;
  p.last = {kNone, kNone};
  PhotonState state;
  pack(p, random.draw(), state);
  return state;
}

CHROMA2_END
