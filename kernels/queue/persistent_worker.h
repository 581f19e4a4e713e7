// The persistent kernel: blocks that take items from `active`, work on them and put them into `finished`
// or `spawn`, until nothing is outstanding.
//
// A block has room for what it takes, so nothing ever has to be put back, and copies an item out of its
// slot before it waits for the next slot, so that no two blocks can wait for each other through two queues.
#pragma once
#include "queue/take.h"
#include "queue/transfer.h"

namespace chroma2 {
namespace queue {

// By additions alone, since there are many workers.
struct Credits {
  CHROMA2_QUEUE_FN static uint64_t claim(const Ring& ring, uint64_t want) { return credit<Side::push>(ring, want); }
  CHROMA2_QUEUE_FN static void hand_back(const Ring& ring, uint64_t items) {
    queue::hand_back<Side::push>(ring, items);
  }
  CHROMA2_QUEUE_FN static Tickets pop(const Ring& ring, uint64_t want) {
    return reserve_by_credit<Side::pop>(ring, want);
  }
};

// A block's items of one iteration: tickets of where they come from and of where they go.
struct Plan {
  uint32_t count;  // 0: nothing was to be had
  uint64_t from, finished, spawn;
};

CHROMA2_QUEUE_FN uint64_t block_threads() { return blockDim.x; }

// Takes items for a block's threads, and tickets for where they go.
CHROMA2_QUEUE_FN Plan take(const PersistentJob& job, const Queues& queues) {
  Taken taken = take_active<Credits>(job, queues, block_threads());
  Plan plan{static_cast<uint32_t>(taken.items.count), taken.items.first, 0, 0};
  uint64_t others = taken.items.count - taken.spawns;
  if (others != 0) plan.finished = draw<Side::push>(queues.finished, others);
  if (taken.spawns != 0) plan.spawn = draw<Side::push>(queues.spawn, taken.spawns);
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
    Tickets taken = take_spawned<Credits>(job, queues, block_threads());
    uint64_t to = taken.count != 0 ? draw<Side::push>(queues.active, taken.count) : 0;
    plan = {static_cast<uint32_t>(taken.count), taken.first, to, 0};
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
      put_down(job, count);
    }
    if (job.compact_below != 0) {
      __syncthreads();
      moved = compact<kWords>(job, queues, plan);
    }
    if (threadIdx.x == 0) leave = reason_to_leave(job, queues.active, queues.spawn, tally, count != 0 || moved != 0);
    __syncthreads();
    if (leave != 0) break;
    if (count == 0 && moved == 0)
      pause();
    else
      pause = {};
  }
  if (threadIdx.x == 0) add_tally(job, tally, leave);
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
