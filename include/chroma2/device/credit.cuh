// Tickets on GPUs: by additions alone, since thousands of warps that compare and swap one word fail
// almost always. Each side has a counter of claims, raised before its tickets are drawn; who gets less
// than it asked for hands the excess back.
//
// Claims are weighed against the other side's tickets that have been drawn, never against its claims:
// those may be handed back, and who drew a ticket on their account would wait for an operation that
// need never come. Claims are at least the tickets that their side has drawn or may still draw, so
// these stay within the other's tickets (and the capacity) at every instant.
#pragma once
#include "ring.cuh"

namespace chroma2 {
namespace queue {

template <Side side>
CHROMA2_QUEUE_FN Atomic<uint64_t> claims(const Ring& ring) {
  return Atomic<uint64_t>(side == Side::push ? ring.control->push_claims : ring.control->pop_claims);
}

// How many tickets a side may draw beyond `claimed` when the other has drawn `theirs`.
template <Side side>
CHROMA2_QUEUE_FN int64_t room_beyond(const Ring& ring, uint64_t claimed, uint64_t theirs) {
  return static_cast<int64_t>(theirs - claimed) + (side == Side::push ? ring.capacity() : 0);
}

// Hands credit back that is not drawn.
template <Side side>
CHROMA2_QUEUE_FN void hand_back(const Ring& ring, uint64_t items) {
  claims<side>(ring).fetch_sub(items, memory_order_relaxed);
}

// How the other side's tickets are looked up: the counter itself, or the number that is published at every 64th of
// a lap. An old number is on the safe side. Where thousands of warps ask at once it spares them a look at
// the word that all of the other side are adding to, which halves their rate; where few ask it would have
// to be followed by that look too often.
enum class Look { counter, published };

// The better one for warps: on an H200 they are equal at about a thousand of them (docs/queues.md).
CHROMA2_QUEUE_FN Look look_of_warps() {
#if defined(CHROMA2_QUEUE_CUDA)
  uint64_t blocks = static_cast<uint64_t>(gridDim.x) * gridDim.y * gridDim.z;
  return blocks * (blockDim.x * blockDim.y * blockDim.z) > 32768u ? Look::published : Look::counter;
#else
  return Look::counter;
#endif
}

// The right to draw `count` tickets. `next` is the first of them while nobody else is between a claim and
// its tickets: a guess. `mark`: what the high-water mark is to be raised to, 0 where it stands.
struct Credit {
  uint64_t count;
  uint64_t next;
  uint64_t mark;
};

// The right to draw up to `want` tickets, at least one; 0: the queue was full (or empty) at an
// instant of the call. What is not drawn must be handed back.
template <Side side>
CHROMA2_QUEUE_FN Credit claim(const Ring& ring, uint64_t want, Look look = Look::counter) {
  Atomic<uint64_t> claimed(claims<side>(ring)), drawn(ring.counter<other(side)>());
  // Asked for here, they come while the addition is on its way.
  uint64_t most = side == Side::push ? Atomic<uint64_t>(ring.control->high_water).load(memory_order_relaxed) : 0;
  Atomic<uint64_t> known(look == Look::published ? ring.seen<other(side)>() : ring.counter<other(side)>());
  uint64_t theirs = known.load(memory_order_relaxed);
  uint64_t ask = want;
  Backoff pause;
  for (;;) {
    uint64_t before = claimed.fetch_add(ask, memory_order_relaxed);
    int64_t room = room_beyond<side>(ring, before, theirs);
    bool higher = side == Side::push && before + ask - theirs > most;
    if (look == Look::published && (room < static_cast<int64_t>(ask) || higher)) {
      theirs = drawn.load(memory_order_relaxed);
      room = room_beyond<side>(ring, before, theirs);
    }
    uint64_t granted = room <= 0 ? 0 : static_cast<uint64_t>(room) < ask ? static_cast<uint64_t>(room) : ask;
    if (granted < ask) hand_back<side>(ring, ask - granted);
    if (granted != 0) {
      int64_t size = static_cast<int64_t>(before + granted - theirs);  // below 0: all of it has been popped
      return {granted, before, higher && size > static_cast<int64_t>(most) ? static_cast<uint64_t>(size) : 0};
    }
    // Others' excess may hide what there is: their hands are full for an instant only.
    do {
      if (ring.blocked<side>()) return {0, 0, 0};
      pause();
      theirs = drawn.load(memory_order_relaxed);
      room = room_beyond<side>(ring, claimed.load(memory_order_relaxed), theirs);
    } while (room <= 0);
    ask = static_cast<uint64_t>(room) < want ? static_cast<uint64_t>(room) : want;
  }
}

template <Side side>
CHROMA2_QUEUE_FN uint64_t credit(const Ring& ring, uint64_t want, Look look = Look::counter) {
  Credit right = claim<side>(ring, want, look);
  if (right.mark != 0) ring.raise_mark(right.mark);
  return right.count;
}

// Tells the other side that tickets were drawn, each 64th of a lap.
template <Side side>
CHROMA2_QUEUE_FN void tell(const Ring& ring, uint64_t first, uint64_t count) {
  uint32_t step = ring.shift < 6 ? 0 : ring.shift - 6;
  if (first >> step != (first + count) >> step)
    Atomic<uint64_t>(ring.seen<side>()).store(first + count, memory_order_relaxed);
}

// Draws tickets that there is credit for.
template <Side side>
CHROMA2_QUEUE_FN uint64_t draw(const Ring& ring, uint64_t count) {
  uint64_t first = Atomic<uint64_t>(ring.counter<side>()).fetch_add(count, memory_order_relaxed);
  tell<side>(ring, first, count);
  return first;
}

// Up to `want` tickets in a row, at least one unless the queue was full (or empty).
template <Side side>
CHROMA2_QUEUE_FN Tickets reserve_by_credit(const Ring& ring, uint64_t want, Look look = Look::counter) {
  uint64_t count = credit<side>(ring, want, look);
  return {count != 0 ? draw<side>(ring, count) : 0, count};
}

// One ticket whose turn has come; `count` 0: the queue was full (or empty). The guessed ticket's slot is
// looked at while the ticket is on its way, which spares a thread by itself a wait for memory. That its turn
// had come stays true until the ticket's holder passes it on, so seeing it early is as good. The caller
// tells the other side of it.
template <Side side>
CHROMA2_QUEUE_FN Tickets reserve_turn(const Ring& ring) {
  Credit right = claim<side>(ring, 1);
  if (right.count == 0) return {0, 0};
  uint64_t ticket = Atomic<uint64_t>(ring.counter<side>()).fetch_add(1, memory_order_relaxed);
  uint32_t seen = Atomic<uint32_t>(ring.turns[ring.slot(right.next)]).load(memory_order_acquire);
  ticket = after_load(ticket, seen);
  if (right.mark != 0) ring.raise_mark(right.mark);
  if (ticket != right.next || seen != ring.turn<side>(ticket)) ring.wait<side>(ticket);
  return {ticket, 1};
}

}  // namespace queue
}  // namespace chroma2
