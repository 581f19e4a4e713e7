#ifndef CHROMA2_MESSAGE_IO_H
#define CHROMA2_MESSAGE_IO_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/message_queue.h"

/**
 * How a message ended.
 */
enum chroma2_message_outcome
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Well.
   */
  CHROMA2_MESSAGE_OUTCOME_DONE = 0,
  /**
   * Its function has returned another code than 0, at the last attempt too.
   */
  CHROMA2_MESSAGE_OUTCOME_FAILED = 1,
  /**
   * It took longer than the queue's time limit.
   */
  CHROMA2_MESSAGE_OUTCOME_TIMED_OUT = 2,
  /**
   * Its result is longer than the queue's results may be.
   */
  CHROMA2_MESSAGE_OUTCOME_OVERRUN = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_message_outcome chroma2_message_outcome;
#else
typedef uint32_t chroma2_message_outcome;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Messages for one call, at any address.
 */
typedef struct chroma2_message_batch {
  /**
   * sizeof(chroma2_message_batch).
   */
  size_t struct_size;
  /**
   * The first message. May be NULL where there is nothing to read.
   */
  const void *data;
  /**
   * Bytes from one message to the next; 0: `bytes`.
   */
  uint64_t stride;
  /**
   * Number of messages.
   */
  uint64_t count;
  /**
   * Bytes of each message, where `sizes` is NULL.
   */
  uint32_t bytes;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * Bytes of each message, `count` entries; NULL: all have `bytes`.
   */
  const uint32_t *sizes;
  /**
   * Keys, `count` entries; NULL: all are 0.
   */
  const uint64_t *keys;
} chroma2_message_batch;

/**
 * What came of a message. Its size and fields will not change, as arrays of it are filled.
 */
typedef struct chroma2_message_result {
  /**
   * The message's id and key.
   */
  uint64_t id;
  uint64_t key;
  /**
   * From the message's publication to this call, in ns.
   */
  uint64_t latency_ns;
  /**
   * Bytes of the result.
   */
  uint32_t bytes;
  /**
   * What the function has returned at last.
   */
  uint32_t code;
  /**
   * A chroma2_message_outcome.
   */
  uint32_t outcome;
  /**
   * How often it was tried, at least 1.
   */
  uint32_t attempts;
} chroma2_message_result;

/**
 * A message that has failed.
 */
typedef struct chroma2_dead_letter {
  /**
   * sizeof(chroma2_dead_letter).
   */
  size_t struct_size;
  /**
   * The message's id and key.
   */
  uint64_t id;
  uint64_t key;
  /**
   * Bytes of the message.
   */
  uint32_t bytes;
  /**
   * What the function has returned at last.
   */
  uint32_t code;
  /**
   * A chroma2_message_outcome.
   */
  uint32_t outcome;
  /**
   * How often it was tried.
   */
  uint32_t attempts;
} chroma2_dead_letter;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Puts a message of `bytes` bytes in, waiting at most `timeout_ns` nanoseconds (0: tries once; UINT64_MAX: for ever) for
 * a free slot, and writes its id (`id` may be NULL): larger than those of all messages before it. The bytes are copied,
 * `data` may be NULL where there are none. Fails as a timeout where there is no room, as an invalid argument, as an
 * invalid state after chroma2_message_queue_shut_down, and as a device error once the GPU has failed. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_enqueue(const chroma2_message_queue *queue,
                                             const void *data,
                                             uint32_t bytes,
                                             uint64_t key,
                                             uint64_t timeout_ns,
                                             uint64_t *id);

