// A photon from its start to its end, on the host.
#pragma once
#include "host/closest.h"
#include "physics/propagate.h"

CHROMA2_BEGIN

struct NoRecorder {
  CHROMA2_HD void operator()(const Photon&, uint32_t) const {}
};

// Photons that have ended already are left as they are. `record(photon, draw)` sees the prepared
// state and the one after every step; `changed` is that of step_to.
template <class Record, class Changed>
CHROMA2_HD void run_photon(const Scene& scene, const PropagateParams& params, uint64_t index,
                           PhotonState& state, Record& record, Changed& changed) {
  if (state.flags & kTerminal) return;
  Photon p = unpack(state);
  Random random(params, index, state.draw);
  prepare(p, random);
  record(p, random.draw());
  Medium medium = unknown_medium();
  for (uint32_t steps = 0; may_step(params, steps, p); ++steps) {
    Hit hit = closest_hit(scene, p.position, p.direction, kInfinity, p.last);
    if (step_to<true>(scene, params, steps == 0, hit, p, medium, random, changed) == kStop) break;
    record(p, random.draw());
  }
  finish(p);
  record(p, random.draw());
  pack(p, random.draw(), state);
}

CHROMA2_END
