// A photon from its start to its end, on the host.
#pragma once
#include "host/closest.h"
#include "photon/life.h"

CHROMA2_BEGIN

struct NoRecorder {
  CHROMA2_HD void operator()(const Life&) const {}
};

// A flag that another thread sets to end a run early; null: none.
struct Halt {
  const uint8_t* flag;
  bool is_set() const { return flag && __atomic_load_n(flag, __ATOMIC_RELAXED) != 0; }
};

// Photons that have ended already are left as they are. `record(life)` sees the prepared
// state and the one after every step; `changed` is that of step_to. False: it was halted, and the photon
// is as it was; asked at every step, since a photon may make any number of them.
template <class Record, class Changed>
CHROMA2_HD bool run_photon(const Scene& scene, const PropagateParams& params, uint64_t index, PhotonState& state,
                           Record& record, Changed& changed, Halt halt) {
  if (has_ended(state)) return true;
  Life life(params, index, state);
  life.start();
  record(life);
  for (Outcome last = kContinue; life.goes_on(params, last);) {
    if (halt.is_set()) return false;
    Hit hit = closest_hit(scene, life.p.position, life.p.direction, kInfinity, life.p.last);
    last = life.step<true>(scene, params, hit, changed);
    if (last != kStop) record(life);
  }
  record(life);
  life.store(state);
  return true;
}

CHROMA2_END
