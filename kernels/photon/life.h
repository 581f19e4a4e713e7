// One life of a photon, wherever its rays are cast: how it starts, what limits it and how it ends. Between two
// steps it is a PhotonState with a number of steps and a medium; who makes its steps keeps these.
#pragma once
#include "physics/step.h"

CHROMA2_BEGIN

// Makes direction and polarization unit vectors across each other. A polarization of zero, or along
// the direction, asks for a random one (one draw).
CHROMA2_HD void prepare(Photon& p, Random& random) {
  p.direction = normalize(p.direction);
  bool none = p.polarization.x == 0.0f && p.polarization.y == 0.0f && p.polarization.z == 0.0f;
  if (!none) {
    p.polarization = normalize(p.polarization);
    Vec part = cross(p.polarization, p.direction);
    none = dot(part, part) < 1e-12f;
  }
  p.polarization = none ? across(p.direction, random) : project_unit(p.polarization, p.direction);
}

// Whether a photon that has made so many steps may make another; sets the terminal flag if not.
CHROMA2_HD bool may_step(const PropagateParams& params, uint32_t steps, Photon& p) {
  uint32_t end = !valid(p)                   ? kNanAbort
                 : steps >= params.max_steps ? kStepLimit
                 : p.time > params.max_time  ? kTimeLimit
                                             : 0u;
  p.flags |= end;
  return end == 0;
}

// Machines make NaNs of different signs and payloads; an end state has this one.
CHROMA2_HD float one_nan(float x) { return x == x ? x : bits_float(0x7fc00000u); }
CHROMA2_HD Vec one_nan(Vec v) { return {one_nan(v.x), one_nan(v.y), one_nan(v.z)}; }

CHROMA2_HD void finish(Photon& p) {
  if (!(p.flags & kNanAbort)) return;
  p.position = one_nan(p.position);
  p.direction = one_nan(p.direction);
  p.polarization = one_nan(p.polarization);
  p.time = one_nan(p.time);
  p.wavelength = one_nan(p.wavelength);
  p.weight = one_nan(p.weight);
}

// Photons that have ended before they start stay as they are.
CHROMA2_HD bool has_ended(const PhotonState& state) { return (state.flags & kTerminal) != 0; }

// A photon between two of its steps: start(), then step() as long as it goes on.
struct Life {
  Photon p;
  Random random;
  uint32_t steps;  // made so far
  Medium medium;   // in which its leg begins
  KnownMatter known;

  CHROMA2_HD Life(const PropagateParams& params, uint64_t index, const PhotonState& state, uint32_t made = 0,
                  Medium begun = unknown_medium())
      : p(unpack(state)), random(params, index, state.draw), steps(made), medium(begun), known{} {}

  CHROMA2_HD void start() { prepare(p, random); }

  // Whether it makes another step after one that ended so, or after its start (kContinue). If not, this is its
  // end state.
  CHROMA2_HD bool goes_on(const PropagateParams& params, Outcome last) {
    if (last != kStop && may_step(params, steps, p)) return true;
    finish(p);
    return false;
  }

  // The step whose ray cast found `hit`; All, `changed` and `emitter` as step_to has them.
  template <bool All, class Changed, class Emitter>
  CHROMA2_HD Outcome step(const Scene& scene, const PropagateParams& params, const Hit& hit, Changed& changed,
                          Emitter& emitter) {
    Outcome outcome = step_to<All>(scene, params, steps, hit, p, medium, known, random, changed, emitter);
    if ((All && !Emitter::kSpawns) || outcome != kUnusual) ++steps;
    return outcome;
  }

  CHROMA2_HD void store(PhotonState& state) const { pack(p, random.draw(), state); }
};

CHROMA2_END
