// Warps and blocks of a GPU's threads, for the code that nvcc compiles for them.
#pragma once
#include "sim.h"

namespace sim {

struct Group {
  uint32_t size = 0;
  uint64_t values[32] = {};
  Barrier barrier;
  uint64_t exchange(uint32_t rank, uint64_t value, uint32_t from) {
    values[rank] = value;
    barrier.wait(size);
    uint64_t result = values[from];
    barrier.wait(size);
    return result;
  }
};

// The thread's rank among those of its warp that it is now together with: any that are at its site.
inline uint32_t gather() {
  Fiber& me = self();
  me.group.reset();
  me.gathers = true;
  changed();
  while (me.group == nullptr) {
    pause();
    me.paused = false;
    if (me.group != nullptr || numbers().one_in(3)) continue;
    auto group = std::make_shared<Group>();
    bool all = numbers().one_in(2);
    for (auto& fiber : fibers()) {
      if (!fiber->gathers || fiber->warp != me.warp || fiber->site != me.site) continue;
      if (fiber.get() != &me && !all && numbers().one_in(4)) continue;
      fiber->group = group;
      fiber->gathers = false;
      ++group->size;
    }
    changed();
  }
  uint32_t rank = 0;
  for (auto& fiber : fibers())
    if (fiber.get() == &me)
      break;
    else if (fiber->group == me.group)
      ++rank;
  return rank;
}

struct Block {
  uint32_t threads = 0;
  Barrier barrier;
  Barrier warp_barrier[4];
  bool votes[128] = {};
};
inline Block& block(uint32_t number) {
  static Block blocks[2];
  return blocks[number];
}
inline Block& block() { return block(self().block); }

inline uint32_t ballot(uint32_t mask, bool vote) {
  Block& here = block();
  uint32_t warp = self().thread / 32, lanes = static_cast<uint32_t>(__builtin_popcount(mask)), result = 0;
  here.votes[self().thread] = vote;
  here.warp_barrier[warp].wait(lanes);
  for (uint32_t lane = 0; lane < 32; ++lane)
    if (mask >> lane & 1u && here.votes[32 * warp + lane]) result |= 1u << lane;
  here.warp_barrier[warp].wait(lanes);
  return result;
}

struct Index {
  uint32_t x, y, z;
};

}  // namespace sim

#define __CUDACC__ 1
#define __device__
#define __host__
#define __forceinline__ inline
#define __shared__ static
#define threadIdx (sim::Index{sim::self().thread, 0, 0})
#define blockDim (sim::Index{sim::block().threads, 1, 1})
#define gridDim (sim::Index{1, sim::numbers().one_in(2) ? 1u : 65536u, 1})  // contention behaves in another way
#define __syncthreads() sim::block().barrier.wait(sim::block().threads)
#define __ballot_sync(mask, vote) sim::ballot(mask, vote)
// No lane is with another, or some may be: gather() tells who.
#define __activemask() (sim::numbers().one_in(3) ? 0xffffffffu : 1u << threadIdx.x % 32)
#define __popc(x) __builtin_popcount(x)
#define __nanosleep(x) (static_cast<void>(x), sim::pause())
