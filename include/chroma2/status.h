#ifndef CHROMA2_STATUS_H
#define CHROMA2_STATUS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"

/**
 * What a function returns. Anything but CHROMA2_STATUS_OK has a message for the calling thread in
 * chroma2_last_error_message(). Numbers are never reused.
 */
enum chroma2_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Success.
   */
  CHROMA2_STATUS_OK = 0,
  /**
   * An argument is out of range, or does not fit another; the message names it.
   */
  CHROMA2_STATUS_INVALID_ARGUMENT = 1,
  /**
   * A handle is NULL, was destroyed, is of another type or never came from this library.
   */
  CHROMA2_STATUS_INVALID_HANDLE = 2,
  /**
   * The object is in the wrong state for the call.
   */
  CHROMA2_STATUS_INVALID_STATE = 3,
  /**
   * The system refused a file operation.
   */
  CHROMA2_STATUS_IO = 10,
  /**
   * A file's content is not what its format asks for.
   */
  CHROMA2_STATUS_FORMAT = 11,
  /**
   * Memory could not be had.
   */
  CHROMA2_STATUS_OUT_OF_MEMORY = 20,
  /**
   * This build or machine cannot do it.
   */
  CHROMA2_STATUS_UNSUPPORTED = 21,
  /**
   * A GPU or its driver failed; the message has the driver's error number.
   */
  CHROMA2_STATUS_DEVICE = 22,
  /**
   * The time given was over before the operation was done, or there was no room and no time was given.
   */
  CHROMA2_STATUS_TIMEOUT = 30,
  /**
   * The event was cancelled.
   */
  CHROMA2_STATUS_CANCELLED = 31,
  /**
   * A defect of the library. The process goes on; please report it.
   */
  CHROMA2_STATUS_INTERNAL = 255,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_status chroma2_status;
#else
typedef int32_t chroma2_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The message of the calling thread's last failure, "" where there was none. Valid until this
 * thread's next failing call; never NULL. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API const char *chroma2_last_error_message(void);

/**
 * A status in words ("invalid argument"); "unknown status" for other numbers. Static, never NULL.
 * Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API const char *chroma2_status_string(int32_t status);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_STATUS_H */
