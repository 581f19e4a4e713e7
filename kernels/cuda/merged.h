// Photons of several events in one propagation: each has its event's parameters and random numbers.
#pragma once
#include "cuda/propagate.h"

CHROMA2_BEGIN

// Counts changes of the medium in a table, and those of an event.
struct EventChanges {
  MediumChanges* table;
  unsigned long long* count;
  __device__ __forceinline__ void operator()(uint32_t material_begin, uint32_t material_end, uint32_t instance_begin,
                                             uint32_t instance_end) const {
    add_change(table, material_begin, material_end, instance_begin, instance_end, 1);
    atomicAdd(count, 1ull);
  }
};

struct ManyEvents {
  static constexpr bool kSpawns = false;
  const MergedJob& job;

  __device__ __forceinline__ uint32_t owner(uint32_t number) const { return job.owners[number / kMergedUnit]; }
  __device__ __forceinline__ const PropagateParams& params(const PropagateJob&, uint32_t number) const {
    return job.events[owner(number)].params;
  }
  __device__ __forceinline__ EventChanges changes(const PropagateJob& all, uint32_t number) const {
    return {all.changes, job.changes + owner(number)};
  }
  __device__ __forceinline__ void ended(uint64_t, const PhotonState&) const {}
  // The array has gaps between events.
  __device__ __forceinline__ bool has(uint64_t number) const {
    const MergedEvent& event = job.events[owner(static_cast<uint32_t>(number))];
    return number - event.first < event.count;
  }
  __device__ __forceinline__ PhotonState first_state(const PropagateJob& all, uint64_t number) const {
    const MergedEvent& event = job.events[owner(static_cast<uint32_t>(number))];
    if (!event.generate) return read_state(all.photons + number);
    return source_photon(all.scene, event.source, job.tables, event.params, number);
  }
};

CHROMA2_END
