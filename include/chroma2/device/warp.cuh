// Pushes and pops by a warp's lanes: one reservation for all of them. GPUs only.
#pragma once
#include "atomics.cuh"
#if defined(CHROMA2_QUEUE_CUDA)
#include <cooperative_groups.h>
#include "credit.cuh"

namespace chroma2 {
namespace queue {

// Reserves a ticket for each lane that calls it together with this one; `use` gets the lane's ticket.
// Whether the lane got one; if not, the queue was full (or empty).
template <Side side, class Use>
CHROMA2_QUEUE_FN bool with_warp_ticket(const Ring& ring, Use use) {
  for (;;) {
    // Whatever lanes are here: any set of them is right.
    cooperative_groups::coalesced_group lanes = cooperative_groups::coalesced_threads();
    Tickets tickets{0, 0};
    if (lanes.thread_rank() == 0) {
      tickets = reserve_by_credit<side>(ring, lanes.size(), look_of_warps());
      if (tickets.count == 0) ring.refuse<side>(lanes.size());
    }
    tickets.first = lanes.shfl(tickets.first, 0);
    tickets.count = lanes.shfl(tickets.count, 0);
    if (lanes.thread_rank() < tickets.count) {
      use(tickets.first + lanes.thread_rank());
      return true;
    }
    if (tickets.count == 0) return false;
  }
}

}  // namespace queue
}  // namespace chroma2
#endif
