/* Every status has words, and the last error belongs to the thread that failed. */
#include "check.h"
#include <pthread.h>

static void *other_thread(void *unused) {
  (void)unused;
  CHECK(strcmp(chroma2_last_error_message(), "") == 0);
  CHECK_FAILS(CHROMA2_STATUS_UNSUPPORTED, "9999", chroma2_abi_check(9999));
  return NULL;
}

int main(void) {
  const int32_t known[] = {
      CHROMA2_STATUS_OK,          CHROMA2_STATUS_INVALID_ARGUMENT, CHROMA2_STATUS_INVALID_HANDLE,
      CHROMA2_STATUS_INVALID_STATE, CHROMA2_STATUS_IO,             CHROMA2_STATUS_FORMAT,
      CHROMA2_STATUS_OUT_OF_MEMORY, CHROMA2_STATUS_UNSUPPORTED,    CHROMA2_STATUS_TIMEOUT,
      CHROMA2_STATUS_CANCELLED,   CHROMA2_STATUS_INTERNAL};
  const size_t count = sizeof known / sizeof known[0];
  size_t i, j;
  pthread_t thread;

  for (i = 0; i < count; ++i) {
    CHECK(strcmp(chroma2_status_string(known[i]), "unknown status") != 0);
    for (j = 0; j < i; ++j) {
      CHECK(known[i] != known[j]);
      CHECK(strcmp(chroma2_status_string(known[i]), chroma2_status_string(known[j])) != 0);
    }
  }
  CHECK(strcmp(chroma2_status_string(-1), "unknown status") == 0);
  CHECK(strcmp(chroma2_status_string(4711), "unknown status") == 0);

  CHECK(strcmp(chroma2_last_error_message(), "") == 0);
  CHECK_FAILS(CHROMA2_STATUS_UNSUPPORTED, "5000", chroma2_abi_check(5000));
  CHECK(pthread_create(&thread, NULL, other_thread, NULL) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(strstr(chroma2_last_error_message(), "5000")); /* success and other threads leave it */
  CHECK_OK(CHROMA2_CHECK_VERSION());
  CHECK(strstr(chroma2_last_error_message(), "5000"));
  CHECK_NO_HANDLES();
  return 0;
}
