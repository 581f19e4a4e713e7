/* Geometries whose absorptions give several photons, on a stand-in GPU and on the processor: the same bits, however the
   event is sliced and whatever room the GPU begins with. */
#include "../c/box.h"
#include "left.h"
#include "same.h"

enum { COUNT = 12000 };

static uint64_t gpus; /* of a context on them; 0: one */

static chroma2_context *context_on(uint32_t backend, uint64_t limit) {
  chroma2_context_config config;
  chroma2_context *context = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = backend;
  config.threads = 2;
  config.memory_limit = limit;
  config.device_count = backend == CHROMA2_BACKEND_CUDA ? gpus : 0;
  CHECK_OK(chroma2_context_create(&config, &context));
  return context;
}

static void add_box(chroma2_geometry *geometry, float half, uint32_t inner, uint32_t outer, uint32_t surface,
                    int32_t channel) {
  static const uint32_t triangles[12][3] = {{0, 7, 3}, {0, 4, 7}, {1, 2, 6}, {1, 6, 5}, {0, 5, 4}, {0, 1, 5},
                                            {3, 7, 6}, {3, 6, 2}, {0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}};
  float corners[8][3];
  chroma2_mesh_config config;
  uint32_t mesh;
  int i;
  for (i = 0; i < 8; ++i) {
    corners[i][0] = (i & 3) == 1 || (i & 3) == 2 ? half : -half;
    corners[i][1] = (i & 2) ? half : -half;
    corners[i][2] = (i & 4) ? half : -half;
  }
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.vertices = &corners[0][0];
  config.vertex_count = 8;
  config.triangles = &triangles[0][0];
  config.triangle_count = 12;
  config.inner_material = inner;
  config.outer_material = outer;
  config.has_surface = 1;
  config.surface = surface;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &config, &mesh));
  CHECK_OK(chroma2_geometry_add_instance(geometry, mesh, NULL, NULL, channel, NULL));
}

/* A detecting box of a liquid that glows, and in it one whose faces shift light. `outside`: the material that the inner
   one says to be around it; another one than the liquid makes legs that change it. */
static chroma2_geometry *glowing(const chroma2_context *context, double mean, uint32_t outside) {
  static const double wavelengths[2] = {420, 520}, cdf[2] = {0, 1};
  const double length = 60, sure = 0.8, share = 0.5, one = 1;
  chroma2_geometry *geometry = NULL;
  chroma2_reemission_config reemission;
  uint32_t index;
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "liquid", &index));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, 0, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, NULL,
                                                  &length, 1));
  memset(&reemission, 0, sizeof reemission);
  reemission.struct_size = sizeof reemission;
  reemission.absorption_lengths = &length;
  reemission.absorption_count = 1;
  reemission.probabilities = &sure;
  reemission.probability_count = 1;
  reemission.wavelengths = wavelengths;
  reemission.wavelength_cdf = cdf;
  reemission.wavelength_count = 2;
  reemission.decay_time = 3;
  reemission.mean_number = 1001;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "mean_number is 1001; 0 to 1000 is allowed",
              chroma2_geometry_add_reemission(geometry, 0, &reemission));
  reemission.mean_number = mean;
  CHECK_OK(chroma2_geometry_add_reemission(geometry, 0, &reemission));
  CHECK_OK(chroma2_geometry_add_material(geometry, "glass", &index));
  CHECK_OK(chroma2_geometry_add_material(geometry, "air", &index));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "detector", CHROMA2_SURFACE_MODEL_DEFAULT, &index));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, 0, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &one, 1));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "shifter", CHROMA2_SURFACE_MODEL_WLS, &index));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, 1, CHROMA2_SURFACE_PROPERTY_ABSORB, NULL, &share, 1));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, 1, CHROMA2_SURFACE_PROPERTY_REEMIT, NULL, &sure, 1));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, 1, CHROMA2_SURFACE_PROPERTY_MEAN_NUMBER, NULL, &mean, 1));
  CHECK_OK(chroma2_geometry_set_surface_reemission_cdf(geometry, 1, wavelengths, cdf, 2));
  add_box(geometry, 100, 0, 0, 0, 4);
  add_box(geometry, 30, 1, outside, 1, -1);
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  return geometry;
}

