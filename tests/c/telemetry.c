/* What sessions tell of themselves: counters, the text for Prometheus, a function that is called, traces. */
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "box.h"

static chroma2_telemetry telemetry_of(const chroma2_session *session) {
  chroma2_telemetry telemetry;
  memset(&telemetry, 0, sizeof telemetry);
  telemetry.struct_size = sizeof telemetry;
  CHECK_OK(chroma2_session_get_telemetry(session, &telemetry));
  return telemetry;
}

static void run(const chroma2_session *session, int events, uint64_t photons) {
  const chroma2_source source = point(photons);
  int i;
  for (i = 0; i < events; ++i) {
    chroma2_event *event = NULL;
    chroma2_event_config config = event_config(0);
    config.event_id = (uint64_t)i;
    CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
    CHECK_OK(chroma2_event_destroy(event));
  }
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
}

static void counters(void) {
  chroma2_session *session = box_session(2, 1);
  chroma2_telemetry now;
  uint64_t ended = 0;
  int i;
  run(session, 10, 3000);
  now = telemetry_of(session);
  CHECK(now.events_done == 10 && now.events_succeeded == 10 && now.events_cancelled + now.events_failed == 0);
  CHECK(now.processor_photons == 30000 && now.device_photons == 0 && now.processor_parts >= 10);
  CHECK(now.device_parts == 0 && now.bytes_to_device + now.bytes_to_host == 0 && now.events_merged == 0);
  CHECK(now.random_numbers > 0 && now.hits > 20000 && now.hits < 30000);
  CHECK(now.events_queued_max >= 1 && now.events_queued_max <= 10 && now.photons_queued_max <= 30000);
  CHECK(now.propagate_seconds > 0 && now.window_seconds > 0 && now.window_photons_per_second > 0);
  CHECK(now.memory_max >= now.memory && now.device_memory_max == 0 && now.submit_waits == 0);
  for (i = 0; i < 32; ++i) ended += now.latency_histogram[i];
  CHECK(ended == 10 && now.latency_seconds > 0);
  { /* as an older program has the struct: nothing is written beyond it */
    unsigned char bytes[sizeof(chroma2_telemetry)];
    const size_t old = offsetof(chroma2_telemetry, events_queued_max);
    size_t k;
    memset(bytes, 0xab, sizeof bytes);
    memcpy(bytes, &old, sizeof old);
    memcpy(&now, bytes, sizeof now);
    CHECK_OK(chroma2_session_get_telemetry(session, &now));
    CHECK(now.events_done == 10 && now.photons_done == 30000);
    memcpy(bytes, &now, sizeof now);
    for (k = old; k < sizeof bytes; ++k) CHECK(bytes[k] == 0xab);
  }
  CHECK_OK(chroma2_session_destroy(session));
}

static void text(void) {
  static char buffer[16384];
  chroma2_session *session = box_session(1, 1);
  const chroma2_status bad = CHROMA2_STATUS_INVALID_ARGUMENT;
  uint64_t needed = 0, again = 0;
  run(session, 3, 100);
  CHECK_OK(chroma2_session_telemetry_text(session, NULL, 0, &needed));
  CHECK(needed > 1000 && needed < sizeof buffer);
  CHECK_FAILS(bad, "size is 10", chroma2_session_telemetry_text(session, buffer, 10, &again));
  CHECK(again >= needed - 32 && again <= needed + 32);
  CHECK_FAILS(bad, "size is 5", chroma2_session_telemetry_text(session, NULL, 5, &needed));
  CHECK_FAILS(bad, "needed is NULL", chroma2_session_telemetry_text(session, buffer, sizeof buffer, NULL));
  CHECK_OK(chroma2_session_telemetry_text(session, buffer, sizeof buffer, &needed));
  CHECK(strlen(buffer) + 1 == needed);
  CHECK(strstr(buffer, "# TYPE chroma2_event_seconds histogram\n"));
  CHECK(strstr(buffer, "\nchroma2_event_seconds_bucket{le=\"+Inf\"} 3\n"));
  CHECK(strstr(buffer, "\nchroma2_photons_total{place=\"processor\"} 300\n"));
  CHECK_OK(chroma2_session_destroy(session));
}

/* What the function below is told. */
static struct {
  pthread_mutex_t lock;
  pthread_cond_t heard;
  uint64_t calls, events;
  chroma2_session *to_destroy;
} told = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, NULL};

static void tell(void *user, const chroma2_telemetry *telemetry) {
  CHECK(user == &told && telemetry->struct_size == sizeof *telemetry);
  pthread_mutex_lock(&told.lock);
  told.calls += 1;
  told.events = telemetry->events_done;
  if (told.to_destroy) {
    CHECK_OK(chroma2_session_destroy(told.to_destroy));
    told.to_destroy = NULL;
  }
  pthread_cond_broadcast(&told.heard);
  pthread_mutex_unlock(&told.lock);
}

