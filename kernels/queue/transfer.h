// Batches into and out of a queue: one reservation for as many items as possible, so that a batch
// stays in order, and items copied by words, neighbours by neighbouring threads.
//
// The first block to arrive reserves, and all blocks take items of the batch until none is left:
// even if only one block finds room on the device, those who wait for the tickets are served.
#pragma once
#include "chroma2/device/copy.cuh"
#include "chroma2/device/credit.cuh"
#include "queue/memory.h"

namespace chroma2 {
namespace queue {

#ifdef CHROMA2_TRANSFER_BLOCK  // tests on the processor, where a block has few threads
constexpr uint32_t kTransferBlock = CHROMA2_TRANSFER_BLOCK;
#endif

// Whose turns a block waits for before it copies. Half a ring at most: of two blocks, one that pushes
// and one that pops, each could else wait for a ticket of the other's.
CHROMA2_QUEUE_FN uint32_t largest_chunk(const QueueMemory& memory) {
  uint64_t half = memory.capacity / 2;
  return half < 1 ? 1u : half < kTransferBlock ? static_cast<uint32_t>(half) : kTransferBlock;
}

template <Side side>
CHROMA2_QUEUE_FN void reserve_batch(const Ring& ring, uint64_t count, QueueTransferState& state) {
  state.segments = 0;
  state.went = state.refused = 0;
  while (state.went < count && state.segments < kQueueSegments) {
    Tickets tickets = reserve_by_credit<side>(ring, count - state.went);
    if (tickets.count == 0) {
      ring.refuse<side>(count - state.went);
      state.refused = 1;
      return;
    }
    state.segment[state.segments++] = {tickets.first, tickets.count};
    state.went += tickets.count;
  }
}

// The ticket of an item of the batch.
CHROMA2_QUEUE_FN uint64_t ticket_of(const QueueTransferState& state, uint64_t item) {
  uint32_t i = 0;
  while (item >= state.segment[i].count) item -= state.segment[i++].count;
  return state.segment[i].first + item;
}

// Copies items first, first + 1, ... of the batch by words of `Word`.
template <Side side, class Word>
CHROMA2_QUEUE_FN void copy_chunk(const QueueTransferJob& job, const Ring& ring, const QueueTransferState& state,
                                 uint64_t first, uint32_t count) {
  const uint32_t stride = item_stride(job.queue.item_size), words = job.queue.item_size / sizeof(Word);
  Word* batch = static_cast<Word*>(job.batch);
  for (uint32_t i = threadIdx.x; i < count * words; i += kTransferBlock) {
    uint32_t item = i / words, word = i - item * words;
    Word* slot = reinterpret_cast<Word*>(ring.item(ticket_of(state, first + item), stride)) + word;
    Word* place = batch + (first + item) * words + word;
    if (side == Side::push)
      *slot = *place;
    else
      *place = *slot;
  }
}

template <Side side>
CHROMA2_QUEUE_FN void copy_items(const QueueTransferJob& job, const Ring& ring, const QueueTransferState& state,
                                 uint64_t first, uint32_t count) {
  uint64_t alignment = reinterpret_cast<uint64_t>(job.batch) | job.queue.item_size;
  if (alignment % 16 == 0)
    copy_chunk<side, Quad>(job, ring, state, first, count);
  else if (alignment % 8 == 0)
    copy_chunk<side, Pair>(job, ring, state, first, count);
  else if (alignment % 4 == 0)
    copy_chunk<side, uint32_t>(job, ring, state, first, count);
  else
    copy_chunk<side, unsigned char>(job, ring, state, first, count);
}

// Copies bytes by all threads of a block, in words as wide as may be: through a bus many narrow
// ones take as long as many wide ones.
CHROMA2_QUEUE_FN void copy_together(unsigned char* to, const unsigned char* from, uint64_t bytes) {
  uint64_t both = reinterpret_cast<uint64_t>(to) | reinterpret_cast<uint64_t>(from), done = 0;
  if (both % 16 == 0) {
    for (uint64_t i = threadIdx.x; i < bytes / 16; i += kTransferBlock)
      reinterpret_cast<Quad*>(to)[i] = reinterpret_cast<const Quad*>(from)[i];
    done = bytes / 16 * 16;
  }
  if (both % 4 == 0) {
    for (uint64_t i = done / 4 + threadIdx.x; i < bytes / 4; i += kTransferBlock)
      reinterpret_cast<uint32_t*>(to)[i] = reinterpret_cast<const uint32_t*>(from)[i];
    done = bytes / 4 * 4;
  }
  for (uint64_t i = done + threadIdx.x; i < bytes; i += kTransferBlock) to[i] = from[i];
}

// A small batch on its way into a queue.
struct Stage {
  Quad quads[kTransferStage / sizeof(Quad)];
};

// How many of `count` items have tickets in a row.
CHROMA2_QUEUE_FN uint32_t in_a_row(const QueueTransferState& state, uint64_t item, uint32_t count) {
  uint32_t i = 0;
  while (item >= state.segment[i].count) item -= state.segment[i++].count;
  uint64_t rest = state.segment[i].count - item;
  return rest < count ? static_cast<uint32_t>(rest) : count;
}

// `copied` is called by all threads when the items are where they belong, before the slots are passed on.
template <Side side, class Copied>
CHROMA2_QUEUE_FN void move_row(const QueueTransferJob& job, const Ring& ring, const QueueTransferState& state,
                               uint64_t first, uint32_t count, Copied copied) {
  bool mine = threadIdx.x < count;
  uint64_t ticket = mine ? ticket_of(state, first + threadIdx.x) : 0;
  if (mine) ring.wait<side>(ticket);
  __syncthreads();
  copy_items<side>(job, ring, state, first, count);
  __syncthreads();
  copied();
  if (mine) ring.pass<side>(ticket);
}

// Tickets with others' between them are waited for one row after another: the later row's turn may come
// only after the earlier row has been passed on.
template <Side side, class Copied>
CHROMA2_QUEUE_FN void move_chunk(const QueueTransferJob& job, const Ring& ring, const QueueTransferState& state,
                                 uint64_t first, uint32_t count, Copied copied) {
  while (count != 0) {
    uint32_t row = in_a_row(state, first, count);
    move_row<side>(job, ring, state, first, row, [&] {
      if (row == count) copied();
    });
    first += row;
    count -= row;
  }
}

// The block's number among those that have arrived; the first one reserves for all.
template <Side side>
CHROMA2_QUEUE_FN void arrive(const QueueTransferJob& job, const Ring& ring) {
  QueueTransferState& state = *job.state;
  Atomic<uint32_t> ready(state.ready);
  if (Atomic<uint32_t>(state.arrived).fetch_add(1, memory_order_relaxed) == 0) {
    reserve_batch<side>(ring, job.count, state);
    ready.store(1, memory_order_release);
    return;
  }
  Backoff pause;
  while (ready.load(memory_order_acquire) == 0) pause();
}

// Tells how it ended, after all that was copied.
CHROMA2_QUEUE_FN void report(const QueueTransferJob& job, const QueueTransferState& state) {
  job.result->went = state.went;
  job.result->refused = state.refused;
  SystemAtomic<uint64_t>(job.result->serial).store(job.serial, memory_order_release);
}

// A batch by one block. A push has taken effect once it has its tickets; `early` reports it then, though
// the batch is still being read.
template <Side side, class Report>
CHROMA2_QUEUE_FN void transfer_alone(const QueueTransferJob& given, const Ring& ring, bool early, Report report) {
  __shared__ QueueTransferState state;
  __shared__ Stage stage;
  QueueTransferJob job = given;
  bool staged = side == Side::push && job.count * job.queue.item_size <= sizeof(Stage);
  early = early && staged;
  if (threadIdx.x == 0) {
    reserve_batch<side>(ring, job.count, state);
    if (early) report(state, memory_order_relaxed);
  }
  // Meanwhile the batch comes, perhaps through a bus.
  unsigned char* staging = reinterpret_cast<unsigned char*>(stage.quads);
  if (staged) copy_together(staging, static_cast<const unsigned char*>(job.batch), job.count * job.queue.item_size);
  __syncthreads();
  if (staged) job.batch = staging;
  bool nothing = state.went == 0;
  if (threadIdx.x == 0 && !early && (staged || nothing)) report(state, memory_order_relaxed);
  uint32_t chunk = largest_chunk(job.queue);
  for (uint64_t first = 0; first < state.went; first += chunk) {
    uint64_t rest = state.went - first;
    bool last = rest <= chunk;
    move_chunk<side>(job, ring, state, first, last ? static_cast<uint32_t>(rest) : chunk, [&] {
      if (last && !staged && threadIdx.x == 0) report(state, memory_order_release);
    });
  }
}

// A batch by all blocks of a grid.
template <Side side>
CHROMA2_QUEUE_FN void transfer_together(const QueueTransferJob& job, const Ring& ring) {
  __shared__ QueueTransferState state;
  __shared__ uint64_t taken;
  QueueTransferState& shared = *job.state;
  if (threadIdx.x == 0) {
    arrive<side>(job, ring);
    state.went = shared.went;
    state.refused = shared.refused;
    for (uint32_t i = 0; i < shared.segments; ++i) state.segment[i] = shared.segment[i];
  }
  uint32_t chunk = largest_chunk(job.queue);
  for (;;) {
    if (threadIdx.x == 0) taken = Atomic<uint64_t>(shared.next).fetch_add(chunk, memory_order_relaxed);
    __syncthreads();
    uint64_t first = taken;
    __syncthreads();
    if (first >= state.went) break;
    uint64_t rest = state.went - first;
    move_chunk<side>(job, ring, state, first, rest < chunk ? static_cast<uint32_t>(rest) : chunk, [] {});
  }
  if (threadIdx.x != 0) return;
  if (Atomic<uint32_t>(shared.left).fetch_add(1, memory_order_acq_rel) + 1 < gridDim.x) return;
  shared = {};
  report(job, state);
}

template <Side side>
CHROMA2_QUEUE_FN void transfer_items(const QueueTransferJob& job) {
  Ring ring = ring_of(job.queue);
  if (gridDim.x == 1)
    transfer_alone<side>(job, ring, false, [&](const QueueTransferState& state, auto) { report(job, state); });
  else
    transfer_together<side>(job, ring);
}

CHROMA2_QUEUE_FN void transfer(const QueueTransferJob& job) {
  if (job.push)
    transfer_items<Side::push>(job);
  else
    transfer_items<Side::pop>(job);
}

}  // namespace queue
}  // namespace chroma2
