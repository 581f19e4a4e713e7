// Tickets on processors: a few threads compare and swap their side's counter, so pushes and pops share
// no word but the slots' turns.
#pragma once
#include "ring.cuh"

namespace chroma2 {
namespace queue {

// Keeps the high-water mark after a push, up to ticket `tail`, and reads the pops' counter only
// where the mark could have risen.
CHROMA2_QUEUE_FN void note_push(const Ring& ring, uint64_t tail) {
  Atomic<uint64_t> seen(ring.seen<Side::pop>());
  uint64_t most = Atomic<uint64_t>(ring.control->high_water).load(memory_order_relaxed);
  if (tail - seen.load(memory_order_relaxed) <= most) return;
  uint64_t head = Atomic<uint64_t>(ring.control->head).load(memory_order_relaxed);
  seen.store(head, memory_order_relaxed);
  if (static_cast<int64_t>(tail - head) > static_cast<int64_t>(most)) ring.raise_mark(tail - head);
}

// Up to `want` tickets in a row, at least one unless the queue was full (or empty) at an instant of
// the call.
template <Side side>
CHROMA2_QUEUE_FN Tickets reserve_by_swap(const Ring& ring, uint64_t want) {
  Atomic<uint64_t> own(ring.counter<side>()), theirs(ring.counter<other(side)>());
  for (;;) {
    // The other counter is read last: it can only have grown in favour of the caller.
    uint64_t first = own.load(memory_order_acquire);
    int64_t ahead = static_cast<int64_t>(theirs.load(memory_order_acquire) - first);
    int64_t room = side == Side::push ? ring.capacity() + ahead : ahead;
    if (room <= 0) return {0, 0};
    if (room > ring.capacity()) continue;  // `first` is old
    uint64_t count = static_cast<uint64_t>(room) < want ? static_cast<uint64_t>(room) : want;
    if (!own.compare_exchange_weak(first, first + count, memory_order_relaxed)) continue;
    if (side == Side::push) note_push(ring, first + count);
    return {first, count};
  }
}

// One ticket. It looks at the slot's turn first, which spares it the other side's counter.
template <Side side>
CHROMA2_QUEUE_FN Tickets reserve_one(const Ring& ring) {
  Atomic<uint64_t> own(ring.counter<side>());
  Backoff pause;
  for (;;) {
    uint64_t ticket = own.load(memory_order_acquire);
    uint32_t now = Atomic<uint32_t>(ring.turns[ring.slot(ticket)]).load(memory_order_acquire);
    int32_t late = static_cast<int32_t>(now - ring.turn<side>(ticket));
    if (late == 0) {
      if (!own.compare_exchange_weak(ticket, ticket + 1, memory_order_relaxed)) continue;
      if (side == Side::push) note_push(ring, ticket + 1);
      return {ticket, 1};
    }
    if (late > 0) continue;  // `ticket` is old
    if (ring.blocked<side>()) return {0, 0};
    pause();  // the slot's other side is at it
  }
}

}  // namespace queue
}  // namespace chroma2
