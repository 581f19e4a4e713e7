// Operations by credit on the processor, as device code does them. Included after the queue's header.
#pragma once
#include "chroma2/device/credit.cuh"

// Up to `count` items; how many went through.
template <chroma2::queue::Side side, class T>
size_t by_credit(const chroma2::queue::Ring& ring, T* items, size_t count) {
  using namespace chroma2::queue;
  size_t done = 0;
  while (done < count) {
    Tickets tickets = reserve_by_credit<side>(ring, count - done);
    if (tickets.count == 0) {
      ring.refuse<side>(count - done);
      break;
    }
    for (uint64_t i = 0; i < tickets.count; ++i) {
      uint64_t ticket = tickets.first + i;
      ring.wait<side>(ticket);
      unsigned char* slot = ring.item(ticket, item_stride(sizeof(T)));
      if constexpr (side == Side::push)
        write_slot(slot, items[done + i]);
      else
        read_slot(items[done + i], slot);
      ring.pass<side>(ticket);
    }
    done += tickets.count;
  }
  return done;
}
