/* Asks for more and more with the address space limited: limits SCENARIO KIB [FILE]. KIB is how much the process may
   take beyond what it has when it starts. Every call must end with a status: success, or out of memory; a signal,
   or another status, is a failure. Then the limit is lifted, and all must work. Prints "done" where nothing
   was refused, else the first message. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>
#include "../c/box.h"

static char first[400];
static rlim_t lifted;

/* Whether a call has succeeded; the first refusal is kept. */
static int ok(int32_t status, const char *call, int line) {
  if (status == CHROMA2_STATUS_OK) return 1;
  if (status != CHROMA2_STATUS_OUT_OF_MEMORY || !chroma2_last_error_message()[0]) {
    fprintf(stderr, "line %d: %s: %s: %s\n", line, call, chroma2_status_string(status), chroma2_last_error_message());
    _exit(3);
  }
  if (!first[0]) snprintf(first, sizeof first, "%s", chroma2_last_error_message());
  return 0;
}
#define OK(call) ok((int32_t)(call), #call, __LINE__)

/* Memory of the program's own; none of it ends the scenario. */
static void *own(size_t bytes) {
  void *got = malloc(bytes ? bytes : 1);
  if (!got && !first[0]) snprintf(first, sizeof first, "the program's own %zu bytes", bytes);
  return got;
}

static void limit(rlim_t bytes) {
  const struct rlimit now = {bytes, lifted};
  if (setrlimit(RLIMIT_AS, &now)) exit(4);
}

/* Bytes of address space that the process has. */
static rlim_t in_use(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%ld", &pages) != 1) exit(4);
  fclose(file);
  return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static chroma2_context *context(uint32_t threads) {
  chroma2_context *made = NULL;
  chroma2_context_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config, config.threads = threads;
  return OK(chroma2_context_create(&config, &made)) ? made : NULL;
}

static int add_mesh(chroma2_geometry *geometry, const float *vertices, size_t vertex_count, const uint32_t *triangles,
                    size_t triangle_count, uint32_t has_surface, uint32_t *mesh) {
  chroma2_mesh_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.vertices = vertices, config.vertex_count = vertex_count;
  config.triangles = triangles, config.triangle_count = triangle_count;
  config.has_surface = has_surface;
  return OK(chroma2_geometry_add_mesh(geometry, &config, mesh));
}

/* A sphere of rings * 2 segments * 2 triangles. */
static int sphere(chroma2_geometry *geometry, uint32_t rings, double radius, uint32_t *mesh) {
  const uint32_t segments = 2 * rings;
  const size_t vertex_count = (size_t)(rings + 1) * segments, triangle_count = 2 * (size_t)rings * segments;
  float *vertices = own(vertex_count * 12), *vertex = vertices;
  uint32_t *triangles = own(triangle_count * 12), *corner = triangles, i, j;
  int done = 0;
  if (vertices && triangles) {
    for (i = 0; i <= rings; ++i) {
      for (j = 0; j < segments; ++j, vertex += 3) {
        const double theta = 3.14159265358979 * i / rings, phi = 6.28318530717959 * j / segments;
        vertex[0] = (float)(radius * sin(theta) * cos(phi));
        vertex[1] = (float)(radius * sin(theta) * sin(phi));
        vertex[2] = (float)(radius * cos(theta));
      }
    }
    for (i = 0; i < rings; ++i) {
      for (j = 0; j < segments; ++j, corner += 6) {
        const uint32_t a = i * segments + j, b = i * segments + (j + 1) % segments;
        corner[0] = a, corner[1] = a + segments, corner[2] = b;
        corner[3] = b, corner[4] = a + segments, corner[5] = b + segments;
      }
    }
    done = add_mesh(geometry, vertices, vertex_count, triangles, triangle_count, 1, mesh);
  }
  free(vertices);
  free(triangles);
  return done;
}

/* A geometry with a material, a detecting surface and a sphere. */
static chroma2_geometry *world(const chroma2_context *of, uint32_t rings) {
  const double one = 1;
  chroma2_geometry *geometry = NULL;
  uint32_t index;
  if (!OK(chroma2_geometry_create(of, &geometry))) return NULL;
  if (OK(chroma2_geometry_add_material(geometry, "vacuum", &index)) &&
      OK(chroma2_geometry_add_surface(geometry, "detector", CHROMA2_SURFACE_MODEL_DEFAULT, &index)) &&
      OK(chroma2_geometry_set_surface_property(geometry, 0, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &one, 1)) &&
      sphere(geometry, rings, 1000, &index) && OK(chroma2_geometry_add_instance(geometry, 0, NULL, NULL, 3, NULL)))
    return geometry;
  CHECK_OK(chroma2_geometry_destroy(geometry));
  return NULL;
}

enum { EVENTS = 1500 };

/* Kept events with hits, end states and recorded steps, of arrays and of sources. */
static void events(void) {
  chroma2_context *in = context(2);
  chroma2_geometry *geometry = in ? world(in, 4) : NULL;
  chroma2_session *session = NULL;
  chroma2_event **kept = own(EVENTS * sizeof *kept);
  float *numbers = own(500 * 7 * sizeof *numbers);
  size_t count = 0, i;
  if (kept && numbers && geometry && OK(chroma2_geometry_commit(geometry, NULL)) &&
      OK(chroma2_session_create(in, geometry, NULL, &session))) {
    chroma2_photons photons;
    memset(&photons, 0, sizeof photons);
    photons.struct_size = sizeof photons, photons.count = 500;
    for (i = 0; i < 500 * 7; ++i) numbers[i] = i % 7 == 6 ? 400 : (float)(1 + i % 5);
    photons.position = numbers, photons.position_stride = 28;
    photons.direction = numbers + 3, photons.direction_stride = 28;
    photons.wavelength = numbers + 6, photons.wavelength_stride = 28;
    for (i = 0; i < EVENTS; ++i) {
      chroma2_event_config config = event_config(CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS);
      chroma2_source source = point(i % 100 == 0 ? 20000 : 300);
      config.event_id = i, config.record_first = i % 7;
      if (OK(i % 2 ? chroma2_session_submit(session, &photons, &config, &kept[count])
                   : chroma2_session_submit_source(session, &source, &config, &kept[count])))
        ++count;
    }
    for (i = 0; i < count; ++i) {
      if (OK(chroma2_event_wait(kept[i], UINT64_MAX))) (void)hits_of(kept[i]);
    }
  }
  for (i = 0; i < count; ++i) CHECK_OK(chroma2_event_destroy(kept[i]));
  free(kept);
  free(numbers);
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(in));
}

