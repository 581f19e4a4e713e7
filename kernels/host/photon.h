// A photon from its start to its end, on the host.
#pragma once
#include "host/closest.h"
#include "physics/propagate.h"

CHROMA2_BEGIN

struct NoRecorder {
  CHROMA2_HD void operator()(const Photon&, uint32_t) const {}
};

// A flag that another thread sets to end a run early; null: none.
struct Halt {
  const uint8_t* flag;
  bool is_set() const { return flag && __atomic_load_n(flag, __ATOMIC_RELAXED) != 0; }
};

// Photons that have ended already are left as they are. `record(photon, draw)` sees the prepared
// state and the one after every step; `changed` is that of step_to. False: it was halted, and the photon
// is as it was; asked at every step, since a photon may make any number of them.
template <class Record, class Changed>
CHROMA2_HD bool run_photon(const Scene& scene, const PropagateParams& params, uint64_t index,
                           PhotonState& state, Record& record, Changed& changed, Halt halt) {
  if (state.flags & kTerminal) return true;
  Photon p = unpack(state);
  Random random(params, index, state.draw);
  prepare(p, random);
  record(p, random.draw());
  Medium medium = unknown_medium();
  for (uint32_t steps = 0; may_step(params, steps, p); ++steps) {
    if (halt.is_set()) return false;
    Hit hit = closest_hit(scene, p.position, p.direction, kInfinity, p.last);
    if (step_to<true>(scene, params, steps == 0, hit, p, medium, random, changed) == kStop) break;
    record(p, random.draw());
  }
  finish(p);
  record(p, random.draw());
  pack(p, random.draw(), state);
  return true;
}

CHROMA2_END
