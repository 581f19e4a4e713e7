// Messages that the first block has no worker for go to any block, through a ring in the device's memory: it alone
// puts them in, and whoever has an idle worker takes some.
#pragma once
#include "messages/dispatch.h"

namespace chroma2 {
namespace messages {

struct Surplus {
  const MessagesJob& job;

  CHROMA2_MESSAGES_FN uint64_t load(unsigned long long& word) const {
    return Atomic<unsigned long long>(word).load(memory_order_acquire);
  }
  CHROMA2_MESSAGES_FN uint64_t& slot(uint64_t n) const { return job.surplus[n & ((1ull << job.capacity_log2) - 1u)]; }

  // Puts `count` words in behind `offered`.
  CHROMA2_MESSAGES_FN void offer(uint64_t offered, const uint64_t* words, uint32_t count) const {
    for (uint32_t i = lane(); i < count; i += kLanes)
      Atomic<uint64_t>(slot(offered + i)).store(words[i], memory_order_relaxed);
    fence_device();
    together();
    if (lane() == 0) Atomic<unsigned long long>(job.control->offered).store(offered + count, memory_order_release);
  }

  // Takes up to so many, of a warp at most; how many, and how many had been taken then. Words are read before they are
  // claimed: after that, the ring may have gone round while this warp stood still.
  CHROMA2_MESSAGES_FN uint32_t claim(uint32_t most, uint64_t* words, uint64_t& claimed) const {
    for (;;) {
      unsigned long long first = 0;
      uint32_t count = 0, done = 1;
      if (lane() == 0) {
        first = load(job.control->claimed);
        const uint64_t there = load(job.control->offered) - first;
        count = there < most ? static_cast<uint32_t>(there) : most;
      }
      together();
      first = from_lane(static_cast<uint64_t>(first), 0);
      count = from_lane(count, 0);
      claimed = first + count;
      if (count == 0) return 0;
      fence_device();
      for (uint32_t i = lane(); i < count; i += kLanes)
        words[i] = Atomic<uint64_t>(slot(first + i)).load(memory_order_relaxed);
      together();
      if (lane() == 0)
        done = Atomic<unsigned long long>(job.control->claimed)
                   .compare_exchange_weak(first, first + count, memory_order_acq_rel);
      together();
      if (from_lane(done, 0) != 0) return count;
    }
  }
};

// Other blocks than the first: they look for messages in the device's memory, and say that they are at it, so that
// the first does not leave before them. One that comes too late finds its launch over.
CHROMA2_MESSAGES_FN void assist(const MessagesJob& job, BlockShared& shared) {
  Dispatch dispatch(job, shared);
  const Surplus surplus{job};
  MessagesControl& control = *job.control;
  const uint64_t open = 2u * job.launch;
  bool active = false;
  for (uint32_t pause = 100;; look_again()) {
    uint64_t state = 0, claimed = 0;
    uint32_t there = 0;
    if (lane() == 0) {
      state = Atomic<uint64_t>(control.state).load(memory_order_acquire);
      there = surplus.load(control.offered) != surplus.load(control.claimed);
    }
    together();
    state = from_lane(state, 0);
    there = from_lane(there, 0);
    if (state > open && !active) break;
    const uint32_t idle = dispatch.idle();
    if (state == open && there && idle != 0) {
      if (!active) {
        if (lane() == 0) {
          Atomic<uint32_t>(control.active).fetch_add(1u, memory_order_acq_rel);
          fence_device();  // who closes then sees that, or this sees that it is closed
          state = Atomic<uint64_t>(control.state).load(memory_order_acquire);
        }
        together();
        state = from_lane(state, 0);
        active = true;
      }
      if (state == open) {
        const uint32_t count = surplus.claim(ones(idle), shared.pick, claimed);
        dispatch.hand_out(shared.pick, count, idle);
        pause = 20;
      }
    }
    dispatch.look_at_clock();
    if (active && dispatch.is_quiet() && (state != open || !there || idle == 0)) {
      const uint32_t stuck = dispatch.stuck();
      if (lane() == 0) {
        if (stuck != 0) Atomic<uint32_t>(control.stuck).store(1u, memory_order_relaxed);
        fence_device();
        Atomic<uint32_t>(control.active).fetch_sub(1u, memory_order_acq_rel);
      }
      together();
      active = false;
    }
    if (!active) {
      rest(pause);
      if (pause < 1000) pause += 50;
    }
  }
  dispatch.leave();
}

}  // namespace messages
}  // namespace chroma2
