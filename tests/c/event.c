/* Events from C: results, recorded steps, callbacks, cancellation, a full queue, misuse. */
#include "box.h"

static void states_and_records(void) {
  chroma2_session *session = box_session(2, 1);
  chroma2_event_config config = event_config(CHROMA2_WANT_PHOTONS);
  const chroma2_source source = point(1000);
  const uint64_t chosen[3] = {110, 999, 110};
  chroma2_event *event = NULL;
  chroma2_photon_states states;
  chroma2_records records;
  chroma2_hits hits;
  uint64_t i;
  config.first_index = 100;
  config.record_first = 2;
  config.record_indices = chosen;
  config.record_count = 3;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK(summary_of(event).photons == 1000);
  memset(&states, 0, sizeof states);
  states.struct_size = sizeof states;
  CHECK_OK(chroma2_event_get_photons(event, &states));
  CHECK(states.count == 1000);
  for (i = 0; i < states.count; ++i) {
    const float *p = &states.position[3 * i];
    const float largest = fmaxf(fabsf(p[0]), fmaxf(fabsf(p[1]), fabsf(p[2])));
    CHECK(fabs(largest - 100) < 1e-3 && states.time[i] > 0.33f && states.triangle[i] < 12);
    CHECK(states.flags[i] ==
          (uint32_t)(states.triangle[i] < 2 ? CHROMA2_FLAG_SURFACE_ABSORB : CHROMA2_FLAG_SURFACE_DETECT));
  }
  memset(&records, 0, sizeof records);
  records.struct_size = sizeof records;
  CHECK_OK(chroma2_event_get_records(event, &records));
  CHECK(records.photon_count == 4 && records.photon[0] == 100 && records.photon[1] == 101);
  CHECK(records.photon[2] == 110 && records.photon[3] == 999 && records.offset[0] == 0);
  CHECK(records.offset[4] == records.state_count);
  for (i = 0; i < 4; ++i) {
    const uint64_t first = records.offset[i], last = records.offset[i + 1] - 1, k = records.photon[i] - 100;
    CHECK(last == first + 1); /* start, and the wall */
    CHECK(records.time[first] == 0 && records.flags[first] == 0 && records.position[3 * first] == 0);
    CHECK(records.instance[first] == CHROMA2_NONE && records.instance[last] == 0);
    CHECK(records.time[last] == states.time[k] && records.flags[last] == states.flags[k]);
    CHECK(!memcmp(&records.position[3 * last], &states.position[3 * k], 12));
  }
  memset(&hits, 0, sizeof hits);
  hits.struct_size = sizeof hits;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "CHROMA2_WANT_HITS", chroma2_event_get_hits(event, &hits));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_event_wait(event, 0));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_event_destroy(event));

  config = event_config(CHROMA2_WANT_SUMMARY);
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK(summary_of(event).hits > 700);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "CHROMA2_WANT_PHOTONS", chroma2_event_get_photons(event, &states));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_event_get_hits(event, &hits));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
}

/* What the callbacks saw. */
struct seen {
  chroma2_session *session;
  chroma2_event *event;
  uint64_t progress, photons;
  int32_t done, wait, other_wait, drain;
  int calls, hold;
};

static void on_progress(void *user, uint64_t photons_done, uint64_t photons) {
  struct seen *seen = (struct seen *)user;
  CHECK(photons_done > seen->progress && photons_done <= photons);
  seen->progress = photons_done;
  seen->photons = photons;
}

static void on_done(void *user, chroma2_event *event, chroma2_status status) {
  struct seen *seen = (struct seen *)user;
  const chroma2_source source = point(10);
  seen->event = event;
  seen->done = (int32_t)status;
  seen->wait = (int32_t)chroma2_event_wait(event, UINT64_MAX);
  seen->drain = (int32_t)chroma2_session_drain(seen->session, 0);
  if (chroma2_session_submit_source(seen->session, &source, NULL, &event) == CHROMA2_STATUS_OK) {
    seen->other_wait = (int32_t)chroma2_event_wait(event, UINT64_MAX);
    CHECK_OK(chroma2_event_destroy(event));
  }
  ++seen->calls;
}

