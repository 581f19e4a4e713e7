/* Hits while the event runs, priorities, and how long a submission waits for room. */
#include "box.h"

enum { COUNT = 40000 };

/* Copies of what came. */
struct got {
  chroma2_event *volatile event;
  uint64_t begin, end, stop;
  uint64_t count, calls;
  uint64_t photon[COUNT];
  float position[3 * COUNT], time[COUNT];
  uint32_t triangle[COUNT];
  int32_t done, wait;
};

static void on_hits(void *user, uint64_t first, uint64_t last, const chroma2_hits *hits) {
  struct got *got = (struct got *)user;
  uint64_t i;
  CHECK(first == got->end && last > first && hits->struct_size == sizeof *hits && hits->time_offset == 5e6);
  CHECK(hits->count <= last - first && got->done == -1);
  CHECK((hits->count == 0) == (hits->photon == NULL));
  for (i = 0; i < hits->count; ++i) {
    CHECK(hits->photon[i] >= first && hits->photon[i] < last && hits->event[i] == 3 && hits->channel[i] == 7);
  }
  if (hits->count) {
    memcpy(&got->photon[got->count], hits->photon, 8 * hits->count);
    memcpy(&got->position[3 * got->count], hits->position, 12 * hits->count);
    memcpy(&got->time[got->count], hits->time, 4 * hits->count);
    memcpy(&got->triangle[got->count], hits->triangle, 4 * hits->count);
  }
  got->count += hits->count;
  got->end = last;
  ++got->calls;
  if (got->end >= got->stop) {
    while (!got->event) {
    }
    CHECK_OK(chroma2_event_cancel(got->event));
    got->wait = (int32_t)chroma2_event_wait(got->event, UINT64_MAX);
  }
}

static void on_done(void *user, chroma2_event *event, chroma2_status status) {
  (void)event;
  ((struct got *)user)->done = (int32_t)status;
}

/* As the first hits of the event that ran to its end. */
static void begins(const struct got *got, const chroma2_hits *whole) {
  uint64_t count = 0;
  while (count < whole->count && whole->photon[count] < got->end) ++count;
  CHECK(got->count == count && !memcmp(got->photon, whole->photon, 8 * count));
  CHECK(!memcmp(got->position, whole->position, 12 * count) && !memcmp(got->time, whole->time, 4 * count));
  CHECK(!memcmp(got->triangle, whole->triangle, 4 * count));
}

static struct got got;

static chroma2_event *stream(const chroma2_session *session, uint32_t want, uint64_t stop) {
  const chroma2_source source = point(COUNT);
  chroma2_event_config config = event_config(want);
  chroma2_event *event = NULL;
  memset(&got, 0, sizeof got);
  got.begin = got.end = 500;
  got.stop = stop;
  got.done = got.wait = -1;
  config.event_id = 3;
  config.first_index = 500;
  config.time_offset = 5e6;
  config.priority = 1;
  config.user = &got;
  config.on_done = on_done;
  config.on_hits = on_hits;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  got.event = event;
  return event;
}

static void streaming(void) {
  chroma2_session *session = box_session(2, 1);
  chroma2_hits hits, same;
  chroma2_summary summary;
  chroma2_event *whole = stream(session, 0, UINT64_MAX), *event;
  CHECK_OK(chroma2_event_wait(whole, UINT64_MAX));
  hits = hits_of(whole);
  CHECK(got.end == 500 + COUNT && got.count == hits.count && hits.count > COUNT / 2 && got.calls > 4);
  CHECK(got.done == CHROMA2_STATUS_OK);
  begins(&got, &hits);

  event = stream(session, CHROMA2_WANT_SUMMARY, UINT64_MAX);
  CHECK(summary_of(event).hits == hits.count && got.count == hits.count);
  begins(&got, &hits);
  memset(&same, 0, sizeof same);
  same.struct_size = sizeof same;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "CHROMA2_WANT_HITS", chroma2_event_get_hits(event, &same));
  CHECK_OK(chroma2_event_destroy(event));

  event = stream(session, CHROMA2_WANT_SUMMARY, COUNT / 8);
  CHECK_STATUS(CHROMA2_STATUS_CANCELLED, chroma2_event_wait(event, UINT64_MAX));
  CHECK(got.end >= COUNT / 8 && got.end < 500 + COUNT && got.done == CHROMA2_STATUS_CANCELLED);
  CHECK(got.wait == CHROMA2_STATUS_INVALID_STATE); /* there is no waiting in it */
  begins(&got, &hits);
  memset(&summary, 0, sizeof summary);
  summary.struct_size = sizeof summary;
  CHECK_OK(chroma2_event_get_summary(event, &summary));
  CHECK(summary.photons - summary.unfinished >= got.end - 500);
  CHECK_OK(chroma2_event_destroy(event));

  event = stream(session, CHROMA2_WANT_SUMMARY, UINT64_MAX); /* goes on without its handle */
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK(got.end == 500 + COUNT && got.done == CHROMA2_STATUS_OK);
  begins(&got, &hits);
  CHECK_OK(chroma2_event_destroy(whole));
  CHECK_OK(chroma2_session_destroy(session));
}

