/* Revisions on a stand-in GPU: it is sent what has changed alone, and gives the bits that the processor gives in a
   geometry made so from the start, with events in flight and small ones that go together. */
#include "../c/box.h"
#include "context_on.h"
#include "left.h"
#include "same.h"

enum { CELLS = 100, BLOCKS = 1500, EVENTS = 60 };

static float sheet[(CELLS + 1) * (CELLS + 1)][3];
static uint32_t squares[2 * CELLS * CELLS][3];
static double places[BLOCKS][3];
static int32_t channels[BLOCKS];

static uint32_t add_mesh(chroma2_geometry *geometry, const float *vertices, uint64_t vertex_count,
                         const uint32_t *triangles, uint64_t triangle_count) {
  chroma2_mesh_config config;
  uint32_t mesh;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.vertices = vertices;
  config.vertex_count = vertex_count;
  config.triangles = triangles;
  config.triangle_count = triangle_count;
  config.has_surface = 1;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &config, &mesh));
  return mesh;
}

/* What may differ between versions. */
struct version {
  double place[3], detect, length;
  int32_t channel;
};
static const struct version plain = {{0, 0, 0}, 0.5, 5000, -1};

static void set_tables(chroma2_geometry *geometry, const struct version *version) {
  const double nm[3] = {300, 400, 500}, detect[3] = {0.1, version->detect, 0.2};
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, 0, CHROMA2_SURFACE_PROPERTY_DETECT, nm, detect, 3));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, 0, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, NULL,
                                                  &version->length, 1));
}

/* Not committed: blocks above a fine sheet. Block 7 is where the version says, with its channel. */
static chroma2_geometry *made(const chroma2_context *context, const struct version *version) {
  static const float corners[8][3] = {{-9, -9, -9}, {9, -9, -9}, {9, 9, -9}, {-9, 9, -9},
                                      {-9, -9, 9},  {9, -9, 9},  {9, 9, 9},  {-9, 9, 9}};
  static const uint32_t triangles[12][3] = {{0, 7, 3}, {0, 4, 7}, {1, 2, 6}, {1, 6, 5}, {0, 5, 4}, {0, 1, 5},
                                            {3, 7, 6}, {3, 6, 2}, {0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}};
  chroma2_geometry *geometry = NULL;
  chroma2_instances many;
  uint32_t index, i, k;
  for (i = 0; i <= CELLS; ++i)
    for (k = 0; k <= CELLS; ++k) {
      float *at = sheet[i * (CELLS + 1) + k];
      at[0] = 10.0f * (float)i - 500.0f;
      at[1] = 10.0f * (float)k - 500.0f;
      at[2] = -100.0f + (float)((i * 7 + k * 3) % 11);
    }
  for (i = 0; i < CELLS * CELLS; ++i) {
    const uint32_t a = i / CELLS * (CELLS + 1) + i % CELLS, b = a + CELLS + 1;
    squares[2 * i][0] = a, squares[2 * i][1] = b, squares[2 * i][2] = a + 1;
    squares[2 * i + 1][0] = b, squares[2 * i + 1][1] = b + 1, squares[2 * i + 1][2] = a + 1;
  }
  for (i = 0; i < BLOCKS; ++i) {
    places[i][0] = 25.0 * (i % 20) - 250, places[i][1] = 25.0 * (i / 20 % 15) - 200,
    places[i][2] = 25.0 * (i / 300) + 50;
    channels[i] = (int32_t)i;
  }
  if (version->channel >= 0) {
    memcpy(places[7], version->place, sizeof places[7]);
    channels[7] = version->channel;
  }
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "air", &index));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "detector", CHROMA2_SURFACE_MODEL_DEFAULT, &index));
  set_tables(geometry, version);
  add_mesh(geometry, sheet[0], (CELLS + 1) * (CELLS + 1), squares[0], 2 * CELLS * CELLS);
  add_mesh(geometry, corners[0], 8, triangles[0], 12);
  memset(&many, 0, sizeof many);
  many.struct_size = sizeof many;
  many.count = BLOCKS;
  many.mesh = 1;
  many.translations = places[0];
  many.channels = channels;
  CHECK_OK(chroma2_geometry_add_instances(geometry, &many, NULL));
  CHECK_OK(chroma2_geometry_add_instance(geometry, 0, NULL, NULL, 5000, NULL));
  return geometry;
}

static chroma2_geometry *fresh(const chroma2_context *context, const struct version *version) {
  chroma2_geometry *geometry = made(context, version);
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  return geometry;
}

static chroma2_geometry *revised(const chroma2_geometry *before, const struct version *version) {
  chroma2_geometry *geometry = NULL;
  CHECK_OK(chroma2_geometry_revise(before, &geometry));
  CHECK_OK(chroma2_geometry_move_instance(geometry, 7, NULL, version->place));
  CHECK_OK(chroma2_geometry_set_channel(geometry, 7, version->channel));
  set_tables(geometry, version);
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  return geometry;
}

