/* The log callback: what it gets, when it is no longer called, what it may not do. */
#include "check.h"

struct seen {
  int count;
  uint32_t level;
  int32_t nested;
  char message[512];
};

static void note(void *user, uint32_t level, const char *message) {
  struct seen *seen = (struct seen *)user;
  seen->count += 1;
  seen->level = level;
  snprintf(seen->message, sizeof seen->message, "%s", message);
}

static void nest(void *user, uint32_t level, const char *message) {
  struct seen *seen = (struct seen *)user;
  note(user, level, message);
  seen->nested = chroma2_log_set_callback(CHROMA2_LOG_LEVEL_OFF, NULL, NULL);
}

int main(void) {
  struct seen first, second;
  int before;
  memset(&first, 0, sizeof first);
  memset(&second, 0, sizeof second);

  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_INFO, note, &first));
  CHECK(first.count == 1);
  CHECK(first.level == CHROMA2_LOG_LEVEL_INFO);
  CHECK(strcmp(first.message, chroma2_build_info()) == 0);

  /* A refused call leaves the callback in place. */
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "level is 6", chroma2_log_set_callback(6, NULL, NULL));
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_TRACE, note, &second));
  CHECK(first.count == 1 && second.count >= 1);

  /* Less important messages than asked for do not arrive. */
  memset(&second, 0, sizeof second);
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_ERROR, note, &second));
  CHECK(second.count == 0);

  /* The callback can't replace itself. */
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_INFO, nest, &second));
  CHECK(second.count == 1);
  CHECK(second.nested == CHROMA2_STATUS_INVALID_STATE);

  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_INFO, NULL, &first));
  before = second.count;
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_OFF, note, &first));
  CHECK(first.count == 1 && second.count == before);
  CHECK_NO_HANDLES();
  return 0;
}
