// What a persistent run does with an item, the same on every backend.
#pragma once
#include "chroma2/device/ring.cuh"
#include "queue/layout.h"

namespace chroma2 {
namespace queue {

// How many of the items with tickets first, first + 1, ... go to `spawn`: every n-th since the
// run's begin.
CHROMA2_QUEUE_FN uint64_t spawns_among(const PersistentJob& job, uint64_t first, uint64_t count) {
  if (job.spawn_interval == 0) return 0;
  uint64_t before = first - job.state->start;
  return (before + count) / job.spawn_interval - before / job.spawn_interval;
}

// An item on its way. Words beyond the item's are 0.
template <uint32_t kWords>
struct Item {
  uint32_t word[kWords];
};

template <uint32_t kWords>
CHROMA2_QUEUE_FN void pop_words(const Ring& ring, uint64_t ticket, uint32_t words, Item<kWords>& item) {
  ring.wait<Side::pop>(ticket);
  const uint32_t* slot = reinterpret_cast<const uint32_t*>(ring.item(ticket, 4u * words));
  for (uint32_t i = 0; i < kWords; ++i) item.word[i] = i < words ? slot[i] : 0;
  ring.pass<Side::pop>(ticket);
}

template <uint32_t kWords>
CHROMA2_QUEUE_FN void push_words(const Ring& ring, uint64_t ticket, uint32_t words, const Item<kWords>& item) {
  ring.wait<Side::push>(ticket);
  uint32_t* slot = reinterpret_cast<uint32_t*>(ring.item(ticket, 4u * words));
  for (uint32_t i = 0; i < kWords; ++i)
    if (i < words) slot[i] = item.word[i];
  ring.pass<Side::push>(ticket);
}

// Adds to the payload: the first 8 bytes of an item as an integer, the first 4 of a smaller one.
CHROMA2_QUEUE_FN void increment(const PersistentJob& job, uint32_t* words) {
  bool wide = job.active.item_size >= 8;
  uint64_t sum = (static_cast<uint64_t>(wide ? words[1] : 0u) << 32 | words[0]) + job.increment;
  words[0] = static_cast<uint32_t>(sum);
  if (wide) words[1] = static_cast<uint32_t>(sum >> 32);
}

// Whether nothing is left to do, for a worker that found nothing. One that puts items into `active`
// looks there itself before it asks.
CHROMA2_QUEUE_FN bool all_done(const PersistentJob& job, const Ring& active, const Ring& spawn) {
  if (!active.blocked<Side::pop>()) return false;
  if (Atomic<uint64_t>(job.state->hands).load(memory_order_acquire) != 0) return false;
  return job.compact_below == 0 || spawn.blocked<Side::pop>();
}

// How many items a worker may take with so much room in `finished` and in `spawn`, whichever of them go
// where: of n in a row at most 1 + (n - 1) / interval are spawned.
CHROMA2_QUEUE_FN uint64_t takeable(const PersistentJob& job, uint64_t finished, uint64_t spawn) {
  if (job.spawn_interval == 0 || finished / job.spawn_interval < spawn) return finished;
  return spawn * job.spawn_interval;
}

CHROMA2_QUEUE_FN void raise(uint32_t& word, uint32_t what) {
  Atomic<uint32_t> most(word);
  uint32_t known = most.load(memory_order_relaxed);
  while (known < what && !most.compare_exchange_weak(known, what, memory_order_relaxed)) {
  }
}

// Tells all workers to leave, for the gravest of the reasons that any of them has found.
CHROMA2_QUEUE_FN void stop(const PersistentJob& job, uint32_t why) { raise(job.state->stop, why); }

CHROMA2_QUEUE_FN void add(uint64_t& word, uint64_t what) {
  Atomic<uint64_t>(word).fetch_add(what, memory_order_relaxed);
}

// What a worker counts for itself.
struct Tally {
  uint64_t finished, spawned, iterations, idle_polls, idle_in_a_row;
};

// Whether the worker leaves, and why; 0: it stays.
CHROMA2_QUEUE_FN uint32_t reason_to_leave(const PersistentJob& job, const Ring& active, const Ring& spawn, Tally& tally,
                                          bool had_items) {
  uint32_t told = Atomic<uint32_t>(job.state->stop).load(memory_order_relaxed);
  if (told != 0) return told;
  if (had_items) {
    tally.idle_in_a_row = 0;
    return job.max_iterations != 0 && tally.iterations >= job.max_iterations ? kStopIterations : 0u;
  }
  if (all_done(job, active, spawn)) return kStopDone;
  ++tally.idle_polls;
  return ++tally.idle_in_a_row == job.idle_threshold ? kStopIdle : 0u;
}

// Adds a worker's tally, when it leaves, to the run's.
CHROMA2_QUEUE_FN void add_tally(const PersistentJob& job, const Tally& tally, uint32_t why) {
  PersistentState& state = *job.state;
  add(state.finished, tally.finished);
  add(state.spawned, tally.spawned);
  add(state.iterations, tally.iterations);
  add(state.idle_polls, tally.idle_polls);
  raise(state.left, why);
}

}  // namespace queue
}  // namespace chroma2
