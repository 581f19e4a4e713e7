// Queues in a program's own kernels, and on the processor: a view that chroma2_queue_get_view gave, with
// the type of the items. For CUDA C++17 and later (nvcc; NVRTC, without any other header or path than the
// folder that has chroma2/; clang), where all of it is device code, and for C++20 on the processor for queues
// of the CPU backend.
//
//     __global__ void work(chroma2_queue_view in, chroma2_queue_view out) {
//       chroma2::Queue<uint32_t> from(in), to(out);
//       uint32_t item;
//       if (from.try_pop_warp(item)) to.try_push_warp(item + 1);
//     }
//
// Any number of threads, blocks and kernels may push and pop at once, the host too (chroma2_queue_push and
// the rest run on a stream of the queue's own). First in, first out: of two items that one thread
// pushes, or of two pushes of which one has returned before the other begins, the first comes out
// first; lanes of a warp's and threads of a block's operation come in their order. What a thread did
// before its push is visible to who has popped the item.
//
// "try" operations answer at once: false (or a smaller number) says that the queue was full, or
// empty, at an instant of the call, which is exact. They wait only for operations already begun.
// An empty queue does not mean that all work is done: count what is outstanding.
//
// The view must not outlive the queue, nor be used during chroma2_queue_reset. An item's type must
// have the queue's item size and be trivially copyable; operations on a queue of another item size
// are refused and counted (chroma2_queue_stats.mismatched).
#pragma once
#include "device/block.cuh"
#include "device/copy.cuh"
#include "device/credit.cuh"
#include "device/ring.cuh"
#include "device/swap.cuh"
#include "device/warp.cuh"

namespace chroma2 {

template <class T>
class Queue {
  static_assert(__is_trivially_copyable(T), "items are copied as bytes");
  static_assert(sizeof(T) >= CHROMA2_QUEUE_SMALLEST_ITEM && sizeof(T) <= CHROMA2_QUEUE_LARGEST_ITEM,
                "items have 4 to 256 bytes");

 public:
  CHROMA2_QUEUE_FN explicit Queue(const chroma2_queue_view& view) : ring_(view), fits_(view.item_size == sizeof(T)) {}

  // Whether the queue's items have T's size. All operations are refused where they do not.
  CHROMA2_QUEUE_FN bool fits() const { return fits_; }
  // Items. Exact when it is 0, at an instant of the call, and while nobody pops; what is popped and
  // pushed during the call may be counted as well.
  CHROMA2_QUEUE_FN uint64_t size() const { return ring_.size(); }
  CHROMA2_QUEUE_FN uint64_t capacity() const { return ring_.mask + 1; }

  // One item by this thread. On a GPU, lanes that come at the same time go together, as in try_push_warp.
  CHROMA2_QUEUE_FN bool try_push(const T& item) const {
#if defined(CHROMA2_QUEUE_CUDA)
    if (!queue::lone_lane()) return try_push_warp(item);
#endif
    if (!admits()) return false;
    queue::Tickets tickets = one<queue::Side::push>();
    if (tickets.count != 0) write<true>(tickets.first, item);
    return tickets.count != 0;
  }
  CHROMA2_QUEUE_FN bool try_pop(T& item) const {
#if defined(CHROMA2_QUEUE_CUDA)
    if (!queue::lone_lane()) return try_pop_warp(item);
#endif
    if (!admits()) return false;
    queue::Tickets tickets = one<queue::Side::pop>();
    if (tickets.count != 0) read<true>(tickets.first, item);
    return tickets.count != 0;
  }

#if defined(CHROMA2_QUEUE_CUDA)
  // One item by each lane that calls it together with others of its warp; one reservation for all.
  CHROMA2_QUEUE_FN bool try_push_warp(const T& item) const {
    return admits() && queue::with_warp_ticket<queue::Side::push>(ring_, [&](uint64_t ticket) { put(ticket, item); });
  }
  CHROMA2_QUEUE_FN bool try_pop_warp(T& item) const {
    return admits() && queue::with_warp_ticket<queue::Side::pop>(ring_, [&](uint64_t ticket) { get(ticket, item); });
  }

