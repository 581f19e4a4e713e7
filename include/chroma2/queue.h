#ifndef CHROMA2_QUEUE_H
#define CHROMA2_QUEUE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/context.h"
#include "chroma2/queue_view.h"

/**
 * A bounded queue of items of one size, first in, first out, in the memory of a context's device: that of
 * the GPU, or the host's. Any number of threads, of the library's and of a program's own kernels, may push
 * and pop at once: of two items that one thread pushes, or of two pushes of which one has returned before
 * the other begins, the first comes out first, and items of a batch come in its order. It keeps its context
 * alive. After a fork the child can only give it up.
 */
typedef struct chroma2_queue chroma2_queue;

/**
 * How to make a queue.
 */
typedef struct chroma2_queue_config {
  /**
   * sizeof(chroma2_queue_config).
   */
  size_t struct_size;
  /**
   * Items that it must hold, 1 to 2^30; the next power of two is made.
   */
  uint64_t capacity;
  /**
   * Bytes of an item, 4 to 256.
   */
  uint32_t item_size;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * What it is called in chroma2_queue_info, UTF-8 of at most 63 bytes; NULL: "".
   */
  const char *name;
} chroma2_queue_config;

/**
 * What a queue is.
 */
typedef struct chroma2_queue_info {
  /**
   * sizeof(chroma2_queue_info).
   */
  size_t struct_size;
  /**
   * Items that it holds.
   */
  uint64_t capacity;
  /**
   * Items that were asked for.
   */
  uint64_t asked_capacity;
  /**
   * Bytes of an item.
   */
  uint32_t item_size;
  /**
   * Place of its device in the list of chroma2_device_get_info.
   */
  uint32_t device;
  /**
   * Bytes of that device's memory.
   */
  uint64_t memory;
  /**
   * CHROMA2_QUEUE_VIEW_VERSION of the library.
   */
  uint32_t view_version;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * Its name, NUL-terminated.
   */
  char name[64];
} chroma2_queue_info;

/**
 * What happened to a queue since it was made or reset, by the host and by kernels.
 */
typedef struct chroma2_queue_stats {
  /**
   * sizeof(chroma2_queue_stats).
   */
  size_t struct_size;
  /**
   * Items in it, as chroma2_queue_get_length counts them.
   */
  uint64_t length;
  /**
   * Items that were pushed.
   */
  uint64_t pushes;
  /**
   * Items that were popped or drained.
   */
  uint64_t pops;
  /**
   * Items for which a push found no room, and those that a pop did not find; an operation that waits
   * counts them as often as it tries.
   */
  uint64_t refused_full;
  uint64_t refused_empty;
  /**
   * Most items that were in it at once. On a GPU, what others popped while a push was under way may be
   * counted as well.
   */
  uint64_t high_water;
  /**
   * Operations that were refused because their items had another size.
   */
  uint64_t mismatched;
} chroma2_queue_stats;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes an empty queue. The caller owns *queue, to be given to chroma2_queue_destroy. Fails as an invalid
 * argument (the message names it), or out of memory. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_create(const chroma2_context *context,
                                    const struct chroma2_queue_config *config,
                                    struct chroma2_queue **queue);

/**
 * Gives a queue up; NULL is fine. Operations of other threads that wait on it, and persistent runs, end as an
 * invalid state. Its memory goes when none of the library's calls uses it any more: kernels with its view, and what was put
 * on streams, must be done. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_queue_destroy(struct chroma2_queue *queue);

/**
 * Writes what a queue is; info->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_get_info(const struct chroma2_queue *queue,
                                      struct chroma2_queue_info *info);

/**
 * Writes what happened to a queue; stats->struct_size must be set. While others use it the numbers may be
 * of different instants. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_get_stats(const struct chroma2_queue *queue,
                                       struct chroma2_queue_stats *stats);

/**
 * Writes the number of items in a queue. Exact when it is 0, at an instant of the call, and while nobody
 * pops; what is popped and pushed during the call may be counted as well. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_get_length(const struct chroma2_queue *queue,
                                        uint64_t *length);

/**
 * Throws the items of a queue away, as many as chroma2_queue_get_length gives when this begins, and writes how
 * many. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_drain(const struct chroma2_queue *queue,
                                   uint64_t *drained);

/**
 * Empties a queue and sets what it counted to 0. Invalid state, and nothing is done, while another thread
 * is in a function on the queue; the caller sees to it that no kernel uses its view, and that nothing is on
 * a stream. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_reset(struct chroma2_queue *queue);

/**
 * Writes a queue as kernels see it; view->struct_size must be set. Valid until the queue is destroyed. Any
 * thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_get_view(const struct chroma2_queue *queue,
                                      chroma2_queue_view *view);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_QUEUE_H */
