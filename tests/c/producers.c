/* Several threads of a program submit to one session at once, wait, read and destroy. */
#include "box.h"
#include <pthread.h>

enum { PRODUCERS = 4, EVENTS = 25, PHOTONS = 200 };

static chroma2_session *session;

struct producer {
  pthread_t thread;
  uint64_t number, hits;
};

static void *produce(void *argument) {
  struct producer *self = (struct producer *)argument;
  chroma2_event *events[EVENTS];
  const chroma2_source source = point(PHOTONS);
  uint64_t i;
  for (i = 0; i < EVENTS; ++i) {
    chroma2_event_config config = event_config(0);
    config.event_id = self->number * EVENTS + i;
    CHECK_OK(chroma2_session_submit_source(session, &source, &config, &events[i]));
  }
  for (i = 0; i < EVENTS; ++i) {
    chroma2_hits hits;
    CHECK(summary_of(events[i]).photons == PHOTONS);
    hits = hits_of(events[i]);
    CHECK(hits.count > 0 && hits.event[0] == self->number * EVENTS + i);
    self->hits += hits.count;
    CHECK_OK(chroma2_event_destroy(events[i]));
  }
  return NULL;
}

static uint64_t all_hits(struct producer producers[PRODUCERS], int parallel) {
  uint64_t i, sum = 0;
  for (i = 0; i < PRODUCERS; ++i) {
    memset(&producers[i], 0, sizeof producers[i]);
    producers[i].number = i;
    if (parallel) {
      CHECK(pthread_create(&producers[i].thread, NULL, produce, &producers[i]) == 0);
    } else {
      produce(&producers[i]);
    }
  }
  for (i = 0; i < PRODUCERS; ++i) {
    if (parallel) CHECK(pthread_join(producers[i].thread, NULL) == 0);
    sum += producers[i].hits;
  }
  return sum;
}

int main(void) {
  struct producer producers[PRODUCERS];
  uint64_t parallel, serial;
  session = box_session(3, 1);
  parallel = all_hits(producers, 1);
  serial = all_hits(producers, 0);
  CHECK(parallel == serial && parallel > PRODUCERS * EVENTS * PHOTONS / 2);
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_NO_HANDLES();
  return 0;
}
