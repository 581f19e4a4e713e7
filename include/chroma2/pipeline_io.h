#ifndef CHROMA2_PIPELINE_IO_H
#define CHROMA2_PIPELINE_IO_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/pipeline.h"

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Submits a step with a configuration of config_bytes, which is copied (NULL: with what was written to the reserved block),
 * and takes a result: in synchronous mode this step's; in asynchronous mode none for the first download_depth - 1 calls,
 * and then that of the step download_depth - 1 before this one, waiting for it, so that which step a call gives does
 * not depend on times. Its telemetry is copied to `telemetry` (NULL: it is not wanted), and what came of it is written
 * to *result, whose struct_size must be set. An error names its step, and is of the pipeline: the calls after it fail with
 * the same. Not with an on_step. Any thread, one at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_step(const chroma2_pipeline *pipeline,
                                     const void *config,
                                     void *telemetry,
                                     chroma2_pipeline_result *result);

/**
 * Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until the next step's configuration block is
 * free, and writes to *config where it is, aligned to 256 bytes: it is written in place, and submitted by NULL. It has
 * what an earlier step left there. Once again before a submission it gives the same block. NULL where config_bytes is 0.
 * Any thread, one at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_reserve(const chroma2_pipeline *pipeline,
                                        uint64_t timeout_ns,
                                        void **config);

/**
 * Submits a step, as chroma2_pipeline_step does, and takes no result; its number is written to *step (NULL: it is not
 * wanted). Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) for room: results must be taken by
 * another thread or before, else there will be none. In synchronous mode it returns when the step is done. Any thread,
 * one at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_submit(const chroma2_pipeline *pipeline,
                                       const void *config,
                                       uint64_t timeout_ns,
                                       uint64_t *step);

/**
 * Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) for the oldest step whose result was not
 * taken, copies its telemetry to `telemetry` (NULL: it is not wanted) and writes what came of it to *result, whose
 * struct_size must be set. result->ready is 0 where no step is there to wait for, at once. Not with an on_step. Any
 * thread, one at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_wait(const chroma2_pipeline *pipeline,
                                     uint64_t timeout_ns,
                                     void *telemetry,
                                     chroma2_pipeline_result *result);

/**
 * As chroma2_pipeline_wait, without a copy: writes to *telemetry where it is (NULL where there is none), valid until the
 * next call that takes a result, a step included. Until then the step's block is not free. Any thread, one at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_view(const chroma2_pipeline *pipeline,
                                     uint64_t timeout_ns,
                                     const void **telemetry,
                                     chroma2_pipeline_result *result);

/**
 * Copies `bytes` bytes of a pipeline's state, from byte `first` on, to `to`, when the steps that were submitted are done.
 * Any thread, one at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_read_state(const chroma2_pipeline *pipeline,
                                           uint64_t first,
                                           uint64_t bytes,
                                           void *to);

/**
 * Copies `bytes` bytes from `from` to a pipeline's state, from its byte `first` on: after the steps that were submitted,
 * before those that come. Any thread, one at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_write_state(const chroma2_pipeline *pipeline,
                                            uint64_t first,
                                            uint64_t bytes,
                                            const void *from);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_PIPELINE_IO_H */
