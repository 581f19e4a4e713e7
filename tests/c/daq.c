/* Readout from C: types, channels, parts of an event, trials, what is refused. */
#include "box.h"

static const double times[3] = {-1, 0, 4}, cumulative[3] = {0, 0.5, 1};

static chroma2_channel_type channel_type(void) {
  chroma2_channel_type type;
  memset(&type, 0, sizeof type);
  type.struct_size = sizeof type;
  return type;
}

static chroma2_channel_hits channels_of(const chroma2_readout *readout) {
  chroma2_channel_hits channels;
  memset(&channels, 0, sizeof channels);
  channels.struct_size = sizeof channels;
  CHECK_OK(chroma2_readout_get_channels(readout, &channels));
  return channels;
}

static chroma2_event *part(const chroma2_session *session, uint64_t first, uint64_t count, uint32_t want) {
  chroma2_event_config config = event_config(want);
  const chroma2_source source = point(count);
  chroma2_event *event = NULL;
  config.seed = 4;
  config.first_index = first;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  return event;
}

static void readouts(const chroma2_session *session) {
  chroma2_event *whole = part(session, 0, 5000, 0), *first = part(session, 0, 2000, 0),
                *second = part(session, 2000, 3000, 0);
  const chroma2_event *list[2];
  chroma2_channel_type type = channel_type();
  chroma2_daq *daq = NULL;
  chroma2_readout *plain = NULL, *spread = NULL, *again = NULL, *other = NULL;
  chroma2_channel_hits a, b, c;
  const uint32_t types[8] = {CHROMA2_NONE, CHROMA2_NONE, CHROMA2_NONE, CHROMA2_NONE, 0, 0, 0, 1};
  const chroma2_hits hits = hits_of(whole);
  uint32_t index = 9;
  float earliest = INFINITY;
  uint64_t i;
  CHECK_OK(chroma2_daq_create(NULL, &daq));
  CHECK_OK(chroma2_daq_add_channel_type(daq, &type, &index));
  CHECK(index == 0);
  CHECK_OK(chroma2_daq_set_channels(daq, NULL, 8));
  list[0] = whole;
  CHECK_OK(chroma2_daq_run(daq, list, 1, 0, &plain));
  for (i = 0; i < hits.count; ++i) earliest = fminf(earliest, hits.time[i]);
  a = channels_of(plain);
  CHECK(a.channel_count == 8 && a.fired_count == 1 && a.fired_channels[0] == 7 && a.fired[7] == 1);
  CHECK(a.time[7] == earliest && a.hits[7] == hits.count && a.charge[7] == (double)hits.count);
  CHECK(a.flags[7] == CHROMA2_FLAG_SURFACE_DETECT && a.time[0] == INFINITY && a.hits[0] == 0 && a.fired[0] == 0);

  type.times = times;
  type.time_cdf = cumulative;
  type.time_count = 3;
  type.charges = times;
  type.charge_cdf = cumulative;
  type.charge_count = 3;
  type.efficiency = 0.5;
  type.threshold = 1e5;
  CHECK_OK(chroma2_daq_add_channel_type(daq, &type, &index));
  CHECK(index == 1);
  CHECK_OK(chroma2_daq_set_channels(daq, types, 8));
  CHECK_OK(chroma2_daq_run(daq, list, 1, 0, &spread));
  list[0] = second;
  list[1] = first;
  CHECK_OK(chroma2_daq_run(daq, list, 2, 0, &again));
  CHECK_OK(chroma2_daq_run(daq, list, 2, 1, &other));
  CHECK_OK(chroma2_daq_destroy(daq));
  CHECK_OK(chroma2_event_destroy(whole));
  CHECK_OK(chroma2_event_destroy(first));
  CHECK_OK(chroma2_event_destroy(second));
  a = channels_of(spread);
  b = channels_of(again);
  c = channels_of(other);
  CHECK(a.fired_count == 0 && a.fired_channels == NULL);
  CHECK(a.hits[7] < 0.6 * (double)hits.count && a.hits[7] > 0.4 * (double)hits.count);
  CHECK(a.time[7] < earliest && a.time[7] >= earliest - 1);
  CHECK(a.time[7] == b.time[7] && a.charge[7] == b.charge[7] && a.hits[7] == b.hits[7]);
  CHECK(a.charge[7] != c.charge[7]);
  CHECK_OK(chroma2_readout_destroy(plain));
  CHECK_OK(chroma2_readout_destroy(spread));
  CHECK_OK(chroma2_readout_destroy(again));
  CHECK_OK(chroma2_readout_destroy(other));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_readout_destroy(other));
}

