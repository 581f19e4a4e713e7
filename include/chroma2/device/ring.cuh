// The ring behind a queue: counters that never wrap hand out tickets, and a word for each slot, its
// turn, says whose it is. Ticket p of the pushes writes slot p mod capacity when the turn is
// 2 lap(p), and leaves 2 lap(p) + 1; ticket p of the pops reads it then, and leaves 2 lap(p) + 2,
// which is the next lap's "free". lap(p) = p / capacity, modulo 2^31: each lap that a slot is behind the
// tickets is one whose push and pop are both waiting for it, so it is never 2^31 behind, and the turn that
// is equal is the right one.
//
// A ticket is drawn only when its slot's other side has drawn the ticket before it; so who holds a
// ticket waits for others that hold tickets and run, never for an operation that has still to begin.
//
// Why it is linearizable: let T_p and H_p be the instants when push ticket p and pop ticket p are
// drawn. A push takes effect at max(T_p, H_(p - capacity)), a pop at max(H_p, the push's). Both lie
// within their operations (the ticket is drawn there, and none returns before its turn has come) and grow
// with p: first in, first out. A turn may be seen before its ticket is drawn: no one but the ticket's
// holder moves it on, and who sees it (acquire) sees what the slot's other side did, whenever that is. "Full"
// is answered when tail - head >= capacity with tail read first, "empty" when tail - head <= 0 with head
// read first: the counter that is read later can only have made the answer less true, so at its
// instant capacity pushes, or none, are in effect beyond the pops.
#pragma once
#include "atomics.cuh"
#include "layout.cuh"

namespace chroma2 {
namespace queue {

enum class Side { push, pop };
CHROMA2_QUEUE_BOTH constexpr Side other(Side side) { return side == Side::push ? Side::pop : Side::push; }

// Tickets first, first + 1, ...; `count` 0: the queue was full (or empty) at an instant of the call.
struct Tickets {
  uint64_t first;
  uint64_t count;
};

struct Ring {
  Control* control;
  uint32_t* turns;
  unsigned char* items;
  uint64_t mask;
  uint32_t shift;

  CHROMA2_QUEUE_FN explicit Ring(const chroma2_queue_view& view)
      : Ring(view.control, view.turns, view.items, view.capacity, view.capacity_log2) {}
  CHROMA2_QUEUE_FN Ring(void* control_, void* turns_, void* items_, uint64_t capacity_, uint32_t capacity_log2)
      : control(static_cast<Control*>(control_)),
        turns(static_cast<uint32_t*>(turns_)),
        items(static_cast<unsigned char*>(items_)),
        mask(capacity_ - 1),
        shift(capacity_log2) {}

  CHROMA2_QUEUE_FN int64_t capacity() const { return static_cast<int64_t>(mask + 1); }
  CHROMA2_QUEUE_FN uint64_t slot(uint64_t ticket) const { return ticket & mask; }
  CHROMA2_QUEUE_FN unsigned char* item(uint64_t ticket, uint32_t stride) const { return items + slot(ticket) * stride; }

  // The turn at which a ticket may use its slot.
  template <Side side>
  CHROMA2_QUEUE_FN uint32_t turn(uint64_t ticket) const {
    return static_cast<uint32_t>(ticket >> shift) * 2u + (side == Side::pop ? 1u : 0u);
  }

  // Waits for a ticket's turn; what its other side did before is visible after it.
  template <Side side>
  CHROMA2_QUEUE_FN void wait(uint64_t ticket) const {
    Atomic<uint32_t> word(turns[slot(ticket)]);
    if (word.load(memory_order_acquire) == turn<side>(ticket)) return;
    Backoff pause;
    do {
      pause();
    } while (word.load(memory_order_acquire) != turn<side>(ticket));
  }

  // Hands the slot over to the other side, with all that was done before.
  template <Side side>
  CHROMA2_QUEUE_FN void pass(uint64_t ticket) const {
    Atomic<uint32_t>(turns[slot(ticket)]).store(turn<side>(ticket) + 1u, memory_order_release);
  }

  template <Side side>
  CHROMA2_QUEUE_FN uint64_t& counter() const {
    return side == Side::push ? control->tail : control->head;
  }

  template <Side side>
  CHROMA2_QUEUE_FN uint64_t& seen() const {
    return side == Side::push ? control->tail_seen : control->head_seen;
  }

  // Items. Exact when it is 0, at an instant of the call, and while nobody pops; what is popped and
  // pushed during the call may be counted as well.
  CHROMA2_QUEUE_FN uint64_t size() const {
    uint64_t head = Atomic<uint64_t>(control->head).load(memory_order_acquire);
    uint64_t tail = Atomic<uint64_t>(control->tail).load(memory_order_acquire);
    int64_t size = static_cast<int64_t>(tail - head);
    return size < 0 ? 0 : size > capacity() ? mask + 1 : static_cast<uint64_t>(size);
  }

  // Whether the queue is full (for a push) or empty (for a pop).
  template <Side side>
  CHROMA2_QUEUE_FN bool blocked() const {
    // What can only grow in favour of the caller is read last.
    uint64_t own = Atomic<uint64_t>(counter<side>()).load(memory_order_acquire);
    uint64_t theirs = Atomic<uint64_t>(counter<other(side)>()).load(memory_order_acquire);
    if (side == Side::push) return static_cast<int64_t>(own - theirs) >= capacity();
    return static_cast<int64_t>(theirs - own) <= 0;
  }

  // Counts items that were refused.
  template <Side side>
  CHROMA2_QUEUE_FN void refuse(uint64_t count) const {
    uint64_t& word = side == Side::push ? control->refused_full : control->refused_empty;
    Atomic<uint64_t>(word).fetch_add(count, memory_order_relaxed);
  }

  // Raises the high-water mark.
  CHROMA2_QUEUE_FN void raise_mark(uint64_t size) const {
    Atomic<uint64_t> most(control->high_water);
#if defined(CHROMA2_QUEUE_CUDA)
    most.fetch_max(size, memory_order_relaxed);
#else
    uint64_t known = most.load(memory_order_relaxed);
    while (size > known && !most.compare_exchange_weak(known, size, memory_order_relaxed)) {
    }
#endif
  }
};

}  // namespace queue
}  // namespace chroma2
