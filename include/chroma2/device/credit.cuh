// Tickets on GPUs: by additions alone, since thousands of warps that compare and swap one word fail
// almost always. A counter of items is raised before a push's tickets are drawn and lowered before a
// pop's are; who gets less than asked for hands the excess back.
#pragma once
#include "ring.cuh"

namespace chroma2 {
namespace queue {

template <Side side>
CHROMA2_QUEUE_FN int64_t add_count(const Ring& ring, int64_t items) {
  return Atomic<int64_t>(ring.control->count).fetch_add(side == Side::push ? items : -items, memory_order_relaxed);
}

// Hands credit back that is not drawn.
template <Side side>
CHROMA2_QUEUE_FN void hand_back(const Ring& ring, uint64_t items) {
  add_count<side>(ring, -static_cast<int64_t>(items));
}

// The right to draw up to `want` tickets, at least one; 0: the queue was full (or empty) at an
// instant of the call. What is not drawn must be handed back.
template <Side side>
CHROMA2_QUEUE_FN uint64_t credit(const Ring& ring, uint64_t want) {
  int64_t ask = static_cast<int64_t>(want);
  Backoff pause;
  // Asked for here, it comes while the addition is on its way.
  uint64_t most = side == Side::push ? Atomic<uint64_t>(ring.control->high_water).load(memory_order_relaxed) : 0;
  for (;;) {
    int64_t before = add_count<side>(ring, ask);
    int64_t room = side == Side::push ? ring.capacity() - before : before;
    int64_t granted = room < 0 ? 0 : room < ask ? room : ask;
    if (granted < ask) hand_back<side>(ring, static_cast<uint64_t>(ask - granted));
    if (granted > 0) {
      uint64_t size = static_cast<uint64_t>(before < 0 ? granted : before + granted);
      if (side == Side::push && size > most) ring.raise_mark(size);
      return static_cast<uint64_t>(granted);
    }
    // Others' excess may hide what there is: their hands are full for an instant only.
    do {
      if (ring.blocked<side>()) return 0;
      pause();
      int64_t count = Atomic<int64_t>(ring.control->count).load(memory_order_relaxed);
      room = side == Side::push ? ring.capacity() - count : count;
    } while (room <= 0);
    ask = room < static_cast<int64_t>(want) ? room : static_cast<int64_t>(want);
  }
}

// Draws tickets that there is credit for.
template <Side side>
CHROMA2_QUEUE_FN uint64_t draw(const Ring& ring, uint64_t count) {
  return Atomic<uint64_t>(ring.counter<side>()).fetch_add(count, memory_order_relaxed);
}

// Up to `want` tickets in a row, at least one unless the queue was full (or empty).
template <Side side>
CHROMA2_QUEUE_FN Tickets reserve_by_credit(const Ring& ring, uint64_t want) {
  uint64_t count = credit<side>(ring, want);
  return {count != 0 ? draw<side>(ring, count) : 0, count};
}

}  // namespace queue
}  // namespace chroma2
