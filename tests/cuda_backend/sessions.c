/* Sessions on a stand-in GPU and on the processor: the same results, bit for bit, however the light is
   given and sliced. */
#include "../c/nested.h"
#include "context_on.h"
#include "left.h"
#include "same.h"

enum { COUNT = 20000, RECORDED = 7 };

static float position[COUNT][3], direction[COUNT][3], wavelength[COUNT];
static uint32_t flags[COUNT];

static chroma2_session *session_on(const chroma2_context *context, const chroma2_geometry *geometry, uint32_t slice) {
  chroma2_session_config config;
  chroma2_session *session = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.chunk_photons = slice;
  CHECK_OK(chroma2_session_create(context, geometry, &config, &session));
  return session;
}

static chroma2_photons given(void) {
  chroma2_photons photons;
  uint32_t seed = 1;
  int i, axis;
  for (i = 0; i < COUNT; ++i) {
    for (axis = 0; axis < 3; ++axis) {
      seed = seed * 1664525u + 1013904223u;
      direction[i][axis] = (float)(seed >> 8) / (1 << 23) - 1.0f;
      position[i][axis] = i % 10 ? 0.0f : 90.0f * direction[i][axis];
    }
    wavelength[i] = i % 100 == 1 ? -1.0f : 400.0f;
    flags[i] = i % 50 == 2 ? (uint32_t)CHROMA2_FLAG_BULK_ABSORB : 0u;
  }
  memset(&photons, 0, sizeof photons);
  photons.struct_size = sizeof photons;
  photons.count = COUNT;
  photons.position = position[0];
  photons.direction = direction[0];
  photons.wavelength = wavelength;
  photons.flags = flags;
  return photons;
}

static void same_hits(const chroma2_event *x, const chroma2_event *y) {
  const chroma2_hits a = hits_of(x), b = hits_of(y);
  CHECK(a.count == b.count);
  SAME(channel, 4);
  SAME(photon, 8);
  SAME(event, 8);
  SAME_STATES();
}

static void same_records(const chroma2_event *x, const chroma2_event *y) {
  chroma2_records a, b;
  memset(&a, 0, sizeof a);
  a.struct_size = sizeof a;
  b = a;
  CHECK_OK(chroma2_event_get_records(x, &a));
  CHECK_OK(chroma2_event_get_records(y, &b));
  CHECK(a.photon_count == RECORDED && b.photon_count == RECORDED && a.state_count == b.state_count);
  CHECK(!memcmp(a.offset, b.offset, (RECORDED + 1) * 8) && !memcmp(a.photon, b.photon, RECORDED * 8));
  CHECK(!memcmp(a.position, b.position, a.state_count * 12) && !memcmp(a.flags, b.flags, a.state_count * 4));
}

/* Whether the geometry is. */
static int wrong;

/* The same event on both; `source` or `photons` is NULL. */
static void compare(chroma2_session *gpu, chroma2_session *cpu, const chroma2_photons *photons,
                    const chroma2_source *source, const chroma2_event_config *config) {
  chroma2_session *sessions[2];
  chroma2_event *events[2] = {NULL, NULL};
  chroma2_summary a, b;
  int i;
  sessions[0] = gpu;
  sessions[1] = cpu;
  for (i = 0; i < 2; ++i) {
    if (photons)
      CHECK_OK(chroma2_session_submit(sessions[i], photons, config, &events[i]));
    else
      CHECK_OK(chroma2_session_submit_source(sessions[i], source, config, &events[i]));
  }
  a = summary_of(events[0]);
  b = summary_of(events[1]);
  CHECK(a.photons == b.photons && a.hits == b.hits && a.hit_weight == b.hit_weight);
  CHECK(a.surface_detect == b.surface_detect && a.surface_absorb == b.surface_absorb && a.no_hit == b.no_hit);
  CHECK(a.detected_weight == b.detected_weight && a.nan_abort == b.nan_abort && a.bulk_absorb == b.bulk_absorb);
  CHECK(a.hits > 0 || a.photons == 0);
  CHECK(a.medium_changes == b.medium_changes && (a.medium_changes != 0) == (a.photons != 0 && wrong));
  if (config->want & CHROMA2_WANT_HITS) same_hits(events[0], events[1]);
  if (config->want & CHROMA2_WANT_PHOTONS) same_ends(events[0], events[1]);
  if (config->record_first) same_records(events[0], events[1]);
  for (i = 0; i < 2; ++i) CHECK_OK(chroma2_event_destroy(events[i]));
}

