// The tally of a slice of photons, and the picked ones (hits) packed in the order of the photons:
// counted by tiles, offsets of the tiles summed, written.
#pragma once
#include "cuda/feed.h"
#include "cuda/state.h"
#include "photon/columns.h"
#include "photon/tally.h"

CHROMA2_BEGIN

__device__ __forceinline__ End read_end(const PhotonState* photon) {
  const uint4 words = *reinterpret_cast<const uint4*>(&photon->flags);
  return {words.x, words.y, words.z, words.w, photon->weight};
}

// Sum over the warp, in lane 0.
__device__ __forceinline__ unsigned long long warp_sum(unsigned long long x) {
  for (int step = 16; step > 0; step >>= 1) x += __shfl_down_sync(kWarp, x, step);
  return x;
}

// Of a tile of a halted propagation: nothing of its photons is looked at. The same for all threads of a block,
// whenever the host writes the counter: after a propagation that came to its end all photons may be looked at.
__device__ __forceinline__ bool skip_tile(const CompactJob& job) {
  bool halted = threadIdx.x == 0 && job.taken != nullptr && *job.taken >= kHalted;
  if (!__syncthreads_or(halted)) return false;
  if (threadIdx.x == 0) {
    uint64_t begin = static_cast<uint64_t>(blockIdx.x) * kCompactTile, rest = job.count - begin;
    job.offsets[blockIdx.x] = 0;
    atomicAdd(&job.totals->terminal[kUnfinished], rest < kCompactTile ? rest : kCompactTile);
  }
  return true;
}

// Adds `count` photons of a block to the sums of their event, and gives the number of picked ones.
template <uint32_t Block, class Job>
__device__ __forceinline__ void count_photons(const Job& job, const PhotonState* photons, uint32_t count,
                                              Totals* totals, uint64_t* found) {
  __shared__ unsigned long long partial[Block / 32][kSums];
  unsigned long long sums[kSums] = {};
  for (uint32_t i = threadIdx.x; i < count; i += Block) {
    End end = read_end(photons + i);
    add_end(end, pick(job, end), sums);
  }
  CHROMA2_UNROLL(16)
  for (int k = 0; k < kSums; ++k) {
    unsigned long long sum = warp_sum(sums[k]);
    if (lane_id() == 0) partial[threadIdx.x / 32][k] = sum;
  }
  __syncthreads();
  if (threadIdx.x >= kSums) return;
  unsigned long long sum = 0;
  for (uint32_t warp = 0; warp < Block / 32; ++warp) sum += partial[warp][threadIdx.x];
  if (threadIdx.x == kFound) *found = sum;
  if (sum != 0) atomicAdd(reinterpret_cast<unsigned long long*>(totals) + threadIdx.x, sum);
}

__device__ __forceinline__ void count_tile(const CompactJob& job) {
  if (skip_tile(job)) return;
  uint64_t begin = static_cast<uint64_t>(blockIdx.x) * kCompactTile, rest = job.count - begin;
  count_photons<kCompactBlock>(job, job.photons + begin, rest < kCompactTile ? rest : kCompactTile, job.totals,
                               job.offsets + blockIdx.x);
}

// Sum of what the threads before this one give, and of all; `scratch` has a word for each warp.
template <uint32_t Block>
__device__ __forceinline__ uint64_t sum_before(uint64_t mine, unsigned long long* scratch, uint64_t& all) {
  unsigned long long upto = mine;
  for (int step = 1; step < 32; step <<= 1) {
    unsigned long long other = __shfl_up_sync(kWarp, upto, step);
    if (lane_id() >= static_cast<uint32_t>(step)) upto += other;
  }
  if (lane_id() == 31) scratch[threadIdx.x / 32] = upto;
  __syncthreads();
  uint64_t before = 0;
  all = 0;
  for (uint32_t warp = 0; warp < Block / 32; ++warp) {
    if (warp < threadIdx.x / 32) before += scratch[warp];
    all += scratch[warp];
  }
  __syncthreads();
  return before + upto - mine;
}

// Turns the tiles' counts into where each tile begins, of which `placed` hears; one block.
template <class Placed>
__device__ __forceinline__ void scan(uint64_t* offsets, uint64_t tiles, Placed placed) {
  __shared__ unsigned long long scratch[kScanBlock / 32];
  uint64_t base = 0;
  for (uint64_t first = 0; first < tiles; first += kScanBlock) {
    uint64_t i = first + threadIdx.x, all;
    uint64_t mine = i < tiles ? offsets[i] : 0;
    uint64_t before = sum_before<kScanBlock>(mine, scratch, all);
    if (i < tiles) placed(i, offsets[i] = base + before);
    base += all;
  }
}
__device__ __forceinline__ void scan_tiles(const CompactJob& job) {
  scan(job.offsets, (job.count + kCompactTile - 1) / kCompactTile, [](uint64_t, uint64_t) {});
}

// Packs the picked ones of a block's `count` photons, of which the first has an index in its event, from
// place `base` on.
template <uint32_t Block, class Job>
__device__ __forceinline__ void write_photons(const Job& job, const PhotonState* photons, uint32_t count,
                                              uint64_t first_index, uint64_t event, uint64_t base) {
  __shared__ unsigned long long scratch[Block / 32];
  for (uint32_t first = 0; first < count; first += Block) {
    uint32_t i = first + threadIdx.x;
    uint64_t all;
    int32_t channel = kNotPicked;
    if (i < count) channel = pick(job, read_end(photons + i));
    uint64_t to = base + sum_before<Block>(channel != kNotPicked, scratch, all);
    base += all;
    if (channel == kNotPicked || to >= job.capacity) continue;
    put_hit(job.hits, to, read_state(photons + i), channel, first_index + i, event);
  }
}

__device__ __forceinline__ void write_tile(const CompactJob& job) {
  if (job.totals->terminal[kUnfinished] != 0) return;  // not the last word on these photons
  uint64_t begin = static_cast<uint64_t>(blockIdx.x) * kCompactTile, rest = job.count - begin;
  write_photons<kCompactBlock>(job, job.photons + begin, rest < kCompactTile ? rest : kCompactTile,
                               job.first_index + begin, job.event, job.offsets[blockIdx.x]);
}

CHROMA2_END
