/* A process that forks while its other threads are in calls of the library: every call of the child ends, with a status;
   the parent goes on undisturbed; exec works. */
#if !defined(__unix__) || defined(__SANITIZE_ADDRESS__)
int main(void) { return 0; } /* the sanitizer's allocator itself is left locked by such a fork */
#else
#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "box.h"

enum { THREADS = 4, FORKS = 60 };

static chroma2_context *context;
static chroma2_geometry *geometry;
static chroma2_session *session;
static volatile int stop;
static char trace[1024];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* The call ends soon, well or as an invalid state that says why. */
#define ENDS(call)                                                                                 \
  do {                                                                                             \
    const double begin_ = now();                                                                   \
    const chroma2_status ended_ = (call);                                                          \
    if (ended_ != CHROMA2_STATUS_OK) CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, ended_);           \
    if (ended_ != CHROMA2_STATUS_OK && !strstr(chroma2_last_error_message(), "forked")) {          \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, chroma2_last_error_message()); \
      exit(1);                                                                                     \
    }                                                                                              \
    CHECK(now() - begin_ < 5);                                                                     \
  } while (0)

/* For a call that the child may not make at all. */
#define REFUSED(call)                                          \
  do {                                                         \
    const double begin_ = now();                               \
    CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "forked", call); \
    CHECK(now() - begin_ < 5);                                 \
  } while (0)

static void *submit(void *unused) {
  const chroma2_source source = point(64);
  (void)unused;
  while (!stop) {
    chroma2_event *event = NULL;
    CHECK_OK(chroma2_session_submit_source(session, &source, NULL, &event));
    CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
    CHECK_OK(chroma2_event_destroy(event));
  }
  return NULL;
}

static void *look(void *unused) {
  (void)unused;
  while (!stop) {
    chroma2_telemetry telemetry;
    uint64_t needed;
    chroma2_geometry_info info;
    memset(&telemetry, 0, sizeof telemetry);
    telemetry.struct_size = sizeof telemetry;
    memset(&info, 0, sizeof info);
    info.struct_size = sizeof info;
    CHECK_OK(chroma2_session_get_telemetry(session, &telemetry));
    CHECK_OK(chroma2_session_telemetry_text(session, NULL, 0, &needed));
    CHECK_OK(chroma2_geometry_get_info(geometry, &info));
    CHECK_OK(chroma2_session_trace_save(session, trace));
  }
  return NULL;
}

/* Handles come and go, and the log's callback. */
static void note(void *user, uint32_t level, const char *message) { (void)user, (void)level, (void)message; }

static void *change(void *unused) {
  (void)unused;
  while (!stop) {
    chroma2_geometry *made = NULL;
    CHECK_OK(chroma2_geometry_create(context, &made));
    CHECK_OK(chroma2_geometry_destroy(made));
    CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_TRACE, note, NULL));
  }
  return NULL;
}