/* A mesh that is one piece, one that is cut, many small ones that touch, checks, a folder for trees. */
static void commit(const char *folder) {
  chroma2_context *in = context(2);
  chroma2_geometry *geometry = in ? world(in, 120) : NULL;
  uint32_t mesh, i;
  int whole = geometry != NULL;
  whole = whole && sphere(geometry, 330, 3000, &mesh);
  whole = whole && OK(chroma2_geometry_add_instance(geometry, mesh, NULL, NULL, -1, NULL));
  for (i = 0; whole && i < 300; ++i) whole = sphere(geometry, 6, 9, &mesh);
  for (i = 0; whole && i < 2000; ++i) {
    const double at[3] = {4000 + 18.0 * (i % 50), 18.0 * (i / 50), 0};
    whole = OK(chroma2_geometry_add_instance(geometry, 2 + i % 300, NULL, at, (int32_t)i, NULL));
  }
  if (whole) {
    chroma2_commit_config config;
    memset(&config, 0, sizeof config);
    config.struct_size = sizeof config, config.check = 1, config.tree_cache = folder;
    config.quality = CHROMA2_BUILD_QUALITY_FAST;
    if (!OK(chroma2_geometry_commit(geometry, &config))) (void)OK(chroma2_geometry_commit(geometry, NULL));
  }
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(in));
}

enum { QUEUES = 60 };

static void queues(void) {
  chroma2_context *in = context(1);
  chroma2_queue *made[QUEUES] = {0};
  chroma2_queue_config config;
  uint32_t i, item = 0;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config, config.item_size = 4, config.name = "items";
  for (i = 0; in && i < QUEUES; ++i) {
    chroma2_queue_batch batch;
    uint64_t went = 0;
    config.capacity = (uint64_t)1 << (10 + i % 9);
    if (!OK(chroma2_queue_create(in, &config, &made[i]))) continue;
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch, batch.data = &item, batch.count = 1, batch.item_size = 4;
    CHECK_OK(chroma2_queue_try_push(made[i], &batch, &went));
    CHECK(went == 1);
  }
  for (i = 0; i < QUEUES; ++i) CHECK_OK(chroma2_queue_destroy(made[i]));
  CHECK_OK(chroma2_context_destroy(in));
}

