/* Ray queries on a stand-in GPU and on the processor: the same answers, from host and device memory. */
#include "../c/box.h"
#include "left.h"

enum { COUNT = 300000 };

struct ray {
  float origin[3], direction[3], limit;
};
struct answers {
  float distance[COUNT], normal[COUNT][3], barycentric[COUNT][2];
  uint32_t instance[COUNT], triangle[COUNT], surface[COUNT];
  uint8_t hit[COUNT];
};

static struct ray rays[COUNT];
static struct answers gpu, cpu;

static void fill(void) {
  uint32_t seed = 3;
  int i, axis;
  for (i = 0; i < COUNT; ++i) {
    for (axis = 0; axis < 3; ++axis) {
      seed = seed * 1664525u + 1013904223u;
      rays[i].origin[axis] = 300.0f * ((float)(seed >> 8) / (1 << 23) - 1.0f);
      seed = seed * 1664525u + 1013904223u;
      rays[i].direction[axis] = (float)(seed >> 8) / (1 << 23) - 1.0f;
    }
    rays[i].limit = i % 3 ? 1000.0f : 100.0f;
    if (i % 1000 == 7) rays[i].direction[0] = NAN;
  }
}

static chroma2_rays batch(const struct ray *from, int limited) {
  chroma2_rays batch;
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.count = COUNT;
  batch.origins = from->origin;
  batch.directions = from->direction;
  batch.origin_stride = batch.direction_stride = sizeof(struct ray);
  if (limited) {
    batch.max_distances = &from->limit;
    batch.max_distance_stride = sizeof(struct ray);
  }
  return batch;
}

static chroma2_ray_hits into(struct answers *to) {
  chroma2_ray_hits hits;
  memset(&hits, 0, sizeof hits);
  hits.struct_size = sizeof hits;
  hits.distances = to->distance;
  hits.instances = to->instance;
  hits.triangles = to->triangle;
  hits.normals = to->normal[0];
  hits.barycentrics = to->barycentric[0];
  return hits;
}

static void compare(const chroma2_geometry *on_gpu, const chroma2_geometry *on_cpu, int limited) {
  const chroma2_rays given = batch(rays, limited);
  chroma2_ray_hits a = into(&gpu), b = into(&cpu);
  a.surfaces = gpu.surface;
  b.surfaces = cpu.surface;
  CHECK_OK(chroma2_geometry_closest_hits(on_gpu, &given, &a));
  CHECK_OK(chroma2_geometry_closest_hits(on_cpu, &given, &b));
  CHECK_OK(chroma2_geometry_any_hits(on_gpu, &given, gpu.hit));
  CHECK_OK(chroma2_geometry_any_hits(on_cpu, &given, cpu.hit));
  CHECK(!memcmp(&gpu, &cpu, sizeof gpu));
  CHECK(memchr(gpu.hit, 1, COUNT) && memchr(gpu.hit, 0, COUNT));
}

/* Memory of the device, from the driver itself, as a program has it. */
static void there(const chroma2_geometry *on_gpu, const chroma2_geometry *on_cpu) {
  struct ray *from = on_device(rays, sizeof rays);
  struct answers *to = on_device(NULL, sizeof *to);
  chroma2_rays given;
  chroma2_ray_hits hits;
  given = batch(from, 1);
  given.device = 1;
  hits = into(to);
  CHECK_OK(chroma2_geometry_closest_hits(on_gpu, &given, &hits));
  CHECK_OK(chroma2_geometry_any_hits(on_gpu, &given, to->hit));
  memcpy(to->surface, cpu.surface, sizeof cpu.surface);
  CHECK(!memcmp(to, &cpu, sizeof cpu));
  hits.surfaces = to->surface;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "materials", chroma2_geometry_closest_hits(on_gpu, &given, &hits));
  hits = into(&gpu);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "hits->distances", chroma2_geometry_closest_hits(on_gpu, &given, &hits));
  hits = into(to);
  given.count += 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "end of its allocation",
              chroma2_geometry_closest_hits(on_gpu, &given, &hits));
  given.count -= 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "device is 1", chroma2_geometry_any_hits(on_cpu, &given, to->hit));
  given.device = 2;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "device is 2", chroma2_geometry_any_hits(on_gpu, &given, to->hit));
  off_device(from);
  off_device(to);
}

/* A picture is the same. */
static void draw(const chroma2_geometry *on_gpu, const chroma2_geometry *on_cpu) {
  enum { WIDTH = 320, HEIGHT = 200 };
  static uint8_t pictures[2][4 * WIDTH * HEIGHT];
  chroma2_camera camera;
  memset(&camera, 0, sizeof camera);
  camera.struct_size = sizeof camera;
  camera.width = WIDTH;
  camera.height = HEIGHT;
  camera.position[0] = 400;
  camera.position[1] = 300;
  camera.position[2] = 200;
  CHECK_OK(chroma2_geometry_render(on_gpu, &camera, NULL, pictures[0], sizeof pictures[0]));
  CHECK_OK(chroma2_geometry_render(on_cpu, &camera, NULL, pictures[1], sizeof pictures[1]));
  CHECK(!memcmp(pictures[0], pictures[1], sizeof pictures[0]));
  CHECK(memcmp(pictures[0], pictures[0] + 4, sizeof pictures[0] - 4));
}

int main(void) {
  chroma2_context_config config;
  chroma2_context *context = NULL;
  chroma2_geometry *on_gpu, *on_cpu;
  fill();
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 2;
  config.backend = CHROMA2_BACKEND_CPU;
  CHECK_OK(chroma2_context_create(&config, &context));
  on_cpu = box(context, 1);
  CHECK_OK(chroma2_context_destroy(context));
  config.backend = CHROMA2_BACKEND_CUDA;
  CHECK_OK(chroma2_context_create(&config, &context));
  on_gpu = box(context, 1);
  CHECK_OK(chroma2_context_destroy(context));
  compare(on_gpu, on_cpu, 0);
  compare(on_gpu, on_cpu, 1);
  there(on_gpu, on_cpu);
  draw(on_gpu, on_cpu);
  CHECK_OK(chroma2_geometry_destroy(on_cpu));
  CHECK_OK(chroma2_geometry_destroy(on_gpu));
  nothing_is_left();
  return 0;
}
