// Batches into and out of a queue on the processor.
#include <cstring>

#include "chroma2/device/swap.cuh"
#include "layout/host_queue.h"
#include "queue/memory.h"

namespace chroma2 {
namespace queue {
namespace {

// Items that are waited for together, from the last one: who follows another thread closely then
// follows in steps of some cache lines. At most half a ring, so that of threads that push and pop no
// two can wait for each other's chunks.
constexpr uint64_t kChunk = 128;

// Copies items between slots and a batch, both without gaps.
template <Side side>
void copy_packed(unsigned char* slots, unsigned char* batch, uint64_t bytes) {
  if (side == Side::push)
    memcpy(slots, batch, bytes);
  else
    memcpy(batch, slots, bytes);
}

// Copies items of tickets first, first + 1, ...; `batch` has them without gaps.
template <Side side>
void copy_items(const Ring& ring, uint32_t size, uint64_t first, unsigned char* batch, uint64_t count) {
  const uint32_t stride = item_stride(size);
  if (size == stride) {
    const uint64_t to_end = ring.mask + 1 - ring.slot(first);
    const uint64_t here = count < to_end ? count : to_end;
    copy_packed<side>(ring.item(first, stride), batch, here * size);
    if (here < count) copy_packed<side>(ring.items, batch + here * size, (count - here) * size);
    return;
  }
  for (uint64_t i = 0; i < count; ++i) copy_packed<side>(ring.item(first + i, stride), batch + i * size, size);
}

// Moves up to `count` items; those popped are thrown away where there is no batch.
template <Side side>
uint64_t move(const QueueMemory& memory, unsigned char* batch, uint64_t count) {
  const Ring ring = ring_of(memory);
  const uint64_t half = memory.capacity / 2, chunk = half < 1 ? 1 : half < kChunk ? half : kChunk;
  uint64_t done = 0;
  while (done < count) {
    const Tickets tickets = reserve_by_swap<side>(ring, count - done);
    if (tickets.count == 0) {
      ring.refuse<side>(count - done);
      break;
    }
    const uint64_t end = tickets.first + tickets.count;
    for (uint64_t first = tickets.first; first < end; first += chunk) {
      const uint64_t here = end - first < chunk ? end - first : chunk;
      for (uint64_t i = here; i-- > 0;) ring.wait<side>(first + i);
      if (batch)
        copy_items<side>(ring, memory.item_size, first, batch + (done + first - tickets.first) * memory.item_size,
                         here);
      for (uint64_t i = 0; i < here; ++i) ring.pass<side>(first + i);
    }
    done += tickets.count;
  }
  return done;
}

uint64_t load(uint64_t& word) { return Atomic<uint64_t>(word).load(memory_order_relaxed); }

}  // namespace
}  // namespace queue

using queue::Side;

extern "C" uint64_t chroma2_host_queue_push(const QueueMemory* memory, const uint8_t* batch, uint64_t count) {
  return queue::move<Side::push>(*memory, const_cast<uint8_t*>(batch), count);  // which only reads it
}
extern "C" uint64_t chroma2_host_queue_pop(const QueueMemory* memory, uint8_t* batch, uint64_t count) {
  return queue::move<Side::pop>(*memory, batch, count);
}

extern "C" uint32_t chroma2_host_queue_blocked(const QueueMemory* memory, uint32_t push) {
  const queue::Ring ring = queue::ring_of(*memory);
  return push ? ring.blocked<Side::push>() : ring.blocked<Side::pop>();
}

extern "C" void chroma2_host_queue_counters(const QueueMemory* memory, QueueCounters* counters) {
  queue::Control& control = *static_cast<queue::Control*>(memory->control);
  counters->length = queue::ring_of(*memory).size();
  counters->pushes = queue::load(control.tail);
  counters->pops = queue::load(control.head);
  counters->refused_full = queue::load(control.refused_full);
  counters->refused_empty = queue::load(control.refused_empty);
  counters->high_water = queue::load(control.high_water);
  counters->mismatched = queue::load(control.mismatched);
}

}  // namespace chroma2
