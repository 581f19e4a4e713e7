/* A process that forks: the child can read results and give handles up, is told that the context's
   threads are not there rather than waiting for them, and can make a context of its own. */
#if !defined(__unix__)
int main(void) { return 0; }
#else
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "box.h"

static volatile int hold_on = 1;

static void nap(long milliseconds) {
  const struct timespec time = {0, milliseconds * 1000000};
  nanosleep(&time, NULL);
}

/* Keeps an event unfinished while the process forks. */
static void hold(void *user, uint64_t done, uint64_t all) {
  (void)user, (void)done, (void)all;
  while (hold_on) nap(1);
}

/* Ends of lines that tell of whole events in the session's trace. */
static char trace[1024];

static int events_in_trace(void) {
  static char line[4096];
  FILE *file = fopen(trace, "r");
  int found = 0;
  CHECK(file);
  while (fgets(line, sizeof line, file)) found += strstr(line, "\"ph\":\"e\"") && strstr(line, "\"name\":\"event\"");
  fclose(file);
  return found;
}

static void tell(void *user, const chroma2_telemetry *telemetry) { (void)user, (void)telemetry; }

static int child(chroma2_context *context, chroma2_geometry *geometry, chroma2_session *session,
                 chroma2_event *finished, chroma2_event *running, chroma2_queue *queue) {
  chroma2_source source = point(10);
  chroma2_event *event = NULL, *events[2];
  chroma2_geometry *other = NULL;
  chroma2_session *own;
  const float at[3] = {0, 0, 0}, to[3] = {1, 0, 0};
  float distance;
  chroma2_rays rays;
  chroma2_ray_hits hits;
  uint32_t item = 1;
  uint64_t transferred;
  chroma2_queue_batch batch;
  alarm(60); /* a hang is a failure */
  memset(&rays, 0, sizeof rays);
  memset(&hits, 0, sizeof hits);
  rays.struct_size = sizeof rays, rays.count = 1, rays.origins = at, rays.directions = to;
  hits.struct_size = sizeof hits, hits.distances = &distance;

  CHECK(summary_of(finished).surface_detect > 0);
  CHECK(hits_of(finished).count > 0);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", chroma2_session_submit_source(session, &source, NULL, &event));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", chroma2_event_wait(running, UINT64_MAX));
  events[0] = running, events[1] = finished;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "events[0]: the context was made by process",
              chroma2_event_wait_any(events, 1, UINT64_MAX, &transferred));
  CHECK_OK(chroma2_event_wait_any(events, 2, UINT64_MAX, &transferred));
  CHECK(transferred == 1);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", chroma2_session_drain(session, UINT64_MAX));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", chroma2_geometry_closest_hits(geometry, &rays, &hits));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", chroma2_session_trace_stop(session));
  CHECK_OK(chroma2_geometry_create(context, &other));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", chroma2_geometry_commit(other, NULL));
  CHECK_OK(chroma2_geometry_destroy(other));
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch, batch.data = &item, batch.count = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", chroma2_queue_try_push(queue, &batch, &transferred));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", chroma2_queue_pop(queue, &batch, UINT64_MAX, &transferred));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", chroma2_queue_get_length(queue, &transferred));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", chroma2_queue_reset(queue));
  CHECK_OK(chroma2_event_cancel(running));

  own = box_session(2, 1);
  CHECK_OK(chroma2_session_submit_source(own, &source, NULL, &event));
  CHECK(summary_of(event).photons == 10);
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(own));

  CHECK_OK(chroma2_event_destroy(finished));
  CHECK_OK(chroma2_event_destroy(running));
  CHECK_OK(chroma2_queue_destroy(queue));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_NO_HANDLES();
  return 0;
}

int main(void) {
  chroma2_event_config config = event_config(0);
  chroma2_source source = point(1000);
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  chroma2_event *finished = NULL, *running = NULL;
  chroma2_queue_config shape;
  chroma2_queue *queue = NULL;
  chroma2_session_config session_config;
  const char *folder = getenv("CHROMA2_TEST_OUT");
  int status = -1;
  pid_t pid;
  CHECK_OK(chroma2_context_create(NULL, &context));
  geometry = box(context, 1);
  memset(&session_config, 0, sizeof session_config);
  session_config.struct_size = sizeof session_config, session_config.on_telemetry = tell;
  CHECK_OK(chroma2_session_create(context, geometry, &session_config, &session));
  snprintf(trace, sizeof trace, "%s/fork_%d.json", folder ? folder : ".", (int)getpid());
  CHECK_OK(chroma2_session_trace_start(session, trace, NULL));
  CHECK_OK(chroma2_session_submit_source(session, &source, NULL, &finished));
  CHECK_OK(chroma2_event_wait(finished, UINT64_MAX));
  memset(&shape, 0, sizeof shape);
  shape.struct_size = sizeof shape, shape.capacity = 8, shape.item_size = 4;
  CHECK_OK(chroma2_queue_create(context, &shape, &queue));
  config.on_progress = hold;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &running));
  nap(20); /* workers are at rest, or in the callback */

  pid = fork();
  CHECK(pid >= 0);
  if (pid == 0) _exit(child(context, geometry, session, finished, running, queue));
  CHECK(waitpid(pid, &status, 0) == pid);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);

  hold_on = 0;
  CHECK(summary_of(running).photons == 1000);
  CHECK_OK(chroma2_event_destroy(finished));
  CHECK_OK(chroma2_event_destroy(running));
  CHECK_OK(chroma2_queue_destroy(queue));
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK_OK(chroma2_session_trace_stop(session));
  CHECK(events_in_trace() == 2); /* what the child did has changed nothing in it */
  remove(trace);
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_NO_HANDLES();
  return 0;
}
#endif
