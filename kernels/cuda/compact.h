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

__device__ __forceinline__ void count_tile(const CompactJob& job) {
  if (skip_tile(job)) return;
  __shared__ unsigned long long partial[kCompactBlock / 32][kSums];
  unsigned long long sums[kSums] = {};
  uint64_t begin = static_cast<uint64_t>(blockIdx.x) * kCompactTile;
  for (uint32_t i = threadIdx.x; i < kCompactTile; i += kCompactBlock) {
    if (begin + i >= job.count) break;
    End end = read_end(job.photons + begin + i);
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
  for (uint32_t warp = 0; warp < kCompactBlock / 32; ++warp) sum += partial[warp][threadIdx.x];
  if (threadIdx.x == kFound) job.offsets[blockIdx.x] = sum;
  if (sum != 0) atomicAdd(reinterpret_cast<unsigned long long*>(job.totals) + threadIdx.x, sum);
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

// Turns the tiles' counts into where each tile begins; one block.
__device__ __forceinline__ void scan_tiles(const CompactJob& job) {
  __shared__ unsigned long long scratch[kScanBlock / 32];
  uint64_t tiles = (job.count + kCompactTile - 1) / kCompactTile, base = 0;
  for (uint64_t first = 0; first < tiles; first += kScanBlock) {
    uint64_t i = first + threadIdx.x, all;
    uint64_t mine = i < tiles ? job.offsets[i] : 0;
    uint64_t before = sum_before<kScanBlock>(mine, scratch, all);
    if (i < tiles) job.offsets[i] = base + before;
    base += all;
  }
}

__device__ __forceinline__ void write_tile(const CompactJob& job) {
  __shared__ unsigned long long scratch[kCompactBlock / 32];
  if (job.totals->terminal[kUnfinished] != 0) return;  // not the last word on these photons
  uint64_t begin = static_cast<uint64_t>(blockIdx.x) * kCompactTile, base = job.offsets[blockIdx.x];
  for (uint32_t first = 0; first < kCompactTile; first += kCompactBlock) {
    uint64_t i = begin + first + threadIdx.x, all;
    int32_t channel = kNotPicked;
    if (i < job.count) channel = pick(job, read_end(job.photons + i));
    uint64_t to = base + sum_before<kCompactBlock>(channel != kNotPicked, scratch, all);
    base += all;
    if (channel == kNotPicked || to >= job.capacity) continue;
    put_hit(job.hits, to, read_state(job.photons + i), channel, job.first_index + i, job.event);
  }
}

CHROMA2_END
