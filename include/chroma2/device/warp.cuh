// Pushes and pops by a warp's lanes: one reservation for all of them. GPUs only.
#pragma once
#include "atomics.cuh"
#if defined(CHROMA2_QUEUE_CUDA)
#include "credit.cuh"
#if !defined(__CUDACC_RTC__)
#include <cooperative_groups.h>
#endif

namespace chroma2 {
namespace queue {

#if defined(__CUDACC_RTC__)
// As cooperative_groups::coalesced_group, whose header NVRTC does not bring along.
class CoalescedLanes {
 public:
  CHROMA2_QUEUE_FN uint32_t size() const { return static_cast<uint32_t>(__popc(mask_)); }
  CHROMA2_QUEUE_FN uint32_t thread_rank() const {
    uint32_t before;
    asm("mov.u32 %0, %%lanemask_lt;" : "=r"(before));
    return static_cast<uint32_t>(__popc(mask_ & before));
  }
  // The number that the group's first lane has.
  CHROMA2_QUEUE_FN uint64_t shfl(uint64_t number, uint32_t) const {
    return __shfl_sync(mask_, static_cast<unsigned long long>(number), __ffs(mask_) - 1);
  }

 private:
  uint32_t mask_ = __activemask();
};
CHROMA2_QUEUE_FN CoalescedLanes coalesced_lanes() { return CoalescedLanes(); }
#else
CHROMA2_QUEUE_FN cooperative_groups::coalesced_group coalesced_lanes() {
  return cooperative_groups::coalesced_threads();
}
#endif

// Reserves a ticket for each lane that calls it together with this one; `use` gets the lane's ticket.
// Whether the lane got one; if not, the queue was full (or empty).
template <Side side, class Use>
CHROMA2_QUEUE_FN bool with_warp_ticket(const Ring& ring, Use use) {
  for (;;) {
    // Whatever lanes are here: any set of them is right.
    auto lanes = coalesced_lanes();
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