#define SAME_COLUMN(field, width) \
  CHECK(!memcmp((const char *)kept.field + i * kept.field##_stride, (const char *)hits.field + i * (width), width))

/* Hits are photons: those of the device submitted as they lie there, without their flags, end as those of the
   host do. */
static void again(chroma2_session *gpu, const chroma2_device_hits *there, const chroma2_hits *here) {
  chroma2_photons photons;
  chroma2_event_config config = event_config(CHROMA2_WANT_PHOTONS);
  chroma2_event *events[2] = {NULL, NULL};
  int i;
  for (i = 0; i < 2; ++i) {
    memset(&photons, 0, sizeof photons);
    photons.struct_size = sizeof photons;
    photons.count = there->count;
    photons.position = i ? here->position : there->position;
    photons.direction = i ? here->direction : there->direction;
    photons.polarization = i ? here->polarization : there->polarization;
    photons.wavelength = i ? here->wavelength : there->wavelength;
    photons.time = i ? here->time : there->time;
    photons.weight = i ? here->weight : there->weight;
    if (i == 0) {
      photons.device = there->device;
      photons.position_stride = there->position_stride;
      photons.direction_stride = there->direction_stride;
      photons.polarization_stride = there->polarization_stride;
      photons.wavelength_stride = there->wavelength_stride;
      photons.time_stride = there->time_stride;
      photons.weight_stride = there->weight_stride;
    }
    config.borrow = i == 0;
    CHECK_OK(chroma2_session_submit(gpu, &photons, &config, &events[i]));
    CHECK(summary_of(events[i]).photons == there->count);
  }
  same_ends(events[0], events[1]);
  for (i = 0; i < 2; ++i) CHECK_OK(chroma2_event_destroy(events[i]));
}

/* Photons from and hits to the memory of the device: as with those of the host. */
static void on_the_device(chroma2_session *gpu, chroma2_session *cpu, const chroma2_photons *photons) {
  chroma2_photons there = *photons;
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS | CHROMA2_WANT_DEVICE_HITS);
  chroma2_event *event = NULL, *reference = NULL;
  chroma2_device_hits kept;
  chroma2_hits hits;
  uint64_t i;
  there.position = on_device(position, sizeof position);
  there.direction = on_device(direction, sizeof direction);
  there.wavelength = on_device(wavelength, sizeof wavelength);
  there.flags = on_device(flags, sizeof flags);
  there.device = 1;
  config.first_index = 77;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "borrow", chroma2_session_submit(gpu, &there, &config, &event));
  config.borrow = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "device is 1", chroma2_session_submit(cpu, &there, &config, &event));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "want", chroma2_session_submit(cpu, photons, &config, &event));
  there.count += 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "photons->position",
              chroma2_session_submit(gpu, &there, &config, &event));
  there.count -= 1;
  config.record_first = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "record", chroma2_session_submit(gpu, &there, &config, &event));
  config.record_first = 0;
  off_device((void *)there.wavelength);
  there.wavelength = wavelength;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "no memory of a GPU",
              chroma2_session_submit(gpu, &there, &config, &event));
  there.wavelength = on_device(wavelength, sizeof wavelength);
  CHECK_OK(chroma2_session_submit(gpu, &there, &config, &event));
  config.want = CHROMA2_WANT_HITS;
  CHECK_OK(chroma2_session_submit(cpu, photons, &config, &reference));
  CHECK(summary_of(event).hits == summary_of(reference).hits);
  same_hits(event, reference);
  memset(&kept, 0, sizeof kept);
  kept.struct_size = sizeof kept;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "DEVICE_HITS", chroma2_event_get_device_hits(reference, &kept));
  CHECK_OK(chroma2_event_get_device_hits(event, &kept));
  hits = hits_of(reference);
  CHECK(kept.device == 1 && kept.count == hits.count);
  for (i = 0; i < hits.count; ++i) {
    SAME_COLUMN(photon, 8);
    SAME_COLUMN(channel, 4);
    SAME_COLUMN(position, 12);
    SAME_COLUMN(direction, 12);
    SAME_COLUMN(polarization, 12);
    SAME_COLUMN(time, 4);
    SAME_COLUMN(wavelength, 4);
    SAME_COLUMN(weight, 4);
    SAME_COLUMN(flags, 4);
    SAME_COLUMN(instance, 4);
    SAME_COLUMN(triangle, 4);
  }
  again(gpu, &kept, &hits);
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_event_destroy(reference));
  off_device((void *)there.position);
  off_device((void *)there.direction);
  off_device((void *)there.wavelength);
  off_device((void *)there.flags);
}

