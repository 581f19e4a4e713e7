/* Events on a stand-in GPU: from several threads at once, cancelled, with callbacks, and left to themselves
   while every handle is destroyed. */
#include <pthread.h>
#include <time.h>

#include "../c/box.h"
#include "left.h"

enum { THREADS = 4, EVENTS = 12, COUNT = 3000 };

static chroma2_session *gpu, *cpu;

static chroma2_context *context_on(uint32_t backend) {
  chroma2_context_config config;
  chroma2_context *context = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = backend;
  config.threads = 2;
  CHECK_OK(chroma2_context_create(&config, &context));
  return context;
}

static chroma2_session *session_of(chroma2_context *context, uint32_t slice) {
  chroma2_session_config shape;
  chroma2_geometry *geometry = box(context, 1);
  chroma2_session *session = NULL;
  memset(&shape, 0, sizeof shape);
  shape.struct_size = sizeof shape;
  shape.chunk_photons = slice;
  CHECK_OK(chroma2_session_create(context, geometry, &shape, &session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  return session;
}

static chroma2_session *session_on(uint32_t backend, uint32_t slice) {
  chroma2_context *context = context_on(backend);
  chroma2_session *session = session_of(context, slice);
  CHECK_OK(chroma2_context_destroy(context));
  return session;
}

/* Each thread: its own events on both sessions, the same hits. */
static void *feed(void *number) {
  const chroma2_source source = point(COUNT);
  int i;
  for (i = 0; i < EVENTS; ++i) {
    chroma2_event *events[2] = {NULL, NULL};
    chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
    chroma2_hits a, b;
    config.event_id = (uint64_t)(*(int *)number * EVENTS + i);
    CHECK_OK(chroma2_session_submit_source(gpu, &source, &config, &events[0]));
    CHECK_OK(chroma2_session_submit_source(cpu, &source, &config, &events[1]));
    CHECK(summary_of(events[0]).hits == summary_of(events[1]).hits);
    a = hits_of(events[0]);
    b = hits_of(events[1]);
    CHECK(a.count > 0 && a.count == b.count && !memcmp(a.photon, b.photon, a.count * 8));
    CHECK(!memcmp(a.position, b.position, a.count * 12) && !memcmp(a.time, b.time, a.count * 4));
    CHECK_OK(chroma2_event_destroy(events[0]));
    CHECK_OK(chroma2_event_destroy(events[1]));
  }
  return NULL;
}

static void many_threads(void) {
  pthread_t threads[THREADS];
  int numbers[THREADS], i;
  for (i = 0; i < THREADS; ++i) {
    numbers[i] = i;
    CHECK(pthread_create(&threads[i], NULL, feed, &numbers[i]) == 0);
  }
  for (i = 0; i < THREADS; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
}

/* Larger and larger slices while other events run: buffers grow, and nothing waits for a kernel to free what
   they have outgrown. */
static void growing(void) {
  const chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  const long before = alive("stalls");
  chroma2_context *context = context_on(CHROMA2_BACKEND_CUDA);
  chroma2_session *small = session_of(context, 1000);
  uint32_t slice;
  for (slice = 2000; slice <= 64000; slice *= 2) {
    chroma2_session *session = session_of(context, slice);
    chroma2_event *events[6] = {NULL};
    int i;
    for (i = 0; i < 6; ++i) {
      const chroma2_source source = point(i % 2 ? slice : 20000);
      CHECK_OK(chroma2_session_submit_source(i % 2 ? session : small, &source, &config, &events[i]));
    }
    for (i = 0; i < 6; ++i) {
      CHECK_OK(chroma2_event_wait(events[i], UINT64_MAX));
      CHECK_OK(chroma2_event_destroy(events[i]));
    }
    CHECK_OK(chroma2_session_destroy(session));
  }
  CHECK(alive("stalls") == before);
  CHECK_OK(chroma2_session_destroy(small));
  CHECK_OK(chroma2_context_destroy(context));
}

struct watched {
  chroma2_event *event;
  volatile int ready;
  uint64_t told;
  int done;
  chroma2_status status;
};

/* Cancels at the first word of progress. */
static void progress(void *user, uint64_t done, uint64_t all) {
  struct watched *watched = user;
  CHECK(done > watched->told && done <= all);
  watched->told = done;
  while (!watched->ready) usleep(100);
  CHECK_OK(chroma2_event_cancel(watched->event));
}

static void finished(void *user, chroma2_event *event, chroma2_status status) {
  struct watched *watched = user;
  chroma2_summary summary;
  memset(&summary, 0, sizeof summary);
  summary.struct_size = sizeof summary;
  CHECK_OK(chroma2_event_get_summary(event, &summary));
  CHECK(summary.unfinished > 0 && summary.photons == 100000);
  watched->status = status;
  watched->done = 1;
}

static void cancelled(void) {
  const chroma2_source source = point(100000);
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  struct watched watched = {NULL, 0, 0, 0, CHROMA2_STATUS_OK};
  config.on_progress = progress;
  config.on_done = finished;
  config.user = &watched;
  CHECK_OK(chroma2_session_submit_source(gpu, &source, &config, &watched.event));
  watched.ready = 1;
  CHECK_FAILS(CHROMA2_STATUS_CANCELLED, "cancelled", chroma2_event_wait(watched.event, UINT64_MAX));
  CHECK(watched.done && watched.status == CHROMA2_STATUS_CANCELLED && watched.told < 100000);
  CHECK_OK(chroma2_event_destroy(watched.event));
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Cancelled events end at once, though many wait before them: large ones, and small ones that are merged, some of which
   may have been propagated by then. */
static void cancelled_in_the_queue(uint64_t photons, int merged) {
  enum { QUEUED = 4000, MERGED = 300 };
  static chroma2_event *events[QUEUED];
  chroma2_context *context = context_on(CHROMA2_BACKEND_CUDA);
  chroma2_session *sliced = session_of(context, 1000), *whole = session_of(context, 0);
  const chroma2_source huge = point((uint64_t)1 << 34), source = point(photons);
  chroma2_event_config config = event_config(CHROMA2_WANT_SUMMARY);
  chroma2_event *before[4];
  const int queued = merged ? MERGED : QUEUED, places[3] = {queued - 1, queued / 2, 7};
  int i;
  config.placement = CHROMA2_PLACEMENT_DEVICE;
  for (i = 0; i < 4; ++i) { /* for all threads of the device */
    before[i] = NULL;
    CHECK_OK(chroma2_session_submit_source(sliced, &huge, &config, &before[i]));
  }
  for (i = 0; i < queued; ++i) {
    events[i] = NULL;
    CHECK_OK(chroma2_session_submit_source(merged ? whole : sliced, &source, &config, &events[i]));
  }
  for (i = 0; i < 3; ++i) {
    const double begin = seconds();
    chroma2_status status;
    CHECK_OK(chroma2_event_cancel(events[places[i]]));
    status = chroma2_event_wait(events[places[i]], UINT64_MAX);
    CHECK(status == CHROMA2_STATUS_CANCELLED || (merged && status == CHROMA2_STATUS_OK));
    CHECK(seconds() - begin < 2);
  }
  for (i = 0; i < queued; ++i) CHECK_OK(chroma2_event_cancel(events[i]));
  for (i = 0; i < 4; ++i) CHECK_OK(chroma2_event_cancel(before[i]));
  CHECK_OK(chroma2_session_drain(sliced, 60000000000u));
  CHECK_OK(chroma2_session_drain(whole, 60000000000u));
  for (i = 0; i < queued; ++i) CHECK_OK(chroma2_event_destroy(events[i]));
  for (i = 0; i < 4; ++i) CHECK_OK(chroma2_event_destroy(before[i]));
  CHECK_OK(chroma2_session_destroy(sliced));
  CHECK_OK(chroma2_session_destroy(whole));
  CHECK_OK(chroma2_context_destroy(context));
}

int main(void) {
  const chroma2_source source = point(COUNT);
  const chroma2_event_config config = event_config(CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS);
  int i;
  gpu = session_on(CHROMA2_BACKEND_CUDA, 1000);
  cpu = session_on(CHROMA2_BACKEND_CPU, 0);
  many_threads();
  growing();
  cancelled();
  cancelled_in_the_queue((uint64_t)1 << 30, 0);
  cancelled_in_the_queue(500, 1);
  for (i = 0; i < 20; ++i) { /* events that nobody waits for */
    chroma2_event *event = NULL;
    CHECK_OK(chroma2_session_submit_source(gpu, &source, &config, &event));
    CHECK_OK(chroma2_event_destroy(event));
  }
  CHECK_OK(chroma2_session_destroy(gpu));
  CHECK_OK(chroma2_session_destroy(cpu));
  nothing_is_left();
  return 0;
}
