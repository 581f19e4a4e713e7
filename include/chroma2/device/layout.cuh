// What a queue's memory holds.
#pragma once
#include "../queue_view.h"
#include "atomics.cuh"
#if !defined(__CUDACC_RTC__)
#include "../queue.h"  // the host's functions
#endif

namespace chroma2 {
namespace queue {

// Counters, each on a line of its own where many write it. All of them start at 0, the turns too.
struct Control {
  alignas(128) uint64_t tail;         // tickets of pushes drawn
  alignas(128) uint64_t head;         // tickets of pops drawn
  alignas(128) uint64_t push_claims;  // GPUs: tickets of pushes drawn, and what is claimed beyond them;
                                      // processors: what a persistent run's workers have claimed
  uint64_t head_known, mark_known;    // processors: values that head and high_water had, for pushes
  alignas(128) uint64_t pop_claims;   // GPUs: the same of pops
  uint64_t refused_at[2];             // processors: the other side's tickets when a push, a pop was refused
  // What follows is seldom written.
  alignas(128) uint64_t high_water;  // most items
  uint64_t tail_seen, head_seen;     // values that tail and head had
  uint64_t refused_full;             // items
  uint64_t refused_empty;
  uint64_t mismatched;  // operations refused because their items had another size
};
static_assert(sizeof(Control) == CHROMA2_QUEUE_CONTROL_BYTES, "the library allocates it");

// Bytes from one item to the next: whole words, so that items are copied by words.
CHROMA2_QUEUE_BOTH constexpr uint32_t item_stride(uint32_t size) { return (size + 3u) / 4u * 4u; }

}  // namespace queue
}  // namespace chroma2
