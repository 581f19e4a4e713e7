// Plain structs of the queues' kernels, shared with the Rust side (src/layout/queue.rs mirrors
// them; tests/layout.rs compares sizes and offsets).
#pragma once
#include <stdint.h>

namespace chroma2 {

#ifndef CHROMA2_TRANSFER_BLOCK
#define CHROMA2_TRANSFER_BLOCK 1024
#endif
constexpr uint32_t kTransferBlock = CHROMA2_TRANSFER_BLOCK;
constexpr uint32_t kTransferStage = 32768;  // bytes of a batch that a block fetches ahead
constexpr uint32_t kQueueSegments = 8;  // most rows of tickets of a transfer

// A queue's memory (include/chroma2/device/layout.cuh).
struct QueueMemory {
  void* control;
  void* turns;  // uint32_t[capacity]
  void* items;
  uint64_t capacity;  // a power of two
  uint32_t capacity_log2;
  uint32_t item_size;  // bytes
};

// Tickets of a transfer, in a row.
struct QueueSegment {
  uint64_t first, count;
};

// What the blocks of a transfer share; 0 before and after.
struct QueueTransferState {
  uint32_t arrived;   // blocks that have begun
  uint32_t left;      // and that have ended
  uint32_t ready;     // 1: the segments are known
  uint32_t segments;
  uint64_t next;      // item to be taken next
  uint64_t went;      // items with a ticket
  uint64_t refused;   // 1: the queue was full, or empty, before the rest
  QueueSegment segment[kQueueSegments];
};

// How a transfer ended; host memory that the device writes, or the device's.
struct QueueTransferResult {
  uint64_t went;
  uint64_t refused;  // 1: the queue was full, or empty; 0: the rest can be tried at once
  uint64_t serial;   // the job's, written last
};

// Moves a batch into a queue or out of it, in the batch's order.
struct QueueTransferJob {
  QueueMemory queue;
  void* batch;     // item_size bytes an item, one after another; host memory or the device's
  uint64_t count;  // at least 1
  QueueTransferState* state;
  QueueTransferResult* result;
  uint64_t serial;
  uint32_t push;  // 1: into the queue
  uint32_t reserved;
};

// How the host hands a small transfer to the service, a block that stays on the device for a while. Each 32
// bytes, which travel together, end with the request's number, so that a request is read whole or not.
struct QueueRequest {
  uint32_t word[32];  // a QueueOrder, 7 words before each number
};
struct QueueOrder {
  QueueMemory queue;
  void* batch;
  uint64_t count;
  uint32_t push;
  uint32_t reserved[11];
};

struct QueueServiceJob {
  const QueueRequest* request;  // host memory
  uint64_t* answer;  // host memory: the request's number in the upper half, below it whether the queue was
                     // full (or empty) before the rest (bit 31) and how many items went through
  uint64_t* gone;               // host memory: `launch` when it has left
  uint64_t launch;              // number of this launch, not 0
  uint64_t idle_cycles;         // of the device's clock without a request, after which it leaves
  uint64_t served;              // number of the last request before this launch
};

// What the workers of a persistent run share, and what they have done; 0 at first but for `start`.
struct PersistentState {
  uint64_t start;      // pops of `active` before the run
  uint64_t hands;      // items that workers have taken, or may be taking, and not put down yet
  uint64_t finished;   // items put into `finished`
  uint64_t spawned;    // and into `spawn`
  uint64_t moved;      // from `spawn` back into `active`
  uint64_t iterations; // of all workers, in which they had items
  uint64_t idle_polls; // in which they had none
  uint32_t stop;       // a PersistentStop, the largest that a worker has found for all
  uint32_t left;       // the largest PersistentStop of workers that have left
};

// Why a worker leaves. The run's reason is the largest of them.
enum PersistentStop : uint32_t {
  kStopDone = 1,        // nothing is left in `active`, nor in anybody's hands
  kStopIdle = 2,        // too many polls without an item
  kStopIterations = 3,  // as many iterations as allowed
  kStopSpawnFull = 4,
  kStopFinishedFull = 5,
  kStopGivenUp = 6,     // on the processor: an item fits nowhere, and a queue that it could go to was destroyed
};

// A persistent run: items go from `active` to `finished` or, some of them, to `spawn`.
struct PersistentJob {
  QueueMemory active, spawn, finished;
  PersistentState* state;
  uint64_t max_iterations;  // of a worker; 0: no limit
  uint64_t idle_threshold;  // polls in a row without an item after which a worker leaves; 0: none
  uint64_t spawn_interval;  // each so-manieth item goes to `spawn`; 0: none
  uint64_t increment;       // added to an item's payload
  uint64_t compact_below;   // items in `active` below which those of `spawn` return; 0: never
};

// What a queue counted (include/chroma2/queue.h).
struct QueueCounters {
  uint64_t length, pushes, pops, refused_full, refused_empty, high_water, mismatched;
};

}  // namespace chroma2
