/* Hits while events run on a stand-in GPU, slice by slice: those of the processor, in order, also where the event is
   cancelled, its function is slow, or several events run at once; urgent events before others; the first that ends. */
#include <pthread.h>

#include "../c/box.h"
#include "left.h"

enum { COUNT = 30000, SLICE = 1000, THREADS = 3, EVENTS = 4 };

static chroma2_session *session_on(uint32_t backend, uint32_t slice) {
  chroma2_context_config config;
  chroma2_session_config shape;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = backend;
  config.threads = 2;
  CHECK_OK(chroma2_context_create(&config, &context));
  geometry = box(context, 1);
  memset(&shape, 0, sizeof shape);
  shape.struct_size = sizeof shape;
  shape.chunk_photons = slice;
  CHECK_OK(chroma2_session_create(context, geometry, &shape, &session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  return session;
}

static chroma2_session *gpu;
static chroma2_event *whole; /* on the processor */
static chroma2_hits expected;

struct got {
  chroma2_event *volatile event;
  uint64_t end, count, calls, stop;
  unsigned nap; /* microseconds a call */
  int calling, done;
};

/* What comes is what the processor has found there. */
static void on_hits(void *user, uint64_t first, uint64_t last, const chroma2_hits *hits) {
  struct got *got = user;
  const uint64_t at = got->count, count = hits->count;
  CHECK(!got->calling && !got->done && first == got->end && last > first && last - first <= SLICE);
  got->calling = 1;
  CHECK(at + count <= expected.count && hits->struct_size == sizeof *hits);
  if (count) {
    CHECK(!memcmp(hits->photon, expected.photon + at, 8 * count));
    CHECK(!memcmp(hits->channel, expected.channel + at, 4 * count));
    CHECK(!memcmp(hits->position, expected.position + 3 * at, 12 * count));
    CHECK(!memcmp(hits->direction, expected.direction + 3 * at, 12 * count));
    CHECK(!memcmp(hits->time, expected.time + at, 4 * count));
    CHECK(!memcmp(hits->flags, expected.flags + at, 4 * count));
    CHECK(hits->photon[0] >= first && hits->photon[count - 1] < last);
  }
  got->count += count;
  got->end = last;
  ++got->calls;
  if (got->nap) usleep(got->nap);
  if (got->end >= got->stop) {
    while (!got->event) usleep(100);
    CHECK_OK(chroma2_event_cancel(got->event));
  }
  got->calling = 0;
}

static void on_done(void *user, chroma2_event *event, chroma2_status status) {
  struct got *got = user;
  (void)event;
  CHECK(!got->calling && !got->done);
  got->done = status == CHROMA2_STATUS_OK ? 1 : 2;
}

static chroma2_event *stream(struct got *got, uint32_t want, uint64_t stop, int32_t priority) {
  const chroma2_source source = point(COUNT);
  chroma2_event_config config = event_config(want);
  chroma2_event *event = NULL;
  const unsigned nap = got->nap;
  memset(got, 0, sizeof *got);
  got->nap = nap;
  got->stop = stop;
  config.user = got;
  config.on_hits = on_hits;
  config.on_done = on_done;
  config.priority = priority;
  CHECK_OK(chroma2_session_submit_source(gpu, &source, &config, &event));
  got->event = event;
  return event;
}

static void all_of_them(const struct got *got) {
  CHECK(got->done == 1 && got->end == COUNT && got->count == expected.count && got->calls == COUNT / SLICE);
}

static void *feed(void *number) {
  int i;
  for (i = 0; i < EVENTS; ++i) {
    struct got got;
    chroma2_event *event;
    got.nap = i == 2 ? 500 : 0;
    event = stream(&got, i % 2 ? CHROMA2_WANT_HITS : CHROMA2_WANT_SUMMARY, UINT64_MAX, *(int *)number - 1);
    CHECK(summary_of(event).hits == expected.count);
    all_of_them(&got);
    if (i % 2) {
      const chroma2_hits hits = hits_of(event);
      CHECK(hits.count == expected.count && !memcmp(hits.photon, expected.photon, 8 * hits.count));
      CHECK(!memcmp(hits.position, expected.position, 12 * hits.count));
    }
    CHECK_OK(chroma2_event_destroy(event));
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

static void cancelled(uint64_t stop) {
  struct got got;
  chroma2_event *event;
  chroma2_summary summary;
  got.nap = 0;
  event = stream(&got, CHROMA2_WANT_HITS, stop, 0);
  CHECK_STATUS(CHROMA2_STATUS_CANCELLED, chroma2_event_wait(event, UINT64_MAX));
  memset(&summary, 0, sizeof summary);
  summary.struct_size = sizeof summary;
  CHECK_OK(chroma2_event_get_summary(event, &summary));
  CHECK(got.done == 2 && got.end >= stop && got.end < COUNT && summary.photons - summary.unfinished >= got.end);
  CHECK_OK(chroma2_event_destroy(event));
}

/* A slow function: the event goes no more than a few slices ahead. Another one with no function goes on. */
static void slow(void) {
  const chroma2_source source = point(20 * SLICE);
  chroma2_event_progress progress;
  struct got got;
  chroma2_event *event, *other = NULL;
  int i;
  got.nap = 5000;
  event = stream(&got, CHROMA2_WANT_SUMMARY, UINT64_MAX, 2);
  for (i = 0; i < 5; ++i) {
    CHECK_OK(chroma2_session_submit_source(gpu, &source, NULL, &other));
    CHECK(summary_of(other).photons == 20 * SLICE);
    CHECK_OK(chroma2_event_destroy(other));
    memset(&progress, 0, sizeof progress);
    progress.struct_size = sizeof progress;
    CHECK_OK(chroma2_event_poll(event, &progress));
    CHECK(progress.photons_done <= got.end + 10 * SLICE);
  }
  got.nap = 0;
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  all_of_them(&got);
  CHECK_OK(chroma2_event_destroy(event));
}

/* A small urgent event ends while the large one that was submitted before has slices to come. */
static void urgent(void) {
  const chroma2_source large = point(60 * SLICE), small = point(SLICE);
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  chroma2_event *events[4] = {NULL, NULL, NULL, NULL};
  uint64_t index = 99;
  int i;
  CHECK_OK(chroma2_session_submit_source(gpu, &large, &config, &events[0]));
  CHECK_OK(chroma2_session_submit_source(gpu, &large, &config, &events[1]));
  config.priority = -2;
  CHECK_OK(chroma2_session_submit_source(gpu, &large, &config, &events[2]));
  config.priority = 2;
  CHECK_OK(chroma2_session_submit_source(gpu, &small, &config, &events[3]));
  CHECK_OK(chroma2_event_wait_any(events, 4, UINT64_MAX, &index));
  CHECK(index == 3);
  CHECK_OK(chroma2_event_wait_any(events, 3, UINT64_MAX, &index));
  CHECK(index < 2);
  for (i = 0; i < 4; ++i) {
    CHECK_OK(chroma2_event_wait(events[i], UINT64_MAX));
    CHECK_OK(chroma2_event_destroy(events[i]));
  }
}

int main(void) {
  chroma2_session *cpu = session_on(CHROMA2_BACKEND_CPU, 0);
  const chroma2_source source = point(COUNT);
  static struct got left[8];
  int i;
  gpu = session_on(CHROMA2_BACKEND_CUDA, SLICE);
  CHECK_OK(chroma2_session_submit_source(cpu, &source, NULL, &whole));
  CHECK_OK(chroma2_event_wait(whole, UINT64_MAX));
  expected = hits_of(whole);
  CHECK(expected.count > COUNT / 2);
  many_threads();
  cancelled(1);
  cancelled(7 * SLICE);
  slow();
  urgent();
  for (i = 0; i < 8; ++i)
    CHECK_OK(chroma2_event_destroy(stream(&left[i], CHROMA2_WANT_SUMMARY, UINT64_MAX, i % 5 - 2)));
  CHECK_OK(chroma2_session_drain(gpu, UINT64_MAX));
  for (i = 0; i < 8; ++i) all_of_them(&left[i]);
  CHECK_OK(chroma2_event_destroy(whole));
  CHECK_OK(chroma2_session_destroy(gpu));
  CHECK_OK(chroma2_session_destroy(cpu));
  nothing_is_left();
  return 0;
}