static chroma2_session *telling(uint32_t interval) {
  chroma2_context_config context_config;
  chroma2_session_config config;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  const chroma2_status bad = CHROMA2_STATUS_INVALID_ARGUMENT;
  memset(&context_config, 0, sizeof context_config);
  context_config.struct_size = sizeof context_config;
  context_config.threads = 1;
  CHECK_OK(chroma2_context_create(&context_config, &context));
  geometry = box(context, 1);
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.telemetry_interval_ms = interval;
  CHECK_FAILS(bad, "telemetry_interval_ms", chroma2_session_create(context, geometry, &config, &session));
  config.on_telemetry = tell;
  config.telemetry_user = &told;
  config.device_timing = 2;
  CHECK_FAILS(bad, "device_timing is 2", chroma2_session_create(context, geometry, &config, &session));
  config.device_timing = 1;
  CHECK_OK(chroma2_session_create(context, geometry, &config, &session));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  return session;
}

static void function(void) {
  const struct timespec pause = {0, 20000000};
  chroma2_session *session = telling(1);
  uint64_t calls;
  run(session, 4, 50);
  pthread_mutex_lock(&told.lock);
  while (told.events != 4) pthread_cond_wait(&told.heard, &told.lock);
  pthread_mutex_unlock(&told.lock);
  CHECK_OK(chroma2_session_destroy(session));
  calls = told.calls; /* no lock: nothing calls any more */
  nanosleep(&pause, NULL);
  CHECK(told.calls == calls);
  /* The function may destroy the session itself. */
  session = telling(1);
  pthread_mutex_lock(&told.lock);
  told.to_destroy = session;
  while (told.to_destroy) pthread_cond_wait(&told.heard, &told.lock);
  pthread_mutex_unlock(&told.lock);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "destroyed", chroma2_session_drain(session, 0));
}

/* How often a text is in a file. */
static int count(const char *path, const char *what) {
  static char line[4096];
  FILE *file = fopen(path, "r");
  int found = 0;
  CHECK(file);
  while (fgets(line, sizeof line, file)) found += strstr(line, what) != NULL;
  fclose(file);
  return found;
}

static void traces(void) {
  chroma2_session *session = box_session(2, 1);
  const char *folder = getenv("CHROMA2_TEST_OUT");
  char path[1024], other[1024], pipe[1032];
  chroma2_trace_config config;
  snprintf(path, sizeof path, "%s/telemetry_%d.json", folder ? folder : ".", (int)getpid());
  snprintf(other, sizeof other, "%s/telemetry_%d_last.json", folder ? folder : ".", (int)getpid());
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.name = "a \"box\"";
  CHECK_OK(chroma2_session_trace_start(session, path, &config));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "running", chroma2_session_trace_start(session, NULL, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "file of its own", chroma2_session_trace_save(session, other));
  run(session, 5, 8); /* of one part each */
  CHECK_OK(chroma2_session_trace_stop(session));
  CHECK(count(path, "\"name\":\"propagate\"") == 5 && count(path, "\"a \\\"box\\\"\"") == 1);
  CHECK(count(path, "\"name\":\"event\"") == 10);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "no trace", chroma2_session_trace_stop(session));
  CHECK_OK(chroma2_session_trace_start(session, NULL, NULL));
  run(session, 2, 8);
  CHECK_OK(chroma2_session_trace_save(session, other));
  CHECK(count(other, "\"name\":\"propagate\"") == 2 && telemetry_of(session).trace_records > 0);
  snprintf(pipe, sizeof pipe, "%s.pipe", path);
  CHECK(mkfifo(pipe, 0600) == 0);
  CHECK_FAILS(CHROMA2_STATUS_IO, "a pipe; a file is needed", chroma2_session_trace_save(session, pipe));
  CHECK(unlink(pipe) == 0);
  CHECK_FAILS(CHROMA2_STATUS_IO, "/nowhere/x", chroma2_session_trace_save(session, "/nowhere/x"));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "path is NULL", chroma2_session_trace_save(session, NULL));
  CHECK_OK(chroma2_session_destroy(session)); /* which ends it */
  session = box_session(1, 1);
  CHECK_FAILS(CHROMA2_STATUS_IO, "/nowhere/x", chroma2_session_trace_start(session, "/nowhere/x", NULL));
  config.deterministic = 2;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "deterministic is 2",
              chroma2_session_trace_start(session, path, &config));
  config.deterministic = 0;
  config.capacity = 16777217;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "capacity is 16777217",
              chroma2_session_trace_start(session, path, &config));
  CHECK_OK(chroma2_session_destroy(session));
  remove(path);
  remove(other);
}

int main(void) {
  counters();
  text();
  function();
  traces();
  CHECK(chroma2_live_handles() == 0);
  puts("telemetry: passed");
  return 0;
}
