// All photons under way in one queue: who is free takes some of them, and new ones, makes a step with each and
// puts those that go on back.
#pragma once
#include "share.cuh"

namespace chroma2 {
namespace CHROMA2_LEVEL {

// How blocks and warps take photons.
struct Rule {
  uint32_t most;        // at once
  bool warps;           // each warp for itself from the beginning on
  bool fresh_first;     // new ones before those under way, as far as the queue has room
  uint64_t part_below;  // warps for themselves when there are no new ones and so few photons are left
};
constexpr uint64_t kQueueRoom = 1u << 20;  // half of the ring: the other is for what blocks have in flight

// New photons that a party with room for so many takes, from `first` on.
__device__ __forceinline__ uint32_t draw_fresh(unsigned long long* next, uint64_t photons, uint32_t room,
                                               unsigned long long& first) {
  first = glance(*next);
  if (room == 0 || first >= photons) return 0;
  first = atomicAdd(next, static_cast<unsigned long long>(room));
  if (first >= photons) return 0;
  return photons - first < room ? static_cast<uint32_t>(photons - first) : room;
}

// What a party takes for its next turn.
struct Plan {
  uint32_t want, popped;  // photons in all, and those from the queue
  uint32_t fresh;         // new ones
  unsigned long long first;
  bool part, over;
};

// One thread of a party asks, of so many parties.
__device__ __noinline__ Plan plan_for(unsigned long long* next, uint64_t photons, const Rule& rule, uint64_t parties) {
  Plan plan{};
  uint64_t taken = glance(*next), rest = taken < photons ? photons - taken : 0;
  uint64_t size = active_about(), left = photons - glance(launch().ended);
  plan.over = left == 0;
  plan.part = rest == 0 && left < rule.part_below;
  plan.want = even_share(rest + size, parties, rule.most);
  if (rule.fresh_first && size < kQueueRoom) plan.fresh = draw_fresh(next, photons, plan.want, plan.first);
  return plan;
}

// `items`: kPoolSize of them in shared memory, free between steps.
template <Tell kTell>
__device__ __forceinline__ void by_steps(const PropagateJob& job, Pool& pool, Item* items, const Rule& rule) {
  __shared__ Plan plans[kPropagateWarps];
  Crew<kTell> party{{&pool, 0, 0, threadIdx.x, kPropagateBlock, 0}};
  if (kTell == kTellLists && party.rank < kPropagateWarps) ended.count[party.rank] = 0;
  const uint64_t parties = static_cast<uint64_t>(gridDim.x) * (rule.warps ? kPropagateWarps : 1u);
  if (rule.warps) go_alone(party);
  bool sharing = false;
  for (;;) {
    if (!sharing) {
      party.sync();
      Plan& plan = plans[party.warp];
      if (party.rank == 0) {
        plan = plan_for(job.next, job.count, rule, parties);
        party.count(party.now ^ 1u) = 0;
      }
      party.sync();
      if (plan.part) {
        go_alone(party);
        sharing = true;
      } else {
        uint32_t want = plan.want - plan.fresh;
        if (rule.warps) {
          Item item;
          for (uint32_t i = party.rank; i < want && pop_active(item); i += 32u) enroll(party, item);
        } else {
          uint32_t popped = want == 0 ? 0 : pop_active(items, want);
          party.sync();
          for (uint32_t i = party.rank; i < popped; i += party.size) enroll(party, items[i]);
        }
        party.sync();
        if (party.rank == 0) {
          plan.popped = party.count(party.now ^ 1u);
          if (plan.fresh == 0) plan.fresh = draw_fresh(job.next, job.count, plan.want - plan.popped, plan.first);
        }
        party.sync();
        if (plan.popped + plan.fresh == 0) {
          if (plan.over) return;
          __nanosleep(1000);
          continue;
        }
        start_pool<false>(job, party, plan.first, plan.fresh);
        party.sync();
        // Those that ended as they began.
        if (party.rank == 0) count_ended(plan.popped + plan.fresh - party.count(party.now ^ 1u));
      }
    }
    if (sharing && !share_out<true>(job.count, party, true)) return;
    party.now ^= 1u;
    if (party.rank == 0) party.count(party.now ^ 1u) = party.cursor() = 0;
    party.sync();
    cast_pool(job, party);
    party.sync();
    step_pool<false>(job, party);
    party.sync();
    if (!sharing) {
      uint32_t had = party.count(party.now), going = party.count(party.now ^ 1u);
      if (rule.warps) {
        for (uint32_t i = party.rank; i < going; i += 32u) push_active(item_of(party, i));
      } else {
        for (uint32_t i = party.rank; i < going; i += party.size) items[i] = item_of(party, i);
        party.sync();
        push_active(items, going);
      }
      party.tell();
      party.sync();
      if (party.rank == 0) count_ended(had - going);
    }
  }
}

}  // namespace CHROMA2_LEVEL
}  // namespace chroma2
