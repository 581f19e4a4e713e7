/* Sessions from C: what is submitted how, the same results each way, limits, misuse. */
#include "box.h"

enum { COUNT = 3000 };

/* A photon as a program might have it. */
struct photon {
  double id;
  float position[3], direction[3], polarization[3], wavelength, time, weight;
  uint32_t flags;
};

static struct photon light[COUNT];
static float columns[9][COUNT];

/* From the centre to all sides; every hundredth goes wrong, every fiftieth had ended. */
static void fill(void) {
  int i, axis;
  for (i = 0; i < COUNT; ++i) {
    struct photon *p = &light[i];
    const double z = (2.0 * i + 1) / COUNT - 1, phi = 2.4 * i, r = sqrt(1 - z * z);
    memset(p, 0, sizeof *p);
    p->direction[0] = (float)(r * cos(phi));
    p->direction[1] = (float)(r * sin(phi));
    p->direction[2] = (float)z;
    p->wavelength = i % 100 == 1 ? -1.0f : 400.0f;
    p->time = (float)i;
    p->weight = 0.5f;
    p->flags = CHROMA2_FLAG_CHERENKOV | (i % 50 == 2 ? (uint32_t)CHROMA2_FLAG_BULK_ABSORB : 0u);
    for (axis = 0; axis < 3; ++axis) {
      columns[axis][i] = p->position[axis];
      columns[3 + axis][i] = p->direction[axis];
      columns[6 + axis][i] = p->polarization[axis];
    }
  }
}

static chroma2_photons strided(void) {
  chroma2_photons photons;
  memset(&photons, 0, sizeof photons);
  photons.struct_size = sizeof photons;
  photons.count = COUNT;
  photons.position = light[0].position;
  photons.direction = light[0].direction;
  photons.polarization = light[0].polarization;
  photons.wavelength = &light[0].wavelength;
  photons.time = &light[0].time;
  photons.weight = &light[0].weight;
  photons.flags = &light[0].flags;
  photons.position_stride = photons.direction_stride = photons.polarization_stride = sizeof(struct photon);
  photons.wavelength_stride = photons.time_stride = photons.weight_stride = photons.flags_stride =
      sizeof(struct photon);
  return photons;
}

static chroma2_photons in_columns(void) {
  chroma2_photons photons = strided();
  photons.position = photons.direction = photons.polarization = NULL;
  photons.position_stride = photons.direction_stride = photons.polarization_stride = 0;
  photons.position_x = columns[0];
  photons.position_y = columns[1];
  photons.position_z = columns[2];
  photons.direction_x = columns[3];
  photons.direction_y = columns[4];
  photons.direction_z = columns[5];
  photons.polarization_x = columns[6];
  photons.polarization_y = columns[7];
  photons.polarization_z = columns[8];
  return photons;
}

static void same_hits(const chroma2_event *a, const chroma2_event *b) {
  const chroma2_hits x = hits_of(a), y = hits_of(b);
  CHECK(x.count == y.count && x.count > 0);
  CHECK(!memcmp(x.photon, y.photon, x.count * 8) && !memcmp(x.channel, y.channel, x.count * 4));
  CHECK(!memcmp(x.position, y.position, x.count * 12) && !memcmp(x.polarization, y.polarization, x.count * 12));
  CHECK(!memcmp(x.time, y.time, x.count * 4) && !memcmp(x.flags, y.flags, x.count * 4));
}

static void results(const chroma2_event *event) {
  const chroma2_summary summary = summary_of(event);
  const chroma2_hits hits = hits_of(event);
  uint64_t i;
  CHECK(summary.photons == COUNT && summary.unfinished == 0 && summary.no_hit == 0);
  CHECK(summary.nan_abort == COUNT / 100 && summary.bulk_absorb == COUNT / 50);
  CHECK(summary.surface_absorb > 300 && summary.surface_detect == summary.hits);
  CHECK(hits.count == summary.hits && summary.hit_weight == 0.5 * (double)hits.count);
  for (i = 0; i < hits.count; ++i) {
    const float *p = &hits.position[3 * i], *d = &hits.direction[3 * i];
    const double distance = sqrt((double)p[0] * p[0] + (double)p[1] * p[1] + (double)p[2] * p[2]);
    const double start = (double)hits.photon[i];
    CHECK(hits.channel[i] == 7 && hits.event[i] == 5 && hits.instance[i] == 0 && hits.triangle[i] >= 2);
    CHECK(hits.flags[i] == (uint32_t)(CHROMA2_FLAG_CHERENKOV | CHROMA2_FLAG_SURFACE_DETECT));
    CHECK(fabs(hits.time[i] - start - distance / 299.792458) < 1e-3);
    CHECK(fabs(p[0] - distance * d[0]) < 1e-3 && hits.wavelength[i] == 400.0f && hits.weight[i] == 0.5f);
    CHECK(i == 0 || hits.photon[i] > hits.photon[i - 1]);
  }
}

