#ifndef CHROMA2_MESSAGE_QUEUE_H
#define CHROMA2_MESSAGE_QUEUE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/context.h"
#include "chroma2/message.h"

/**
 * What is done to messages.
 */
enum chroma2_message_operation
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The result is the message, byte for byte.
   */
  CHROMA2_MESSAGE_OPERATION_ECHO = 1,
  /**
   * The result is a uint64_t: mixed(bytes) plus the sum over the message's little-endian words w of 4 bytes (the last
   * one filled up with zeros) of mixed(w + (i + 1) * 0x9e3779b97f4a7c15), i the word's index from 0, modulo 2^64;
   * mixed(x) is SplitMix64's finalizer. For finding errors, not for secrets.
   */
  CHROMA2_MESSAGE_OPERATION_CHECKSUM = 2,
  /**
   * The message has 2 n elements, the result n: element i plus element n + i. Integers wrap, with or without a sign.
   */
  CHROMA2_MESSAGE_OPERATION_ADD = 3,
  /**
   * The result is one element, the sum of all: integers wrap; of floating-point numbers element i is added to partial
   * sum i mod 32, which begins at 0, in their order, and then partial sum j + h to partial sum j for h = 16, 8, 4,
   * 2, 1 and j below h. The same bits on every device.
   */
  CHROMA2_MESSAGE_OPERATION_REDUCE = 4,
  /**
   * The program's: config->function on the processor, config->program on a GPU.
   */
  CHROMA2_MESSAGE_OPERATION_FUNCTION = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_message_operation chroma2_message_operation;
#else
typedef uint32_t chroma2_message_operation;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Elements of messages, for the operations add and reduce.
 */
enum chroma2_message_element
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * int32_t or uint32_t.
   */
  CHROMA2_MESSAGE_ELEMENT_INT32 = 1,
  /**
   * int64_t or uint64_t.
   */
  CHROMA2_MESSAGE_ELEMENT_INT64 = 2,
  /**
   * float.
   */
  CHROMA2_MESSAGE_ELEMENT_FLOAT32 = 3,
  /**
   * double.
   */
  CHROMA2_MESSAGE_ELEMENT_FLOAT64 = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_message_element chroma2_message_element;
#else
typedef uint32_t chroma2_message_element;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * In what order messages are worked on.
 */
enum chroma2_message_ordering
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * They begin in the order of their ids, and many are worked on at once.
   */
  CHROMA2_MESSAGE_ORDERING_NONE = 0,
  /**
   * Those of one key are worked on one after another, in the order of their ids, and their results come in it.
   */
  CHROMA2_MESSAGE_ORDERING_PER_KEY = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_message_ordering chroma2_message_ordering;
#else
typedef uint32_t chroma2_message_ordering;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What the code of a function for a GPU is.
 */
enum chroma2_message_program
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * CUDA C++, compiled at run time by NVRTC, which must be installed; chroma2/message.h is there.
   */
  CHROMA2_MESSAGE_PROGRAM_SOURCE = 1,
  /**
   * PTX of relocatable device code (nvcc -rdc=true -ptx).
   */
  CHROMA2_MESSAGE_PROGRAM_PTX = 2,
  /**
   * A fatbin or a cubin of relocatable device code (nvcc -rdc=true -fatbin).
   */
  CHROMA2_MESSAGE_PROGRAM_BINARY = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_message_program chroma2_message_program;
#else
typedef uint32_t chroma2_message_program;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A queue of messages of at most some size, with a result each: threads of the program put messages in, a kernel that
 * stays on the context's GPU, or the context's threads, work on them, and threads of the program collect the results,
 * each once. Any number of threads may do all of that at once. It keeps its context alive. After a fork the child can
 * only give it up.
 */
typedef struct chroma2_message_queue chroma2_message_queue;

/**
 * A function of the program that works on a message on the processor; 0 where all is well. Called on threads of the
 * context, several at once; it must not throw, nor wait for what threads of its context do (room in its own queue or another one,
 * results, a pause, the end, an event): where all threads are in such functions nobody ends them.
 */
typedef uint32_t (*chroma2_message_function)(chroma2_message *message);

/**
 * How to make a message queue.
 */
typedef struct chroma2_message_queue_config {
  /**
   * sizeof(chroma2_message_queue_config).
   */
  size_t struct_size;
  /**
   * Messages that it must hold at once, results that nobody has collected included: 1 to 2^20; the next power of two
   * is made.
   */
  uint64_t capacity;
  /**
   * Most bytes of a message, 1 to 65536.
   */
  uint32_t input_bytes;
  /**
   * Most bytes of a result, 1 to 65536.
   */
  uint32_t output_bytes;
  /**
   * A chroma2_message_operation.
   */
  uint32_t operation;
  /**
   * A chroma2_message_element, for the operations that have elements; else 0.
   */
  uint32_t element;
  /**
   * A chroma2_message_ordering.
   */
  uint32_t ordering;
  /**
   * How often a message whose function fails, or whose result is too long, is tried again, at once: 0 to 1000.
   */
  uint32_t retries;
  /**
   * Blocks on a GPU, of up to 31 messages at once each (0: 4; 1 with an ordering), or most threads of the
   * processor (0: all of the context).
   */
  uint32_t workers;
  /**
   * Place of the GPU in the list of chroma2_device_get_info, one of the context's; 0: its first.
   */
  uint32_t device;
  /**
   * How long those who work look for the next message before they leave, to be called again by the next one: 0: 1 ms
   * on a GPU, 50 us on the processor; up to 10 s.
   */
  uint64_t idle_ns;
  /**
   * How long the kernel stays on a GPU without a break, in which memory can be freed there: 0: 20 ms; up to 10 s.
   */
  uint64_t stay_ns;
  /**
   * How long a message may take before it is reported as timed out: 0: 10 s; UINT64_MAX: no limit. For functions
   * of the program.
   */
  uint64_t time_limit_ns;
  /**
   * Most messages that have failed to be kept for chroma2_message_queue_take_dead_letter, at most 2^20.
   */
  uint64_t dead_letters;
  /**
   * For the operation "function" on the processor; else NULL.
   */
  chroma2_message_function function;
  /**
   * Handed on to functions; on a GPU it may be an address of the GPU.
   */
  void *user;
  /**
   * For the operation "function" on a GPU: code that defines
   * extern "C" __device__ uint32_t chroma2_process(chroma2_message *message). It is copied. Else NULL.
   */
  const void *program;
  /**
   * Bytes of that, a NUL at the end of a text not included.
   */
  uint64_t program_bytes;
  /**
   * A chroma2_message_program; 0 without one.
   */
  uint32_t program_kind;
  /**
   * 0.
   */
  uint32_t reserved;
} chroma2_message_queue_config;