static void render(const char *folder) {
  enum { WIDTH = 1200, HEIGHT = 900 };
  chroma2_context *in = context(2);
  chroma2_geometry *geometry = in ? world(in, 20) : NULL;
  uint8_t *pixels = own(4 * WIDTH * HEIGHT);
  char path[500];
  snprintf(path, sizeof path, "%s/picture.png", folder);
  if (geometry && pixels && OK(chroma2_geometry_commit(geometry, NULL))) {
    chroma2_camera camera;
    memset(&camera, 0, sizeof camera);
    camera.struct_size = sizeof camera, camera.width = WIDTH, camera.height = HEIGHT;
    camera.position[0] = 5000;
    if (OK(chroma2_geometry_render(geometry, &camera, NULL, pixels, 4 * WIDTH * HEIGHT)))
      (void)OK(chroma2_image_write_png(path, pixels, WIDTH, HEIGHT));
  }
  free(pixels);
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(in));
}

/* Tables of as many points as are allowed, and wrong numbers of points, of which none may be read. */
static void tables(void) {
  const size_t most = (size_t)1 << 20, wrong[] = {((uint64_t)1 << 32) + 1, SIZE_MAX, 5000000, (size_t)1 << 60};
  chroma2_context *in = context(1);
  chroma2_geometry *geometry = in ? world(in, 4) : NULL;
  double *x = own(most * sizeof *x), *y = own(most * sizeof *y), *zero = calloc(most, sizeof *zero);
  chroma2_reemission_config reemission;
  size_t i;
  uint32_t k, material, surface = 0;
  memset(&reemission, 0, sizeof reemission);
  reemission.struct_size = sizeof reemission;
  if (geometry && x && y && zero) {
    for (i = 0; i < most; ++i) x[i] = 1e-6 * (double)(i + 1), y[i] = (double)i / (double)(most - 1);
    for (k = 0; k < 4; ++k) {
      const size_t n = wrong[k];
      CHECK_STATUS(CHROMA2_STATUS_INVALID_ARGUMENT, chroma2_geometry_set_material_property(geometry, 0, 0, x, y, n));
      CHECK_STATUS(CHROMA2_STATUS_INVALID_ARGUMENT, chroma2_geometry_set_surface_property(geometry, 0, 0, x, y, n));
      CHECK_STATUS(CHROMA2_STATUS_INVALID_ARGUMENT,
                   chroma2_geometry_set_surface_reemission_cdf(geometry, 0, x, y, n));
      CHECK_STATUS(CHROMA2_STATUS_INVALID_ARGUMENT, chroma2_geometry_set_surface_angular(geometry, 0, x, y, y, y, n));
      CHECK_STATUS(CHROMA2_STATUS_INVALID_ARGUMENT,
                   chroma2_geometry_add_surface_dichroic_angle(geometry, 0, 0, x, y, n, NULL, y, 1));
      CHECK(strstr(chroma2_last_error_message(), "1048576"));
    }
    for (k = 0; k < 3 && OK(chroma2_geometry_add_material(geometry, NULL, &material)); ++k) {
      const double ten = 10;
      reemission.absorption_lengths = &ten, reemission.absorption_count = 1;
      reemission.probability_wavelengths = x, reemission.probabilities = y, reemission.probability_count = most;
      reemission.wavelengths = x + most / 2, reemission.wavelength_cdf = NULL;
      (void)OK(chroma2_geometry_set_material_property(geometry, material, 1, x, x, most));
      (void)OK(chroma2_geometry_set_material_property(geometry, material, 2, x, x, most));
      (void)OK(chroma2_geometry_set_surface_property(geometry, surface, 1, x, zero, most));
      (void)OK(chroma2_geometry_set_surface_angular(geometry, surface, x, y, zero, zero, most));
      if (!OK(chroma2_geometry_add_surface(geometry, NULL, CHROMA2_SURFACE_MODEL_ANGULAR, &surface))) break;
      (void)OK(chroma2_geometry_set_surface_angular(geometry, surface, x, zero, y, zero, 1000));
    }
    (void)OK(chroma2_geometry_commit(geometry, NULL));
  }
  free(x);
  free(y);
  free(zero);
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(in));
}

