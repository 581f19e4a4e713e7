// How a worker of a persistent run takes items, the same on every backend: it makes sure of room for what it
// takes before it takes it. `Right` says how a backend's workers do that:
//   claim(ring, want)       the right to push up to `want` items that are still to be taken; 0: it was full
//   hand_back(ring, items)  of that right
//   pop(ring, want)         tickets of up to `want` items
#pragma once
#include "queue/memory.h"
#include "queue/payload.h"

namespace chroma2 {
namespace queue {

struct Queues {
  Ring active, spawn, finished;
  CHROMA2_QUEUE_FN explicit Queues(const PersistentJob& job)
      : active(ring_of(job.active)), spawn(ring_of(job.spawn)), finished(ring_of(job.finished)) {}
};

// Items that a worker has taken; it keeps the right to push each where it goes.
struct Taken {
  Tickets items;
  uint64_t spawns;  // how many of them go to `spawn`, the others to `finished`
};

// Takes up to `most` items out of `active`. A full queue ends the run only where there still are items: the
// last of them may have filled it.
template <class Right>
CHROMA2_QUEUE_FN Taken take_active(const PersistentJob& job, const Queues& queues, uint64_t most) {
  Taken taken{};
  if (queues.active.size() == 0) return taken;
  add(job.state->hands, most);
  uint64_t room = Right::claim(queues.finished, most), spare = 0;
  if (room == 0 && queues.active.size() != 0) stop(job, kStopFinishedFull);
  if (room != 0 && job.spawn_interval != 0) {
    spare = Right::claim(queues.spawn, 1 + (room - 1) / job.spawn_interval);
    if (spare == 0 && queues.active.size() != 0) stop(job, kStopSpawnFull);
  }
  uint64_t allowed = takeable(job, room, spare);
  if (allowed != 0) taken.items = Right::pop(queues.active, allowed);
  if (taken.items.count != 0) {
    taken.spawns = spawns_among(job, taken.items.first, taken.items.count);
    room -= taken.items.count - taken.spawns;
    spare -= taken.spawns;
  }
  if (room != 0) Right::hand_back(queues.finished, room);
  if (spare != 0) Right::hand_back(queues.spawn, spare);
  add(job.state->hands, taken.items.count - most);
  return taken;
}

// Takes up to `most` items out of `spawn` that are to go back into `active`, with the right to push them there.
template <class Right>
CHROMA2_QUEUE_FN Tickets take_spawned(const PersistentJob& job, const Queues& queues, uint64_t most) {
  Tickets taken{0, 0};
  if (queues.active.size() >= job.compact_below || queues.spawn.size() == 0) return taken;
  add(job.state->hands, most);
  uint64_t room = Right::claim(queues.active, most);
  if (room != 0) taken = Right::pop(queues.spawn, room);
  if (room != taken.count) Right::hand_back(queues.active, room - taken.count);
  add(job.state->hands, taken.count - most);
  return taken;
}

// Items that were taken are where they go.
CHROMA2_QUEUE_FN void put_down(const PersistentJob& job, uint64_t items) {
  Atomic<uint64_t>(job.state->hands).fetch_sub(items, memory_order_release);
}

}  // namespace queue
}  // namespace chroma2
