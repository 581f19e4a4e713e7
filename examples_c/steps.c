/* A muon through a bar of plastic scintillator: its steps as sources of light, the bar's sides as ground surfaces of
 * Geant4's model unified, and a sensor at one end. Prints how much Cherenkov and scintillation light the sensor sees. */
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
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LIGHT 299.792458 /* mm/ns */

/* Made-up but typical: polyvinyltoluene that emits around 425 nm. */
static uint32_t add_plastic(chroma2_geometry *g) {
  const double at[] = {300, 350, 400, 450, 500, 600}, index[] = {1.66, 1.62, 1.60, 1.59, 1.585, 1.58};
  const double absorption[] = {1, 30, 1500, 3500, 4000, 4000}; /* mm */
  const double emitted[] = {395, 410, 425, 450, 480, 520}, density[] = {0, 0.7, 1, 0.6, 0.2, 0};
  const double photons_per_mev = 10000, birks = 0.126; /* mm/MeV */
  chroma2_scintillation_config light = {0};
  uint32_t plastic;
  TRY(chroma2_geometry_add_material(g, "plastic", &plastic));
  TRY(chroma2_geometry_set_material_property(g, plastic, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, at, index,
                                             COUNT(at)));
  TRY(chroma2_geometry_set_material_property(g, plastic, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, at, absorption,
                                             COUNT(at)));
  TRY(chroma2_geometry_set_material_property(g, plastic, CHROMA2_MATERIAL_PROPERTY_SCINTILLATION_YIELD, NULL,
                                             &photons_per_mev, 1));
  TRY(chroma2_geometry_set_material_property(g, plastic, CHROMA2_MATERIAL_PROPERTY_BIRKS_CONSTANT, NULL, &birks, 1));
  light.struct_size = sizeof light;
  light.spectrum_wavelengths = emitted;
  light.spectrum_values = density; /* of any norm, linear in between */
  light.spectrum_count = COUNT(emitted);
  light.decay_time = 2.1;
  light.rise_time = 0.9;
  TRY(chroma2_geometry_add_scintillation(g, plastic, &light));
  return plastic;
}

static void set(chroma2_geometry *g, uint32_t surface, uint32_t property, double value) {
  TRY(chroma2_geometry_set_surface_property(g, surface, property, NULL, &value, 1));
}

/* The bar, 400 x 40 x 20 mm. Its sides are ground: light meets facets that are turned by a normal distribution about
 * the mean surface. The sensor at x = 200 mm is a metal that absorbs all and detects a quarter. */
static void add_bar(chroma2_geometry *g) {
  const float corners[8][3] = {{-200, -20, -10}, {200, -20, -10}, {200, 20, -10}, {-200, 20, -10},
                               {-200, -20, 10},  {200, -20, 10},  {200, 20, 10},  {-200, 20, 10}};
  const uint32_t sides[12][3] = {{0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}, {0, 1, 5}, {0, 5, 4},
                                 {1, 2, 6}, {1, 6, 5}, {2, 3, 7}, {2, 7, 6}, {3, 0, 4}, {3, 4, 7}};
  uint32_t air, plastic, ground, sensor, surfaces[12], bar, i;
  chroma2_mesh_config mesh = {0};
  TRY(chroma2_geometry_add_material(g, "air", &air));
  plastic = add_plastic(g);
  TRY(chroma2_geometry_add_surface(g, "ground", CHROMA2_SURFACE_MODEL_UNIFIED, &ground));
  set(g, ground, CHROMA2_SURFACE_PROPERTY_TYPE, CHROMA2_SURFACE_TYPE_DIELECTRIC_DIELECTRIC);
  set(g, ground, CHROMA2_SURFACE_PROPERTY_FINISH, CHROMA2_SURFACE_FINISH_GROUND);
  set(g, ground, CHROMA2_SURFACE_PROPERTY_SIGMA_ALPHA, 0.1); /* radians */
  set(g, ground, CHROMA2_SURFACE_PROPERTY_SPECULAR_LOBE, 1.0);
  TRY(chroma2_geometry_add_surface(g, "sensor", CHROMA2_SURFACE_MODEL_UNIFIED, &sensor));
  set(g, sensor, CHROMA2_SURFACE_PROPERTY_TYPE, CHROMA2_SURFACE_TYPE_DIELECTRIC_METAL);
  set(g, sensor, CHROMA2_SURFACE_PROPERTY_REFLECTIVITY, 0.0);
  set(g, sensor, CHROMA2_SURFACE_PROPERTY_EFFICIENCY, 0.25);
  for (i = 0; i < 12; ++i) surfaces[i] = i == 6 || i == 7 ? sensor : ground;
  mesh.struct_size = sizeof mesh;
  mesh.name = "bar";
  mesh.vertices = &corners[0][0];
  mesh.vertex_count = 8;
  mesh.triangles = &sides[0][0];
  mesh.triangle_count = 12;
  mesh.inner_material = plastic;
  mesh.outer_material = air;
  mesh.surfaces = surfaces;
  TRY(chroma2_geometry_add_mesh(g, &mesh, &bar));
  TRY(chroma2_geometry_add_instance(g, bar, NULL, NULL, 0, NULL));
  TRY(chroma2_geometry_commit(g, NULL));
}

