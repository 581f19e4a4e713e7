// Queues on the processor: kernels/host/queue.cpp and persistent.cpp, made from the header that programs
// use.
// Generated from src/layout/host_queue.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/persistent.h"
#include "layout/queue.h"

namespace chroma2 {

// Most items that a worker of a persistent run on the processor takes at a time.
constexpr uint32_t kHostBatch = 64;

extern "C" {

// Puts items into a queue; how many it had room for.
extern uint64_t chroma2_host_queue_push(const QueueMemory *memory, const uint8_t *batch, uint64_t count);

// Takes items out of a queue; how many there were. Null batch: they are thrown away.
extern uint64_t chroma2_host_queue_pop(const QueueMemory *memory, uint8_t *batch, uint64_t count);

// Whether it is full (push) or empty, at an instant of the call.
extern uint32_t chroma2_host_queue_blocked(const QueueMemory *memory, uint32_t push);

// Reads the counters, of a queue's memory or of a copy of it.
extern void chroma2_host_queue_counters(const QueueMemory *memory, QueueCounters *counters);

// One worker's part of a persistent run, in iterations of up to `batch` items (at most kHostBatch).
// `given_up`: whether the program has destroyed active, spawn, finished.
extern void chroma2_host_run_persistent(const PersistentJob *job, bool *const *given_up, uint32_t batch);

}  // extern "C"

}  // namespace chroma2
