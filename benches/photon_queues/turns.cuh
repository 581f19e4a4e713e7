// The library's kernel with one of its parts replaced by a queue: where new photons come from, where those
// that have ended are told of, or what warps do when there are no new ones.
#pragma once
#include "share.cuh"

namespace chroma2 {
namespace CHROMA2_LEVEL {

// Puts the numbers of all photons into the queue, with the other blocks.
__device__ __noinline__ void fill(uint64_t photons, uint32_t* scratch) {
  __shared__ unsigned long long first;
  for (;;) {
    if (threadIdx.x == 0) first = atomicAdd(&launch().filling, static_cast<unsigned long long>(kPoolSize));
    __syncthreads();
    if (first >= photons) break;
    uint64_t rest = photons - first;
    uint32_t count = rest < kPoolSize ? static_cast<uint32_t>(rest) : kPoolSize;
    for (uint32_t i = threadIdx.x; i < count; i += kPropagateBlock) scratch[i] = static_cast<uint32_t>(first) + i;
    __syncthreads();
    for (uint32_t done = 0; done < count;) done += launch().fresh.queue().try_push_block(scratch + done, count - done);
    __syncthreads();
    if (threadIdx.x == 0)
      shared_word(launch().filled).fetch_add(static_cast<unsigned long long>(count), queue::memory_order_release);
  }
  __syncthreads();
}

// New photons for a block that has room for so many: as many as it may have, from the queue. `pool.fresh` says
// then whether there are more.
__device__ __noinline__ uint32_t take_fresh(uint64_t photons, uint32_t room, uint32_t* numbers, Pool& pool) {
  __shared__ uint64_t left;
  for (;;) {
    if (threadIdx.x == 0) left = look(launch().filled) < photons ? photons : launch().fresh.queue().size();
    __syncthreads();
    uint32_t share = even_share(left, gridDim.x, kPoolSize);
    uint32_t got = launch().fresh.queue().try_pop_block(numbers, room < share ? room : share);
    __syncthreads();
    if (threadIdx.x == 0) pool.fresh = look(launch().filled) < photons || launch().fresh.queue().size() != 0;
    __syncthreads();
    if (got != 0 || pool.fresh == 0 || room < kPoolSize) return got;
    __syncthreads();
    __nanosleep(200);
  }
}

// As propagate_photons.
enum Finale {
  kEndApart,     // warps keep their shares of the block's photons
  kEndSharing,   // and share them with others where shares have become uneven, until all have ended
  kEndLeaving,   // the same, but warps that find none leave
  kEndQueueing,  // what the block has goes into the queue, and warps take even shares from it
};

template <bool kFreshQueue, Tell kTell, Finale kEnd>
__device__ __forceinline__ void by_turns(const PropagateJob& job, Pool& pool, uint32_t* scratch) {
  Crew<kTell> party{{&pool, 0, 0, threadIdx.x, kPropagateBlock, 0}};
  if (kFreshQueue) fill(job.count, scratch);
  if (kTell == kTellLists && party.rank < kPropagateWarps) ended.count[party.rank] = 0;
  if (party.rank == 0) party.count(0) = pool.fresh = pool.first_fresh = 0;
  if (kEnd != kEndApart && party.rank == 0) atomicAdd(&launch().outstanding, kBody);
  for (;;) {
    party.sync();
    if (party.rank == 0) party.count(party.now ^ 1u) = party.cursor() = 0;
    party.sync();
    cast_pool(job, party);
    party.sync();
    step_pool<false>(job, party);
    party.sync();
    if (party.alone()) {
      if (kEnd != kEndApart) {
        if (!share_out<false>(job.count, party, kEnd != kEndLeaving)) return;
      } else {
        party.tell();
        if (party.count(party.now ^ 1u) == 0) return;
      }
    } else {
      uint32_t room = kPoolSize - party.count(party.now ^ 1u);
      party.sync();
      party.tell();
      bool dry;
      if (kFreshQueue) {
        uint32_t fresh = take_fresh(job.count, room, scratch, pool);
        dry = pool.fresh == 0;
        for (uint32_t i = party.rank; i < fresh; i += party.size)
          start_photon<false>(job, party, scratch[i], OneEvent{});
        party.sync();
      } else {
        dry = start_share<false>(job, party, pool, room, OneEvent{});
      }
      party.tell();
      if (dry) {
        if (kEnd != kEndApart && party.rank == 0)
          atomicAdd(&launch().outstanding, static_cast<unsigned long long>(party.count(party.now ^ 1u)) - kBody);
        if (kEnd != kEndQueueing) {
          part(party);
          continue;
        }
        party.sync();
        part_into_queue(party);
        if (!share_out<false>(job.count, party, true)) return;
      }
    }
    party.now ^= 1u;
  }
}

}  // namespace CHROMA2_LEVEL
}  // namespace chroma2
