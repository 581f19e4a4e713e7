// A queue's memory, with the counters at any place. Included after the queue's header.
#pragma once
#include <memory>
#include <new>

struct Memory {
  chroma2::queue::Control control{};
  uint64_t capacity;
  std::unique_ptr<uint32_t[]> turns;
  std::unique_ptr<unsigned char[], void (*)(unsigned char*)> items;
  chroma2_queue_view view;

  Memory(uint32_t capacity_log2, uint32_t item_size, uint64_t start)
      : capacity(uint64_t{1} << capacity_log2),
        turns(new uint32_t[capacity]),
        items(new (std::align_val_t{16}) unsigned char[capacity * chroma2::queue::item_stride(item_size)],
              [](unsigned char* p) { ::operator delete[](p, std::align_val_t{16}); }) {
    // As after `start` pushes and as many pops.
    control.tail = control.head = control.push_claims = control.pop_claims = start;
    control.tail_seen = control.head_seen = start;
    for (uint64_t slot = 0; slot < capacity; ++slot) {
      uint64_t ticket = start + ((slot - start) & (capacity - 1));
      turns[slot] = static_cast<uint32_t>(ticket >> capacity_log2) * 2u;
    }
    std::memset(items.get(), 0xee, capacity * chroma2::queue::item_stride(item_size));
    view = {sizeof view, &control, turns.get(), items.get(), capacity, capacity_log2, item_size};
  }
};
