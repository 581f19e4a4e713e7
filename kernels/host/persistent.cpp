// The persistent run on the processor: what kernels/queue/persistent_worker.h does on a GPU, by threads. Each
// calls it once. Queues on the processor know no claims; workers keep theirs among themselves, in the
// word of the counters that GPUs have for that, so that they seldom have to put an item back.
#include "chroma2/device/swap.cuh"
#include "layout/host_queue.h"
#include "queue/take.h"

namespace chroma2 {
namespace queue {
namespace {

constexpr uint32_t kMostWords = CHROMA2_QUEUE_LARGEST_ITEM / 4;

// Hands claims back, or ends those that have become pushes.
void drop(const Ring& to, uint64_t claims) {
  Atomic<uint64_t>(to.control->push_claims).fetch_sub(claims, memory_order_release);
}

// By claims among the workers, and tickets like those of all threads.
struct Claims {
  static uint64_t claim(const Ring& to, uint64_t want) {
    Atomic<uint64_t> claimed(to.control->push_claims);
    uint64_t ask = want;
    Backoff pause;
    for (;;) {
      int64_t room = room_beyond(to, claimed.fetch_add(ask, memory_order_acq_rel));
      uint64_t granted = room <= 0 ? 0 : static_cast<uint64_t>(room) < ask ? static_cast<uint64_t>(room) : ask;
      if (granted != ask) drop(to, ask - granted);
      if (granted != 0) return granted;
      // Others' claims may hide what there is: they push, or hand back what they do not need.
      do {
        if (to.blocked<Side::push>()) return 0;
        pause();
        room = room_beyond(to, claimed.load(memory_order_acquire));
      } while (room <= 0);
      ask = static_cast<uint64_t>(room) < want ? static_cast<uint64_t>(room) : want;
    }
  }

  static void hand_back(const Ring& to, uint64_t claims) { drop(to, claims); }

  static Tickets pop(const Ring& from, uint64_t want) { return reserve_by_swap<Side::pop>(from, want); }

 private:
  // Room that is not claimed. The counters are read after the claims: one that has become a push
  // meanwhile counts twice, never not at all.
  static int64_t room_beyond(const Ring& to, uint64_t claimed) {
    uint64_t tail = Atomic<uint64_t>(to.control->tail).load(memory_order_acquire);
    uint64_t head = Atomic<uint64_t>(to.control->head).load(memory_order_acquire);
    return to.capacity() - static_cast<int64_t>(tail - head + claimed);
  }
};

// A worker with its items of one iteration.
struct Worker : Queues {
  const PersistentJob& job;
  bool* const* destroyed;  // of active, spawn, finished
  uint32_t words, batch;
  Tally tally{};
  alignas(16) uint32_t items[kHostBatch][kMostWords]{};
  uint64_t tickets[kHostBatch];  // pops of `active`

  Worker(const PersistentJob& job_, bool* const* given_up_, uint32_t batch_)
      : Queues(job_),
        job(job_),
        destroyed(given_up_),
        words(item_stride(job_.active.item_size) / 4u),
        batch(batch_ < 1            ? 1
              : batch_ < kHostBatch ? batch_
                                    : kHostBatch) {}

  // Whether the program has given a queue up: then nobody can make room there any more.
  bool gone(const Ring& ring) const {
    int which = &ring == &active ? 0 : &ring == &spawn ? 1 : 2;
    return Atomic<bool>(*destroyed[which]).load(memory_order_relaxed);
  }

  // Copies items that this worker has tickets for.
  uint32_t pop(const Ring& from, const Tickets& taken) {
    for (uint32_t i = 0; i < taken.count; ++i) {
      uint64_t ticket = tickets[i] = taken.first + i;
      from.wait<Side::pop>(ticket);
      memcpy(items[i], from.item(ticket, 4u * words), 4u * words);
      from.pass<Side::pop>(ticket);
    }
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

  // Whether an item that fits into neither of two queues need not wait.
  bool lost(const Ring& a, const Ring& b) {
    if (!gone(a) && !gone(b)) return false;
    stop(job, kStopDestroyed);
    return true;
  }

  // Works on an item. The room that was claimed for it can be missing only where others than workers
  // push there: then it goes back as it was, and the run ends; where they have filled that up too, when
  // there is room in one of both. Where one of both was given up there need never be: the item goes with it.
  void work(uint32_t item) {
    bool to_spawn = spawns_among(job, tickets[item], 1) != 0;
    const Ring& to = to_spawn ? spawn : finished;
    uint32_t before[2], after[2];
    memcpy(before, items[item], sizeof before);
    increment(job, items[item]);
    memcpy(after, items[item], sizeof after);
    bool transferred;
    for (Backoff pause; !(transferred = put(to, item)); pause()) {
      stop(job, to_spawn ? kStopSpawnFull : kStopFinishedFull);
      memcpy(items[item], before, sizeof before);
      if (put(active, item)) break;
      if (lost(to, active)) break;
      memcpy(items[item], after, sizeof after);
    }
    drop(to, 1);
    if (transferred) ++(to_spawn ? tally.spawned : tally.finished);
  }

  // Moves spawned items back into `active`. How many.
  uint32_t compact() {
    uint32_t count = pop(spawn, take_spawned<Claims>(job, *this, batch)), moved = 0;
    for (uint32_t i = 0; i < count; ++i) {
      bool transferred;
      // Others may have filled `active` up meanwhile.
      for (Backoff pause; !(transferred = put(active, i)); pause())
        if (put(spawn, i) || lost(active, spawn)) break;
      drop(active, 1);
      moved += transferred;
    }
    put_down(job, count);
    add(job.state->moved, moved);
    return moved;
  }

  void run() {
    Backoff pause;
    for (;;) {
      uint32_t count = pop(active, take_active<Claims>(job, *this, batch).items), moved = 0;
      for (uint32_t i = 0; i < count; ++i) work(i);
      if (count != 0) {
        ++tally.iterations;
        put_down(job, count);
      }
      if (job.compact_below != 0) moved = compact();
      uint32_t why = reason_to_leave(job, active, spawn, tally, count != 0 || moved != 0);
      if (why != 0) return add_tally(job, tally, why);
      if (count == 0 && moved == 0)
        pause();
      else
        pause = {};
    }
  }
};

}  // namespace
}  // namespace queue

extern "C" void chroma2_host_run_persistent(const PersistentJob* job, bool* const* destroyed, uint32_t batch) {
  queue::Worker(*job, destroyed, batch).run();
}

}  // namespace chroma2
