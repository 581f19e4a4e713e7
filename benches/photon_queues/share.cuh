// Photons of the end of a launch, spread evenly over all warps of the device through the queue.
#pragma once
#include "launch.cuh"

namespace chroma2 {
namespace CHROMA2_LEVEL {

// A party's photon of the next turn as an item of the queue, and back.
__device__ __forceinline__ Item item_of(const Party& party, uint32_t i) {
  uint32_t next = party.now ^ 1u;
  return {party.numbers(next)[i], party.steps(next)[i], party.media(next)[i]};
}
__device__ __forceinline__ void enroll(const Party& party, const Item& item) {
  party.enroll(item.number, item.steps, item.medium);
}

constexpr unsigned long long kBody = 1ull << 40;

__device__ __forceinline__ void count_ended(uint32_t ended) {
  shared_word(launch().ended).fetch_add(static_cast<unsigned long long>(ended), queue::memory_order_release);
}

// A block's warps go on alone, with no photons at first.
template <class Crew>
__device__ __forceinline__ void go_alone(Crew& party) {
  uint32_t warp = party.rank / 32u;
  party.sync();
  static_cast<Party&>(party) = {party.pool, warp * kWarpShare, warp, party.rank % 32u, 32u, party.now};
  if (party.rank == 0) party.count(0) = party.count(1) = 0;
  party.sync();
}

// A block's photons of the next turn go into the queue, and its warps go on alone.
template <class Crew>
__device__ __forceinline__ void part_into_queue(Crew& party) {
  uint32_t rest = party.count(party.now ^ 1u);
  for (uint32_t i = party.rank; i < rest; i += party.size) push_active(item_of(party, i));
  go_alone(party);
}

// A warp's photons for the next turn: an even share of all that are left, about. What it has far beyond that goes
// into the queue, and where it has far less it takes from there. False: it has nothing more to do. What is left
// is told by the launch's `ended`, or else by its `outstanding`. `stay`: until all have ended; else a warp that
// finds nothing leaves.
template <bool kByEnded>
__device__ __noinline__ bool share_out(uint64_t photons, Party party, bool stay) {
  const uint64_t warps = static_cast<uint64_t>(gridDim.x) * kPropagateWarps;
  uint32_t had = party.count(party.now), have = party.count(party.now ^ 1u);
  party.sync();
  if (party.rank == 0 && have < had) {
    if (kByEnded)
      count_ended(had - have);
    else
      atomicAdd(&launch().outstanding, 0ull - (had - have));
  }
  if (have == 1) return true;  // nothing to give away: a lone photon waits for no look
  for (uint32_t pause = 500;; pause = pause < 8000 ? 2 * pause : pause) {
    unsigned long long left = 0;
    bool some = false;
    if (party.rank == 0) {
      left = kByEnded ? photons - glance(launch().ended) : glance(launch().outstanding);
      some = active_about() != 0;
    }
    left = __shfl_sync(kWarp, left, 0);
    some = __shfl_sync(kWarp, some, 0);
    uint32_t share = even_share(left % kBody, warps, kWarpShare);
    if (have > share + share / 2u) {
      for (uint32_t i = share + party.rank; i < have; i += 32u) push_active(item_of(party, i));
      party.sync();
      if (party.rank == 0) party.count(party.now ^ 1u) = share;
      party.sync();
      return true;
    }
    if (some && have <= share / 2u) {
      Item item;
      for (uint32_t i = have + party.rank; i < share; i += 32u)
        if (pop_active(item)) enroll(party, item);
      party.sync();
      have = party.count(party.now ^ 1u);
      party.sync();
    }
    if (have != 0) return true;
    if (left == 0 || !stay) return false;
    __nanosleep(pause);
  }
}

}  // namespace CHROMA2_LEVEL
}  // namespace chroma2
