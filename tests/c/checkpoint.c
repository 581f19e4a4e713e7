/* Sessions that go on from a file, and photons that are run again: what they give, and every refusal. */
#include "box.h"

enum { EVENTS = 6 };

static const char *path(const char *name) {
  static char text[2][4096];
  static int next = 0;
  const char *folder = getenv("CHROMA2_TEST_OUT");
  next = 1 - next;
  snprintf(text[next], sizeof text[next], "%s/%s", folder ? folder : "/tmp", name);
  return text[next];
}

static chroma2_session_config session_config(void) {
  chroma2_session_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  return config;
}

static chroma2_event_info info_of(const chroma2_event *event) {
  chroma2_event_info info;
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_event_get_info(event, &info));
  return info;
}

/* Events that go on, with what their functions were told. */
struct restored {
  chroma2_event *events[EVENTS + 1];
  chroma2_event_info infos[EVENTS + 1];
  int count, done;
};

static void on_done(void *user, chroma2_event *event, chroma2_status status) {
  CHECK(event && (status == CHROMA2_STATUS_OK || status == CHROMA2_STATUS_CANCELLED));
  ++((struct restored *)user)->done; /* by one thread */
}

static void on_event(void *user, chroma2_event *event, const chroma2_event_info *info,
                     chroma2_event_functions *functions) {
  struct restored *restored = (struct restored *)user;
  CHECK(info->struct_size == sizeof *info && functions->struct_size == sizeof *functions && !functions->on_done);
  restored->events[restored->count] = event;
  restored->infos[restored->count++] = *info;
  functions->on_done = on_done;
  functions->user = user;
}

/* A job of numbered events that is cut short by a long one, and what it gives. */
static void job(const chroma2_context *context, const chroma2_geometry *geometry) {
  chroma2_session_config numbers = session_config();
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  const chroma2_source flash = point(2000), large = point((uint64_t)1 << 34);
  chroma2_event *events[EVENTS], *long_one, *expected;
  chroma2_session *session = NULL, *plain = NULL;
  struct restored restored;
  uint64_t next = 0;
  int i;
  memset(&restored, 0, sizeof restored);
  numbers.number_events = 1;
  numbers.seed = 21;
  numbers.first_event_id = 100;
  CHECK_OK(chroma2_session_create(context, geometry, &numbers, &session));
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &plain));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "does not number events", chroma2_session_next_event_id(plain, &next));
  config.tag = 99;
  config.priority = 2;
  CHECK_OK(chroma2_session_submit_source(session, &large, &config, &long_one));
  config.priority = 0;
  for (i = 0; i < EVENTS; ++i) {
    config.tag = (uint64_t)i;
    CHECK_OK(chroma2_session_submit_source(session, &flash, &config, &events[i]));
    CHECK(info_of(events[i]).event_id == 101u + (uint64_t)i && info_of(events[i]).seed == 21);
    CHECK(info_of(events[i]).tag == (uint64_t)i && info_of(events[i]).photons == 2000);
    CHECK(info_of(events[i]).events == 1 && info_of(events[i]).first_index == 0);
  }
  CHECK_OK(chroma2_session_checkpoint(session, path("job.checkpoint")));
  CHECK_OK(chroma2_session_suspend(session, path("job.checkpoint"), UINT64_MAX));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "is suspended",
              chroma2_session_suspend(session, path("job.checkpoint"), UINT64_MAX));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "is suspended",
              chroma2_session_checkpoint(session, path("job.checkpoint")));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "is suspended",
              chroma2_session_submit_source(session, &flash, NULL, &expected));
  for (i = 0; i < EVENTS; ++i) {
    CHECK_FAILS(CHROMA2_STATUS_CANCELLED, "is in its checkpoint", chroma2_event_wait(events[i], UINT64_MAX));
    CHECK_OK(chroma2_event_destroy(events[i]));
  }
  CHECK_OK(chroma2_event_destroy(long_one));
  CHECK_OK(chroma2_session_destroy(session));

  session = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "on_event is NULL",
              chroma2_session_restore(context, geometry, NULL, path("job.checkpoint"), NULL, NULL, &session));
  numbers.seed = 22;
  CHECK_FAILS(
      CHROMA2_STATUS_INVALID_ARGUMENT, "config->seed is 22; that of the checkpoint's session, 21",
      chroma2_session_restore(context, geometry, &numbers, path("job.checkpoint"), on_event, &restored, &session));
  numbers.number_events = 0;
  numbers.first_event_id = 0;
  CHECK_FAILS(
      CHROMA2_STATUS_INVALID_ARGUMENT, "config->seed is 22, but would not be used",
      chroma2_session_restore(context, geometry, &numbers, path("job.checkpoint"), on_event, &restored, &session));
  CHECK(!session && restored.count == 0);
  CHECK_OK(chroma2_session_restore(context, geometry, NULL, path("job.checkpoint"), on_event, &restored, &session));
  CHECK(restored.count == EVENTS + 1 && restored.infos[0].tag == 99 && restored.infos[0].event_id == 100);
  CHECK_OK(chroma2_event_cancel(restored.events[0]));
  CHECK_OK(chroma2_session_next_event_id(session, &next));
  CHECK(next == 101 + EVENTS);
  for (i = 0; i < EVENTS; ++i) {
    chroma2_event *event = restored.events[i + 1];
    chroma2_hits hits, own;
    uint64_t k;
    CHECK(restored.infos[i + 1].tag == (uint64_t)i && restored.infos[i + 1].event_id == 101u + (uint64_t)i);
    config = event_config(CHROMA2_WANT_HITS);
    config.seed = 21;
    config.event_id = 101u + (uint64_t)i;
    CHECK_OK(chroma2_session_submit_source(plain, &flash, &config, &expected));
    CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
    CHECK_OK(chroma2_event_wait(expected, UINT64_MAX));
    hits = hits_of(event);
    own = hits_of(expected);
    CHECK(hits.count == own.count && hits.count > 100);
    CHECK(memcmp(hits.time, own.time, hits.count * sizeof *hits.time) == 0);
    CHECK(memcmp(hits.position, own.position, 3 * hits.count * sizeof *hits.position) == 0);
    for (k = 0; k < hits.count; ++k) CHECK(hits.event[k] == own.event[k] && hits.photon[k] == own.photon[k]);
    CHECK_OK(chroma2_event_destroy(expected));
  }
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK(restored.done == EVENTS + 1);
  for (i = 0; i <= EVENTS; ++i) CHECK_OK(chroma2_event_destroy(restored.events[i]));
  CHECK_OK(chroma2_session_suspend(session, path("job.checkpoint"), 0)); /* nothing is left */
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_session_restore(context, geometry, NULL, path("job.checkpoint"), NULL, NULL, &session));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_session_destroy(plain));
}