static chroma2_session *session_on(const chroma2_context *context, const chroma2_geometry *geometry, uint64_t slice) {
  chroma2_session_config config;
  chroma2_session *session = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.chunk_photons = slice;
  CHECK_OK(chroma2_session_create(context, geometry, &config, &session));
  return session;
}

static void same_hits(const chroma2_event *x, const chroma2_event *y) {
  const chroma2_hits a = hits_of(x), b = hits_of(y);
  CHECK(a.count == b.count && a.count > 0 && a.id && b.id);
  SAME(id, 8);
  SAME(channel, 4);
  SAME(photon, 8);
  SAME(event, 8);
  SAME_STATES();
}

static void same_sums(const chroma2_event *x, const chroma2_event *y) {
  const chroma2_summary a = summary_of(x), b = summary_of(y); /* which checks that they add up */
  CHECK(!memcmp(&a, &b, sizeof a));
  CHECK(a.secondaries > 0);
}

/* Hits in the GPU's memory are those on the host. */
static void same_there(const chroma2_event *event, const chroma2_event *other) {
  const chroma2_hits here = hits_of(other);
  chroma2_device_hits there;
  uint64_t i;
  memset(&there, 0, sizeof there);
  there.struct_size = sizeof there;
  CHECK_OK(chroma2_event_get_device_hits(event, &there));
  CHECK(there.count == here.count && there.device == 1);
  for (i = 0; i < here.count; ++i) {
    CHECK(*(const uint64_t *)((const char *)there.photon + i * there.photon_stride) == here.photon[i]);
    CHECK(*(const int32_t *)((const char *)there.channel + i * there.channel_stride) == here.channel[i]);
    CHECK(!memcmp((const char *)there.time + i * there.time_stride, here.time + i, 4));
    CHECK(!memcmp((const char *)there.position + i * there.position_stride, here.position + 3 * i, 12));
  }
}

