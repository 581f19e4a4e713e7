#ifndef CHROMA2_PIPELINE_H
#define CHROMA2_PIPELINE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/stream.h"
#include "chroma2/kernel.h"

/**
 * How steps are given to a device.
 */
enum chroma2_pipeline_form
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The library chooses: graphs, but where the program gives a stream, or depths would make too many.
   */
  CHROMA2_PIPELINE_FORM_AUTO = 0,
  /**
   * Three streams, whose work events put in order.
   */
  CHROMA2_PIPELINE_FORM_STREAMS = 1,
  /**
   * A CUDA graph for each pair of blocks.
   */
  CHROMA2_PIPELINE_FORM_GRAPHS = 2,
  /**
   * A thread of the processor.
   */
  CHROMA2_PIPELINE_FORM_THREAD = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_pipeline_form chroma2_pipeline_form;
#else
typedef uint32_t chroma2_pipeline_form;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whether steps overlap.
 */
enum chroma2_pipeline_mode
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Steps are on the way while the caller goes on.
   */
  CHROMA2_PIPELINE_MODE_ASYNCHRONOUS = 0,
  /**
   * Each step is done when the call returns.
   */
  CHROMA2_PIPELINE_MODE_SYNCHRONOUS = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_pipeline_mode chroma2_pipeline_mode;
#else
typedef uint32_t chroma2_pipeline_mode;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A kernel of the program that is run step after step, in order: each has a configuration block that goes to the device and
 * a telemetry block that comes back, and while one is computed those of others are copied. One thread may submit steps
 * while another one takes results; more wait for each other. It keeps its kernel alive. After a fork the child can only
 * give it up.
 */
typedef struct chroma2_pipeline chroma2_pipeline;

/**
 * What came of a step.
 */
typedef struct chroma2_pipeline_result {
  /**
   * sizeof(chroma2_pipeline_result).
   */
  size_t struct_size;
  /**
   * The step's number, counted from 0; 0 where there is none.
   */
  uint64_t step;
  /**
   * 1: this is of a step; 0: no step's result was there to take.
   */
  uint32_t ready;
  /**
   * 0, or what the function returned, or the kernel wrote to its argument of the kind "code": the step has failed, its
   * telemetry is as the kernel left it, and the pipeline goes on.
   */
  uint32_t code;
  /**
   * From the step's submission until its result was taken, in ns.
   */
  uint64_t latency_ns;
} chroma2_pipeline_result;

/**
 * Called by a thread of the pipeline with each step's result, in order; `telemetry` is valid during the call, NULL where
 * there are no such blocks. `status` is CHROMA2_STATUS_OK but for the last call of all after a failure of the device,
 * when `result` and `telemetry` are NULL and chroma2_last_error_message says what. It may come before the call that has
 * submitted its step returns, and after it, in synchronous mode too. It may call the library: of this pipeline it may submit
 * a step (where there is room at once), read the state and the statistics, and destroy it, but not flush it. It must not
 * throw.
 */
typedef void (*chroma2_step_callback)(void *user,
                                      chroma2_status status,
                                      const struct chroma2_pipeline_result *result,
                                      const void *telemetry);

/**
 * How to make a pipeline.
 */
typedef struct chroma2_pipeline_config {
  /**
   * sizeof(chroma2_pipeline_config).
   */
  size_t struct_size;
  /**
   * Its kernel.
   */
  const chroma2_kernel *kernel;
  /**
   * Bytes of a step's configuration block, of its telemetry block, and of what the kernel keeps from step to step, which
   * is 0 at first; up to 2^36 each. 0: there is none.
   */
  uint64_t config_bytes;
  uint64_t telemetry_bytes;
  uint64_t state_bytes;
  /**
   * A chroma2_pipeline_mode.
   */
  uint32_t mode;
  /**
   * A chroma2_pipeline_form.
   */
  uint32_t form;
  /**
   * Blocks of each direction: how many steps may be on the way or not taken at once. Up to 64; 0 is 3.
   */
  uint32_t depth;
  /**
   * Configuration blocks where that is not depth; 0: it is. More than telemetry blocks bring nothing.
   */
  uint32_t upload_depth;
  /**
   * Likewise telemetry blocks.
   */
  uint32_t download_depth;
  /**
   * 1: each step's upload, kernel and download are timed, which costs some microseconds a step.
   */
  uint32_t timing;
  /**
   * Blocks and threads of the kernel's launch (0: 1), and bytes of dynamic shared memory a block. Ignored for functions.
   */
  uint32_t grid_x;
  uint32_t grid_y;
  uint32_t grid_z;
  uint32_t block_x;
  uint32_t block_y;
  uint32_t block_z;
  uint32_t shared_bytes;
  /**
   * A chroma2_stream_urgency of its streams.
   */
  uint32_t urgency;
  /**
   * The kernel's arguments, in the order of its parameters, values and addresses of blocks. NULL: the addresses of the
   * configuration, of the telemetry and of the state, in this order, of those that have bytes; argument_count is 0 then.
   */
  const chroma2_argument *arguments;
  /**
   * How many, at most 1024.
   */
  uint64_t argument_count;
  /**
   * Where the kernel runs, after what is there and before what comes: 0 (auto) and 1 (streams) go with it. NULL: a
   * stream of its own.
   */
  const chroma2_stream *stream;
  /**
   * Gets the results, which the functions below then do not take. NULL: they do.
   */
  chroma2_step_callback on_step;
  /**
   * Handed on to it.
   */
  void *user;
} chroma2_pipeline_config;