/* Legs that begin in one material and end in another: as many, between the same, on both. */
static void medium_changes(const chroma2_context *on_gpu, const chroma2_context *on_cpu) {
  chroma2_geometry *geometry = nested(on_gpu, 0);
  chroma2_session *gpu = session_on(on_gpu, geometry, 4096), *cpu = session_on(on_cpu, geometry, 0);
  chroma2_session *later = session_on(on_gpu, geometry, 0);
  const chroma2_photons photons = given();
  const chroma2_source source = point(COUNT);
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  struct table x, y;
  chroma2_medium_changes a, b;
  memset(&x, 0, sizeof x);
  memset(&y, 0, sizeof y);
  wrong = 1;
  compare(gpu, cpu, NULL, &source, &config);
  config.record_first = RECORDED;
  compare(gpu, cpu, &photons, NULL, &config);
  wrong = 0;
  a = changes_of(gpu, &x);
  b = changes_of(cpu, &y);
  CHECK(a.total == b.total && a.total > COUNT && a.unlisted == 0 && a.count == b.count && a.count == 1);
  CHECK(!memcmp(&x, &y, sizeof x) && x.legs[0] == a.total && x.instance_begin[0] == 1);
  CHECK(changes_of(later, &x).total == 0); /* each session has its own */
  CHECK_OK(chroma2_session_destroy(later));
  CHECK_OK(chroma2_session_destroy(gpu));
  CHECK_OK(chroma2_session_destroy(cpu));
  CHECK_OK(chroma2_geometry_destroy(geometry));
}

/* An argument: there is no memory for hits that stay on the device. */
int main(int arguments, char **argument) {
  static const uint32_t slices[] = {0, 777, 4096, 5000, 1 << 20};
  chroma2_context *on_gpu = context_on(CHROMA2_BACKEND_CUDA), *on_cpu = context_on(CHROMA2_BACKEND_CPU);
  chroma2_geometry *geometry = box(on_gpu, 1);
  const chroma2_photons photons = given();
  const chroma2_source source = point(COUNT), none = point(0);
  chroma2_session *cpu = session_on(on_cpu, geometry, 0);
  chroma2_context_info info;
  chroma2_event_config config;
  long arrays = 0;
  size_t i;
  (void)argument;
  for (i = 0; i < sizeof slices / sizeof *slices; ++i) {
    chroma2_session *gpu = session_on(on_gpu, geometry, slices[i]), *second;
    arrays = i == 0 ? alive("allocations") : arrays;
    second = session_on(on_gpu, geometry, 0);
    CHECK(i > 0 || (arrays > 5 && alive("allocations") == arrays)); /* one geometry, one upload */
    config = event_config(CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS);
    config.seed = 5 + i;
    config.event_id = 9;
    config.first_index = 123456789012ull;
    compare(gpu, cpu, NULL, &source, &config);
    compare(gpu, cpu, &photons, NULL, &config);
    config.weight_mode = 2;
    config.record_first = RECORDED;
    compare(gpu, cpu, &photons, NULL, &config);
    config.borrow = 1;
    compare(gpu, cpu, &photons, NULL, &config);
    config = event_config(CHROMA2_WANT_SUMMARY);
    compare(gpu, cpu, NULL, &source, &config);
    config = event_config(CHROMA2_WANT_HITS);
    compare(gpu, cpu, NULL, &none, &config);
    compare(second, cpu, NULL, &source, &config);
    if (arguments == 1) on_the_device(gpu, cpu, &photons);
    CHECK_OK(chroma2_session_destroy(second));
    CHECK_OK(chroma2_session_destroy(gpu));
  }
  medium_changes(on_gpu, on_cpu);
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_context_get_info(on_gpu, &info));
  CHECK(info.device == 1 && info.device_memory > COUNT);
  CHECK_OK(chroma2_context_destroy(on_gpu));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_session_destroy(cpu));
  CHECK_OK(chroma2_context_destroy(on_cpu));
  nothing_is_left();
  return 0;
}