/* Every 97th photon of a source and of steps, alone. */
static void replays(const chroma2_context *context, const chroma2_geometry *geometry) {
  chroma2_event_config config = event_config(CHROMA2_WANT_PHOTONS);
  chroma2_session *session = NULL;
  chroma2_source source = point(3000);
  chroma2_event *event, *replay = NULL;
  chroma2_photon_states ends;
  const float at[3] = {1, 2, 3};
  const float wavelength = 400;
  chroma2_photons photons;
  uint64_t i;
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  config.seed = 5;
  config.first_index = 50;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  memset(&ends, 0, sizeof ends);
  ends.struct_size = sizeof ends;
  CHECK_OK(chroma2_event_get_photons(event, &ends));
  for (i = 0; i < source.count; i += 97) {
    chroma2_records records;
    uint64_t last;
    CHECK_OK(chroma2_event_replay(event, 0, 50 + i, 1, &replay));
    CHECK_OK(chroma2_event_wait(replay, UINT64_MAX));
    memset(&records, 0, sizeof records);
    records.struct_size = sizeof records;
    CHECK_OK(chroma2_event_get_records(replay, &records));
    CHECK(records.photon_count == 1 && records.photon[0] == 50 + i && records.offset[1] == records.state_count);
    last = records.state_count - 1;
    CHECK(last >= 1 && records.time[last] == ends.time[i] && records.flags[last] == ends.flags[i]);
    CHECK(memcmp(&records.position[3 * last], &ends.position[3 * i], 3 * sizeof(float)) == 0);
    CHECK(info_of(replay).first_index == 50 + i && info_of(replay).seed == 5);
    CHECK_OK(chroma2_event_destroy(replay));
  }
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "first is 49 and count 1; the event has photons 50 to before 3050",
              chroma2_event_replay(event, 0, 49, 1, &replay));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "first is 3049 and count 2",
              chroma2_event_replay(event, 0, 3049, 2, &replay));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "count 0", chroma2_event_replay(event, 0, 60, 0, &replay));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "place is 1; there is 1 event",
              chroma2_event_replay(event, 1, 60, 1, &replay));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "replay is NULL", chroma2_event_replay(event, 0, 60, 1, NULL));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "was destroyed", chroma2_event_replay(event, 0, 60, 1, &replay));

  /* A program's arrays: kept where that is asked for. */
  memset(&photons, 0, sizeof photons);
  photons.struct_size = sizeof photons;
  photons.count = 1;
  photons.position = at;
  photons.direction = at;
  photons.wavelength = &wavelength;
  config = event_config(0);
  CHECK_OK(chroma2_session_submit(session, &photons, &config, &event));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "without keep_light", chroma2_event_replay(event, 0, 0, 1, &replay));
  CHECK_OK(chroma2_event_destroy(event));
  config.keep_light = 1;
  CHECK_OK(chroma2_session_submit(session, &photons, &config, &event));
  CHECK_OK(chroma2_event_replay(event, 0, 0, 1, &replay));
  CHECK(summary_of(replay).surface_detect + summary_of(replay).surface_absorb == 1);
  CHECK_OK(chroma2_event_destroy(replay));
  CHECK_OK(chroma2_event_destroy(event));
  config.borrow = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->keep_light is 1, but the photons' arrays are borrowed",
              chroma2_session_submit(session, &photons, &config, &event));
  config.borrow = 0;
  config.keep_light = 2;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->keep_light is 2",
              chroma2_session_submit(session, &photons, &config, &event));
  config.keep_light = 0;
  config.reserved_3 = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->reserved_3 is 1",
              chroma2_session_submit(session, &photons, &config, &event));
  CHECK_OK(chroma2_session_destroy(session));
}