/* A session of which one event fills the queue. */
static void full(void) {
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  chroma2_session_config limit;
  chroma2_event_config config = event_config(0);
  const chroma2_source huge = point((uint64_t)1 << 34), small = point(100);
  chroma2_event *running = NULL, *event = NULL;
  const chroma2_status bad = CHROMA2_STATUS_INVALID_ARGUMENT;
  CHECK_OK(chroma2_context_create(NULL, &context));
  geometry = box(context, 1);
  memset(&limit, 0, sizeof limit);
  limit.struct_size = sizeof limit;
  limit.max_queued_events = 1;
  CHECK_OK(chroma2_session_create(context, geometry, &limit, &session));
  CHECK_OK(chroma2_session_submit_source(session, &huge, NULL, &running));
  config.submit_timeout_ns = 20000000;
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "1 event of 1 allowed is in it, 0 submissions wait",
              chroma2_session_submit_source(session, &small, &config, &event));
  CHECK(strstr(chroma2_last_error_message(), "it has waited for 20ms"));
  { /* by several calls, from the same place */
    chroma2_telemetry telemetry;
    uint64_t turn = 0, place;
    config.submit_turn = &turn;
    CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "full", chroma2_session_submit_source(session, &small, &config, &event));
    CHECK(turn > 0);
    place = turn;
    CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "full", chroma2_session_submit_source(session, &small, &config, &event));
    CHECK(turn == place);
    memset(&telemetry, 0, sizeof telemetry);
    telemetry.struct_size = sizeof telemetry;
    CHECK_OK(chroma2_session_get_telemetry(session, &telemetry));
    CHECK(telemetry.submit_waits == 2 && telemetry.events_waiting == 0 && telemetry.photons_waiting == 0);
    config.submit_turn = (uint64_t *)((char *)&turn + 1);
    CHECK_FAILS(bad, "config->submit_turn", chroma2_session_submit_source(session, &small, &config, &event));
    config.submit_turn = NULL;
  }
  config.no_wait = 1;
  CHECK_FAILS(bad, "config->submit_timeout_ns is 20000000, but would not be used: no_wait is 1",
              chroma2_session_submit_source(session, &small, &config, &event));
  config.submit_timeout_ns = 0;
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "queue is full", chroma2_session_submit_source(session, &small, &config, &event));
  config = event_config(0);
  config.priority = 3;
  CHECK_FAILS(bad, "priority is 3; -2 to 2", chroma2_session_submit_source(session, &small, &config, &event));
  config.priority = -3;
  CHECK_FAILS(bad, "priority is -3; -2 to 2", chroma2_session_submit_source(session, &small, &config, &event));
  config.priority = 0;
  config.reserved_2 = 1;
  CHECK_FAILS(bad, "reserved_2 is 1", chroma2_session_submit_source(session, &small, &config, &event));
  CHECK(event == NULL);
  CHECK_OK(chroma2_event_cancel(running));
  config = event_config(0);
  config.submit_timeout_ns = UINT64_MAX;
  config.priority = -2;
  CHECK_OK(chroma2_session_submit_source(session, &small, &config, &event)); /* waits for room */
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK_OK(chroma2_event_destroy(running));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

int main(void) {
  streaming();
  full();
  CHECK_NO_HANDLES();
  return 0;
}
