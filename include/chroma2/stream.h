#ifndef CHROMA2_STREAM_H
#define CHROMA2_STREAM_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/context.h"

/**
 * What a stream is for.
 */
enum chroma2_stream_purpose
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Copies to the device.
   */
  CHROMA2_STREAM_PURPOSE_UPLOAD = 1,
  /**
   * Kernels.
   */
  CHROMA2_STREAM_PURPOSE_KERNEL = 2,
  /**
   * Copies to the host.
   */
  CHROMA2_STREAM_PURPOSE_DOWNLOAD = 3,
  /**
   * Copies between devices.
   */
  CHROMA2_STREAM_PURPOSE_PEER = 4,
  /**
   * Anything else.
   */
  CHROMA2_STREAM_PURPOSE_AUXILIARY = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_stream_purpose chroma2_stream_purpose;
#else
typedef uint32_t chroma2_stream_purpose;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whose work goes first where a device has no room for all.
 */
enum chroma2_stream_urgency
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * As the library's own work.
   */
  CHROMA2_STREAM_URGENCY_NORMAL = 0,
  /**
   * Before it.
   */
  CHROMA2_STREAM_URGENCY_HIGH = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_stream_urgency chroma2_stream_urgency;
#else
typedef uint32_t chroma2_stream_urgency;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A hold on a stream of a GPU: one of the context's pool, which grows and shrinks with what is held, or the program's
 * own. It keeps its context alive. Pipelines take streams of the same pool.
 */
typedef struct chroma2_stream chroma2_stream;

/**
 * What the streams of a purpose did since the context was made; what the program itself puts on them is not known here.
 */
typedef struct chroma2_stream_use {
  /**
   * sizeof(chroma2_stream_use).
   */
  size_t struct_size;
  /**
   * Streams of the pool that are there now, and the most that were.
   */
  uint64_t streams;
  uint64_t streams_max;
  /**
   * Holds on them now: handles, and those of pipelines.
   */
  uint64_t lent;
  /**
   * Kernels that were launched on them, a graph as one.
   */
  uint64_t launches;
  /**
   * Copies, and their bytes.
   */
  uint64_t copies;
  uint64_t bytes;
} chroma2_stream_use;

/**
 * Which stream is wanted.
 */
typedef struct chroma2_stream_config {
  /**
   * sizeof(chroma2_stream_config).
   */
  size_t struct_size;
  /**
   * A chroma2_stream_purpose.
   */
  uint32_t purpose;
  /**
   * A chroma2_stream_urgency; 0 for a stream of the program's.
   */
  uint32_t urgency;
  /**
   * Place of the GPU in the list of chroma2_device_get_info, one of the context's; 0: its first.
   */
  uint32_t device;
  /**
   * 1: `stream` is the program's own stream, which is adopted; 0: one of the pool.
   */
  uint32_t adopt;
  /**
   * The program's CUstream or cudaStream_t, of the GPU's primary context, which lives as long as the handle. NULL is
   * the legacy default stream where `adopt` is 1.
   */
  void *stream;
} chroma2_stream_config;

/**
 * What a stream is.
 */
typedef struct chroma2_stream_info {
  /**
   * sizeof(chroma2_stream_info).
   */
  size_t struct_size;
  /**
   * It as the driver has it, a CUstream, to be used until the handle is destroyed.
   */
  void *stream;
  /**
   * A chroma2_stream_purpose.
   */
  uint32_t purpose;
  /**
   * Place of its GPU in the list of chroma2_device_get_info.
   */
  uint32_t device;
  /**
   * 1: it is the program's own.
   */
  uint32_t adopted;
  /**
   * 1: others hold it too, since the pool has given all that it may.
   */
  uint32_t shared;
} chroma2_stream_info;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Writes 1 where the context has streams, 0 on the processor. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_context_has_stream_management(const chroma2_context *context,
                                                     uint32_t *has);

/**
 * Writes what the context's streams of a purpose (a chroma2_stream_purpose) did on a device (0: its first);
 * use->struct_size must be set. Unsupported on the processor. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_context_get_stream_use(const chroma2_context *context,
                                              uint32_t device,
                                              uint32_t purpose,
                                              struct chroma2_stream_use *use);

/**
 * Lends a stream, or adopts the program's own. The caller owns *stream, to be given to chroma2_stream_destroy. Streams
 * do not wait for the legacy default stream. Unsupported on the processor. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_stream_create(const chroma2_context *context,
                                     const struct chroma2_stream_config *config,
                                     struct chroma2_stream **stream);

/**
 * Gives a stream up; NULL is fine. What was put on it goes on; one of the pool is used again when it is done, and
 * pipelines that it was given to keep it. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_stream_destroy(struct chroma2_stream *stream);

/**
 * Writes what a stream is; info->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_stream_get_info(const struct chroma2_stream *stream,
                                       struct chroma2_stream_info *info);

/**
 * Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until all that a stream was given is done.
 * Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_stream_wait(const struct chroma2_stream *stream,
                                   uint64_t timeout_ns);

/**
 * Copies `bytes` bytes on a stream, between any memory: of a GPU, of another one (directly, where the hardware can), pinned,
 * or the host's other memory, which makes the call wait. Both are there until the stream has done it. Memory that the
 * driver knows is checked for its size. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_stream_copy(const struct chroma2_stream *stream,
                                   void *to,
                                   const void *from,
                                   uint64_t bytes);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_STREAM_H */
