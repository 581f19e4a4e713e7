// A photon from its start to its end, on the host.
#pragma once
#include "host/closest.h"
#include "photon/life.h"

CHROMA2_BEGIN

// A photon's states at its start and after every step.
struct Recorder {
  PhotonState* records;
  uint64_t capacity, count;  // of which `capacity` are kept

  // A copy, so that a life need not lie in memory for it.
  CHROMA2_RARE void add(PhotonState state) {
    if (count < capacity) records[count] = state;
    ++count;
  }
};

CHROMA2_HD void record(Recorder* recorder, const Life& life) {
  if (!recorder) return;
  PhotonState state;
  life.store(state);
  recorder->add(state);
}

// A flag that another thread sets to end a run early; null: none.
struct Halt {
  const uint8_t* flag;
  bool is_set() const { return flag && __atomic_load_n(flag, __ATOMIC_RELAXED) != 0; }
};

// A photon that has made steps already goes on after these, in the medium in which its leg begins.
struct Made {
  uint32_t steps;
  Medium medium;
};

// Photons that have ended already are left as they are. `recorder`: null, or what sees the prepared state and
// the one after every step; `changed` and `emitter` are those of step_to. False: it was halted, or the emitter has no
// room, and the photon is as it was; asked at every step, since a photon may make any number of them. Where `pause` is
// given, a photon stops when it has emitted several, to go on after what is written there.
template <class Changed, class Emitter>
CHROMA2_HOST_CALL bool run_photon(const Scene& scene, const PropagateParams& params, uint64_t index, PhotonState& state,
                                  Recorder* recorder, Changed& changed, Emitter& emitter, Halt halt,
                                  const Made* made = nullptr, Made* pause = nullptr) {
  if (has_ended(state)) return true;
  Life life(params, index, state, made ? made->steps : 0u, made ? made->medium : unknown_medium());
  if (!made) life.start();
  record(recorder, life);
  for (Outcome last = kContinue; life.goes_on(params, last);) {
    if (halt.is_set()) return false;
    Hit hit = closest_hit(scene, life.p.position, life.p.direction, kInfinity, life.p.last);
    last = life.step<true>(scene, params, hit, changed, emitter);
    if constexpr (Emitter::kSpawns) {
      if (last == kUnusual) return false;
      if (pause && emitter.spawned() && life.goes_on(params, last)) {
        *pause = {life.steps, life.medium};
        life.store(state);
        return true;
      }
    }
    if (last != kStop) record(recorder, life);
  }
  record(recorder, life);
  life.store(state);
  return true;
}

CHROMA2_END
