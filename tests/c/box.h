/* A box of half size 100 mm around the origin, absorbing (the face x = -100) and detecting (the others),
   channel 7, with nothing outside; and an open world when closed is 0. */
#ifndef BOX_H
#define BOX_H

#include "check.h"

static inline chroma2_geometry *box(const chroma2_context *context, int closed) {
  static const float corners[8][3] = {{-100, -100, -100}, {100, -100, -100}, {100, 100, -100}, {-100, 100, -100},
                                      {-100, -100, 100},  {100, -100, 100},  {100, 100, 100},  {-100, 100, 100}};
  static const uint32_t triangles[12][3] = {{0, 7, 3}, {0, 4, 7}, {1, 2, 6}, {1, 6, 5}, {0, 5, 4}, {0, 1, 5},
                                            {3, 7, 6}, {3, 6, 2}, {0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}};
  static const uint32_t surfaces[12] = {0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  const double one = 1;
  chroma2_geometry *geometry = NULL;
  chroma2_mesh_config config;
  uint32_t index;
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "vacuum", &index));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "black", CHROMA2_SURFACE_MODEL_DEFAULT, &index));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, index, CHROMA2_SURFACE_PROPERTY_ABSORB, NULL, &one, 1));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "detector", CHROMA2_SURFACE_MODEL_DEFAULT, &index));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, index, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &one, 1));
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.vertices = &corners[0][0];
  config.vertex_count = 8;
  config.triangles = &triangles[0][0];
  config.triangle_count = 12;
  config.surfaces = surfaces;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &config, &index));
  if (closed) CHECK_OK(chroma2_geometry_add_instance(geometry, index, NULL, NULL, 7, NULL));
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  return geometry;
}

/* A context and a session in a box; the geometry's and the context's handles are given up. */
static inline chroma2_session *box_session(uint32_t threads, int closed) {
  chroma2_context_config config;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = threads;
  CHECK_OK(chroma2_context_create(&config, &context));
  geometry = box(context, closed);
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  return session;
}

static inline chroma2_event_config event_config(uint32_t want) {
  chroma2_event_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.want = want;
  return config;
}

/* An isotropic point in the middle. */
static inline chroma2_source point(uint64_t count) {
  chroma2_source source;
  memset(&source, 0, sizeof source);
  source.struct_size = sizeof source;
  source.count = count;
  source.wavelength = 400;
  return source;
}

static inline chroma2_summary summary_of(const chroma2_event *event) {
  chroma2_summary summary;
  memset(&summary, 0, sizeof summary);
  summary.struct_size = sizeof summary;
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK_OK(chroma2_event_get_summary(event, &summary));
  CHECK(summary.no_hit + summary.bulk_absorb + summary.surface_detect + summary.surface_absorb + summary.step_limit +
            summary.time_limit + summary.nan_abort + summary.unfinished ==
        summary.photons + summary.secondaries);
  return summary;
}

static inline chroma2_hits hits_of(const chroma2_event *event) {
  chroma2_hits hits;
  memset(&hits, 0, sizeof hits);
  hits.struct_size = sizeof hits;
  CHECK_OK(chroma2_event_get_hits(event, &hits));
  return hits;
}

#endif /* BOX_H */