/* What a callback finds: it may save its session, not suspend it. */
static void in_callback(void *user, chroma2_event *event, chroma2_status status) {
  const chroma2_session *session = (const chroma2_session *)user;
  CHECK(event && status == CHROMA2_STATUS_OK);
  CHECK_OK(chroma2_session_checkpoint(session, path("callback.checkpoint")));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "a callback may not suspend",
              chroma2_session_suspend(session, path("callback.checkpoint"), 0));
}

static void refusals(const chroma2_context *context, const chroma2_geometry *geometry) {
  chroma2_session_config config = session_config();
  chroma2_event_config with = event_config(0);
  const chroma2_source flash = point(10);
  chroma2_geometry *open_world = box(context, 0), *uncommitted = NULL;
  chroma2_session *session = NULL, *again = NULL;
  chroma2_event *event;
  chroma2_event_info info;
  FILE *file;
  config.number_events = 2;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->number_events is 2",
              chroma2_session_create(context, geometry, &config, &session));
  config.number_events = 0;
  config.first_event_id = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->first_event_id is 3, but would not be used",
              chroma2_session_create(context, geometry, &config, &session));
  config.number_events = 1;
  CHECK_OK(chroma2_session_create(context, geometry, &config, &session));
  with.event_id = 4;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->event_id is 4, but the session numbers its events",
              chroma2_session_submit_source(session, &flash, &with, &event));
  with.event_id = 0;
  with.on_done = in_callback;
  with.user = session;
  CHECK_OK(chroma2_session_submit_source(session, &flash, &with, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "info is NULL", chroma2_event_get_info(event, NULL));
  info.struct_size = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "struct_size is 3", chroma2_event_get_info(event, &info));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "event_id is NULL", chroma2_session_next_event_id(session, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "path is NULL", chroma2_session_checkpoint(session, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "path is empty", chroma2_session_suspend(session, "", 0));
  CHECK_FAILS(CHROMA2_STATUS_IO, "/nowhere/at/all: ", chroma2_session_checkpoint(session, "/nowhere/at/all"));
  CHECK_FAILS(CHROMA2_STATUS_IO, "/nowhere/at/all: ", chroma2_session_suspend(session, "/nowhere/at/all", 0));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "session: is NULL", chroma2_session_checkpoint(NULL, "x"));
  CHECK_OK(chroma2_session_checkpoint(session, path("own.checkpoint")));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "geometry: its digest is ",
              chroma2_session_restore(context, open_world, NULL, path("own.checkpoint"), NULL, NULL, &again));
  CHECK_OK(chroma2_geometry_create(context, &uncommitted));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "commit",
              chroma2_session_restore(context, uncommitted, NULL, path("own.checkpoint"), NULL, NULL, &again));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "session is NULL",
              chroma2_session_restore(context, geometry, NULL, path("own.checkpoint"), NULL, NULL, NULL));
  CHECK_FAILS(CHROMA2_STATUS_IO, "missing",
              chroma2_session_restore(context, geometry, NULL, path("missing"), NULL, NULL, &again));
  file = fopen(path("own.checkpoint"), "r+b");
  CHECK(file && fseek(file, -1, SEEK_END) == 0 && fputc('x', file) == 'x' && fclose(file) == 0);
  CHECK_FAILS(CHROMA2_STATUS_FORMAT, "own.checkpoint: its hash does not fit: it is damaged",
              chroma2_session_restore(context, geometry, NULL, path("own.checkpoint"), NULL, NULL, &again));
  CHECK(!again);
  CHECK_OK(chroma2_geometry_destroy(open_world));
  CHECK_OK(chroma2_geometry_destroy(uncommitted));
  CHECK_OK(chroma2_session_destroy(session));
}

int main(void) {
  chroma2_context_config config;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 1;
  CHECK_OK(chroma2_context_create(&config, &context));
  geometry = box(context, 1);
  job(context, geometry);
  replays(context, geometry);
  refusals(context, geometry);
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_NO_HANDLES();
  return 0;
}