/* A large scene file, read and saved. */
static void scene(const char *folder) {
  chroma2_context *in = context(1);
  chroma2_geometry *geometry = NULL;
  char path[500];
  snprintf(path, sizeof path, "%s/scene.toml", folder);
  if (in && OK(chroma2_geometry_load(in, path, &geometry))) {
    snprintf(path, sizeof path, "%s/saved", folder);
    (void)OK(chroma2_geometry_save(geometry, path));
    (void)OK(chroma2_geometry_commit(geometry, NULL));
  }
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(in));
}

/* Many handles and threads, instances by the million, rays, and a readout of many channels. */
static void others(void) {
  enum { RAYS = 200000, PLACED = 50000, CONTEXTS = 12, CHANNELS = 1000000 };
  chroma2_context *in[CONTEXTS] = {0};
  chroma2_geometry *geometry = NULL;
  chroma2_daq *daq = NULL;
  chroma2_channel_type type;
  float *numbers = own(RAYS * 3 * sizeof *numbers), *distances = own(RAYS * sizeof *distances);
  double *places = own(PLACED * 3 * sizeof *places);
  uint32_t *materials = own(RAYS * sizeof *materials), i;
  for (i = 0; i < CONTEXTS; ++i) in[i] = context(8);
  if (in[0]) geometry = world(in[0], 10);
  if (geometry && numbers && distances && places && materials) {
    chroma2_instances placed;
    chroma2_rays rays;
    chroma2_ray_hits hits;
    for (i = 0; i < RAYS * 3; ++i) numbers[i] = (float)(1 + i % 17);
    for (i = 0; i < PLACED * 3; ++i) places[i] = 3000.0 * (double)(1 + i / 3 % 1000) + 10.0 * (i % 3);
    memset(&placed, 0, sizeof placed);
    placed.struct_size = sizeof placed, placed.count = PLACED, placed.translations = places;
    (void)OK(chroma2_geometry_add_instances(geometry, &placed, NULL));
    memset(&rays, 0, sizeof rays);
    memset(&hits, 0, sizeof hits);
    rays.struct_size = sizeof rays, rays.count = RAYS, rays.origins = numbers, rays.directions = numbers;
    hits.struct_size = sizeof hits, hits.distances = distances, hits.inner_materials = materials;
    if (OK(chroma2_geometry_commit(geometry, NULL))) (void)OK(chroma2_geometry_closest_hits(geometry, &rays, &hits));
  }
  memset(&type, 0, sizeof type);
  type.struct_size = sizeof type, type.efficiency = 1;
  if (OK(chroma2_daq_create(NULL, &daq)) && OK(chroma2_daq_add_channel_type(daq, &type, &i)))
    (void)OK(chroma2_daq_set_channels(daq, NULL, CHANNELS));
  CHECK_OK(chroma2_daq_destroy(daq));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  for (i = 0; i < CONTEXTS; ++i) CHECK_OK(chroma2_context_destroy(in[i]));
  free(numbers);
  free(distances);
  free(places);
  free(materials);
}

int main(int count, char **arguments) {
  struct rlimit before;
  const char *name = count > 3 ? arguments[1] : "";
  chroma2_session *session;
  chroma2_source source = point(100);
  chroma2_event *event = NULL;
  CHECK(count > 3 && getrlimit(RLIMIT_AS, &before) == 0);
  alarm(300); /* a hang is a failure */
  lifted = before.rlim_max;
  limit(in_use() + (rlim_t)strtoull(arguments[2], NULL, 10) * 1024);
  if (!strcmp(name, "events")) events();
  else if (!strcmp(name, "commit")) commit(arguments[3]);
  else if (!strcmp(name, "queues")) queues();
  else if (!strcmp(name, "render")) render(arguments[3]);
  else if (!strcmp(name, "tables")) tables();
  else if (!strcmp(name, "scene")) scene(arguments[3]);
  else if (!strcmp(name, "others")) others();
  else return 5;
  CHECK_NO_HANDLES();
  limit(before.rlim_cur);
  session = box_session(2, 1);
  CHECK_OK(chroma2_session_submit_source(session, &source, NULL, &event));
  CHECK(summary_of(event).surface_detect > 0);
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_NO_HANDLES();
  puts(first[0] ? first : "done");
  return 0;
}
