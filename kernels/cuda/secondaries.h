// Photons of a geometry where an absorption may give several: all but the first go to a list. Another launch goes on
// with all of them, as the next generation.
#pragma once
#include "cuda/propagate.h"
#include "physics/emitted.h"

CHROMA2_BEGIN

// What ManyEmitted takes: room in the job's list, in any order.
class DeviceSecondaries {
 public:
  __device__ __forceinline__ DeviceSecondaries(const SpawningJob& job, uint32_t root) : job_(job), root_(root) {}

  // Never beyond the room, and without gaps. The loop ends: whoever is in the way fills the list.
  __device__ __forceinline__ bool reserve(uint32_t count) {
    unsigned long long found = *static_cast<volatile unsigned long long*>(job_.counters + 2);
    for (;;) {
      if (found + count > job_.list.capacity) {
        atomicAdd(job_.counters + 1, static_cast<unsigned long long>(count));
        return false;
      }
      unsigned long long before = atomicCAS(job_.counters + 2, found, found + count);
      if (before == found) break;
      found = before;
    }
    first_ = found;
    atomicAdd(job_.secondaries + root_, count);
    return true;
  }

  __device__ __forceinline__ void put(uint32_t i, const PhotonState& state, const Descent& descent) {
    write_state(job_.list.states + first_ + i, state);
    job_.list.descents[first_ + i] = descent;
  }

 private:
  const SpawningJob& job_;
  uint32_t root_;
  unsigned long long first_ = 0;
};

// A step's change of the medium, of which there is one at most, until it is sure that the step is made.
struct HeldChange {
  uint32_t material_begin, material_end, instance_begin, instance_end;
  bool any = false;
  __device__ __forceinline__ void operator()(uint32_t from, uint32_t to, uint32_t left, uint32_t met) {
    material_begin = from;
    material_end = to;
    instance_begin = left;
    instance_end = met;
    any = true;
  }
};

// What the kernel knows of its photons, in place of OneEvent.
struct Spawning {
  static constexpr bool kSpawns = true;
  const SpawningJob& job;

  template <class Crew>
  __device__ __forceinline__ void start(const PropagateJob& all, const Crew& party, uint32_t number) const {
    PhotonState state = job.starts ? OneEvent{}.first_state(all, number) : read_state(all.photons + number);
    Descent descent{all.params.first_index + number, number, 0, 0, unknown_medium().word};
    if (job.starts)
      job.descents[number] = descent;
    else
      descent = job.descents[number];
    bool going = !has_ended(state) && descent.generation == job.generation;
    if (!job.starts && !going) return;
    if (going) {
      if (job.generation != 0 && job.before[descent.root] > kMostSecondaries) state.flags |= kStepLimit;
      Life life(all.params, descent.id, state, descent.steps, {descent.medium});
      if (job.starts) life.start();
      going = life.goes_on(all.params, has_ended(state) ? kStop : kContinue);
      life.store(state);
    }
    write_state(all.photons + number, state);
    if (going) party.enroll(number, descent.steps, {descent.medium});
  }

  // Stops a photon that has emitted others, or found no room for what it would emit.
  __device__ __forceinline__ StepEnd stop(uint32_t number, uint32_t steps, Medium medium) const {
    job.descents[number].steps = steps;
    job.descents[number].medium = medium.word;
    return {kStop, medium};
  }

  __device__ __forceinline__ StepEnd step(const PropagateJob& all, uint32_t number, uint32_t steps, Hit hit,
                                          Medium medium) const {
    const Descent descent = job.descents[number];
    PhotonState state = read_state(all.photons + number);
    Life life(all.params, descent.id, state, steps, medium);
    intersect_wires(all.scene, life.p.position, life.p.direction, life.p.last, hit);
    HeldChange change;
    DeviceSecondaries list(job, descent.root);
    ManyEmitted<DeviceSecondaries> emitter(list, all.params, descent);
    Outcome outcome = life.step<true>(all.scene, all.params, hit, change, emitter);
    if (outcome == kUnusual) return stop(number, steps, medium);
    if (change.any)
      add_change(all.changes, change.material_begin, change.material_end, change.instance_begin, change.instance_end,
                 1);
    bool going = life.goes_on(all.params, outcome);
    life.store(state);
    write_state(all.photons + number, state);
    if (!going || !emitter.spawned()) return {going ? kContinue : kStop, life.medium};
    job.descents[number].generation = job.generation + 1;
    atomicAdd(job.counters, 1ull);
    return stop(number, life.steps, life.medium);
  }
};

CHROMA2_END
