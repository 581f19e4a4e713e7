// Tallies and hits of events that were propagated together: tiles of photons counted, their offsets summed, written.
#pragma once
#include "cuda/compact.h"

CHROMA2_BEGIN

__device__ __forceinline__ void count_merged_tile(const MergedEndsJob& job, uint32_t number) {
  const MergedTile tile = job.tiles[number];
  count_photons<kMergedBlock>(job, job.photons + tile.first, tile.count, &job.ends[tile.event].totals,
                              job.offsets + number);
}

__device__ __forceinline__ void scan_merged_tiles(const MergedEndsJob& job) {
  scan(job.offsets, job.tile_count, [&job](uint64_t number, uint64_t place) {
    const MergedTile tile = job.tiles[number];
    if (tile.first == job.events[tile.event].first) job.ends[tile.event].first_hit = place;
  });
}

__device__ __forceinline__ void write_merged_tile(const MergedEndsJob& job, uint32_t number) {
  const MergedTile tile = job.tiles[number];
  if (job.ends[tile.event].totals.terminal[kUnfinished] != 0) return;  // not the last word on these photons
  const MergedEvent& event = job.events[tile.event];
  write_photons<kMergedBlock>(job, job.photons + tile.first, tile.count, event.params.first_index + tile.first,
                              event.event, job.offsets[number]);
}

CHROMA2_END
