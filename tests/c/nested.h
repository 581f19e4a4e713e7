/* A detecting box of half size 100 mm full of vacuum, and in it, about the origin, one of half size 50 mm and
   of glass, whose outer side is vacuum where `right` is 1, else air. All indices are 1. */
#ifndef NESTED_H
#define NESTED_H

#include "box.h"

static inline void add_box(chroma2_geometry *geometry, const char *name, float half, uint32_t inner, uint32_t outer,
                           int detecting) {
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
  config.name = name;
  config.vertices = &corners[0][0];
  config.vertex_count = 8;
  config.triangles = &triangles[0][0];
  config.triangle_count = 12;
  config.inner_material = inner;
  config.outer_material = outer;
  config.has_surface = (uint32_t)detecting;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &config, &mesh));
  CHECK_OK(chroma2_geometry_add_instance(geometry, mesh, NULL, NULL, detecting ? 1 : -1, NULL));
}

static inline chroma2_geometry *nested(const chroma2_context *context, int right) {
  const double one = 1;
  chroma2_geometry *geometry = NULL;
  uint32_t index;
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "vacuum", &index));
  CHECK_OK(chroma2_geometry_add_material(geometry, "glass", &index));
  CHECK_OK(chroma2_geometry_add_material(geometry, "air", &index));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "detector", CHROMA2_SURFACE_MODEL_DEFAULT, &index));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, index, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &one, 1));
  add_box(geometry, "wall", 100, 0, 0, 1);
  add_box(geometry, "inner", 50, 1, right ? 0 : 2, 0);
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  return geometry;
}

/* What a session lists. */
struct table {
  uint32_t material_begin[1024], material_end[1024], instance_begin[1024], instance_end[1024];
  uint64_t legs[1024];
};

static inline chroma2_medium_changes changes_of(const chroma2_session *session, struct table *table) {
  chroma2_medium_changes changes;
  memset(&changes, 0, sizeof changes);
  changes.struct_size = sizeof changes;
  changes.capacity = 1024;
  changes.material_begin = table->material_begin;
  changes.material_end = table->material_end;
  changes.instance_begin = table->instance_begin;
  changes.instance_end = table->instance_end;
  changes.legs = table->legs;
  CHECK_OK(chroma2_session_get_medium_changes(session, &changes));
  return changes;
}

#endif /* NESTED_H */
