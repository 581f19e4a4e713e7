/* What the C tests share. A failed check prints where and what, and ends the program with 1. */
#ifndef CHECK_H
#define CHECK_H

#include <chroma2.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                             \
  do {                                                                               \
    if (!(condition)) {                                                              \
      fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                       \
    }                                                                                \
  } while (0)

/* The call returns the status; a failure shows the library's message. */
#define CHECK_STATUS(expected, call)                                                                          \
  do {                                                                                                        \
    const int32_t got_ = (int32_t)(call);                                                                     \
    if (got_ != (int32_t)(expected)) {                                                                        \
      fprintf(stderr, "%s:%d: %s: %s (%s), not %s\n", __FILE__, __LINE__, #call, chroma2_status_string(got_), \
              got_ ? chroma2_last_error_message() : "", chroma2_status_string((int32_t)(expected)));          \
      exit(1);                                                                                                \
    }                                                                                                         \
  } while (0)

#define CHECK_OK(call) CHECK_STATUS(CHROMA2_STATUS_OK, call)

/* The call fails with the status, and the message holds the text. */
#define CHECK_FAILS(expected, text, call)                                                           \
  do {                                                                                              \
    CHECK_STATUS(expected, call);                                                                   \
    if (!strstr(chroma2_last_error_message(), text)) {                                              \
      fprintf(stderr, "%s:%d: %s: the message lacks \"%s\": %s\n", __FILE__, __LINE__, #call, text, \
              chroma2_last_error_message());                                                        \
      exit(1);                                                                                      \
    }                                                                                               \
  } while (0)

/* Every handle was destroyed. */
#define CHECK_NO_HANDLES() CHECK(chroma2_live_handles() == 0)

#endif /* CHECK_H */
