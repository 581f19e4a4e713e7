// Operations by credit on the processor, as device code does them. Included after the queue's header.
#pragma once
#include "chroma2/device/credit.cuh"

// Into a slot whose turn has come, or out of it.
template <chroma2::queue::Side side, class T>
void move_by_turn(const chroma2::queue::Ring& ring, uint64_t ticket, T& item) {
  unsigned char* slot = ring.item(ticket, chroma2::queue::item_stride(sizeof(T)));
  if constexpr (side == chroma2::queue::Side::push)
    chroma2::queue::write_slot(slot, item);
  else
    chroma2::queue::read_slot(item, slot);
  ring.pass<side>(ticket);
}

// Up to `count` items; how many were transferred through. One alone goes the way of a thread by itself.
template <chroma2::queue::Side side, class T>
size_t by_credit(const chroma2::queue::Ring& ring, T* items, size_t count) {
  using namespace chroma2::queue;
  if (count == 1) {
    Tickets tickets = reserve_turn<side>(ring);
    if (tickets.count != 0) {
      tell<side>(ring, tickets.first, 1);
      move_by_turn<side>(ring, tickets.first, *items);
    } else {
      ring.refuse<side>(1);
    }
    return tickets.count;
  }
  size_t done = 0;
  while (done < count) {
    Tickets tickets = reserve_by_credit<side>(ring, count - done);
    if (tickets.count == 0) {
      ring.refuse<side>(count - done);
      break;
    }
    for (uint64_t i = 0; i < tickets.count; ++i) {
      ring.wait<side>(tickets.first + i);
      move_by_turn<side>(ring, tickets.first + i, items[done + i]);
    }
    done += tickets.count;
  }
  return done;
}
