/* Photons to hits: a black box whose walls detect every second photon that reaches them. */
#include <chroma2.h>
#include <stdio.h>
#include <stdlib.h>

#define TRY(call)                                                       \
  do {                                                                  \
    if ((call) != CHROMA2_STATUS_OK) {                                  \
      fprintf(stderr, "%s: %s\n", #call, chroma2_last_error_message()); \
      exit(1);                                                          \
    }                                                                   \
  } while (0)

int main(void) {
  const float corners[8][3] = {{-500, -500, -500}, {500, -500, -500}, {500, 500, -500}, {-500, 500, -500},
                               {-500, -500, 500},  {500, -500, 500},  {500, 500, 500},  {-500, 500, 500}};
  const uint32_t walls[12][3] = {{0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}, {0, 1, 5}, {0, 5, 4},
                                 {1, 2, 6}, {1, 6, 5}, {2, 3, 7}, {2, 7, 6}, {3, 0, 4}, {3, 4, 7}};
  const double half = 0.5;
  uint32_t air, paint, box;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry = NULL;
  chroma2_session *session = NULL;
  chroma2_event *event = NULL;
  chroma2_mesh_config mesh = {0};
  chroma2_source source = {0};
  chroma2_hits hits = {0};

  TRY(CHROMA2_CHECK_VERSION());
  TRY(chroma2_context_create(NULL, &context));

  TRY(chroma2_geometry_create(context, &geometry));
  TRY(chroma2_geometry_add_material(geometry, "air", &air));
  TRY(chroma2_geometry_add_surface(geometry, "paint", CHROMA2_SURFACE_MODEL_DEFAULT, &paint));
  TRY(chroma2_geometry_set_surface_property(geometry, paint, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &half, 1));
  TRY(chroma2_geometry_set_surface_property(geometry, paint, CHROMA2_SURFACE_PROPERTY_ABSORB, NULL, &half, 1));
  mesh.struct_size = sizeof mesh;
  mesh.vertices = &corners[0][0];
  mesh.vertex_count = 8;
  mesh.triangles = &walls[0][0];
  mesh.triangle_count = 12;
  mesh.inner_material = mesh.outer_material = air;
  mesh.has_surface = 1;
  mesh.surface = paint;
  TRY(chroma2_geometry_add_mesh(geometry, &mesh, &box));
  TRY(chroma2_geometry_add_instance(geometry, box, NULL, NULL, 0, NULL)); /* channel 0 */
  TRY(chroma2_geometry_commit(geometry, NULL));

  TRY(chroma2_session_create(context, geometry, NULL, &session));
  source.struct_size = sizeof source; /* an isotropic flash at the origin */
  source.count = 100000;
  source.wavelength = 420.0;
  TRY(chroma2_session_submit_source(session, &source, NULL, &event));
  TRY(chroma2_event_wait(event, UINT64_MAX));

  hits.struct_size = sizeof hits;
  TRY(chroma2_event_get_hits(event, &hits));
  printf("%llu of %llu photons were detected, the first at %.3f ns on channel %d\n", (unsigned long long)hits.count,
         (unsigned long long)source.count, hits.time[0], hits.channel[0]);

  chroma2_event_destroy(event); /* the order does not matter */
  chroma2_session_destroy(session);
  chroma2_geometry_destroy(geometry);
  chroma2_context_destroy(context);
  return hits.count > 0 && chroma2_live_handles() == 0 ? 0 : 1;
}
