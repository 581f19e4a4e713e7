// Tickets on processors: a few threads compare and swap their side's counter, so pushes and pops share
// no word but the slots' turns.
#pragma once
#include "ring.cuh"

namespace chroma2 {
namespace queue {

// Keeps the high-water mark after a push, up to ticket `tail`, and reads the pops' counter only
// where the mark could have risen. What it reads else is on a line that is seldom written.
CHROMA2_QUEUE_FN void note_push(const Ring& ring, uint64_t tail) {
  Atomic<uint64_t> head_known(ring.control->head_known), mark_known(ring.control->mark_known);
  uint64_t most = mark_known.load(memory_order_relaxed);
  if (tail - head_known.load(memory_order_relaxed) <= most) return;
  uint64_t head = Atomic<uint64_t>(ring.control->head).load(memory_order_relaxed);
  head_known.store(head, memory_order_relaxed);
  if (static_cast<int64_t>(tail - head) <= static_cast<int64_t>(most)) return;
  ring.raise_mark(tail - head);
  mark_known.store(tail - head, memory_order_relaxed);
}

// What an operation does that does not succeed at once. Threads that look again and again take the
// words from those that could change them, and two that compare and swap one word at full speed are
// slower than one; so it waits a little: where it lost its ticket to another thread, and, once, where
// the queue was full (or empty) but the other side has moved since an operation was refused last.
template <Side side>
struct Contention {
  const Ring& ring;
  Backoff lost{2};
  bool waited = false;

  // Whether to look again before the operation is refused.
  CHROMA2_QUEUE_FN bool again() {
    if (waited) return false;
    waited = true;
    Atomic<uint64_t> then(ring.control->refused_at[side == Side::push ? 0 : 1]);
    uint64_t now = Atomic<uint64_t>(ring.counter<other(side)>()).load(memory_order_relaxed);
    if (then.load(memory_order_relaxed) == now) return false;
    then.store(now, memory_order_relaxed);
    Backoff pause{4};
    pause();
    return true;
  }
};

// Up to `want` tickets in a row, at least one unless the queue was full (or empty) at an instant of
// the call.
template <Side side>
CHROMA2_QUEUE_FN Tickets reserve_by_swap(const Ring& ring, uint64_t want) {
  Atomic<uint64_t> own(ring.counter<side>()), theirs(ring.counter<other(side)>());
  Contention<side> contention{ring};
  for (;;) {
    // The other counter is read last: it can only have grown in favour of the caller.
    uint64_t first = own.load(memory_order_acquire);
    int64_t ahead = static_cast<int64_t>(theirs.load(memory_order_acquire) - first);
    int64_t room = side == Side::push ? ring.capacity() + ahead : ahead;
    if (room <= 0) {
      if (contention.again()) continue;
      return {0, 0};
    }
    if (room > ring.capacity()) continue;  // `first` is old
    uint64_t count = static_cast<uint64_t>(room) < want ? static_cast<uint64_t>(room) : want;
    if (own.compare_exchange_weak(first, first + count, memory_order_relaxed)) {
      if (side == Side::push) note_push(ring, first + count);
      return {first, count};
    }
    contention.lost();
  }
}

// One ticket. It looks at the slot's turn first, which spares it the other side's counter.
template <Side side>
CHROMA2_QUEUE_FN Tickets reserve_one(const Ring& ring) {
  Atomic<uint64_t> own(ring.counter<side>());
  Contention<side> contention{ring};
  Backoff pause;
  for (;;) {
    uint64_t ticket = own.load(memory_order_acquire);
    uint32_t now = Atomic<uint32_t>(ring.turns[ring.slot(ticket)]).load(memory_order_acquire);
    int32_t late = static_cast<int32_t>(now - ring.turn<side>(ticket));
    if (late == 0) {
      if (own.compare_exchange_weak(ticket, ticket + 1, memory_order_relaxed)) {
        if (side == Side::push) note_push(ring, ticket + 1);
        return {ticket, 1};
      }
      contention.lost();
    } else if (late < 0) {
      if (!ring.blocked<side>())
        pause();  // the slot's other side is at it
      else if (!contention.again())
        return {0, 0};
    }  // else `ticket` is old
  }
}

}  // namespace queue
}  // namespace chroma2