/* The muon goes down through the middle in two steps, each of which is a record of either kind of light. */
static void add_steps(chroma2_step *records, uint32_t plastic) {
  int i;
  for (i = 0; i < 4; ++i) {
    const chroma2_step none = {0};
    chroma2_step *step = &records[i];
    *step = none;
    step->id = 13; /* the track's */
    step->kind = i % 2 ? CHROMA2_STEP_KIND_SCINTILLATION : CHROMA2_STEP_KIND_CHERENKOV;
    step->material = plastic;
    step->position[2] = i < 2 ? 10 : 0;
    step->displacement[2] = -10;
    step->time = (10 - step->position[2]) / (0.998 * LIGHT);
    step->velocity = step->end_velocity = 0.998 * LIGHT;
    step->charge = -1;
    step->energy = i % 2 ? 2.0 : 0.0; /* MeV that it leaves */
  }
}

int main(void) {
  chroma2_context *context = NULL;
  chroma2_geometry *geometry = NULL;
  chroma2_session *session = NULL;
  chroma2_event *event = NULL;
  chroma2_step records[4];
  chroma2_steps steps = {0};
  chroma2_step_count_config numbers = {0};
  chroma2_event_config config = {0};
  chroma2_hits hits = {0};
  uint64_t *of_step, made[2] = {0, 0}, seen[2] = {0, 0}, i;
  uint32_t plastic;

  TRY(CHROMA2_CHECK_VERSION());
  TRY(chroma2_context_create(NULL, &context));
  TRY(chroma2_geometry_create(context, &geometry));
  add_bar(geometry);
  TRY(chroma2_geometry_find(geometry, CHROMA2_GEOMETRY_ITEM_MATERIAL, "plastic", &plastic));
  TRY(chroma2_session_create(context, geometry, NULL, &session));

  add_steps(records, plastic);
  steps.struct_size = sizeof steps;
  steps.records = records;
  steps.record_size = sizeof records[0];
  steps.count = COUNT(records);
  numbers.struct_size = sizeof numbers;
  numbers.seed = 7;
  TRY(chroma2_session_count_steps(session, &steps, &numbers, records, NULL)); /* fills their counts */
  config.struct_size = sizeof config;
  config.seed = 7;
  config.want = CHROMA2_WANT_HITS | CHROMA2_WANT_STEPS;
  TRY(chroma2_session_submit_steps(session, &steps, &config, &event));
  TRY(chroma2_event_wait(event, UINT64_MAX));

  hits.struct_size = sizeof hits;
  TRY(chroma2_event_get_hits(event, &hits));
  of_step = (uint64_t *)malloc((hits.count + 1) * sizeof *of_step);
  if (!of_step) return 1;
  TRY(chroma2_event_find_steps(event, hits.photon, hits.count, of_step, NULL));
  for (i = 0; i < 4; ++i) made[i % 2] += records[i].count;
  for (i = 0; i < hits.count; ++i) {
    const int scintillation = records[of_step[i]].kind == CHROMA2_STEP_KIND_SCINTILLATION;
    const int flagged = (hits.flags[i] & CHROMA2_FLAG_SCINTILLATION) != 0;
    if (flagged != scintillation) return 1; /* hits say it, too */
    ++seen[scintillation];
  }
  free(of_step);
  printf("Cherenkov light: %llu photons, %llu of them seen; scintillation light: %llu and %llu\n",
         (unsigned long long)made[0], (unsigned long long)seen[0], (unsigned long long)made[1],
         (unsigned long long)seen[1]);

  TRY(chroma2_event_destroy(event));
  TRY(chroma2_session_destroy(session));
  TRY(chroma2_geometry_destroy(geometry));
  TRY(chroma2_context_destroy(context));
  return seen[0] > 0 && seen[1] > seen[0] && chroma2_live_handles() == 0 ? 0 : 1;
}
