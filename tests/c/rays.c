/* Ray queries from C: hits, misses, strides, limits, what is looked up, misuse. */
#include "check.h"

/* A square of two triangles across z, normals towards +z: one at z = 0, one at z = -5. */
static chroma2_geometry* scene(chroma2_context* context) {
  const float vertices[4][3] = {{-1, -1, 0}, {1, -1, 0}, {1, 1, 0}, {-1, 1, 0}};
  const uint32_t triangles[2][3] = {{0, 1, 2}, {0, 2, 3}}, inner[2] = {1, 0}, surfaces[2] = {CHROMA2_NONE, 0};
  const double behind[3] = {0, 0, -5};
  chroma2_geometry* geometry = NULL;
  chroma2_mesh_config config;
  uint32_t index = 9;
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "air", &index));
  CHECK_OK(chroma2_geometry_add_material(geometry, "glass", &index));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "coat", CHROMA2_SURFACE_MODEL_DEFAULT, &index));
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.vertices = &vertices[0][0];
  config.vertex_count = 4;
  config.triangles = &triangles[0][0];
  config.triangle_count = 2;
  config.inner_materials = inner;
  config.surfaces = surfaces;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &config, &index));
  CHECK_OK(chroma2_geometry_add_instance(geometry, index, NULL, behind, 7, NULL));
  CHECK_OK(chroma2_geometry_add_instance(geometry, index, NULL, NULL, -1, NULL));
  return geometry;
}

struct ray {
  float origin[3], direction[3], limit;
};

int main(void) {
  const struct ray table[7] = {
      {{0.5f, -0.5f, 3}, {0, 0, -2}, INFINITY},  /* triangle 0 of the nearer square */
      {{-0.5f, 0.5f, -2}, {0, 0, -1}, INFINITY}, /* triangle 1 of the farther one */
      {{0.5f, -0.5f, -2}, {0, 0, 1}, INFINITY},  /* triangle 0 from behind */
      {{0.5f, -0.5f, 3}, {0, 0, -1}, 2.5f},      /* ends before */
      {{0.5f, -0.5f, 3}, {0, 0, 0}, INFINITY},   /* no direction */
      {{0.5f, -0.5f, 3}, {NAN, 0, 1}, INFINITY}, {{2.5f, -0.5f, 3}, {0, 0, -1}, INFINITY}, /* beside */
  };
  const float distances[3] = {3, 3, 2};
  const uint32_t instances[3] = {1, 0, 1}, triangles[3] = {0, 1, 0}, inner[3] = {1, 0, 1};
  const uint32_t surfaces[3] = {CHROMA2_NONE, 0, CHROMA2_NONE};
  const int32_t channels[3] = {-1, 7, -1};
  chroma2_context* context = NULL;
  chroma2_geometry* geometry;
  chroma2_rays rays;
  chroma2_ray_hits hits;
  float distance[7], normal[7][3], barycentric[7][2];
  uint32_t instance[7], triangle[7], inside[7], outside[7], surface[7];
  int32_t channel[7];
  uint8_t any[7];
  int i;
  CHECK_OK(chroma2_context_create(NULL, &context));
  geometry = scene(context);
  memset(&rays, 0, sizeof rays);
  rays.struct_size = sizeof rays;
  rays.count = 7;
  rays.origins = table[0].origin;
  rays.directions = table[0].direction;
  rays.max_distances = &table[0].limit;
  rays.origin_stride = rays.direction_stride = rays.max_distance_stride = sizeof table[0];
  memset(&hits, 0, sizeof hits);
  hits.struct_size = sizeof hits;
  hits.distances = distance;
  hits.instances = instance;
  hits.triangles = triangle;
  hits.normals = &normal[0][0];
  hits.barycentrics = &barycentric[0][0];
  hits.inner_materials = inside;
  hits.outer_materials = outside;
  hits.surfaces = surface;
  hits.channels = channel;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "not committed", chroma2_geometry_closest_hits(geometry, &rays, &hits));
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  CHECK_OK(chroma2_geometry_closest_hits(geometry, &rays, &hits));
  CHECK_OK(chroma2_geometry_any_hits(geometry, &rays, any));
  for (i = 0; i < 7; ++i) {
    CHECK(any[i] == (i < 3));
    if (i < 3) {
      CHECK(distance[i] == distances[i] && instance[i] == instances[i] && triangle[i] == triangles[i]);
      CHECK(normal[i][0] == 0 && normal[i][1] == 0 && normal[i][2] == 1);
      CHECK(inside[i] == inner[i] && outside[i] == 0 && surface[i] == surfaces[i] && channel[i] == channels[i]);
    } else {
      CHECK(distance[i] == INFINITY && instance[i] == CHROMA2_NONE && triangle[i] == CHROMA2_NONE);
      CHECK(normal[i][0] == 0 && normal[i][1] == 0 && normal[i][2] == 0);
      CHECK(inside[i] == CHROMA2_NONE && surface[i] == CHROMA2_NONE && channel[i] == -1);
    }
  }
  CHECK(fabsf(barycentric[0][0] - 0.5f) < 1e-6f && fabsf(barycentric[0][1] - 0.25f) < 1e-6f);

  memset(&hits, 0, sizeof hits);
  hits.struct_size = sizeof hits;
  hits.channels = channel;
  channel[1] = 0;
  CHECK_OK(chroma2_geometry_closest_hits(geometry, &rays, &hits)); /* any choice of outputs */
  CHECK(channel[1] == 7);
  rays.origin_stride = 13;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "rays->origins: the stride is 13",
              chroma2_geometry_closest_hits(geometry, &rays, &hits));
  rays.origin_stride = 0;
  rays.directions = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "rays->directions is NULL",
              chroma2_geometry_any_hits(geometry, &rays, any));
  rays.count = 0;
  CHECK_OK(chroma2_geometry_any_hits(geometry, &rays, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "rays is NULL", chroma2_geometry_any_hits(geometry, NULL, any));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_NO_HANDLES();
  return 0;
}
