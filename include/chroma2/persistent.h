#ifndef CHROMA2_PERSISTENT_H
#define CHROMA2_PERSISTENT_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/queue.h"

/**
 * Why a persistent run ended: what its workers met that is highest in this list. Structs take it as
 * uint32_t.
 */
enum chroma2_persistent_stop
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing is outstanding: active is empty, and no worker has an item in hand.
   */
  CHROMA2_PERSISTENT_STOP_DONE = 1,
  /**
   * Workers left after idle_threshold looks without an item.
   */
  CHROMA2_PERSISTENT_STOP_IDLE = 2,
  /**
   * Workers left after max_iterations.
   */
  CHROMA2_PERSISTENT_STOP_ITERATIONS = 3,
  /**
   * There was no room in spawn.
   */
  CHROMA2_PERSISTENT_STOP_SPAWN_FULL = 4,
  /**
   * There was no room in finished.
   */
  CHROMA2_PERSISTENT_STOP_FINISHED_FULL = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_persistent_stop chroma2_persistent_stop;
#else
typedef uint32_t chroma2_persistent_stop;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How to run. All zero but struct_size is right for most programs.
 */
typedef struct chroma2_persistent_options {
  /**
   * sizeof(chroma2_persistent_options).
   */
  size_t struct_size;
  /**
   * Iterations with items after which a worker leaves; 0: no limit.
   */
  uint64_t max_iterations;
  /**
   * Looks in a row without an item after which a worker leaves, whatever others still have in hand; 0:
   * workers leave when nothing is outstanding.
   */
  uint64_t idle_threshold;
  /**
   * Each so-manieth item taken from active since the begin of the run goes to spawn: with 5, the 5th,
   * the 10th, and so on in the order of the queue; 0: none.
   */
  uint64_t spawn_interval;
  /**
   * Added to the payload of each item worked on, modulo 2^64: the first 8 bytes of an item as an
   * integer of the machine's byte order; the first 4, modulo 2^32, of items smaller than 8 bytes.
   */
  uint64_t payload_increment;
  /**
   * Items in active below which those of spawn return to it, to be worked on again; 0: never.
   */
  uint64_t compact_below;
  /**
   * Items that a worker takes at a time. GPU: threads of a block, a multiple of 32, at most 1024; 0: 256.
   * Processor: 64 at most are taken; 0: 64.
   */
  uint32_t block_dim;
  /**
   * Workers. GPU: blocks; 0: two for each multiprocessor. Processor: threads, at most those of the
   * context; 0: all of them.
   */
  uint32_t grid_dim;
} chroma2_persistent_options;

/**
 * What a run did.
 */
typedef struct chroma2_persistent_stats {
  /**
   * sizeof(chroma2_persistent_stats).
   */
  size_t struct_size;
  /**
   * Items put into finished.
   */
  uint64_t finished;
  /**
   * Items put into spawn.
   */
  uint64_t spawned;
  /**
   * Items moved from spawn back to active.
   */
  uint64_t moved;
  /**
   * Iterations of all workers in which they had items.
   */
  uint64_t iterations;
  /**
   * Looks of all workers in which they found none.
   */
  uint64_t idle_polls;
  /**
   * Items in active at the end.
   */
  uint64_t remaining;
  /**
   * Seconds from the call to the end.
   */
  double seconds;
  /**
   * A chroma2_persistent_stop.
   */
  uint32_t stop;
  /**
   * Blocks, or threads.
   */
  uint32_t workers;
} chroma2_persistent_stats;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Runs workers over queues, in one persistent kernel on a GPU and on the context's threads on a processor:
 * each takes items from `active`, adds to their payload, and puts them into `finished` or into `spawn`.
 * Returns when nothing is outstanding, which is more than that active is empty: items that workers have in
 * hand count too. Each item taken is then in exactly one of finished and spawn, and which items went to
 * spawn depends on their order in active alone (and on which returned from spawn). Workers take an item
 * only when there is room for it whichever way it goes, so a run whose finished or spawn is full ends and
 * leaves the rest in active; `stats` says why a run ended. On a processor other threads can push into the
 * room that a worker counts on: its item goes back to active's end then, and where they have filled that up
 * too, the run waits until one of both has room.
 *
 * A queue that another thread destroys meanwhile lives until the run ends, as it would have ended otherwise,
 * and the call fails as an invalid state then. A run on a processor that waits for room in that queue does
 * so no longer: the item goes with the queue.
 *
 * The queues are three different ones of one device and item size; other threads and kernels may push to
 * them and pop from them meanwhile, so more items may come while the run goes on. `options` and `stats` may
 * be NULL; stats->struct_size must be set. Fails as an invalid argument (the message names it), and as a
 * device error once the GPU has failed. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_run_persistent(const chroma2_queue *active,
                                            const chroma2_queue *spawn,
                                            const chroma2_queue *finished,
                                            const struct chroma2_persistent_options *options,
                                            struct chroma2_persistent_stats *stats);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_PERSISTENT_H */
