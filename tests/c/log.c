/* The log callback: what it gets, when it is no longer called, what it may not do. */
#include "box.h"

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

struct waiter {
  chroma2_session *session;
  chroma2_event *event;
  int32_t drained, waited, any, submitted;
  int count, in_it;
};

/* Waits for all that it can: it may be called while an event of the same call is not queued yet. */
static void wait_for_all(void *user, uint32_t level, const char *message) {
  struct waiter *waiter = (struct waiter *)user;
  const chroma2_source source = point(100);
  chroma2_event *event = NULL;
  uint64_t index;
  (void)level, (void)message;
  if (!waiter->session || waiter->in_it) return;
  waiter->in_it = 1;
  waiter->drained = chroma2_session_drain(waiter->session, UINT64_MAX);
  waiter->waited = chroma2_event_wait(waiter->event, UINT64_MAX);
  waiter->any = chroma2_event_wait_any(&waiter->event, 1, UINT64_MAX, &index);
  waiter->submitted = chroma2_session_submit_source(waiter->session, &source, NULL, &event);
  waiter->in_it = 0;
  ++waiter->count;
}

static void waits_are_refused(void) {
  const chroma2_source huge = point((uint64_t)1 << 34);
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session_config config;
  chroma2_session *session = NULL;
  chroma2_event *running = NULL;
  struct waiter waiter;
  memset(&config, 0, sizeof config), memset(&waiter, 0, sizeof waiter);
  config.struct_size = sizeof config, config.max_queued_events = 1;
  CHECK_OK(chroma2_context_create(NULL, &context));
  geometry = box(context, 1);
  CHECK_OK(chroma2_session_create(context, geometry, &config, &session));
  CHECK_OK(chroma2_session_submit_source(session, &huge, NULL, &running));
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_DEBUG, wait_for_all, &waiter));
  waiter.session = session, waiter.event = running;
  {
    chroma2_context *other = NULL; /* which says so in the log, on this thread */
    CHECK_OK(chroma2_context_create(NULL, &other));
    CHECK_OK(chroma2_context_destroy(other));
  }
  CHECK(waiter.count > 0);
  CHECK(waiter.drained == CHROMA2_STATUS_INVALID_STATE && waiter.waited == CHROMA2_STATUS_INVALID_STATE);
  CHECK(waiter.any == CHROMA2_STATUS_INVALID_STATE && waiter.submitted == CHROMA2_STATUS_TIMEOUT);
  waiter.session = NULL;
  /* Outside of it the same thread may wait. */
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "not finished", chroma2_session_drain(session, 1));
  CHECK_OK(chroma2_event_cancel(running));
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK_OK(chroma2_event_destroy(running));
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_OFF, NULL, NULL));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
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
  waits_are_refused();
  CHECK_NO_HANDLES();
  return 0;
}
