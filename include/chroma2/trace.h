#ifndef CHROMA2_TRACE_H
#define CHROMA2_TRACE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/session.h"

/**
 * How to trace. All zero but struct_size is right for most programs.
 */
typedef struct chroma2_trace_config {
  /**
   * sizeof(chroma2_trace_config).
   */
  size_t struct_size;
  /**
   * Records that are kept in memory, about 100 bytes each, at most 16777216; 0: 65536. With a file those that are not written yet,
   * else the last ones. Where there are more some are lost, which chroma2_telemetry tells.
   */
  uint64_t capacity;
  /**
   * What the trace calls the process, UTF-8; NULL: "libchroma2".
   */
  const char *name;
  /**
   * 1: records have no times and no threads, and stand in the order of (event, part, stage): two runs of the same
   * events give the same file, byte for byte, with any number of threads if chunk_photons is given. All are kept in
   * memory until the trace is stopped, or saved.
   */
  uint32_t deterministic;
  /**
   * 0.
   */
  uint32_t reserved;
} chroma2_trace_config;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Begins to trace a session's events: which thread and which GPU did what for which event when, as JSON that
 * ui.perfetto.dev and chrome://tracing show (docs/telemetry.md). The file at `path` is made, or made empty, and
 * written by a thread of the library every tenth of a second, so that it can be read when the process ends in between.
 * With `path` NULL the last records are kept in memory, for chroma2_session_trace_save. `config` may be NULL for all
 * defaults. Invalid state while another trace of the session is running; I/O where the file cannot be made; out of memory.
 * Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_trace_start(const chroma2_session *session,
                                           const char *path,
                                           const struct chroma2_trace_config *config);

/**
 * Ends a session's trace: its file is complete then. I/O where it could not be written to its end; invalid state where
 * no trace is running. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_trace_stop(const chroma2_session *session);

/**
 * Writes what a trace without a file has kept to the file at `path`, which is made, or made empty; the trace goes on.
 * Invalid state where no such trace is running; I/O. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_trace_save(const chroma2_session *session,
                                          const char *path);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_TRACE_H */
