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
 * and takes the result of the oldest step that was not taken: in synchronous mode always; in asynchronous mode where
 * download_depth steps are not taken, for which it waits. So where all steps come from this function, it is this step's in
 * synchronous mode, and else that of the step download_depth - 1 before it, and none for the first ones, however long steps
 * take. Its telemetry is copied to `telemetry` (NULL: it is not wanted), and what came of it is written
 * to *result, whose struct_size must be set. An error names its step, and is of the pipeline: the calls after it fail with
 * the same. Not with an on_step. Any thread; calls wait for each other.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_step(const chroma2_pipeline *pipeline,
                                     const void *config,
                                     void *telemetry,
                                     chroma2_pipeline_result *result);

/**
 * Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until there is room for a step, and writes to
 * *config where its configuration block is, aligned to 256 bytes: it is written in place, and submitted by NULL. Room is a
 * configuration block and a telemetry block that no step uses; of the latter a step that was not taken has one, and a
 * view too: with one thread that neither takes nor releases it waits for ever. The block has what an earlier step left
 * there. Once again before a submission it gives the same block. NULL where config_bytes is 0. Any thread; those that submit
 * wait for each other.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_reserve(const chroma2_pipeline *pipeline,
                                        uint64_t timeout_ns,
                                        void **config);

/**
 * Submits a step, as chroma2_pipeline_step does, and takes no result; its number is written to *step (NULL: it is not
 * wanted). Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) for room, as chroma2_pipeline_reserve
 * does. In on_step it does not wait for room, whatever the limit, since the block of its step is free only when it has
 * returned. In synchronous mode it returns when the step is done. Any thread; those that submit wait for each other.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_submit(const chroma2_pipeline *pipeline,
                                       const void *config,
                                       uint64_t timeout_ns,
                                       uint64_t *step);

/**
 * Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) for the oldest step whose result was not
 * taken, copies its telemetry to `telemetry` (NULL: it is not wanted) and writes what came of it to *result, whose
 * struct_size must be set. result->ready is 0, at once, where all steps were taken. Not with an on_step. Any thread; those
 * that take wait for each other.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_wait(const chroma2_pipeline *pipeline,
                                     uint64_t timeout_ns,
                                     void *telemetry,
                                     chroma2_pipeline_result *result);

/**
 * As chroma2_pipeline_wait, without a copy: writes to *telemetry where it is (NULL where there is none), valid until the
 * next call that takes a result or finds that all were taken, chroma2_pipeline_step included, or chroma2_pipeline_release.
 * Until then its telemetry block is not free for another step. Any thread; those that take wait for each other.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_view(const chroma2_pipeline *pipeline,
                                     uint64_t timeout_ns,
                                     const void **telemetry,
                                     chroma2_pipeline_result *result);

/**
 * Gives the block of chroma2_pipeline_view back, so that another step can have it. Does nothing where none is viewed. Any
 * thread; those that take wait for each other.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_release(const chroma2_pipeline *pipeline);

/**
 * Copies `bytes` bytes of a pipeline's state, from byte `first` on, to `to`, when the steps that were submitted are done.
 * Any thread; those that submit wait for it.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_read_state(const chroma2_pipeline *pipeline,
                                           uint64_t first,
                                           uint64_t bytes,
                                           void *to);

/**
 * Copies `bytes` bytes from `from` to a pipeline's state, from its byte `first` on: after the steps that were submitted,
 * before those that come. Any thread; those that submit wait for it.
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
