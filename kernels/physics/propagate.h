// A photon from its start to its end.
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

struct NoRecorder {
  CHROMA2_HD void operator()(const Photon&, uint32_t) const {}
};

// Photons that have ended already are left as they are. `record(photon, draw)` sees the prepared
// state and the one after every step.
template <class Record>
CHROMA2_HD void run_photon(const Scene& scene, const PropagateParams& params, uint64_t index,
                           PhotonState& state, Record& record) {
  if (state.flags & kTerminal) return;
  Photon p = unpack(state);
  Random random(params, index, state.draw);
  prepare(p, random);
  record(p, random.draw());
  for (uint32_t steps = 0;; ++steps) {
    if (!valid(p)) {
      p.flags |= kNanAbort;
      break;
    }
    if (steps >= params.max_steps) {
      p.flags |= kStepLimit;
      break;
    }
    Outcome outcome = step(scene, params, steps == 0, p, random);
    if (outcome == kStop) break;
    record(p, random.draw());
  }
  record(p, random.draw());
  pack(p, random.draw(), state);
}

CHROMA2_END
