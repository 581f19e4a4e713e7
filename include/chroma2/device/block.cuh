// Pushes and pops by whole blocks: one reservation for all threads. GPUs only.
#pragma once
#if defined(__CUDACC__)
#include "credit.cuh"

namespace chroma2 {
namespace queue {

CHROMA2_QUEUE_FN uint32_t thread_of_block() {
  return threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
}
CHROMA2_QUEUE_FN uint32_t threads_of_block() { return blockDim.x * blockDim.y * blockDim.z; }

// What a block shares during an operation.
struct BlockScratch {
  Tickets tickets;
  uint32_t before[32];  // wanted by the warps before each
};

// The number of threads before this one that want something, and in `all` of the whole block.
CHROMA2_QUEUE_FN uint32_t rank_in_block(bool want, BlockScratch& scratch, uint32_t& all) {
  uint32_t thread = thread_of_block(), lane = thread % 32u, warp = thread / 32u;
  uint32_t lanes = threads_of_block() - warp * 32u;  // all of the warp's, wherever they are now
  uint32_t mask = __ballot_sync(lanes < 32u ? (1u << lanes) - 1u : 0xffffffffu, want);
  if (lane == 0) scratch.before[warp] = static_cast<uint32_t>(__popc(mask));
  __syncthreads();
  uint32_t before = 0;
  all = 0;
  for (uint32_t i = 0; i < (threads_of_block() + 31u) / 32u; ++i) {
    uint32_t wanted = scratch.before[i];
    before += i < warp ? wanted : 0u;
    all += wanted;
  }
  return before + static_cast<uint32_t>(__popc(mask & ((1u << lane) - 1u)));
}

// Reserves a ticket for each thread of the block that wants one, in the order of threads; all threads
// call it. `use` gets the thread's ticket. Whether this thread got one; if it wanted one and did not,
// the queue was full (or empty).
template <Side side, class Use>
CHROMA2_QUEUE_FN bool with_block_ticket(const Ring& ring, bool want, Use use) {
  __shared__ BlockScratch scratch;
  bool got = false;
  for (;;) {
    uint32_t all, rank = rank_in_block(want, scratch, all);
    if (all == 0) break;
    if (thread_of_block() == 0) {
      scratch.tickets = reserve_by_credit<side>(ring, all);
      if (scratch.tickets.count == 0) ring.refuse<side>(all);
    }
    __syncthreads();
    Tickets tickets = scratch.tickets;
    if (want && rank < tickets.count) {
      use(tickets.first + rank);
      got = true;
      want = false;
    }
    if (tickets.count == 0 || tickets.count == all) break;
    __syncthreads();
  }
  __syncthreads();  // the scratch is free again
  return got;
}

// Reserves up to `want` tickets in a row for a block, all threads of which call it with the same number.
// `use` gets a ticket and its number within the block's `want`, by the block's threads in turns.
// How many there were; less than `want` only if the queue was full (or empty).
template <Side side, class Use>
CHROMA2_QUEUE_FN uint32_t with_block_tickets(const Ring& ring, uint32_t want, Use use) {
  __shared__ Tickets shared;
  uint32_t done = 0;
  while (done < want) {
    if (thread_of_block() == 0) {
      shared = reserve_by_credit<side>(ring, want - done);
      if (shared.count == 0) ring.refuse<side>(want - done);
    }
    __syncthreads();
    Tickets tickets = shared;
    __syncthreads();
    if (tickets.count == 0) break;
    for (uint32_t i = thread_of_block(); i < tickets.count; i += threads_of_block()) use(tickets.first + i, done + i);
    done += static_cast<uint32_t>(tickets.count);
  }
  return done;
}

}  // namespace queue
}  // namespace chroma2
#endif
