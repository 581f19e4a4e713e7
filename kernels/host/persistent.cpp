// The persistent run on the processor: what kernels/queue/harness.h does on a GPU, by threads. Each
// calls it once.
#include "chroma2/device/swap.cuh"
#include "queue/payload.h"

namespace chroma2 {
namespace queue {
namespace {

constexpr uint32_t kBatch = 64;  // items of an iteration
constexpr uint32_t kMostWords = CHROMA2_QUEUE_LARGEST_ITEM / 4;

Ring ring_of(const QueueMemory& memory) {
  return Ring(memory.control, memory.turns, memory.items, memory.capacity, memory.capacity_log2);
}

// A worker with its items of one iteration.
struct Worker {
  const PersistentJob& job;
  Ring active, spawn, finished;
  uint32_t words, batch;
  Tally tally{};
  alignas(16) uint32_t items[kBatch][kMostWords];
  uint64_t tickets[kBatch];  // pops of `active`

  Worker(const PersistentJob& job_, uint32_t batch_)
      : job(job_),
        active(ring_of(job_.active)),
        spawn(ring_of(job_.spawn)),
        finished(ring_of(job_.finished)),
        words(item_stride(job_.active.item_size) / 4u),
        batch(batch_ < 1 ? 1 : batch_ < kBatch ? batch_ : kBatch) {}

  void hold(uint64_t items) { Atomic<uint64_t>(job.state->hands).fetch_add(items, memory_order_relaxed); }
  void put_down(uint64_t items) { Atomic<uint64_t>(job.state->hands).fetch_sub(items, memory_order_release); }

  // Takes up to a batch out of a queue.
  uint32_t take(const Ring& from) {
    hold(batch);
    Tickets taken = reserve_by_swap<Side::pop>(from, batch);
    for (uint32_t i = 0; i < taken.count; ++i) {
      uint64_t ticket = tickets[i] = taken.first + i;
      from.wait<Side::pop>(ticket);
      memcpy(items[i], from.item(ticket, 4u * words), 4u * words);
      from.pass<Side::pop>(ticket);
    }
    put_down(batch - taken.count);
    return static_cast<uint32_t>(taken.count);
  }

  bool put(const Ring& to, uint32_t item) {
    Tickets ticket = reserve_by_swap<Side::push>(to, 1);
    if (ticket.count == 0) return false;
    to.wait<Side::push>(ticket.first);
    memcpy(to.item(ticket.first, 4u * words), items[item], 4u * words);
    to.pass<Side::push>(ticket.first);
    return true;
  }

  // Works on an item; where its queue is full it goes back as it was, and the run ends.
  void work(uint32_t item) {
    bool to_spawn = spawns_among(job, tickets[item], 1) != 0;
    uint32_t before[2] = {items[item][0], items[item][1]};
    increment(job, items[item]);
    if (put(to_spawn ? spawn : finished, item)) {
      ++(to_spawn ? tally.spawned : tally.finished);
      return;
    }
    Atomic<uint32_t>(job.state->stop).store(to_spawn ? kStopSpawnFull : kStopFinishedFull, memory_order_relaxed);
    memcpy(items[item], before, sizeof before);
    give_back(item, active);
  }

  // Puts an item where there was room for it when it was taken. Others may have filled that up: then
  // until they make room.
  void give_back(uint32_t item, const Ring& to) {
    Backoff pause;
    while (!put(to, item)) pause();
  }

  uint32_t compact() {
    if (active.size() >= job.compact_below) return 0;
    uint32_t count = take(spawn);
    uint32_t moved = 0;
    for (uint32_t i = 0; i < count; ++i) {
      if (put(active, i))
        ++moved;
      else
        give_back(i, spawn);
    }
    put_down(count);
    add(job.state->moved, moved);
    return moved;
  }

  void run() {
    Backoff pause;
    for (;;) {
      uint32_t count = active.size() != 0 ? take(active) : 0, moved = 0;
      for (uint32_t i = 0; i < count; ++i) work(i);
      if (count != 0) {
        ++tally.iterations;
        put_down(count);
      }
      if (job.compact_below != 0) moved = compact();
      uint32_t why = reason_to_leave(job, active, spawn, tally, count != 0 || moved != 0);
      if (why != 0) return account(job, tally, why);
      if (count == 0 && moved == 0)
        pause();
      else
        pause = {};
    }
  }
};

}  // namespace
}  // namespace queue
}  // namespace chroma2

// One worker's part of a run, in iterations of up to `batch` items (at most 64).
extern "C" void chroma2_host_run_persistent(const chroma2::PersistentJob* job, uint32_t batch) {
  chroma2::queue::Worker(*job, batch).run();
}
