/* Calls on a device that fails: with which status and message. */
#ifndef FAILED_H
#define FAILED_H

#include "left.h"

static chroma2_status expected;
static const char *part;

/* Whether a call failed, as expected then; prints in which stage. */
static int failed(chroma2_status status, const char *stage) {
  if (status == CHROMA2_STATUS_OK) return 0;
  printf("%s: %s\n", stage, chroma2_last_error_message());
  CHECK(status == expected && strstr(chroma2_last_error_message(), part));
  return 1;
}

#endif /* FAILED_H */
