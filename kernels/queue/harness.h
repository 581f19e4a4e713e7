// The persistent kernel: blocks that take items from `active`, work on them and put them into `finished`
// or `spawn`, until nothing is outstanding.
//
// A block makes sure of room for what it takes before it takes it, so nothing ever has to be put back,
// and copies an item out of its slot before it waits for the next slot, so that no two blocks can
// wait for each other through two queues.
#pragma once
#include "queue/payload.h"
#include "queue/transfer.h"

namespace chroma2 {
namespace queue {

struct Queues {
  Ring active, spawn, finished;
  CHROMA2_QUEUE_FN explicit Queues(const PersistentJob& job)
      : active(ring_of(job.active)), spawn(ring_of(job.spawn)), finished(ring_of(job.finished)) {}
};

// A block's items of one iteration: tickets of where they come from and of where they go.
struct Plan {
  uint32_t count;  // 0: nothing was to be had
  uint64_t from, finished, spawn;
};

CHROMA2_QUEUE_FN uint64_t block_threads() { return blockDim.x; }

// Takes items for a block's threads, with room for them. A full queue ends the run only where there still
// are items: the last of them may have filled it.
CHROMA2_QUEUE_FN Plan take(const PersistentJob& job, const Queues& queues) {
  Plan plan{};
  if (queues.active.size() == 0) return plan;
  uint64_t most = block_threads();
  add(job.state->hands, most);
  uint64_t room = credit<Side::push>(queues.finished, most), spare = 0;
  if (room == 0 && queues.active.size() != 0) stop(job, kStopFinishedFull);
  if (room != 0 && job.spawn_interval != 0) {
    spare = credit<Side::push>(queues.spawn, 1 + (room - 1) / job.spawn_interval);
    if (spare == 0 && queues.active.size() != 0) stop(job, kStopSpawnFull);
  }
  uint64_t allowed = takeable(job, room, spare);
  Tickets taken{0, 0};
  if (allowed != 0) taken = reserve_by_credit<Side::pop>(queues.active, allowed);
  if (taken.count != 0) {
    uint64_t spawns = spawns_among(job, taken.first, taken.count);
    plan = {static_cast<uint32_t>(taken.count), taken.first, 0, 0};
    if (spawns != taken.count) plan.finished = draw<Side::push>(queues.finished, taken.count - spawns);
    if (spawns != 0) plan.spawn = draw<Side::push>(queues.spawn, spawns);
    room -= taken.count - spawns;
    spare -= spawns;
  }
  if (room != 0) hand_back<Side::push>(queues.finished, room);
  if (spare != 0) hand_back<Side::push>(queues.spawn, spare);
  add(job.state->hands, taken.count - most);
  return plan;
}

// Works on a thread's item. All items have the same size, at most 4 kWords bytes.
template <uint32_t kWords>
CHROMA2_QUEUE_FN void work(const PersistentJob& job, const Queues& queues, const Plan& plan) {
  const uint32_t words = item_stride(job.active.item_size) / 4u;
  if (threadIdx.x >= plan.count) return;
  uint64_t ticket = plan.from + threadIdx.x, spawns = spawns_among(job, plan.from, threadIdx.x);
  bool spawn = spawns_among(job, ticket, 1) != 0;
  Item<kWords> item;
  pop_words(queues.active, ticket, words, item);
  increment(job, item.word);
  if (spawn)
    push_words(queues.spawn, plan.spawn + spawns, words, item);
  else
    push_words(queues.finished, plan.finished + threadIdx.x - spawns, words, item);
}

// Puts spawned items back into `active`, as many as the block has threads. How many.
template <uint32_t kWords>
CHROMA2_QUEUE_FN uint32_t compact(const PersistentJob& job, const Queues& queues, Plan& plan) {
  if (threadIdx.x == 0) {
    plan = {};
    if (queues.active.size() < job.compact_below && queues.spawn.size() != 0) {
      uint64_t most = block_threads();
      add(job.state->hands, most);
      uint64_t room = credit<Side::push>(queues.active, most);
      Tickets taken{0, 0};
      if (room != 0) taken = reserve_by_credit<Side::pop>(queues.spawn, room);
      if (taken.count != 0)
        plan = {static_cast<uint32_t>(taken.count), taken.first, draw<Side::push>(queues.active, taken.count), 0};
      if (room != taken.count) hand_back<Side::push>(queues.active, room - taken.count);
      add(job.state->hands, taken.count - most);
    }
  }
  __syncthreads();
  if (threadIdx.x < plan.count) {
    const uint32_t words = item_stride(job.active.item_size) / 4u;
    Item<kWords> item;
    pop_words(queues.spawn, plan.from + threadIdx.x, words, item);
    push_words(queues.active, plan.finished + threadIdx.x, words, item);
  }
  __syncthreads();
  uint32_t count = plan.count;
  if (threadIdx.x == 0 && count != 0) {
    add(job.state->moved, count);
    add(job.state->hands, 0 - static_cast<uint64_t>(count));
  }
  return count;
}

template <uint32_t kWords>
CHROMA2_QUEUE_FN void run(const PersistentJob& job) {
  __shared__ Plan plan;
  __shared__ uint32_t leave;
  Queues queues(job);
  Tally tally{};
  Backoff pause;
  for (;;) {
    if (threadIdx.x == 0) plan = take(job, queues);
    __syncthreads();
    uint32_t count = plan.count;
    work<kWords>(job, queues, plan);
    __syncthreads();
    uint32_t moved = 0;
    if (threadIdx.x == 0 && count != 0) {
      uint64_t spawns = spawns_among(job, plan.from, count);
      tally.finished += count - spawns;
      tally.spawned += spawns;
      ++tally.iterations;
      Atomic<uint64_t>(job.state->hands).fetch_sub(count, memory_order_release);
    }
    if (job.compact_below != 0) {
      __syncthreads();
      moved = compact<kWords>(job, queues, plan);
    }
    if (threadIdx.x == 0) leave = reason_to_leave(job, queues.active, queues.spawn, tally, count != 0 || moved != 0);
    __syncthreads();
    if (leave != 0) break;
    if (count == 0 && moved == 0) pause();
    else pause = {};
  }
  if (threadIdx.x == 0) account(job, tally, leave);
}

CHROMA2_QUEUE_FN void run_persistent(const PersistentJob& job) {
  uint32_t stride = item_stride(job.active.item_size);
  if (stride <= 8)
    run<2>(job);
  else if (stride <= 32)
    run<8>(job);
  else
    run<64>(job);
}

}  // namespace queue
}  // namespace chroma2
