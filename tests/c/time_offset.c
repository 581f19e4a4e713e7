/* Events far from time 0: a burst at one second keeps what lies picoseconds apart, in results and readouts. */
#include "box.h"

#define BURST 1e9 /* ns */
enum { COUNT = 100 };

static float position[3 * COUNT], direction[3 * COUNT], wavelength[COUNT], start[COUNT];

/* Photons one after another, 0.01 ns apart, from the middle to the wall at z = 100. */
static chroma2_photons burst(void) {
  chroma2_photons photons;
  int i;
  for (i = 0; i < COUNT; ++i) {
    position[3 * i] = 1.0f; /* off the walls' diagonals */
    direction[3 * i + 2] = 1.0f;
    wavelength[i] = 400.0f;
    start[i] = 0.01f * (float)i;
  }
  memset(&photons, 0, sizeof photons);
  photons.struct_size = sizeof photons;
  photons.count = COUNT;
  photons.position = position;
  photons.direction = direction;
  photons.wavelength = wavelength;
  photons.time = start;
  return photons;
}

static chroma2_event *run(const chroma2_session *session, chroma2_event_config config) {
  const chroma2_photons photons = burst();
  chroma2_event *event = NULL;
  CHECK_OK(chroma2_session_submit(session, &photons, &config, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  return event;
}

static void results(const chroma2_session *session) {
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS);
  chroma2_event *late, *plain;
  chroma2_photon_states states;
  chroma2_records records;
  chroma2_hits hits, other;
  const double way = 100 / 299.792458;
  uint64_t i;
  config.record_first = 1;
  plain = run(session, config);
  config.time_offset = BURST;
  late = run(session, config);
  hits = hits_of(late);
  other = hits_of(plain);
  memset(&states, 0, sizeof states);
  states.struct_size = sizeof states;
  CHECK_OK(chroma2_event_get_photons(late, &states));
  memset(&records, 0, sizeof records);
  records.struct_size = sizeof records;
  CHECK_OK(chroma2_event_get_records(late, &records));
  CHECK(hits.count == COUNT && other.count == COUNT && states.count == COUNT && records.photon_count == 1);
  CHECK(hits.time_offset == BURST && states.time_offset == BURST && records.time_offset == BURST);
  CHECK(other.time_offset == 0.0);
  CHECK(!memcmp(hits.time, other.time, COUNT * sizeof(float)));
  for (i = 0; i < COUNT; ++i) {
    const double time = hits.time_offset + (double)hits.time[i], before = BURST + (double)hits.time[i ? i - 1 : 0];
    CHECK(fabs(time - BURST - way - 0.01 * (double)i) < 1e-6);
    CHECK(i == 0 || fabs(time - before - 0.01) < 1e-6);
    /* Without an offset all of them would be at one time. */
    CHECK((float)time == 1e9f);
  }
  /* A shorter struct, of a program that does not know the offset, is filled as far as it goes. */
  other.time_offset = -1;
  other.struct_size = offsetof(chroma2_hits, time_offset);
  CHECK_OK(chroma2_event_get_hits(late, &other));
  CHECK(other.count == COUNT && other.time_offset == -1);
  CHECK_OK(chroma2_event_destroy(plain));
  CHECK_OK(chroma2_event_destroy(late));
}

/* The limit, the window of a readout, and what is refused. */
static void limits(const chroma2_session *session) {
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  chroma2_event *event;
  chroma2_daq_config window;
  chroma2_channel_type type;
  chroma2_channel_hits channels;
  chroma2_daq *daq = NULL;
  chroma2_readout *readout = NULL;
  chroma2_photons photons = burst();
  const chroma2_event *list[1];
  uint32_t index;
  config.time_offset = BURST;
  config.max_time = 0.5f; /* the first 17 photons come to the wall by then: 0.33356 + 0.01 i */
  event = run(session, config);
  CHECK(summary_of(event).surface_detect == 17 && summary_of(event).time_limit == COUNT - 17);
  CHECK_OK(chroma2_event_destroy(event));
  config.max_time = 0;
  event = run(session, config);
  memset(&window, 0, sizeof window);
  window.struct_size = sizeof window;
  window.window_start = BURST + 0.4;
  window.window_end = BURST + 0.5;
  memset(&type, 0, sizeof type);
  type.struct_size = sizeof type;
  CHECK_OK(chroma2_daq_create(&window, &daq));
  CHECK_OK(chroma2_daq_add_channel_type(daq, &type, &index));
  CHECK_OK(chroma2_daq_set_channels(daq, NULL, 8));
  list[0] = event;
  CHECK_OK(chroma2_daq_run(daq, list, 1, 0, &readout));
  memset(&channels, 0, sizeof channels);
  channels.struct_size = sizeof channels;
  CHECK_OK(chroma2_readout_get_channels(readout, &channels));
  CHECK(channels.hits[7] == 10 && fabs(channels.time[7] - BURST - 0.40356) < 1e-5);
  CHECK_OK(chroma2_readout_destroy(readout));
  CHECK_OK(chroma2_daq_destroy(daq));
  CHECK_OK(chroma2_event_destroy(event));
  event = NULL;
  config.time_offset = INFINITY;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "time_offset is inf",
              chroma2_session_submit(session, &photons, &config, &event));
  config.time_offset = NAN;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "time_offset is NaN",
              chroma2_session_submit(session, &photons, &config, &event));
  CHECK(event == NULL);
  /* An older program's config ends before it. */
  config.struct_size = offsetof(chroma2_event_config, time_offset);
  CHECK_OK(chroma2_session_submit(session, &photons, &config, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK(hits_of(event).time_offset == 0.0);
  CHECK_OK(chroma2_event_destroy(event));
}

int main(void) {
  chroma2_session *session = box_session(1, 1);
  results(session);
  limits(session);
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_NO_HANDLES();
  return 0;
}
