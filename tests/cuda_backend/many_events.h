/* Small events of all kinds, and whether two sessions give the same of them. */
#ifndef MANY_EVENTS_H
#define MANY_EVENTS_H

#include "../c/nested.h"
#include "left.h"
#include "same.h"

enum { EVENTS = 300, MOST = 1500 };

static float position[MOST][3], direction[MOST][3], wavelength[MOST];

static chroma2_photons given(uint64_t count) {
  chroma2_photons photons;
  uint32_t seed = 7;
  int i, axis;
  for (i = 0; i < MOST; ++i) {
    for (axis = 0; axis < 3; ++axis) {
      seed = seed * 1664525u + 1013904223u;
      direction[i][axis] = (float)(seed >> 8) / (1 << 23) - 1.0f;
      position[i][axis] = i % 10 ? 0.0f : 90.0f * direction[i][axis];
    }
    wavelength[i] = i % 100 == 1 ? -1.0f : 400.0f;
  }
  memset(&photons, 0, sizeof photons);
  photons.struct_size = sizeof photons;
  photons.count = count;
  photons.position = position[0];
  photons.direction = direction[0];
  photons.wavelength = wavelength;
  return photons;
}

static uint32_t draw(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* Events of all kinds that may go together, and some that may not; the same ones for each session. */
static void submit(const chroma2_session *session, chroma2_event **events) {
  uint32_t state = 3;
  int i;
  for (i = 0; i < EVENTS; ++i) {
    chroma2_event_config config = event_config(i % 7 == 3    ? CHROMA2_WANT_SUMMARY
                                               : i % 31 == 5 ? CHROMA2_WANT_PHOTONS | CHROMA2_WANT_HITS
                                                             : 0);
    const uint64_t count = draw(&state) % 17 == 0 ? draw(&state) % 3 : draw(&state) % MOST;
    config.seed = draw(&state);
    config.event_id = (uint64_t)i * 1000;
    config.first_index = i % 5 == 1 ? (uint64_t)draw(&state) << 30 : 0;
    config.weight_mode = draw(&state) % 3;
    config.max_steps = i % 11 == 2 ? 1 + draw(&state) % 4 : 0;
    config.max_time = i % 13 == 4 ? 0.4f : 0.0f;
    config.time_offset = i % 17 ? 0.0 : 1e9;
    config.record_first = i % 19 == 6 && count > 2 ? 2 : 0;
    if (draw(&state) % 3) {
      chroma2_source source = point(count);
      static const double nm[3] = {300, 400, 500}, density[3] = {1, 3, 1};
      if (i % 2) {
        source.wavelength = 0;
        source.spectrum_wavelengths = nm;
        source.spectrum_values = density;
        source.spectrum_count = 3;
      }
      CHECK_OK(chroma2_session_submit_source(session, &source, &config, &events[i]));
    } else {
      const chroma2_photons photons = given(count);
      config.borrow = i % 2;
      CHECK_OK(chroma2_session_submit(session, &photons, &config, &events[i]));
    }
  }
}

static void same(const chroma2_event *x, const chroma2_event *y) {
  const chroma2_summary first = summary_of(x), second = summary_of(y);
  chroma2_hits a, b;
  CHECK(!memcmp(&first, &second, sizeof first));
  memset(&a, 0, sizeof a);
  a.struct_size = sizeof a;
  b = a;
  if (chroma2_event_get_hits(x, &a) != CHROMA2_STATUS_OK) return; /* not wanted */
  CHECK_OK(chroma2_event_get_hits(y, &b));
  CHECK(a.count == b.count && a.count == first.hits);
  SAME(channel, 4);
  SAME(photon, 8);
  SAME(event, 8);
  SAME_STATES();
}

/* Submits the same events to both sessions, and compares what they give. */
static void compare(const chroma2_session *first, const chroma2_session *second) {
  static chroma2_event *events[2][EVENTS];
  int i;
  submit(first, events[0]);
  submit(second, events[1]);
  for (i = 0; i < EVENTS; ++i) {
    CHECK_OK(chroma2_event_wait(events[0][i], UINT64_MAX));
    CHECK_OK(chroma2_event_wait(events[1][i], UINT64_MAX));
    same(events[0][i], events[1][i]);
    CHECK_OK(chroma2_event_destroy(events[0][i]));
    CHECK_OK(chroma2_event_destroy(events[1][i]));
  }
}

#endif
