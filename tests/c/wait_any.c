/* The first of several events: which one, in callbacks, and every refusal. */
#include "box.h"

static chroma2_event *submit(const chroma2_session *session, uint64_t count, const chroma2_event_config *config) {
  const chroma2_source source = point(count);
  chroma2_event *event = NULL;
  CHECK_OK(chroma2_session_submit_source(session, &source, config, &event));
  return event;
}

/* What a completion callback found: its own event beside one that goes on, and that one alone. */
struct found {
  chroma2_event *other;
  chroma2_status both, alone;
  uint64_t index;
  int calls;
};

static void on_done(void *user, chroma2_event *event, chroma2_status status) {
  struct found *found = (struct found *)user;
  chroma2_event *events[2];
  CHECK(status == CHROMA2_STATUS_OK);
  events[0] = found->other;
  events[1] = event;
  found->both = chroma2_event_wait_any(events, 2, UINT64_MAX, &found->index);
  found->alone = chroma2_event_wait_any(events, 1, UINT64_MAX, &found->index);
  ++found->calls;
}

static void callback(const chroma2_session *session, chroma2_event *running) {
  chroma2_event_config config = event_config(0);
  struct found found;
  chroma2_event *event;
  memset(&found, 0, sizeof found);
  found.other = running;
  found.index = 99;
  config.user = &found;
  config.on_done = on_done;
  event = submit(session, 100, &config);
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK(found.calls == 1 && found.both == CHROMA2_STATUS_OK && found.index == 1);
  CHECK(found.alone == CHROMA2_STATUS_INVALID_STATE);
  CHECK_OK(chroma2_event_destroy(event));
}

int main(void) {
  chroma2_session *one = box_session(1, 1), *two = box_session(2, 1);
  chroma2_event *events[4], *dead;
  const chroma2_status bad = CHROMA2_STATUS_INVALID_ARGUMENT;
  uint64_t index = 99;
  events[0] = submit(one, (uint64_t)1 << 34, NULL); /* would take hours */
  events[1] = submit(two, 1000, NULL);              /* of another context */
  events[2] = submit(two, 100000, NULL);
  events[3] = submit(two, 10, NULL);
  CHECK_OK(chroma2_event_wait_any(&events[1], 1, UINT64_MAX, &index));
  CHECK(index == 0);
  CHECK_OK(chroma2_event_wait_any(events, 4, UINT64_MAX, &index));
  CHECK(index >= 1 && index <= 3);
  CHECK_OK(chroma2_session_drain(two, UINT64_MAX));
  CHECK_OK(chroma2_event_wait_any(events, 4, 0, &index));
  CHECK(index == 1);

  index = 99;
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "the event is not finished", chroma2_event_wait_any(events, 1, 1000000, &index));
  CHECK_FAILS(bad, "count is 0; at least 1", chroma2_event_wait_any(events, 0, 0, &index));
  CHECK_FAILS(bad, "count is 0; at least 1", chroma2_event_wait_any(NULL, 0, 0, &index));
  CHECK_FAILS(bad, "events is NULL", chroma2_event_wait_any(NULL, 1, 0, &index));
  CHECK_FAILS(bad, "count is 2147483648; at most", chroma2_event_wait_any(events, (uint64_t)1 << 31, 0, &index));
  CHECK_FAILS(bad, "index is NULL", chroma2_event_wait_any(events, 4, 0, NULL));
  CHECK_OK(chroma2_event_destroy(events[3]));
  events[3] = events[1];
  dead = submit(two, 1, NULL);
  CHECK_FAILS(bad, "events[3] is the same event as events[1]", chroma2_event_wait_any(events, 4, 0, &index));
  events[3] = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "events[3]: is NULL", chroma2_event_wait_any(events, 4, 0, &index));
  CHECK_OK(chroma2_event_destroy(dead));
  events[3] = dead;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "events[3]: was destroyed", chroma2_event_wait_any(events, 4, 0, &index));
  events[3] = (chroma2_event *)(void *)two;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "events[3]: is a chroma2_session",
              chroma2_event_wait_any(events, 4, 0, &index));
  CHECK(index == 99);

  callback(two, events[0]);
  CHECK_OK(chroma2_event_cancel(events[0]));
  CHECK_OK(chroma2_event_wait_any(events, 1, UINT64_MAX, &index)); /* how it ended its wait tells */
  CHECK(index == 0);
  CHECK_STATUS(CHROMA2_STATUS_CANCELLED, chroma2_event_wait(events[0], 0));
  for (index = 0; index < 3; ++index) CHECK_OK(chroma2_event_destroy(events[index]));
  CHECK_OK(chroma2_session_destroy(one));
  CHECK_OK(chroma2_session_destroy(two));
  CHECK_NO_HANDLES();
  return 0;
}
