#ifndef CHROMA2_LOG_H
#define CHROMA2_LOG_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"

/**
 * How much a log message matters. A callback gets messages of its level and of all more severe ones, whose
 * numbers are lower.
 */
enum chroma2_log_level
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * No message.
   */
  CHROMA2_LOG_LEVEL_OFF = 0,
  /**
   * Something failed that no status tells.
   */
  CHROMA2_LOG_LEVEL_ERROR = 1,
  /**
   * Something works, but probably not as meant.
   */
  CHROMA2_LOG_LEVEL_WARN = 2,
  /**
   * One line for what happens rarely (a geometry was committed).
   */
  CHROMA2_LOG_LEVEL_INFO = 3,
  /**
   * For finding faults in a program that uses the library.
   */
  CHROMA2_LOG_LEVEL_DEBUG = 4,
  /**
   * For finding faults in the library.
   */
  CHROMA2_LOG_LEVEL_TRACE = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_log_level chroma2_log_level;
#else
typedef uint32_t chroma2_log_level;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Receives log messages: `user` as given, a chroma2_log_level, and the message, which is valid
 * during the call only. It may be called from any thread, also from several at once, and within calls of the
 * library: it may not wait for events, drain a session or wait for room, as no callback may. It must not
 * throw, and must not call chroma2_log_set_callback().
 */
typedef void (*chroma2_log_callback)(void *user, uint32_t level, const char *message);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Sends the library's log messages of `level` (a chroma2_log_level) and above to `callback`, with
 * `user` as its first argument; NULL (or level OFF) ends that. There is one callback in a process,
 * the last one set. Once this returns, the previous callback is not running and won't be called
 * again. The first message, at INFO, is that of chroma2_build_info().
 * Errors: an unknown level; a call from within the callback. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_log_set_callback(uint32_t level,
                                        chroma2_log_callback callback,
                                        void *user);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_LOG_H */
