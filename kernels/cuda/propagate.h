// Photons on a device. A lane holds a photon from its start to its end and then takes the next one;
// a warp casts rays until so few of its lanes still have one on the way that the others are worth
// serving, so that no photon waits for the longest ray of its warp.
#pragma once
#include "cuda/feed.h"
#include "cuda/walk.h"
#include "physics/propagate.h"
#include "source/generate.h"

CHROMA2_BEGIN

// A photon between two of its lane's ray casts, in shared memory: word w of thread t at [w][t].
template <uint32_t Block>
struct Parked {
  float* words;  // from this thread's column on
  __device__ __forceinline__ float get(uint32_t w) const { return words[w * Block]; }
  __device__ __forceinline__ void set(uint32_t w, float x) { words[w * Block] = x; }
  __device__ __forceinline__ Vec origin() const { return {get(0), get(1), get(2)}; }
  __device__ __forceinline__ Vec direction() const { return {get(4), get(5), get(6)}; }
  __device__ __forceinline__ void put(const PhotonState& s) {
    const float* from = reinterpret_cast<const float*>(&s);
    CHROMA2_UNROLL(16)
    for (uint32_t w = 0; w < 16; ++w) set(w, from[w]);
  }
  __device__ __forceinline__ void take(PhotonState& s) const {
    float* to = reinterpret_cast<float*>(&s);
    CHROMA2_UNROLL(16)
    for (uint32_t w = 0; w < 16; ++w) to[w] = get(w);
  }
};

__device__ __forceinline__ PhotonState read_state(const PhotonState* from) {
  PhotonState s;
  const float4* words = reinterpret_cast<const float4*>(from);
  float4* to = reinterpret_cast<float4*>(&s);
  CHROMA2_UNROLL(4)
  for (int i = 0; i < 4; ++i) to[i] = words[i];
  return s;
}
__device__ __forceinline__ void write_state(PhotonState* to, const PhotonState& s) {
  float4* words = reinterpret_cast<float4*>(to);
  const float4* from = reinterpret_cast<const float4*>(&s);
  CHROMA2_UNROLL(4)
  for (int i = 0; i < 4; ++i) words[i] = from[i];
}

// Words of a block's shared memory for each thread.
constexpr uint32_t kParkedWords = 16;

template <uint32_t Block>
__device__ __forceinline__ void propagate_photons(const PropagateJob& job, float* shared, uint32_t linger) {
  const Scene& scene = job.scene;
  Parked<Block> parked{shared + threadIdx.x};
  LocalStack stack;
  Walk walk;
  walk.active = false;
  uint64_t index = 0;
  uint32_t steps = 0;
  bool busy = false;
  Feed feed(job.next, job.count);
  for (;;) {
    bool fresh = feed.take(!busy, index);
    if (fresh || (busy && !walk.active)) {
      PhotonState state;
      bool going = true;
      if (fresh) {
        steps = 0;
        if (job.generate) {
          TableView tables{job.source_tables, job.source_segments, job.source_buckets};
          state = generate_photon(job.source, tables, job.params, job.params.first_index + index);
        } else {
          state = read_state(job.photons + index);
        }
        going = (state.flags & kTerminal) == 0;
      } else {
        parked.take(state);
      }
      busy = going;
      if (going) {
        Photon p = unpack(state);
        Random random(job.params, job.params.first_index + index, state.draw);
        if (fresh) {
          prepare(p, random);
        } else {
          Hit hit = walk.best;
          intersect_wires(scene, p.position, p.direction, p.last, hit);
          busy = step_to(scene, job.params, steps == 0, hit, p, random) != kStop;
          ++steps;
        }
        busy = busy && may_step(job.params, steps, p);
        if (!busy) finish(p);
        pack(p, random.draw(), state);
        if (busy) {
          parked.put(state);
          walk.start(scene, p.position, p.direction, kInfinity, p.last);
        }
      }
      if (!busy) write_state(job.photons + index, state);
    }
    if (!__any_sync(kWarp, busy)) {
      if (feed.dry()) return;
      continue;
    }
    uint32_t wait = feed.dry() ? 0 : linger;
    do {
      if (walk.active) walk.visit<false>(scene, parked, stack);
      __syncwarp();
    } while (__popc(__ballot_sync(kWarp, walk.active)) > wait);
  }
}

CHROMA2_END
