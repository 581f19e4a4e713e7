/* What sessions on a stand-in GPU tell of themselves: slices, bytes, times of its clock, which gives a quarter of a
   millisecond for each stage, traces, and small events that go together. */
#include <unistd.h>

#include "../c/box.h"
#include "left.h"

enum { PHOTONS = 20000, SLICE = 8000, SLICES = 3, EVENTS = 200, FEW = 50, STATE = 64, HIT = 80 };

static char trace[64];

/* Lines of the trace with both texts. */
static int count(const char *one, const char *other) {
  static char line[4096];
  FILE *file = fopen(trace, "r");
  int found = 0;
  CHECK(file);
  while (fgets(line, sizeof line, file)) found += strstr(line, one) && strstr(line, other);
  fclose(file);
  return found;
}

static chroma2_session *session_on(chroma2_context *context, const chroma2_geometry *geometry, uint32_t slice,
                                   uint32_t timing) {
  chroma2_session_config config;
  chroma2_session *session = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.chunk_photons = slice;
  config.placement = 2; /* the device */
  config.device_timing = timing;
  CHECK_OK(chroma2_session_create(context, geometry, &config, &session));
  return session;
}

static chroma2_telemetry telemetry_of(const chroma2_session *session) {
  chroma2_telemetry now;
  memset(&now, 0, sizeof now);
  now.struct_size = sizeof now;
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK_OK(chroma2_session_get_telemetry(session, &now));
  return now;
}

static uint64_t run(const chroma2_session *session, uint64_t photons, uint32_t want) {
  const chroma2_source source = point(photons);
  const chroma2_event_config config = event_config(want);
  chroma2_event *event = NULL;
  uint64_t hits;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  hits = summary_of(event).hits;
  CHECK_OK(chroma2_event_destroy(event));
  return hits;
}

static void slices(chroma2_context *context, const chroma2_geometry *geometry) {
  chroma2_session *session = session_on(context, geometry, SLICE, 0);
  chroma2_telemetry now;
  uint64_t hits = run(session, PHOTONS, CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS);
  now = telemetry_of(session);
  CHECK(now.device_parts == SLICES && now.device_photons == PHOTONS && now.processor_parts == 0);
  CHECK(now.hits == hits && now.bytes_to_host == (uint64_t)PHOTONS * STATE + hits * HIT && now.bytes_to_device > 0);
  CHECK(now.device_upload_seconds + now.device_propagate_seconds + now.device_tally_seconds == 0);
  CHECK(now.upload_seconds > 0 && now.propagate_seconds > 0 && now.download_seconds > 0 && now.tally_seconds == 0);
  CHECK(now.device_memory > 0 && now.device_memory_max >= now.device_memory);
  CHECK_OK(chroma2_session_destroy(session));

  session = session_on(context, geometry, SLICE, 1);
  run(session, PHOTONS, 0);
  now = telemetry_of(session);
  CHECK(fabs(now.device_upload_seconds - SLICES * 250e-6) < 1e-9);
  CHECK(fabs(now.device_propagate_seconds - SLICES * 250e-6) < 1e-9);
  CHECK(fabs(now.device_tally_seconds - SLICES * 250e-6) < 1e-9);
  CHECK_OK(chroma2_session_destroy(session));

  session = session_on(context, geometry, SLICE, 0); /* a trace asks for these times too */
  CHECK_OK(chroma2_session_trace_start(session, trace, NULL));
  run(session, PHOTONS, 0);
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK_OK(chroma2_session_trace_stop(session));
  CHECK(fabs(telemetry_of(session).device_tally_seconds - SLICES * 250e-6) < 1e-9);
  CHECK(count("\"cat\":\"device\"", "\"name\":\"tally\"") == SLICES &&
        count("\"dur\":250.000", "device") == 3 * SLICES);
  CHECK(count("\"cat\":\"stage\"", "\"name\":\"propagate\"") == SLICES && count("GPU's clock", "chroma2-gpu-") >= 1);
  CHECK(count("\"cat\":\"stage\"", "\"name\":\"download\"") == SLICES &&
        count("\"ph\":\"b\"", "\"name\":\"event\"") == 1);
  CHECK_OK(chroma2_session_destroy(session));
  remove(trace);
}

static void together(chroma2_context *context, const chroma2_geometry *geometry) {
  chroma2_session *session = session_on(context, geometry, 0, 1);
  const chroma2_source source = point(FEW);
  chroma2_telemetry now;
  uint64_t lone;
  int i;
  for (i = 0; i < EVENTS; ++i) {
    chroma2_event *event = NULL;
    CHECK_OK(chroma2_session_submit_source(session, &source, NULL, &event));
    CHECK_OK(chroma2_event_destroy(event));
  }
  now = telemetry_of(session);
  CHECK(now.events_succeeded == EVENTS && now.device_parts == EVENTS && now.device_photons == EVENTS * FEW);
  CHECK(now.events_merged <= EVENTS && now.events_merged != 1);
  /* Events that found no other beside them are the resident kernel's: it brings the states of their photons, not their
     hits, and has no times of its own. */
  lone = EVENTS - now.events_merged;
  CHECK(now.bytes_to_host <= now.hits * HIT + lone * FEW * STATE);
  CHECK(lone > 0 || now.bytes_to_host == now.hits * HIT);
  /* What goes together takes the time of one launch. */
  CHECK(now.device_propagate_seconds <= (double)(lone + now.events_merged / 2) * 250e-6 + 1e-9);
  CHECK(now.events_merged == 0 || now.device_propagate_seconds >= 250e-6 - 1e-9);
  CHECK_OK(chroma2_session_destroy(session));
}

int main(void) {
  chroma2_context_config config;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  snprintf(trace, sizeof trace, "/tmp/chroma2_fake_trace_%ld.json", (long)getpid());
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = CHROMA2_BACKEND_CUDA;
  config.threads = 2;
  CHECK_OK(chroma2_context_create(&config, &context));
  geometry = box(context, 1);
  slices(context, geometry);
  together(context, geometry);
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  nothing_is_left();
  return 0;
}
