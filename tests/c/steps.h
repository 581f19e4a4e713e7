/* A box of scintillating, dispersive liquid around the origin with a channel, and steps in it. */
#ifndef STEPS_H
#define STEPS_H

#include "box.h"

/* Half size 100 mm; the faces detect. Material 0: vacuum, 1: liquid, 2: glass of a constant index. */
static inline chroma2_geometry *liquid_box(const chroma2_context *context) {
  static const float corners[8][3] = {{-100, -100, -100}, {100, -100, -100}, {100, 100, -100}, {-100, 100, -100},
                                      {-100, -100, 100},  {100, -100, 100},  {100, 100, 100},  {-100, 100, 100}};
  static const uint32_t triangles[12][3] = {{0, 7, 3}, {0, 4, 7}, {1, 2, 6}, {1, 6, 5}, {0, 5, 4}, {0, 1, 5},
                                            {3, 7, 6}, {3, 6, 2}, {0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}};
  static const double wavelengths[3] = {300, 400, 600}, index[3] = {1.40, 1.36, 1.34}, one = 1, yield = 5000,
                      birks = 0.1;
  static const double emitted[3] = {380, 420, 500}, density[3] = {0, 1, 0}, glass = 1.5;
  chroma2_geometry *geometry = NULL;
  chroma2_mesh_config config;
  chroma2_scintillation_config component;
  uint32_t number, liquid;
  int i;
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "vacuum", &number));
  CHECK_OK(chroma2_geometry_add_material(geometry, "liquid", &liquid));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, liquid, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX,
                                                  wavelengths, index, 3));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, liquid, CHROMA2_MATERIAL_PROPERTY_SCINTILLATION_YIELD, NULL,
                                                  &yield, 1));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, liquid, CHROMA2_MATERIAL_PROPERTY_BIRKS_CONSTANT, NULL,
                                                  &birks, 1));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, liquid, CHROMA2_MATERIAL_PROPERTY_RESOLUTION_SCALE, NULL,
                                                  &one, 1));
  memset(&component, 0, sizeof component);
  component.struct_size = sizeof component;
  component.spectrum_wavelengths = emitted;
  component.spectrum_values = density;
  component.spectrum_count = 3;
  for (i = 0; i < 2; ++i) {
    component.decay_time = i ? 40 : 5;
    component.rise_time = i ? 0 : 1;
    component.fraction = i ? 1 : 3;
    CHECK_OK(chroma2_geometry_add_scintillation(geometry, liquid, &component));
  }
  CHECK_OK(chroma2_geometry_add_material(geometry, "glass", &number));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, number, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, NULL,
                                                  &glass, 1));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "detector", CHROMA2_SURFACE_MODEL_DEFAULT, &number));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, number, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &one, 1));
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.vertices = &corners[0][0];
  config.vertex_count = 8;
  config.triangles = &triangles[0][0];
  config.triangle_count = 12;
  config.inner_material = liquid;
  config.has_surface = 1;
  config.surface = number;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &config, &number));
  CHECK_OK(chroma2_geometry_add_instance(geometry, number, NULL, NULL, 7, NULL));
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  return geometry;
}

#define LIGHT 299.792458

/* Along x from the origin, at 0.95 of the speed of light. */
static inline chroma2_step step_of(uint32_t kind, uint64_t count, uint64_t id) {
  chroma2_step step;
  memset(&step, 0, sizeof step);
  step.kind = kind;
  step.count = count;
  step.id = id;
  step.material = 1;
  if (kind != CHROMA2_STEP_KIND_POINT) {
    step.displacement[0] = 5;
    step.velocity = 0.95 * LIGHT;
    step.end_velocity = 0.94 * LIGHT;
    step.charge = 1;
  }
  return step;
}

static inline chroma2_steps steps_of(const chroma2_step *records, uint64_t count) {
  chroma2_steps steps;
  memset(&steps, 0, sizeof steps);
  steps.struct_size = sizeof steps;
  steps.records = records;
  steps.count = count;
  return steps;
}

/* Steps of all kinds with 0 to 60 photons, step i with the id 1000 + i; the number of their photons. */
static inline uint64_t many_steps(chroma2_step *records, uint64_t count) {
  uint64_t i, photons = 0;
  for (i = 0; i < count; ++i) {
    records[i] = step_of((uint32_t)(i % 3), i * 7919 % 61, 1000 + i);
    records[i].position[1] = (double)(i % 50);
    records[i].time = (double)i;
    records[i].component = i % 3 != CHROMA2_STEP_KIND_CHERENKOV ? (uint32_t)(i % 2) : 0;
    if (i % 3 == CHROMA2_STEP_KIND_CHERENKOV) {
      records[i].velocity = (0.73 + 0.001 * (double)(i % 270)) * LIGHT;
      records[i].end_velocity = records[i].velocity;
    }
    photons += records[i].count;
  }
  return photons;
}

#endif /* STEPS_H */