static void callbacks(void) {
  chroma2_session *session = box_session(1, 1);
  chroma2_event_config config = event_config(0);
  const chroma2_source source = point(20000);
  chroma2_event_progress progress;
  chroma2_event *event = NULL;
  struct seen seen;
  memset(&seen, 0, sizeof seen);
  seen.session = session;
  config.user = &seen;
  config.on_done = on_done;
  config.on_progress = on_progress;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK(seen.calls == 1 && seen.event == event && seen.done == CHROMA2_STATUS_OK);
  CHECK(seen.wait == CHROMA2_STATUS_OK && seen.progress == 20000 && seen.photons == 20000);
  CHECK(seen.other_wait == CHROMA2_STATUS_INVALID_STATE && seen.drain == CHROMA2_STATUS_INVALID_STATE);
  memset(&progress, 0, sizeof progress);
  progress.struct_size = sizeof progress;
  CHECK_OK(chroma2_event_poll(event, &progress));
  CHECK(progress.done == 1 && progress.photons == 20000 && progress.photons_done == 20000);
  CHECK(progress.elapsed_ns > 0);
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
}

/* Keeps the one worker busy until cancelled: progress is told before the rest goes on. */
static void cancel_at_once(void *user, uint64_t photons_done, uint64_t photons) {
  chroma2_event *volatile *event = (chroma2_event *volatile *)user;
  chroma2_event *now = *event;
  (void)photons_done;
  (void)photons;
  if (now) CHECK_OK(chroma2_event_cancel(now));
}

static void cancellation(void) {
  chroma2_session *session = box_session(1, 1);
  chroma2_event_config config = event_config(0);
  const chroma2_source source = point((uint64_t)1 << 34); /* would take hours */
  chroma2_event *event = NULL;
  chroma2_hits hits;
  chroma2_summary summary;
  config.user = &event;
  config.on_progress = cancel_at_once;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK_STATUS(CHROMA2_STATUS_CANCELLED, chroma2_event_wait(event, UINT64_MAX));
  memset(&summary, 0, sizeof summary);
  summary.struct_size = sizeof summary;
  CHECK_OK(chroma2_event_get_summary(event, &summary));
  CHECK(summary.photons == (uint64_t)1 << 34 && summary.unfinished > 0 && summary.unfinished < summary.photons);
  CHECK(summary.surface_detect + summary.surface_absorb + summary.unfinished == summary.photons);
  memset(&hits, 0, sizeof hits);
  hits.struct_size = sizeof hits;
  CHECK_STATUS(CHROMA2_STATUS_CANCELLED, chroma2_event_get_hits(event, &hits));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
}

static void full_queue(void) {
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  chroma2_session_config limit;
  chroma2_event_config config = event_config(0);
  const chroma2_source huge = point((uint64_t)1 << 34), small = point(100);
  chroma2_event *running = NULL, *event = NULL;
  chroma2_summary summary;
  CHECK_OK(chroma2_context_create(NULL, &context));
  geometry = box(context, 0);
  memset(&limit, 0, sizeof limit);
  limit.struct_size = sizeof limit;
  limit.max_queued_photons = 1000;
  CHECK_OK(chroma2_session_create(context, geometry, &limit, &session));
  CHECK_OK(chroma2_session_submit_source(session, &huge, NULL, &running));
  config.no_wait = 1;
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "queue is full", chroma2_session_submit_source(session, &small, &config, &event));
  CHECK(event == NULL);
  CHECK_STATUS(CHROMA2_STATUS_TIMEOUT, chroma2_event_wait(running, 1000000));
  CHECK_STATUS(CHROMA2_STATUS_TIMEOUT, chroma2_session_drain(session, 0));
  memset(&summary, 0, sizeof summary);
  summary.struct_size = sizeof summary;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "not finished", chroma2_event_get_summary(running, &summary));
  CHECK_OK(chroma2_event_cancel(running));
  CHECK_OK(chroma2_session_submit_source(session, &small, NULL, &event)); /* waits for room */
  summary = summary_of(event);
  CHECK(summary.photons == 100 && summary.no_hit == 100 && hits_of(event).count == 0);
  CHECK(hits_of(event).time == NULL);
  CHECK_OK(chroma2_event_destroy(running)); /* cancelled: nobody needs to wait for it */
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

int main(void) {
  chroma2_event_progress progress;
  states_and_records();
  callbacks();
  cancellation();
  full_queue();
  memset(&progress, 0, sizeof progress);
  progress.struct_size = sizeof progress;
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_event_poll(NULL, &progress));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_event_cancel(NULL));
  CHECK_OK(chroma2_event_destroy(NULL));
  CHECK_NO_HANDLES();
  return 0;
}
