// A block that serves the host's small batches: it looks for requests in host memory and leaves when
// there has been none for a while, so that it never keeps a device for itself. It spares each request
// a launch. A push's batch may be read until the service's next request has been answered. Pushes and
// pops have a service each: what is left to do of a push need not be waited for by the pop.
#pragma once
#include "queue/transfer.h"

namespace chroma2 {
namespace queue {

static_assert(sizeof(QueueOrder) <= 28 * 4, "an order fills the words of a request between its numbers");

// Idle times that a block stays at most.
constexpr uint64_t kServiceStay = 100;

CHROMA2_QUEUE_FN uint64_t cycles() {
#if defined(CHROMA2_QUEUE_CUDA)
  return static_cast<uint64_t>(clock64());
#else
  return 0;
#endif
}

// A look at the request by one warp: the lane's word of it. What the host wrote before the request, a
// batch, is visible after it: what a cache of the device still has of an earlier one would not be.
CHROMA2_QUEUE_FN uint32_t look(const QueueRequest* request) {
  return SystemAtomic<uint32_t>(const_cast<uint32_t*>(request->word)[threadIdx.x % 32u]).load(memory_order_acquire);
}

// Whether the warp has seen a whole request other than `served`, which is then in `order`.
CHROMA2_QUEUE_FN bool seen(uint32_t mine, uint32_t served, QueueOrder& order, uint32_t& number) {
  uint32_t lane = threadIdx.x % 32u, last = __shfl_sync(0xffffffffu, mine, 31);
  bool numbered = lane % 8u == 7u, whole = !numbered || mine == last;
  if (last == served || !__all_sync(0xffffffffu, whole)) return false;
  uint32_t place = lane - lane / 8u;
  if (!numbered && place < sizeof(QueueOrder) / 4u) reinterpret_cast<uint32_t*>(&order)[place] = mine;
  number = last;
  return true;
}

// Waits for a request other than `served`; all lanes of one warp. False: there was none for a while, or
// there is none now and the block has been here for long: the driver frees memory when nothing runs, and
// else would wait as long as requests follow each other.
CHROMA2_QUEUE_FN bool await(const QueueServiceJob& job, uint64_t start, uint32_t served, QueueOrder& order,
                            uint32_t& number) {
  // One look at a time: several under way at once make each other late.
  uint64_t since = cycles();
  for (;;) {
    if (seen(look(job.request), served, order, number)) return true;
    // One lane's clock, so that all agree.
    uint64_t now = cycles();
    bool late = now - since >= job.idle_cycles || now - start >= kServiceStay * job.idle_cycles;
    if (__shfl_sync(0xffffffffu, late, 0)) return false;
  }
}

CHROMA2_QUEUE_FN void serve(const QueueServiceJob& job) {
  __shared__ QueueOrder order;
  __shared__ uint32_t number;
  __shared__ bool leave;
  uint32_t served = static_cast<uint32_t>(job.served);
  uint64_t start = cycles();
  for (;;) {
    if (threadIdx.x < 32) {
      bool found = await(job, start, served, order, number);
      if (threadIdx.x == 0) leave = !found;
    }
    __syncthreads();
    if (leave) break;
    served = number;
    QueueTransferJob transfer{order.queue, order.batch, order.count, nullptr, nullptr, 0, order.push, 0};
    auto report = [&](const QueueTransferState& state, auto after) {
      uint64_t answer = static_cast<uint64_t>(served) << 32 | state.refused << 31 | state.transferred;
      SystemAtomic<uint64_t>(*job.answer).store(answer, after);
    };
    Ring ring = ring_of(transfer.queue);
    if (transfer.push)
      transfer_alone<Side::push>(transfer, ring, true, report);
    else
      transfer_alone<Side::pop>(transfer, ring, true, report);
    __syncthreads();
  }
  if (threadIdx.x == 0) SystemAtomic<uint64_t>(*job.gone).store(job.launch, memory_order_release);
}

}  // namespace queue
}  // namespace chroma2