/**
 * What a pipeline is.
 */
typedef struct chroma2_pipeline_info {
  /**
   * sizeof(chroma2_pipeline_info).
   */
  size_t struct_size;
  /**
   * Bytes of its blocks, and of its state.
   */
  uint64_t config_bytes;
  uint64_t telemetry_bytes;
  uint64_t state_bytes;
  /**
   * Configuration and telemetry blocks.
   */
  uint32_t upload_depth;
  uint32_t download_depth;
  /**
   * A chroma2_pipeline_mode.
   */
  uint32_t mode;
  /**
   * A chroma2_pipeline_form, the one that was chosen.
   */
  uint32_t form;
  /**
   * Place of its device in the list of chroma2_device_get_info; 0: the processor.
   */
  uint32_t device;
  /**
   * Comes as 0.
   */
  uint32_t reserved;
} chroma2_pipeline_info;

/**
 * What a pipeline did since it was made.
 */
typedef struct chroma2_pipeline_stats {
  /**
   * sizeof(chroma2_pipeline_stats).
   */
  size_t struct_size;
  /**
   * Steps that were submitted, and whose results were taken.
   */
  uint64_t submitted;
  uint64_t taken;
  /**
   * Of those taken, how many had a code that is not 0.
   */
  uint64_t failed;
  /**
   * Of those taken, how many were timed (config->timing); the next five are of these.
   */
  uint64_t timed;
  /**
   * Seconds that their uploads, kernels and downloads took by the device's clock, each added up.
   */
  double upload_seconds;
  double kernel_seconds;
  double download_seconds;
  /**
   * Seconds during which at least one of them was on the way.
   */
  double span_seconds;
  /**
   * The longest of the three sums over span_seconds: of the device's work, 1 where the other two were hidden behind it; the
   * program's own time is not in it (where wait_seconds is 0, that is the limit). 1 of functions, 0 where none was timed.
   */
  double efficiency;
  /**
   * Seconds of the program's threads in submissions, but for waits and for the copy of the configuration.
   */
  double submit_seconds;
  /**
   * Seconds that they waited, for room and for results.
   */
  double wait_seconds;
  /**
   * Sum over taken steps of the time from submission to taking, in ns.
   */
  uint64_t latency_sum_ns;
  /**
   * Their number by that time: up to 1 us; above 2^(i - 1) us and up to 2^i us; the last one: all above.
   */
  uint64_t latencies[32];
} chroma2_pipeline_stats;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes a pipeline, with all of its memory. The caller owns *pipeline, to be given to chroma2_pipeline_destroy. Fails as
 * an invalid argument (the message names it), out of memory, or as a device error. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_create(const struct chroma2_pipeline_config *config,
                                       struct chroma2_pipeline **pipeline);

/**
 * Gives a pipeline up; NULL is fine. Waits for the steps on the way; results that were not taken are dropped, those that an
 * on_step has not got included: where they are wanted, flush before. on_step is not called any more when this returns, unless this is called by it. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_pipeline_destroy(struct chroma2_pipeline *pipeline);

/**
 * Writes what a pipeline is; info->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_get_info(const struct chroma2_pipeline *pipeline,
                                         struct chroma2_pipeline_info *info);

/**
 * Writes what a pipeline did; stats->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_get_stats(const struct chroma2_pipeline *pipeline,
                                          struct chroma2_pipeline_stats *stats);

/**
 * Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until no step is on the way, and, with an
 * on_step, it has got them all. Results that were not taken stay to be. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_pipeline_flush(const struct chroma2_pipeline *pipeline,
                                      uint64_t timeout_ns);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_PIPELINE_H */
