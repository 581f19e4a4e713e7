// The account of a slice of photons, and the picked ones (hits) packed in the order of the photons:
// counted by tiles, offsets of the tiles summed, written.
#pragma once
#include "cuda/feed.h"
#include "cuda/state.h"
#include "math/bits.h"

CHROMA2_BEGIN

// As Committed::channel.
__device__ __forceinline__ int32_t channel_of(const Scene& scene, uint32_t instance, uint32_t triangle) {
  if (instance == kNone) return -1;
  if (!(instance & kWireBit)) return scene.instances[instance].channel;
  const WirePlane& plane = scene.wire_planes[instance & ~kWireBit];
  if (plane.first_channel < 0) return -1;
  return static_cast<int32_t>(plane.first_channel + static_cast<int64_t>(triangle) * plane.channel_stride);
}

// What is read of an end state.
struct End {
  uint32_t flags, instance, triangle, draw;
  float weight;
};

__device__ __forceinline__ End read_end(const PhotonState* photon) {
  const uint4 words = *reinterpret_cast<const uint4*>(&photon->flags);
  return {words.x, words.y, words.z, words.w, photon->weight};
}

// The channel of a picked photon, or -1 (-2: not picked).
__device__ __forceinline__ int32_t pick(const CompactJob& job, const End& end) {
  if (!(end.flags & job.mask)) return -2;
  int32_t channel = channel_of(job.scene, end.instance, end.triangle);
  return channel < 0 && job.need_channel ? -2 : channel;
}

// Sum over the warp, in lane 0.
__device__ __forceinline__ unsigned long long warp_sum(unsigned long long x) {
  for (int step = 16; step > 0; step >>= 1) x += __shfl_down_sync(kWarp, x, step);
  return x;
}

constexpr int kSums = 16;  // the words of Totals
static_assert(sizeof(Totals) == 8 * kSums, "Totals are summed word by word");
constexpr int kDraws = 8, kFound = 9, kDetectedWeight = 10, kFoundWeight = 13;

// The weight in units of 2^-48 as three limbs; NaN counts as 0, and what is beyond 2^38 as that.
__device__ __forceinline__ void add_weight(unsigned long long* limb, float weight) {
  if (weight != weight) return;
  double units = static_cast<double>(clamp(weight, -0x1p38f, 0x1p38f)) * 0x1p48;
  double size = ::floor(::fabs(units));
  double high = ::floor(size * 0x1p-64), rest = size - high * 0x1p64;
  double middle = ::floor(rest * 0x1p-32), low = rest - middle * 0x1p32;
  long long sign = units < 0.0 ? -1 : 1;
  limb[0] += static_cast<unsigned long long>(sign * static_cast<long long>(low));
  limb[1] += static_cast<unsigned long long>(sign * static_cast<long long>(middle));
  limb[2] += static_cast<unsigned long long>(sign * static_cast<long long>(high));
}

__device__ __forceinline__ void add_end(const End& end, int32_t picked, unsigned long long (&sums)[kSums]) {
  constexpr uint32_t kOrder[7] = {kNoHit,     kBulkAbsorb, kSurfaceDetect, kSurfaceAbsorb,
                                  kStepLimit, kTimeLimit,  kNanAbort};
  uint32_t ended = end.flags & kTerminal, lowest = ended & (0u - ended);
  CHROMA2_UNROLL(7)
  for (int k = 0; k < 7; ++k) sums[k] += lowest == kOrder[k];
  sums[7] += lowest == 0;
  sums[kDraws] += end.draw;
  if (lowest == kSurfaceDetect) add_weight(sums + kDetectedWeight, end.weight);
  if (picked == -2) return;
  sums[kFound] += 1;
  add_weight(sums + kFoundWeight, end.weight);
}

__device__ __forceinline__ void count_tile(const CompactJob& job) {
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
  uint64_t begin = static_cast<uint64_t>(blockIdx.x) * kCompactTile, base = job.offsets[blockIdx.x];
  for (uint32_t first = 0; first < kCompactTile; first += kCompactBlock) {
    uint64_t i = begin + first + threadIdx.x, all;
    int32_t channel = -2;
    if (i < job.count) channel = pick(job, read_end(job.photons + i));
    uint64_t to = base + sum_before<kCompactBlock>(channel != -2, scratch, all);
    base += all;
    if (channel == -2 || to >= job.capacity) continue;
    write_state(job.states + to, read_state(job.photons + i));
    job.channels[to] = channel;
    job.indices[to] = job.first_index + i;
  }
}

CHROMA2_END
