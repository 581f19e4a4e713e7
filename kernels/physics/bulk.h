// One leg through a material: absorption, reemission, Rayleigh or Mie scattering, or on to the boundary.
#pragma once
#include "physics/emitted.h"
#include "physics/interface.h"
#include "physics/matter.h"
#include "physics/mie.h"
#include "physics/rayleigh.h"

CHROMA2_BEGIN

struct Leg {
  Interface end;  // where it would end
  Matter matter;  // of its material
  bool first;     // the photon's first step
};

// Moves along the leg. A place nearer to the boundary than rounding resolves is set off from it, so
// that a photon that scatters there stays on this side: away from the plane, or where the leg ends, since
// a ray almost along the plane comes that near to it far from its end.
CHROMA2_HD void advance(Photon& p, const Leg& leg, float distance) {
  const SurfacePoint& end = leg.end.point;
  float left = end.distance - distance, depth = left * -dot(p.direction, end.normal), least = 2.0f * end.offset;
  Vec place = fma(distance, p.direction, p.position);
  p.position = !(depth < least)            ? place
               : left < 32.0f * end.offset ? point_before(end)
                                           : fma(least - depth, end.normal, place);
  p.time = fma(distance, leg.matter.group_index / kSpeedOfLight, p.time);
}

// Chooses the reemission component with probability proportional to 1 / its absorption length; the
// last one takes the remainder. Then reemits, or not; a weight takes the probability instead. A component
// whose spectrum has nothing below the absorbed energy, where that is asked for, emits nothing. Emitter is a type of
// emitted.h, here and in the following.
template <class Emitter>
CHROMA2_HD Outcome absorb_in_bulk(const Scene& scene, const Material& material, float total_length, bool weighted,
                                  Photon& p, Random& random, Emitter& emitter) {
  TableView tables = tables_of(scene);
  if (material.component_count > 0) {
    const Component* component = scene.components + material.component_offset;
    const Component* last = component + (material.component_count - 1);
    float u = random.uniform();
    float sum = 0.0f;
    for (; component < last; ++component) {
      sum += total_length / lookup(tables, component->absorption_length, p.wavelength);
      if (u < sum) break;
    }
    const Emission& emission = component->emission;
    float reemitted = lookup(tables, component->reemission_prob, p.wavelength);
    if (emitted_share(tables, emission, p.wavelength) == 0.0f) reemitted = 0.0f;
    if (weighted && reemitted > kWeightThreshold) {
      p.weight *= reemitted;
      reemitted = 1.0f;
    }
    if (random.uniform() < reemitted) return emitter(tables, emission, kBulkReemit, kBulkAbsorb, p, random);
  }
  p.flags |= kBulkAbsorb;
  return kStop;
}

// Stops a photon in flight at the time limit where the next `distance` passes it.
CHROMA2_HD bool out_of_time(Photon& p, const Leg& leg, float distance, float max_time) {
  float slowness = leg.matter.group_index / kSpeedOfLight;
  if (!(fma(distance, slowness, p.time) > max_time)) return false;
  float left = clamp((max_time - p.time) / slowness, 0.0f, distance);
  p.position = fma(left, p.direction, p.position);
  p.time = max(p.time, max_time);
  p.flags |= kTimeLimit;
  p.last = {kNone, kNone};
  return true;
}

// Two draws always: the lengths to absorption and to scattering of any kind. A scatter in a material that has
// Mie scattering takes a third one, which says of what kind it is. With weights a material that cannot
// reemit absorbs nothing while the weight counts; the weight falls instead. A first scatter may be
// forced or forbidden; the weight takes the probability, so that the two add up to neither.
template <class Emitter>
CHROMA2_HD Outcome bulk_step(const Scene& scene, const PropagateParams& params, const Leg& leg, Photon& p,
                             Random& random, Emitter& emitter) {
  const Material& material = scene.materials[leg.end.point.material_here];
  TableView tables = tables_of(scene);
  float absorption_length = leg.matter.absorption_length, scattering_length = leg.matter.scattering_length;
  bool has_mie = material.mie_length != 0;
  if (has_mie)
    scattering_length = scattering_length_of(scattering_length, lookup(tables, material.mie_length, p.wavelength));
  float boundary = leg.end.point.distance;
  bool weighted = params.weight_mode != 0 && p.weight > kWeightThreshold;
  bool attenuated = weighted && material.component_count == 0;

  float absorbed_at = absorption_length * exponential(random.bits());
  uint32_t bits = random.bits();
  float scattered_at = scattering_length * exponential(bits);
  if (attenuated) absorbed_at = kInfinity;
  if (leg.first && params.scatter_first > 0) {
    float probability = exp_complement(boundary / scattering_length);
    p.weight *= probability;
    scattered_at = min(-scattering_length * log_complement(Random::complement(bits) * probability), boundary);
  } else if (leg.first && params.scatter_first < 0) {
    p.weight *= exp(-boundary / scattering_length);
    scattered_at = kInfinity;
  }

  float distance = min(min(absorbed_at, scattered_at), boundary);
  if (out_of_time(p, leg, distance, params.max_time)) return kStop;
  if (attenuated) p.weight *= exp(-distance / absorption_length);
  if (absorbed_at <= scattered_at && absorbed_at <= boundary) {
    advance(p, leg, absorbed_at);
    p.last = {kNone, kNone};
    return absorb_in_bulk(scene, material, absorption_length, weighted, p, random, emitter);
  }
  if (scattered_at <= boundary) {
    advance(p, leg, scattered_at);
    p.last = {kNone, kNone};
    if (has_mie && scatters_by_mie(tables, material, p, random)) {
      mie_scatter(scene, material, p, random);
    } else {
      rayleigh_scatter(p, random);
    }
    return kContinue;
  }
  p.position = leg.end.point.position;
  p.time = fma(boundary, leg.matter.group_index / kSpeedOfLight, p.time);
  p.last = {leg.end.hit.instance, leg.end.hit.triangle};
  return kPass;
}

CHROMA2_END