static chroma2_session *session_of(const chroma2_context *context, const chroma2_geometry *geometry) {
  chroma2_session *session = NULL;
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  return session;
}

static chroma2_event *submit(const chroma2_session *session, uint64_t count, uint64_t id) {
  chroma2_source source = point(count);
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  chroma2_event *event = NULL;
  source.position[2] = -10;
  config.event_id = id;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  return event;
}

static void same(const chroma2_event *x, const chroma2_event *y) {
  const chroma2_summary first = summary_of(x), second = summary_of(y);
  const chroma2_hits a = hits_of(x), b = hits_of(y);
  CHECK(!memcmp(&first, &second, sizeof first));
  CHECK(a.count == b.count && a.count > 0);
  SAME(channel, 4);
  SAME(position, 12);
  SAME(direction, 12);
  SAME(time, 4);
  SAME(instance, 4);
  SAME(triangle, 4);
}

/* Both sessions give the same for an event; so many hits are of a channel. */
static uint64_t check_same(const chroma2_session *one, const chroma2_session *other, uint64_t id, int32_t channel) {
  chroma2_event *x = submit(one, 30000, id), *y = submit(other, 30000, id);
  chroma2_hits hits;
  uint64_t i, found = 0;
  same(x, y);
  hits = hits_of(x);
  for (i = 0; i < hits.count; ++i) found += hits.channel[i] == channel;
  CHECK_OK(chroma2_event_destroy(x));
  CHECK_OK(chroma2_event_destroy(y));
  return found;
}

static void digests_agree(const chroma2_geometry *x, const chroma2_geometry *y) {
  uint8_t one[32], other[32];
  CHECK_OK(chroma2_geometry_get_digest(x, one));
  CHECK_OK(chroma2_geometry_get_digest(y, other));
  CHECK(!memcmp(one, other, 32));
}

/* Goes over to a version that is `what`, which may take so many bytes; checks all of it. */
static chroma2_geometry *go_on(const chroma2_context *cpu, chroma2_session *session, chroma2_geometry *before,
                               const struct version *version, long least, long most, const char *what) {
  const long sent = alive("uploaded");
  chroma2_geometry *after = revised(before, version), *expected = fresh(cpu, version);
  chroma2_session *other = session_of(cpu, expected);
  long bytes;
  CHECK(alive("uploaded") == sent); /* a commit sends nothing */
  CHECK_OK(chroma2_session_set_geometry(session, after));
  bytes = alive("uploaded") - sent;
  printf("%s: %ld bytes sent\n", what, bytes);
  CHECK(bytes >= least && bytes <= most);
  digests_agree(after, expected);
  check_same(session, other, 3, 0);
  CHECK_OK(chroma2_geometry_destroy(before));
  CHECK_OK(chroma2_geometry_destroy(expected));
  CHECK_OK(chroma2_session_destroy(other));
  return after;
}

/* Events of two versions at once, many of them so small that they go together. */
static void in_flight(const chroma2_context *gpu, const chroma2_context *cpu, const chroma2_geometry *base) {
  struct version versions[2];
  chroma2_geometry *there[2], *here[2];
  chroma2_session *sessions[2], *session;
  chroma2_event *events[EVENTS], *expected;
  int i;
  versions[0] = versions[1] = plain;
  versions[0].channel = versions[1].channel = 7000;
  versions[0].place[2] = 20;
  versions[1].place[0] = -200, versions[1].place[2] = 10, versions[1].detect = 0.9;
  for (i = 0; i < 2; ++i) {
    there[i] = revised(base, &versions[i]);
    here[i] = fresh(cpu, &versions[i]);
    sessions[i] = session_of(cpu, here[i]);
  }
  session = session_of(gpu, base);
  for (i = 0; i < EVENTS; ++i) {
    CHECK_OK(chroma2_session_set_geometry(session, there[i % 2]));
    events[i] = submit(session, i % 9 ? 700 : 40000, (uint64_t)i);
  }
  for (i = 0; i < EVENTS; ++i) {
    expected = submit(sessions[i % 2], i % 9 ? 700 : 40000, (uint64_t)i);
    same(events[i], expected);
    CHECK_OK(chroma2_event_destroy(expected));
    CHECK_OK(chroma2_event_destroy(events[i]));
  }
  CHECK(check_same(session, sessions[1], 99, 7000) > 10);
  CHECK_OK(chroma2_session_destroy(session));
  for (i = 0; i < 2; ++i) {
    CHECK_OK(chroma2_session_destroy(sessions[i]));
    CHECK_OK(chroma2_geometry_destroy(there[i]));
    CHECK_OK(chroma2_geometry_destroy(here[i]));
  }
}