/**
 * Puts messages in, in their order, waiting at most `timeout_ns` nanoseconds (0: tries once; UINT64_MAX: for ever) for
 * room for all, and writes how many were taken, from the first, and their ids (`ids`, with room for batch->count,
 * may be NULL). A timeout where those are not all; *taken and ids are written where it fails after some were taken too.
 * Messages of others may come in between. Fails as chroma2_message_queue_enqueue does. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_enqueue_batch(const chroma2_message_queue *queue,
                                                   const struct chroma2_message_batch *batch,
                                                   uint64_t timeout_ns,
                                                   uint64_t *ids,
                                                   uint64_t *taken);

/**
 * Takes a free slot, waiting at most `timeout_ns` nanoseconds (0: tries once; UINT64_MAX: for ever) for one, and writes
 * where it is, with room for the queue's input_bytes, aligned to 16 bytes: the program writes a message there, which
 * no one copies, and gives `reservation` to chroma2_message_queue_commit or _cancel. Until then others' messages go on.
 * The place is valid until then, and as long as the queue lives. Fails as chroma2_message_queue_enqueue does. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_reserve(const chroma2_message_queue *queue,
                                             uint64_t timeout_ns,
                                             void **place,
                                             uint64_t *reservation);

/**
 * Puts in the first `bytes` bytes of what was written to a reserved slot, and writes the message's id (`id` may be
 * NULL). Never waits. Fails as an invalid argument where the reservation is none any more, or where `bytes` is too
 * large (the reservation stays); and as an invalid state after chroma2_message_queue_shut_down. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_commit(const chroma2_message_queue *queue,
                                            uint64_t reservation,
                                            uint32_t bytes,
                                            uint64_t key,
                                            uint64_t *id);

/**
 * Gives a reserved slot up. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_cancel(const chroma2_message_queue *queue,
                                            uint64_t reservation);

/**
 * Collects the result of a message: writes it to `data`, with room for `room` bytes, and what came of the message to
 * *result. Each result is collected once, by this or another function. A timeout where there is none yet. Where
 * the room is too small, an invalid argument, *result is written with the result's size, and the result is kept.
 * An invalid argument where no message of the id is outstanding. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_try_result(const chroma2_message_queue *queue,
                                                uint64_t id,
                                                void *data,
                                                uint64_t room,
                                                struct chroma2_message_result *result);

/**
 * As chroma2_message_queue_try_result, waiting at most `timeout_ns` nanoseconds (UINT64_MAX: for ever) for the result. Any
 * thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_wait_result(const chroma2_message_queue *queue,
                                                 uint64_t id,
                                                 void *data,
                                                 uint64_t room,
                                                 uint64_t timeout_ns,
                                                 struct chroma2_message_result *result);

/**
 * Writes ids of messages that have results which nobody has collected, in the order in which they ended, at most `room`,
 * and how many. Each is told once, by this or by a dequeue, to whichever thread asks first. Never waits. Any
 * thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_poll_completions(const chroma2_message_queue *queue,
                                                      uint64_t *ids,
                                                      uint64_t room,
                                                      uint64_t *count);

/**
 * Collects the result of any message, of those that chroma2_message_queue_poll_completions has not told, as
 * chroma2_message_queue_wait_result does; a timeout where none has come within `timeout_ns` nanoseconds (0: only looks).
 * Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_dequeue_any(const chroma2_message_queue *queue,
                                                 void *data,
                                                 uint64_t room,
                                                 uint64_t timeout_ns,
                                                 struct chroma2_message_result *result);

/**
 * Collects results of any messages, as chroma2_message_queue_dequeue_any does: at most `most`, each to `room` bytes of
 * `data`, one after another, and to an entry of `results`; waits for the first, and writes how many. Where the room is
 * too small for one, those before it are given. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_dequeue_batch(const chroma2_message_queue *queue,
                                                   void *data,
                                                   uint64_t room,
                                                   struct chroma2_message_result *results,
                                                   uint64_t most,
                                                   uint64_t timeout_ns,
                                                   uint64_t *count);

/**
 * Takes the oldest message that has failed and was delivered, of those that are kept (config->dead_letters): writes it
 * to `data`, with room for `room` bytes, and what it was to *letter, whose struct_size must be set. A timeout where
 * there is none; where the room is too small, an invalid argument, *letter is written and the message is kept. Any
 * thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_take_dead_letter(const chroma2_message_queue *queue,
                                                      void *data,
                                                      uint64_t room,
                                                      struct chroma2_dead_letter *letter);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_MESSAGE_IO_H */
