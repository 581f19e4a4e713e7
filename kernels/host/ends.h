// End states on the host: their tally, and the picked ones packed in the order of the photons.
#pragma once
#include "photon/columns.h"
#include "photon/tally.h"

CHROMA2_BEGIN

CHROMA2_HD End end_of(const PhotonState& s) { return {s.flags, s.instance, s.triangle, s.draw, s.weight}; }

// Adds to the job's totals.
inline void tally_ends(const CompactJob& job) {
  unsigned long long sums[kSums] = {};
  for (uint64_t i = 0; i < job.count; ++i) {
    End end = end_of(job.photons[i]);
    add_end(end, pick(job, end), sums);
  }
  unsigned long long* totals = reinterpret_cast<unsigned long long*>(job.totals);
  for (int k = 0; k < kSums; ++k) totals[k] += sums[k];
}

// As many as there is room for.
inline void pack_picked(const CompactJob& job) {
  uint64_t to = 0;
  for (uint64_t i = 0; i < job.count && to < job.capacity; ++i) {
    int32_t channel = pick(job, end_of(job.photons[i]));
    if (channel == kNotPicked) continue;
    put_hit(job.hits, to++, job.photons[i], channel, job.first_index + i, job.event);
  }
}

CHROMA2_END