static void refused(const chroma2_session *session) {
  chroma2_event *event = part(session, 0, 1000, 0), *bare = part(session, 0, 10, CHROMA2_WANT_SUMMARY);
  const chroma2_event *list[2];
  const double falling[3] = {0, 0.6, 0.5};
  const uint32_t types[1] = {1};
  chroma2_daq_config config;
  chroma2_channel_type type = channel_type();
  chroma2_daq *daq = NULL;
  chroma2_readout *readout = NULL;
  uint32_t index = 9;
  const chroma2_status bad = CHROMA2_STATUS_INVALID_ARGUMENT;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.window_start = 5;
  CHECK_FAILS(bad, "window from 5 to 0", chroma2_daq_create(&config, &daq));
  config.window_end = INFINITY;
  CHECK_OK(chroma2_daq_create(&config, &daq));
  type.times = times;
  type.time_cdf = falling;
  type.time_count = 3;
  CHECK_FAILS(bad, "time_cdf", chroma2_daq_add_channel_type(daq, &type, &index));
  type.time_cdf = NULL;
  CHECK_FAILS(bad, "time_cdf is NULL", chroma2_daq_add_channel_type(daq, &type, &index));
  type = channel_type();
  type.efficiency = 2;
  CHECK_FAILS(bad, "efficiency is 2", chroma2_daq_add_channel_type(daq, &type, &index));
  type.efficiency = 0;
  CHECK_FAILS(bad, "index is NULL", chroma2_daq_add_channel_type(daq, &type, NULL));
  CHECK_FAILS(bad, "types[0] is 0", chroma2_daq_set_channels(daq, NULL, 1));
  CHECK_OK(chroma2_daq_add_channel_type(daq, &type, &index));
  CHECK_FAILS(bad, "types[0] is 1", chroma2_daq_set_channels(daq, types, 1));
  CHECK_FAILS(bad, "count is", chroma2_daq_set_channels(daq, NULL, (size_t)1 << 40));
  CHECK_OK(chroma2_daq_set_channels(daq, NULL, 7));
  list[0] = event;
  list[1] = NULL;
  CHECK_FAILS(bad, "channel 7", chroma2_daq_run(daq, list, 1, 0, &readout));
  CHECK_FAILS(bad, "trial is", chroma2_daq_run(daq, list, 1, 0x80000000u, &readout));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "events[1]", chroma2_daq_run(daq, list, 2, 0, &readout));
  list[0] = bare;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "CHROMA2_WANT_HITS", chroma2_daq_run(daq, list, 1, 0, &readout));
  CHECK(readout == NULL && index == 0);
  CHECK_OK(chroma2_daq_run(daq, NULL, 0, 0, &readout));
  CHECK(channels_of(readout).channel_count == 7 && channels_of(readout).fired_count == 0);
  CHECK_OK(chroma2_readout_destroy(readout));
  CHECK_OK(chroma2_daq_destroy(daq));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_daq_destroy(daq));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_event_destroy(bare));
}

int main(void) {
  chroma2_session *session = box_session(2, 1);
  readouts(session);
  refused(session);
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_daq_destroy(NULL));
  CHECK_OK(chroma2_readout_destroy(NULL));
  CHECK_NO_HANDLES();
  return 0;
}
