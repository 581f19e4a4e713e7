#ifndef CHROMA2_QUEUE_BATCH_H
#define CHROMA2_QUEUE_BATCH_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/queue.h"

/**
 * Items, one after another without gaps, at any address.
 */
typedef struct chroma2_queue_batch {
  /**
   * sizeof(chroma2_queue_batch).
   */
  size_t struct_size;
  /**
   * The first item: read by a push, written by a pop. May be NULL where count is 0.
   */
  void *data;
  /**
   * Number of items.
   */
  uint64_t count;
  /**
   * Bytes of an item, those of the queue's; 0: not checked.
   */
  uint32_t item_size;
  /**
   * 0: host memory. Otherwise the memory of the GPU at this place in the list of chroma2_device_get_info,
   * which is that of the queue; what fills it is done (synchronize its stream), unless the operation is
   * put on that stream.
   */
  uint32_t device;
} chroma2_queue_batch;

/**
 * How an operation on a stream went: 24 bytes of the GPU's memory, or of pinned host memory. Its size and
 * fields will not change.
 */
typedef struct chroma2_queue_result {
  /**
   * Items that went, from the batch's begin.
   */
  uint64_t went;
  /**
   * 1: the queue was full, or empty, before the rest; 0: there is no rest, or others came in between and
   * it can be tried at once.
   */
  uint64_t refused;
  /**
   * The caller's number, written last: with a number that was not there before, a thread of the host can
   * wait for it in pinned memory.
   */
  uint64_t serial;
} chroma2_queue_result;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Pushes the items of a batch for which there is room, and writes how many were transferred, from its
 * begin: all, unless the queue was full at an instant of the call. Fails as an invalid argument (the message
 * names it), and as a device error once the GPU has failed. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_try_push(const chroma2_queue *queue,
                                      const struct chroma2_queue_batch *batch,
                                      uint64_t *pushed);

/**
 * Pops up to as many items as a batch has room for, and writes how many were transferred: all, unless the
 * queue was empty at an instant of the call. Fails as chroma2_queue_try_push does. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_try_pop(const chroma2_queue *queue,
                                     const struct chroma2_queue_batch *batch,
                                     uint64_t *popped);

/**
 * Pushes all items of a batch, waiting for room at most `timeout_ns` nanoseconds (0: tries once;
 * UINT64_MAX: for ever), and writes how many were transferred, where it fails after some were too; a timeout
 * where those are not all. Items of others may come in between those of a batch that waits. Fails as
 * chroma2_queue_try_push does. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_push(const chroma2_queue *queue,
                                  const struct chroma2_queue_batch *batch,
                                  uint64_t timeout_ns,
                                  uint64_t *pushed);

/**
 * Pops as many items as a batch has room for, waiting for them at most `timeout_ns` nanoseconds (0: tries
 * once; UINT64_MAX: for ever), and writes how many were transferred, where it fails after some were too; a
 * timeout where those are not all. Fails as chroma2_queue_try_push does. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_pop(const chroma2_queue *queue,
                                 const struct chroma2_queue_batch *batch,
                                 uint64_t timeout_ns,
                                 uint64_t *popped);

/**
 * Puts a push on a stream (a CUstream, or cudaStream_t, of the queue's GPU; NULL: the legacy stream) and
 * returns: what has room when the stream comes to it goes, and *result is written with `serial`. The items
 * and *result are in the memory of the queue's GPU, or in pinned host memory; they, the queue and the stream
 * must stay until it is done. A queue of the CPU backend does it before this returns.
 *
 * On a stream that is captured into a graph it becomes a node of the graph: each launch pushes what is in the
 * batch's memory then, and writes *result with the same `serial`; all of that must stay as long as the graph
 * may be launched. Launches may overlap with each other and with all else on the queue (with a *result that
 * they share, which of them it is of is not known). One block does the work there, so a large batch takes
 * longer than on a stream. Invalid state on a stream whose capture has failed, and on the legacy stream while
 * one that it waits for is captured. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_push_async(const chroma2_queue *queue,
                                        const struct chroma2_queue_batch *batch,
                                        void *stream,
                                        uint64_t serial,
                                        struct chroma2_queue_result *result);

/**
 * Puts a pop on a stream, as chroma2_queue_push_async does a push. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_queue_pop_async(const chroma2_queue *queue,
                                       const struct chroma2_queue_batch *batch,
                                       void *stream,
                                       uint64_t serial,
                                       struct chroma2_queue_result *result);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_QUEUE_BATCH_H */