/**
 * What a message queue is.
 */
typedef struct chroma2_message_queue_info {
  /**
   * sizeof(chroma2_message_queue_info).
   */
  size_t struct_size;
  /**
   * Messages that it holds.
   */
  uint64_t capacity;
  /**
   * Most bytes of a message, and of a result.
   */
  uint32_t input_bytes;
  uint32_t output_bytes;
  /**
   * Place of its device in the list of chroma2_device_get_info.
   */
  uint32_t device;
  /**
   * Messages that are worked on at once, at most.
   */
  uint32_t workers;
} chroma2_message_queue_info;

/**
 * What happened to a message queue since it was made.
 */
typedef struct chroma2_message_queue_stats {
  /**
   * sizeof(chroma2_message_queue_stats).
   */
  size_t struct_size;
  /**
   * Messages that were published.
   */
  uint64_t enqueued;
  /**
   * That have ended, well or not.
   */
  uint64_t processed;
  /**
   * Whose results were given to the program.
   */
  uint64_t delivered;
  /**
   * Calls, and chunks of batches, that found no room at first.
   */
  uint64_t refused;
  /**
   * Further attempts after failures, and outcomes that were no success, of what was delivered.
   */
  uint64_t retries;
  uint64_t errors;
  /**
   * Slots in use: reserved, published, or with a result that nobody has collected.
   */
  uint64_t depth;
  /**
   * How often the kernel was launched, or threads were called.
   */
  uint64_t launches;
  /**
   * Dead letters that are kept, and those that there was no room or memory for.
   */
  uint64_t dead_letters;
  uint64_t dead_letters_lost;
  /**
   * Sum over delivered messages of the time from publication to delivery, in ns.
   */
  uint64_t latency_sum_ns;
  /**
   * Their number by that time: up to 1 us; above 2^(i - 1) us and up to 2^i us; the last one: all above.
   */
  uint64_t latencies[32];
} chroma2_message_queue_stats;

/**
 * What is left of a message queue that was shut down.
 */
typedef struct chroma2_message_queue_left {
  /**
   * sizeof(chroma2_message_queue_left).
   */
  size_t struct_size;
  /**
   * Messages that have not ended.
   */
  uint64_t unprocessed;
  /**
   * Results that nobody has collected; they still can be.
   */
  uint64_t undelivered;
} chroma2_message_queue_left;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes an empty message queue. The caller owns *queue, to be given to chroma2_message_queue_destroy. Fails as an
 * invalid argument (the message names it), as unsupported (code for a GPU on the processor; source without NVRTC),
 * out of memory, or as a device error, with what the compiler or the driver says. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_create(const chroma2_context *context,
                                            const struct chroma2_message_queue_config *config,
                                            struct chroma2_message_queue **queue);

/**
 * Gives a message queue up; NULL is fine. Messages that nobody works on are dropped, as chroma2_message_queue_shut_down
 * is to be called before if they are not to be; those that are worked on end first, but for functions whose time limit
 * is over. Calls of other threads on it end as they would. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_message_queue_destroy(struct chroma2_message_queue *queue);

/**
 * Writes what a message queue is; info->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_get_info(const struct chroma2_message_queue *queue,
                                              struct chroma2_message_queue_info *info);

/**
 * Writes what happened to a message queue; stats->struct_size must be set. While others use it the numbers may be of
 * different instants. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_get_stats(const struct chroma2_message_queue *queue,
                                               struct chroma2_message_queue_stats *stats);

/**
 * Begins no more messages and waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until none
 * is worked on; a timeout where some still are, and the queue is paused all the same. Messages are taken meanwhile
 * until the queue is full. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_pause(const struct chroma2_message_queue *queue,
                                           uint64_t timeout_ns);

/**
 * Goes on after a pause. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_resume(const struct chroma2_message_queue *queue);

/**
 * Writes 1 where messages are taken and worked on, 0 where the queue is paused, was shut down or has failed. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_is_running(const struct chroma2_message_queue *queue,
                                                uint32_t *running);

/**
 * Takes no more messages, waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until those that
 * were taken have ended, and writes what is left (`left` may be NULL): a timeout where messages have not ended,
 * which go on, and *left is written then too. Results can still be collected; when all were, a call
 * that waits for any result fails as an invalid state. Of a paused queue nothing is waited for. It may be called again, to
 * wait longer. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_message_queue_shut_down(const struct chroma2_message_queue *queue,
                                               uint64_t timeout_ns,
                                               struct chroma2_message_queue_left *left);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_MESSAGE_QUEUE_H */