static void ways(void) {
  chroma2_session *session = box_session(2, 1), *single = box_session(1, 1);
  chroma2_event_config config = event_config(0);
  const chroma2_photons strided_photons = strided(), column_photons = in_columns();
  chroma2_event *events[4] = {NULL, NULL, NULL, NULL};
  chroma2_telemetry telemetry;
  int i;
  config.event_id = 5;
  CHECK_OK(chroma2_session_submit(session, &strided_photons, &config, &events[0]));
  CHECK_OK(chroma2_session_submit(single, &column_photons, &config, &events[1]));
  config.borrow = 1;
  CHECK_OK(chroma2_session_submit(single, &strided_photons, &config, &events[2]));
  CHECK_OK(chroma2_session_submit(session, &column_photons, &config, &events[3]));
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  memset(&telemetry, 0, sizeof telemetry);
  telemetry.struct_size = sizeof telemetry;
  CHECK_OK(chroma2_session_get_telemetry(session, &telemetry));
  CHECK(telemetry.events_done == 2 && telemetry.photons_done == 2 * COUNT && telemetry.events_queued == 0);
  CHECK(telemetry.photons_queued == 0 && telemetry.photons_per_second > 0);
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_session_destroy(single));
  results(events[0]);
  for (i = 1; i < 4; ++i) {
    CHECK_OK(chroma2_event_wait(events[i], UINT64_MAX));
    same_hits(events[0], events[i]);
  }
  for (i = 0; i < 4; ++i) CHECK_OK(chroma2_event_destroy(events[i]));
}

static void refused(void) {
  chroma2_session *session = box_session(1, 1);
  chroma2_event_config config = event_config(0);
  chroma2_photons photons = strided();
  const uint64_t beyond = COUNT;
  chroma2_event *event = NULL;
  const chroma2_status bad = CHROMA2_STATUS_INVALID_ARGUMENT;
  CHECK_FAILS(bad, "photons is NULL", chroma2_session_submit(session, NULL, NULL, &event));
  CHECK_FAILS(bad, "event is NULL", chroma2_session_submit(session, &photons, NULL, NULL));
  photons.direction = NULL;
  CHECK_FAILS(bad, "photons->direction is NULL", chroma2_session_submit(session, &photons, NULL, &event));
  photons.direction_x = photons.direction_y = columns[3];
  CHECK_FAILS(bad, "2 of direction_x", chroma2_session_submit(session, &photons, NULL, &event));
  photons.direction = light[0].direction;
  CHECK_FAILS(bad, "one of both", chroma2_session_submit(session, &photons, NULL, &event));
  photons = strided();
  photons.position_stride = 8;
  CHECK_FAILS(bad, "position_stride is 8", chroma2_session_submit(session, &photons, NULL, &event));
  photons = strided();
  photons.count = (uint64_t)1 << 60;
  CHECK_FAILS(bad, "count", chroma2_session_submit(session, &photons, NULL, &event));
  photons = strided();
  config.want = 32;
  CHECK_FAILS(bad, "want is 0x20", chroma2_session_submit(session, &photons, &config, &event));
  config = event_config(0);
  config.borrow = 2;
  CHECK_FAILS(bad, "borrow is 2", chroma2_session_submit(session, &photons, &config, &event));
  config = event_config(0);
  config.max_time = -1;
  CHECK_FAILS(bad, "max_time is -1", chroma2_session_submit(session, &photons, &config, &event));
  config = event_config(0);
  config.scatter_first = 2;
  CHECK_FAILS(bad, "scatter_first is 2", chroma2_session_submit(session, &photons, &config, &event));
  config.scatter_first = 0;
  config.velocity = 2;
  CHECK_FAILS(bad, "velocity is 2; 0 (group) and 1 (phase)",
              chroma2_session_submit(session, &photons, &config, &event));
  config = event_config(0);
  config.first_index = UINT64_MAX;
  CHECK_FAILS(bad, "first_index", chroma2_session_submit(session, &photons, &config, &event));
  config = event_config(0);
  config.record_count = 1;
  CHECK_FAILS(bad, "record_indices is NULL", chroma2_session_submit(session, &photons, &config, &event));
  config.record_indices = &beyond;
  CHECK_FAILS(bad, "record_indices has 3000", chroma2_session_submit(session, &photons, &config, &event));
  CHECK(event == NULL && chroma2_live_handles() == 1);
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_session_submit(session, &photons, NULL, &event));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_session_drain(session, 0));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_session_destroy(session));
}

static void creation(void) {
  chroma2_context *context = NULL;
  chroma2_geometry *geometry = NULL;
  chroma2_session *session = NULL;
  chroma2_session_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.chunk_photons = 1048577;
  CHECK_OK(chroma2_context_create(NULL, &context));
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "not committed", chroma2_session_create(context, geometry, NULL, &session));
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "chunk_photons is 1048577",
              chroma2_session_create(context, geometry, &config, &session));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_session_create(NULL, geometry, NULL, &session));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE,
               chroma2_session_create((const chroma2_context *)(const void *)geometry, geometry, NULL, &session));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_ARGUMENT, chroma2_session_create(context, geometry, NULL, NULL));
  CHECK(session == NULL);
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_OK(chroma2_session_destroy(NULL));
}

int main(void) {
  fill();
  creation();
  ways();
  refused();
  CHECK_NO_HANDLES();
  return 0;
}