/* The first launch fails, so that the processor goes on; with other versions too. */
static void broken(const chroma2_context *gpu, const chroma2_context *cpu) {
  struct version version = plain;
  chroma2_geometry *geometry = fresh(gpu, &plain), *after, *expected;
  chroma2_session *session, *reference;
  chroma2_event *event = NULL;
  chroma2_source source = point(1000);
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  setenv("CHROMA2_PLACEMENT", "auto", 1);
  session = session_of(gpu, geometry);
  config.placement = CHROMA2_PLACEMENT_DEVICE;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK_STATUS(CHROMA2_STATUS_DEVICE, chroma2_event_wait(event, UINT64_MAX));
  CHECK_OK(chroma2_event_destroy(event));
  version.channel = 7002;
  version.place[2] = 30;
  after = revised(geometry, &version);
  expected = fresh(cpu, &version);
  CHECK_OK(chroma2_session_set_geometry(session, after));
  reference = session_of(cpu, expected);
  CHECK(check_same(session, reference, 5, 7002) > 10);
  CHECK_STATUS(CHROMA2_STATUS_DEVICE, chroma2_session_submit_source(session, &source, &config, &event));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_session_destroy(reference));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_geometry_destroy(after));
  CHECK_OK(chroma2_geometry_destroy(expected));
}

int main(int count, char **arguments) {
  chroma2_context *gpu = context_on(CHROMA2_BACKEND_CUDA), *cpu = context_on(CHROMA2_BACKEND_CPU);
  chroma2_geometry *geometry = fresh(gpu, &plain), *same_here = fresh(cpu, &plain), *other;
  struct version version = plain, aside = plain;
  chroma2_session *session, *second, *reference;
  long sent = alive("uploaded"), whole, allocations;
  int i;
  if (count > 1 && !strcmp(arguments[1], "broken")) {
    broken(gpu, cpu);
    CHECK_OK(chroma2_geometry_destroy(geometry));
    CHECK_OK(chroma2_geometry_destroy(same_here));
    CHECK_OK(chroma2_context_destroy(gpu));
    CHECK_OK(chroma2_context_destroy(cpu));
    CHECK_NO_HANDLES();
    return 0;
  }
  session = session_of(gpu, geometry);
  whole = alive("uploaded") - sent;
  printf("whole: %ld bytes sent\n", whole);
  CHECK(whole > 1000000);
  reference = session_of(cpu, same_here);
  CHECK(check_same(session, reference, 1, 7) < 5000);

  /* One instance moved: itself, its placement, and what of the world's tree is around it. */
  version.place[0] = -72, version.place[1] = -203, version.place[2] = 46;
  version.channel = 7;
  geometry = go_on(cpu, session, geometry, &version, 100, 20000, "one moved");
  version.detect = 0.7;
  geometry = go_on(cpu, session, geometry, &version, 1, 10000, "one table");
  version.channel = 6000;
  geometry = go_on(cpu, session, geometry, &version, 1, 5000, "one channel");
  geometry = go_on(cpu, session, geometry, &version, 0, 0, "nothing");
  version.length = 100;
  geometry = go_on(cpu, session, geometry, &version, 1, 10000, "another table");

  /* A long chain needs no more memory on the device than one version. */
  allocations = -1;
  for (i = 0; i < 30; ++i) {
    version.place[0] = 10.0 * i - 300;
    version.place[2] = i % 5;
    geometry = go_on(cpu, session, geometry, &version, 100, 200000, "a chain");
    CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
    if (i == 9) allocations = alive("allocations");
    if (i > 9) CHECK(alive("allocations") <= allocations + 8);
  }

  /* Two versions there at once, for several sessions; one that nobody uses any more is sent again. */
  second = session_of(gpu, geometry);
  aside.channel = 7001;
  aside.place[2] = 30;
  other = revised(geometry, &aside);
  CHECK_OK(chroma2_session_set_geometry(second, other));
  CHECK_OK(chroma2_session_destroy(session));
  session = session_of(gpu, geometry);
  CHECK_OK(chroma2_session_destroy(reference));
  CHECK_OK(chroma2_geometry_destroy(same_here));
  same_here = fresh(cpu, &aside);
  reference = session_of(cpu, same_here);
  CHECK(check_same(second, reference, 4, 7001) > 10);
  CHECK(check_same(session, session, 4, 7001) == 0);
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_session_destroy(second));
  CHECK_OK(chroma2_geometry_destroy(other));
  in_flight(gpu, cpu, geometry);
  CHECK_OK(chroma2_session_destroy(reference));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_geometry_destroy(same_here));
  CHECK_OK(chroma2_context_destroy(gpu));
  CHECK_OK(chroma2_context_destroy(cpu));
  nothing_is_left();
  return 0;
}