static int child(int number, chroma2_event *finished, chroma2_event *running) {
  chroma2_source source = point(10);
  chroma2_event *event = NULL, *events[2];
  chroma2_telemetry telemetry;
  chroma2_context_info about;
  chroma2_geometry_info info;
  chroma2_event_progress progress;
  chroma2_hits hits;
  uint64_t index;
  alarm(60); /* a hang is a failure */
  memset(&telemetry, 0, sizeof telemetry), memset(&about, 0, sizeof about), memset(&info, 0, sizeof info);
  memset(&progress, 0, sizeof progress), memset(&hits, 0, sizeof hits);
  telemetry.struct_size = sizeof telemetry, about.struct_size = sizeof about, info.struct_size = sizeof info;
  progress.struct_size = sizeof progress, hits.struct_size = sizeof hits;
  events[0] = running, events[1] = finished;

  REFUSED(chroma2_session_get_telemetry(session, &telemetry));
  REFUSED(chroma2_session_telemetry_text(session, NULL, 0, &index));
  REFUSED(chroma2_session_trace_start(session, NULL, NULL));
  REFUSED(chroma2_session_trace_save(session, trace));
  REFUSED(chroma2_session_trace_stop(session));
  REFUSED(chroma2_session_drain(session, 0));
  REFUSED(chroma2_session_submit_source(session, &source, NULL, &event));
  REFUSED(chroma2_event_wait(running, UINT64_MAX));
  ENDS(chroma2_event_wait(finished, UINT64_MAX));
  ENDS(chroma2_event_wait_any(events, 2, UINT64_MAX, &index));
  ENDS(chroma2_event_get_hits(finished, &hits));
  ENDS(chroma2_event_poll(running, &progress));
  ENDS(chroma2_event_cancel(running));
  ENDS(chroma2_context_get_info(context, &about));
  ENDS(chroma2_geometry_get_info(geometry, &info));
  ENDS(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_OFF, NULL, NULL));
  ENDS(chroma2_event_destroy(finished));
  ENDS(chroma2_event_destroy(running));
  ENDS(chroma2_session_destroy(session));
  ENDS(chroma2_geometry_destroy(geometry));
  ENDS(chroma2_context_destroy(context));
  if (number % 8 == 0) { /* one of its own works, whatever the parent did */
    chroma2_session *mine = box_session(1, 1);
    CHECK_OK(chroma2_session_submit_source(mine, &source, NULL, &event));
    CHECK(summary_of(event).photons == 10);
    memset(&telemetry, 0, sizeof telemetry);
    telemetry.struct_size = sizeof telemetry;
    CHECK_OK(chroma2_event_destroy(event));
    CHECK_OK(chroma2_session_drain(mine, UINT64_MAX));
    CHECK_OK(chroma2_session_get_telemetry(mine, &telemetry));
    CHECK(telemetry.events_done == 1);
    CHECK_OK(chroma2_session_destroy(mine));
  }
  if (number % 8 == 1) {
    execl("/bin/true", "true", (char *)NULL);
    execl("/usr/bin/true", "true", (char *)NULL);
    return 1;
  }
  return 0;
}

int main(void) {
  chroma2_context_config shape;
  chroma2_event *finished = NULL, *running = NULL;
  const chroma2_source source = point(1000), huge = point((uint64_t)1 << 34);
  void *(*const work[THREADS])(void *) = {submit, submit, look, change};
  pthread_t threads[THREADS];
  const char *folder = getenv("CHROMA2_TEST_OUT");
  int i;
  snprintf(trace, sizeof trace, "%s/fork_busy_%d.json", folder ? folder : ".", (int)getpid());
  memset(&shape, 0, sizeof shape);
  shape.struct_size = sizeof shape, shape.threads = 2, shape.backend = CHROMA2_BACKEND_CPU;
  CHECK_OK(chroma2_context_create(&shape, &context));
  geometry = box(context, 1);
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  CHECK_OK(chroma2_session_trace_start(session, NULL, NULL));
  CHECK_OK(chroma2_session_submit_source(session, &source, NULL, &finished));
  CHECK_OK(chroma2_event_wait(finished, UINT64_MAX));
  CHECK_OK(chroma2_session_submit_source(session, &huge, NULL, &running));
  for (i = 0; i < THREADS; ++i) CHECK(pthread_create(&threads[i], NULL, work[i], NULL) == 0);
  for (i = 0; i < FORKS; ++i) {
    const struct timespec time = {0, 200000 + 7919 * (i % 50)};
    int status = -1;
    pid_t pid;
    nanosleep(&time, NULL);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) _exit(child(i, finished, running));
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  stop = 1;
  for (i = 0; i < THREADS; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK_OK(chroma2_event_cancel(running));
  CHECK_FAILS(CHROMA2_STATUS_CANCELLED, "cancelled", chroma2_event_wait(running, UINT64_MAX));
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_OFF, NULL, NULL));
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK_OK(chroma2_session_trace_stop(session));
  remove(trace);
  CHECK_OK(chroma2_event_destroy(finished));
  CHECK_OK(chroma2_event_destroy(running));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_NO_HANDLES();
  return 0;
}
#endif