static chroma2_event *shine(chroma2_session *session, uint64_t count, const chroma2_event_config *config) {
  const chroma2_source source = point(count);
  chroma2_event *event = NULL;
  CHECK_OK(chroma2_session_submit_source(session, &source, config, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  return event;
}

/* Given photons on both, in few slices and many, with steps and times that end some. */
static void compare(double mean, uint32_t outside, uint32_t max_steps) {
  static const uint64_t slices[3] = {0, 4096, 777};
  chroma2_context *contexts[2];
  chroma2_geometry *geometries[2];
  chroma2_session *cpu;
  chroma2_event *expected;
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS);
  int i;
  config.seed = 11;
  config.first_index = 5;
  config.max_steps = max_steps;
  config.max_time = 40;
  contexts[0] = context_on(CHROMA2_BACKEND_CPU, 0);
  contexts[1] = context_on(CHROMA2_BACKEND_CUDA, 0);
  for (i = 0; i < 2; ++i) geometries[i] = glowing(contexts[i], mean, outside);
  cpu = session_on(contexts[0], geometries[0], 0);
  expected = shine(cpu, COUNT, &config);
  CHECK((summary_of(expected).medium_changes != 0) == (outside != 0));
  for (i = 0; i < 3; ++i) {
    chroma2_session *gpu = session_on(contexts[1], geometries[1], slices[i]);
    chroma2_event_config there = config;
    chroma2_event *event = shine(gpu, COUNT, &config);
    same_sums(event, expected);
    same_hits(event, expected);
    same_ends(event, expected);
    CHECK_OK(chroma2_event_destroy(event));
    there.want = CHROMA2_WANT_DEVICE_HITS;
    event = shine(gpu, COUNT, &there);
    same_sums(event, expected);
    same_there(event, expected);
    CHECK_OK(chroma2_event_destroy(event));
    CHECK_OK(chroma2_session_destroy(gpu));
  }
  CHECK_OK(chroma2_event_destroy(expected));
  CHECK_OK(chroma2_session_destroy(cpu));
  for (i = 0; i < 2; ++i) {
    CHECK_OK(chroma2_geometry_destroy(geometries[i]));
    CHECK_OK(chroma2_context_destroy(contexts[i]));
  }
}

/* Few submitted photons whose chain reaction outgrows what the GPU has room for at first, many times over, and ends as a
   generation is too large; small events, which others of the session would be merged with; batches. */
static void chains(void) {
  chroma2_context *contexts[2];
  chroma2_geometry *geometries[2];
  chroma2_session *sessions[2];
  chroma2_event *events[2];
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  int i, k;
  for (i = 0; i < 2; ++i) {
    contexts[i] = context_on(i ? CHROMA2_BACKEND_CUDA : CHROMA2_BACKEND_CPU, 0);
    geometries[i] = glowing(contexts[i], 30, 0);
    sessions[i] = session_on(contexts[i], geometries[i], 0);
    events[i] = shine(sessions[i], 2, &config);
  }
  CHECK(summary_of(events[0]).step_limit > 1 << 16);
  same_sums(events[1], events[0]);
  same_hits(events[1], events[0]);
  for (i = 0; i < 2; ++i) CHECK_OK(chroma2_event_destroy(events[i]));
  config.max_steps = 3;
  for (k = 0; k < 40; ++k) {
    config.event_id = (uint64_t)k;
    for (i = 0; i < 2; ++i) events[i] = shine(sessions[i], (uint64_t)k + 3, &config);
    same_sums(events[1], events[0]);
    for (i = 0; i < 2; ++i) CHECK_OK(chroma2_event_destroy(events[i]));
  }
  for (i = 0; i < 2; ++i) {
    chroma2_source sources[20];
    chroma2_batch batch;
    for (k = 0; k < 20; ++k) sources[k] = point((uint64_t)k * 7);
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    batch.count = 20;
    batch.sources = sources;
    CHECK_OK(chroma2_session_submit_batch(sessions[i], &batch, &config, &events[i]));
    CHECK_OK(chroma2_event_wait(events[i], UINT64_MAX));
  }
  same_sums(events[1], events[0]);
  same_hits(events[1], events[0]);
  for (i = 0; i < 2; ++i) {
    CHECK_OK(chroma2_event_destroy(events[i]));
    CHECK_OK(chroma2_session_destroy(sessions[i]));
    CHECK_OK(chroma2_geometry_destroy(geometries[i]));
    CHECK_OK(chroma2_context_destroy(contexts[i]));
  }
}

/* Where memory is missing, of the device or of the limit, the event says so, and the next one goes on. */
static void scarce(void) {
  chroma2_context *context = context_on(CHROMA2_BACKEND_CUDA, 8 << 20);
  chroma2_geometry *geometry = glowing(context, 30, 0);
  chroma2_session *session = session_on(context, geometry, 0);
  const chroma2_source source = point(100);
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  chroma2_event *event = NULL;
  CHECK_OK(chroma2_session_submit_source(session, &source, NULL, &event));
  CHECK_FAILS(CHROMA2_STATUS_OUT_OF_MEMORY, "secondary photons", chroma2_event_wait(event, UINT64_MAX));
  CHECK_OK(chroma2_event_destroy(event));
  config.max_steps = 1;
  event = shine(session, 100, &config);
  CHECK(summary_of(event).secondaries > 0);
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "several")) {
    gpus = 2;
    compare(1.2, 0, 0);
    chains();
    nothing_is_left();
    return 0;
  }
  if (argc == 1) {
    compare(1.2, 0, 0);
    compare(3, 0, 7);
    compare(2, 2, 12);
    chains();
  }
  scarce();
  nothing_is_left();
  return 0;
}
