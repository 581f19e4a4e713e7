// Few photons of an order that the host has posted: each block takes a share of them, its warps go on alone from the
// start, and what is left after some turns is the host's. Ends lie in the host's memory when the last one has ended.
#pragma once
#include "cuda/few_rays.h"

CHROMA2_BEGIN

struct ToHost : OneEvent {
  PhotonState* states;  // the host's

  __device__ __forceinline__ explicit ToHost(PhotonState* of_host) : states(of_host) {}
  __device__ __forceinline__ void ended(uint64_t number, const PhotonState& state) const {
    write_state(states + number, state);
  }
  __device__ __forceinline__ PhotonState first_state(const PropagateJob& job, uint64_t number) const {
    if (job.generate) return generate_photon(job.scene, job.sources, job.params, number);
    // The same memory had other photons before, which a cache may still have.
    PhotonState state;
    const volatile uint32_t* from = reinterpret_cast<const volatile uint32_t*>(states + number);
    uint32_t* to = reinterpret_cast<uint32_t*>(&state);
    CHROMA2_UNROLL(16)
    for (uint32_t i = 0; i < sizeof(PhotonState) / 4u; ++i) to[i] = from[i];
    return state;
  }
};

// Takes this block's share of an order's photons, or what is left of them; how many there are now in the pool.
__device__ __forceinline__ uint32_t take_share(const PropagateJob& job, const Party& party) {
  Pool& pool = *party.pool;
  if (party.rank == 0) {
    uint64_t share = (job.count + gridDim.x - 1u) / gridDim.x;
    if (share > kPoolSize) share = kPoolSize;
    pool.first_fresh = atomicAdd(job.next, static_cast<unsigned long long>(share));
    uint64_t rest = pool.first_fresh < job.count ? job.count - pool.first_fresh : 0;
    pool.fresh = static_cast<uint32_t>(rest < share ? rest : share);
    party.count(party.now ^ 1u) = 0;
  }
  party.sync();
  return pool.fresh;
}

// Makes steps until all have ended, or so many turns that the rest is the host's, as unusual photons are at once.
__device__ __forceinline__ void make_turns(const PropagateJob& job, Party& party, const ToHost& of) {
  for (uint32_t turn = 1;; ++turn) {
    if (party.rank == 0) party.count(party.now ^ 1u) = party.cursor() = 0;
    party.sync();
    cast_few(job, party);
    party.sync();
    step_pool<false, true>(job, party, of);
    party.sync();
    uint32_t next = party.now ^ 1u, count = party.count(next);
    if (count == 0) return;
    if (turn >= job.hand_over) {
      for (uint32_t place = party.rank; place < count; place += party.size)
        put_aside(job, party.numbers(next)[place], party.steps(next)[place], party.media(next)[place]);
      return;
    }
    party.now = next;
  }
}

// Propagates what this block gets of an order; how many photons. All threads of the block call it together.
__device__ __forceinline__ uint32_t propagate_order(const ResidentOrder& order, Pool& pool) {
  const PropagateJob& job = order.job;
  const ToHost of(order.states);
  for (uint32_t taken = 0;;) {
    Party party{&pool, 0, 0, threadIdx.x, kPropagateBlock, 0};
    uint32_t fresh = take_share(job, party);
    if (fresh == 0) return taken;
    start_pool<false>(job, party, pool.first_fresh, fresh, of);
    party.sync();
    if (kPropagateBlock > 32)
      part(party);
    else
      party.now ^= 1u;
    make_turns(job, party, of);
    taken += fresh;
    __syncthreads();
  }
}

CHROMA2_END