  // One item by each thread of the block for which `want` is set; all threads call it. Whether this
  // thread's went through.
  CHROMA2_QUEUE_FN bool try_push_block(const T& item, bool want = true) const {
    return admits() &&
           queue::with_block_ticket<queue::Side::push>(ring_, want, [&](uint64_t ticket) { put(ticket, item); });
  }
  CHROMA2_QUEUE_FN bool try_pop_block(T& item, bool want = true) const {
    return admits() &&
           queue::with_block_ticket<queue::Side::pop>(ring_, want, [&](uint64_t ticket) { get(ticket, item); });
  }

  // Up to `count` items of an array in shared or global memory, by the whole block: all threads call it
  // with the same arguments, after a __syncthreads() where others wrote the array. How many were transferred
  // through, from the array's begin. The popped ones may be read by other threads after a
  // __syncthreads().
  CHROMA2_QUEUE_FN uint32_t try_push_block(const T* items, uint32_t count) const {
    if (!admits()) return 0;
    return queue::with_block_tickets<queue::Side::push>(ring_, count,
                                                        [&](uint64_t ticket, uint32_t i) { put(ticket, items[i]); });
  }
  CHROMA2_QUEUE_FN uint32_t try_pop_block(T* items, uint32_t count) const {
    if (!admits()) return 0;
    return queue::with_block_tickets<queue::Side::pop>(ring_, count,
                                                       [&](uint64_t ticket, uint32_t i) { get(ticket, items[i]); });
  }
#else
  // Up to `count` items of an array; how many were transferred, from the array's begin.
  size_t try_push(const T* items, size_t count) const {
    return several<queue::Side::push>(count, [&](uint64_t ticket, size_t i) { put(ticket, items[i]); });
  }
  size_t try_pop(T* items, size_t count) const {
    return several<queue::Side::pop>(count, [&](uint64_t ticket, size_t i) { get(ticket, items[i]); });
  }
#endif

 private:
  CHROMA2_QUEUE_FN bool admits() const {
    if (!fits_) queue::Atomic<uint64_t>(ring_.control->mismatched).fetch_add(1, queue::memory_order_relaxed);
    return fits_;
  }

  // Into a slot whose turn has come, or out of it. One item alone tells of its ticket while it is on its way.
  template <bool alone>
  CHROMA2_QUEUE_FN void write(uint64_t ticket, const T& item) const {
    queue::write_slot(ring_.item(ticket, kStride), item);
    if (alone) tell<queue::Side::push>(ticket);
    ring_.pass<queue::Side::push>(ticket);
  }
  template <bool alone>
  CHROMA2_QUEUE_FN void read(uint64_t ticket, T& item) const {
    queue::read_slot(item, ring_.item(ticket, kStride));
    if (alone) tell<queue::Side::pop>(ticket);
    ring_.pass<queue::Side::pop>(ticket);
  }
  CHROMA2_QUEUE_FN void put(uint64_t ticket, const T& item) const {
    ring_.wait<queue::Side::push>(ticket);
    write<false>(ticket, item);
  }
  CHROMA2_QUEUE_FN void get(uint64_t ticket, T& item) const {
    ring_.wait<queue::Side::pop>(ticket);
    read<false>(ticket, item);
  }
  template <queue::Side side>
  CHROMA2_QUEUE_FN void tell([[maybe_unused]] uint64_t ticket) const {
#if defined(CHROMA2_QUEUE_CUDA)
    queue::tell<side>(ring_, ticket, 1);
#endif
  }

  // A ticket whose turn has come.
  template <queue::Side side>
  CHROMA2_QUEUE_FN queue::Tickets one() const {
#if defined(CHROMA2_QUEUE_CUDA)
    queue::Tickets tickets = queue::reserve_turn<side>(ring_);
#else
    queue::Tickets tickets = queue::reserve_one<side>(ring_);
#endif
    if (tickets.count == 0) ring_.refuse<side>(1);
    return tickets;
  }

#if !defined(CHROMA2_QUEUE_CUDA)
  template <queue::Side side, class Use>
  size_t several(size_t count, Use use) const {
    if (!admits()) return 0;
    size_t done = 0;
    while (done < count) {
      queue::Tickets tickets = queue::reserve_by_swap<side>(ring_, count - done);
      if (tickets.count == 0) {
        ring_.refuse<side>(count - done);
        break;
      }
      for (uint64_t i = 0; i < tickets.count; ++i) use(tickets.first + i, done + i);
      done += tickets.count;
    }
    return done;
  }
#endif

  static constexpr uint32_t kStride = queue::item_stride(sizeof(T));
  queue::Ring ring_;
  bool fits_;
};

}  // namespace chroma2
