// How the resident propagation hears of orders, and how the host hears of their end. The first block looks at the
// host's memory and tells the others through the device's. None waits for all of them: photons go to the blocks that
// are there, and whoever brings the last one to its end answers.
#pragma once
#include "cuda/resident.h"
#include "queue/service.h"

CHROMA2_BEGIN

using queue::SystemAtomic;

constexpr uint64_t kEpochClosed = 0, kEpochOpen = 1, kEpochLeave = 2;

struct ResidentShared {
  Pool pool;
  ResidentOrder order;
  uint32_t number;  // of the order
  bool leave;
};

static_assert(sizeof(ResidentOrder) % 8 == 0 && sizeof(ResidentOrder) / 8 <= kPropagateBlock,
              "a block copies an order with a word a thread");

__device__ __forceinline__ uint64_t epoch_of(const ResidentJob& job, uint32_t number, uint64_t what) {
  return job.launch << 34 | static_cast<uint64_t>(number) << 2 | what;
}

// Copies an order that others have just written.
__device__ __forceinline__ void copy_order(ResidentOrder* to, const ResidentOrder* from) {
  uint32_t i = threadIdx.x;
  if (i < sizeof(ResidentOrder) / 8u)
    reinterpret_cast<volatile uint64_t*>(to)[i] = reinterpret_cast<const volatile uint64_t*>(from)[i];
}

// By one thread of the first block: waits for an order other than `served`; false: it is time to leave. Not before the
// other blocks are done with the last one: who has left has answered what it saw.
__device__ __forceinline__ bool await_order(const ResidentJob& job, uint64_t begun, uint32_t served, uint32_t& number) {
  uint64_t since = queue::cycles();
  for (;;) {
    uint64_t request = SystemAtomic<uint64_t>(*job.request).load(queue::memory_order_acquire);
    number = static_cast<uint32_t>(request);
    if (number != served) return true;
    uint64_t now = queue::cycles();
    bool asked = (request >> 32) == (job.launch & 0xffffffffu);
    bool late = asked || now - since >= job.idle_cycles || now - begun >= job.stay_cycles;
    if (late && *static_cast<volatile uint32_t*>(&job.control->active) == 0) return false;
  }
}

// By one thread of another block: the next epoch of this launch, of an order other than `served`, in which it may read
// the order until it says that it does not any more.
__device__ __forceinline__ uint64_t enter_epoch(const ResidentJob& job, uint32_t served) {
  volatile uint64_t* epoch = &job.control->epoch;
  for (;;) {
    uint64_t now = *epoch;
    bool ours = now >> 34 == job.launch, open = (now & 3u) == kEpochOpen;
    if (ours && (now & 3u) == kEpochLeave) return now;
    if (ours && open && static_cast<uint32_t>(now >> 2) != served) {
      atomicAdd(&job.control->active, 1u);
      __threadfence();  // who closes an epoch then sees that, or this sees that it is closed
      if (*epoch == now) return now;
      atomicSub(&job.control->active, 1u);
    }
    __nanosleep(50);
  }
}

// The first block's: an order comes from the host, and is told to the others.
__device__ __forceinline__ void open_epoch(const ResidentJob& job, ResidentShared& shared) {
  ResidentControl& control = *job.control;
  copy_order(&shared.order, job.order);
  if (threadIdx.x == 0) {
    while (*static_cast<volatile uint32_t*>(&control.active) != 0) {
    }
    control.next = control.ended = control.aside = 0;
  }
  __syncthreads();
  copy_order(&control.order, &shared.order);
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) *static_cast<volatile uint64_t*>(&control.epoch) = epoch_of(job, shared.number, kEpochOpen);
}

// Whoever has brought the last photons of the order to their end tells the host.
__device__ __forceinline__ void answer(const ResidentJob& job, const ResidentShared& shared, uint32_t taken) {
  ResidentControl& control = *job.control;
  const PropagateJob& order = shared.order.job;
  if (taken == 0 || atomicAdd(&control.ended, static_cast<unsigned long long>(taken)) + taken != order.count) return;
  __threadfence();
  uint64_t left = *static_cast<volatile unsigned long long*>(&control.aside);
  job.answer->changes = *static_cast<volatile unsigned long long*>(&order.changes->total);
  __threadfence_system();
  SystemAtomic<uint64_t>(job.answer->word)
      .store(static_cast<uint64_t>(shared.number) << 32 | left, queue::memory_order_release);
}

__device__ __forceinline__ void stay(const ResidentJob& job, ResidentShared& shared) {
  const bool leads = blockIdx.x == 0;
  ResidentControl& control = *job.control;
  volatile uint64_t* epoch = &control.epoch;
  const uint64_t begun = queue::cycles();
  uint32_t served = static_cast<uint32_t>(job.served);
  for (;;) {
    if (threadIdx.x == 0 && leads) {
      shared.leave = !await_order(job, begun, served, shared.number);
    } else if (threadIdx.x == 0) {
      uint64_t now = enter_epoch(job, served);
      shared.number = static_cast<uint32_t>(now >> 2);
      shared.leave = (now & 3u) == kEpochLeave;
    }
    __syncthreads();
    if (shared.leave) break;
    served = shared.number;
    if (leads)
      open_epoch(job, shared);
    else
      copy_order(&shared.order, &control.order);
    __syncthreads();
    uint32_t taken = propagate_order(shared.order, shared.pool);
    __threadfence_system();  // what this thread has written is the host's before the answer
    __syncthreads();
    if (threadIdx.x == 0) {
      answer(job, shared, taken);
      if (leads) {
        *epoch = epoch_of(job, served, kEpochClosed);
        __threadfence();
      } else {
        __threadfence();
        atomicSub(&control.active, 1u);
      }
    }
  }
  if (threadIdx.x != 0 || !leads) return;
  *epoch = epoch_of(job, served, kEpochLeave);
  __threadfence();
  SystemAtomic<uint64_t>(*job.gone).store(job.launch, queue::memory_order_release);
}

CHROMA2_END
