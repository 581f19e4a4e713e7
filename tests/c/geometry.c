/* Geometries from C: building step by step, messages, commit, information, digest. */
#include "check.h"

static const float cube_vertices[8][3] = {{-1, -1, -1}, {1, -1, -1}, {1, 1, -1}, {-1, 1, -1},
                                          {-1, -1, 1},  {1, -1, 1},  {1, 1, 1},  {-1, 1, 1}};
static const uint32_t cube_triangles[12][3] = {{0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}, {0, 1, 5}, {0, 5, 4},
                                               {2, 3, 7}, {2, 7, 6}, {1, 2, 6}, {1, 6, 5}, {3, 0, 4}, {3, 4, 7}};

static chroma2_mesh_config cube(void) {
  chroma2_mesh_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.name = "cube";
  config.vertices = &cube_vertices[0][0];
  config.vertex_count = 8;
  config.triangles = &cube_triangles[0][0];
  config.triangle_count = 12;
  return config;
}

static void optics(chroma2_geometry* geometry) {
  const double wavelengths[3] = {300, 400, 500}, index[3] = {1.36, 1.34, 1.33}, cdf[3] = {0, 0.5, 1};
  const double falling[3] = {300, 200, 500}, one = 1.0, large = 1e30, infinite = INFINITY, negative = -1.0;
  const double angles[2] = {0, 1.5}, half[2] = {0.5, 0.5}, most[2] = {0.9, 0.9}, none[2] = {0, 0};
  const double before[2] = {-1, 1}, rising[2] = {0, 1}, velocities[2] = {200, 0};
  chroma2_reemission_config reemission;
  uint32_t water = 9, glass = 9, surface = 9, found = 9;
  size_t length = 0;
  char name[4];
  CHECK_OK(chroma2_geometry_add_material(geometry, "water", &water));
  CHECK_OK(chroma2_geometry_add_material(geometry, NULL, &glass));
  CHECK(water == 0 && glass == 1);
  CHECK_OK(chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX,
                                                  wavelengths, index, 3));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, NULL,
                                                  &infinite, 1));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "absorption_length (mm) is -1",
              chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, NULL,
                                                     &negative, 1));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "x must increase strictly",
              chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX,
                                                     falling, index, 3));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "values without wavelengths",
              chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, NULL,
                                                     index, 3));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "refractive_index is inf; 0.001 to 1000 is allowed",
              chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, NULL,
                                                     &infinite, 1));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "refractive_index is 1e30; 0.001 to 1000 is allowed",
              chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, NULL,
                                                     &large, 1));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_GROUP_VELOCITY,
                                                  wavelengths, velocities, 1));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "group_velocity (mm/ns) at 400 is 0; 0.001 to",
              chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_GROUP_VELOCITY,
                                                     wavelengths, velocities, 2));
  CHECK_OK(
      chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_GROUP_VELOCITY, NULL, none, 1));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_MIE_LENGTH, NULL,
                                                  &infinite, 1));
  CHECK_OK(
      chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_MIE_FORWARD, NULL, &one, 1));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_MIE_BACKWARD, NULL,
                                                  &negative, 1));
  CHECK_FAILS(
      CHROMA2_STATUS_INVALID_ARGUMENT, "mie_forward is 1e30; -1 to 1 is allowed",
      chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_MIE_FORWARD, NULL, &large, 1));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "mie_forward_ratio is -1",
              chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_MIE_FORWARD_RATIO, NULL,
                                                     &negative, 1));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "property is 77",
              chroma2_geometry_set_material_property(geometry, water, 77, NULL, index, 1));
  CHECK_FAILS(
      CHROMA2_STATUS_INVALID_ARGUMENT, "material is 2; materials 0 to 1 exist",
      chroma2_geometry_set_material_property(geometry, 2, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, NULL, index, 1));

  memset(&reemission, 0, sizeof reemission);
  reemission.struct_size = sizeof reemission;
  reemission.absorption_lengths = &one;
  reemission.absorption_count = 1;
  reemission.probabilities = half;
  reemission.probability_count = 1;
  reemission.wavelengths = wavelengths;
  reemission.wavelength_cdf = index;
  reemission.wavelength_count = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "wavelength_cdf",
              chroma2_geometry_add_reemission(geometry, water, &reemission));
  reemission.wavelength_cdf = cdf;
  reemission.decay_time = negative;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "decay_time (ns) is -1",
              chroma2_geometry_add_reemission(geometry, water, &reemission));
  reemission.decay_time = one;
  reemission.downshift_only = 2;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->downshift_only is 2",
              chroma2_geometry_add_reemission(geometry, water, &reemission));
  reemission.downshift_only = 1;
  reemission.reserved = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->reserved is 1",
              chroma2_geometry_add_reemission(geometry, water, &reemission));
  reemission.reserved = 0;
  CHECK_OK(chroma2_geometry_add_reemission(geometry, water, &reemission));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, water, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, NULL,
                                                  &one, 1));

  CHECK_OK(chroma2_geometry_add_surface(geometry, "detector", CHROMA2_SURFACE_MODEL_DEFAULT, &surface));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, surface, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &one, 1));
  CHECK_FAILS(
      CHROMA2_STATUS_INVALID_ARGUMENT, "detect is -1",
      chroma2_geometry_set_surface_property(geometry, surface, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &negative, 1));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "thickness: does not depend on the wavelength",
              chroma2_geometry_set_surface_property(geometry, surface, CHROMA2_SURFACE_PROPERTY_THICKNESS, wavelengths,
                                                    index, 3));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "transmissive is -1",
              chroma2_geometry_set_surface_property(geometry, surface, CHROMA2_SURFACE_PROPERTY_TRANSMISSIVE, NULL,
                                                    &negative, 1));
  CHECK_OK(chroma2_geometry_set_surface_reemission_cdf(geometry, surface, wavelengths, cdf, 3));
  CHECK_OK(chroma2_geometry_set_surface_reemission_time_cdf(geometry, surface, angles, rising, 2));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "reemission_time_cdf: shortest time (ns) is -1",
              chroma2_geometry_set_surface_reemission_time_cdf(geometry, surface, before, rising, 2));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, surface, CHROMA2_SURFACE_PROPERTY_DELAY, NULL, &one, 1));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "decay_time (ns) is -1; 0 to",
              chroma2_geometry_set_surface_property(geometry, surface, CHROMA2_SURFACE_PROPERTY_DECAY_TIME, NULL,
                                                    &negative, 1));
  CHECK_OK(
      chroma2_geometry_set_surface_property(geometry, surface, CHROMA2_SURFACE_PROPERTY_DOWNSHIFT_ONLY, NULL, &one, 1));
  CHECK_OK(chroma2_geometry_set_surface_angular(geometry, surface, angles, half, half, none, 2));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "add up to 1.4",
              chroma2_geometry_set_surface_angular(geometry, surface, angles, half, most, none, 2));
  CHECK_OK(chroma2_geometry_add_surface_dichroic_angle(geometry, surface, 0.5, NULL, half, 1, NULL, half, 1));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "angle 1 is 0.25 after 0.5",
              chroma2_geometry_add_surface_dichroic_angle(geometry, surface, 0.25, NULL, half, 1, NULL, half, 1));
  /* Constants have no wavelength to name. */
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "reflect + transmit add up to 1.5; 1 at most",
              chroma2_geometry_add_surface_dichroic_angle(geometry, surface, 1, NULL, half, 1, NULL, &one, 1));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "model is 7", chroma2_geometry_add_surface(geometry, "", 7, &surface));

  CHECK_OK(chroma2_geometry_find(geometry, CHROMA2_GEOMETRY_ITEM_SURFACE, "detector", &found));
  CHECK(found == 0);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "no material is named \"wine\"",
              chroma2_geometry_find(geometry, CHROMA2_GEOMETRY_ITEM_MATERIAL, "wine", &found));
  CHECK_OK(chroma2_geometry_get_name(geometry, CHROMA2_GEOMETRY_ITEM_MATERIAL, 0, name, sizeof name, &length));
  CHECK(strcmp(name, "wat") == 0 && length == 5);
  CHECK_OK(chroma2_geometry_get_name(geometry, CHROMA2_GEOMETRY_ITEM_MATERIAL, 1, NULL, 0, &length));
  CHECK(length == 0);
}

/* Surfaces of Geant4's models, and those that differ by side. */
static void geant4_surfaces(const chroma2_context* context) {
  const double ground = CHROMA2_SURFACE_FINISH_GROUND, metal = CHROMA2_SURFACE_TYPE_DIELECTRIC_METAL,
               painted = CHROMA2_SURFACE_FINISH_GROUND_FRONT_PAINTED, tyvek = 11, coated = 7, far = 50, half = 0.5,
               wavelengths[2] = {300, 500}, two[2] = {3, 3};
  const double beside[3] = {2, 0, 0}, apart[3] = {50, 0, 0};
  chroma2_geometry* geometry = NULL;
  chroma2_mesh_config mesh_config = cube();
  uint32_t paint = 9, sensor = 9, index = 9;
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "glass", &index));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "paint", CHROMA2_SURFACE_MODEL_UNIFIED, &paint));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "sensor", CHROMA2_SURFACE_MODEL_GLISUR, &sensor));
#define SET(name, value) \
  chroma2_geometry_set_surface_property(geometry, paint, CHROMA2_SURFACE_PROPERTY_##name, NULL, &(value), 1)
#define REFUSED(text, call) CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, text, call)
  CHECK_OK(SET(TYPE, metal));
  CHECK_OK(SET(FINISH, ground));
  CHECK_OK(SET(SIGMA_ALPHA, half));
  CHECK_OK(SET(REFLECTIVITY, half));
  CHECK_OK(SET(EFFICIENCY, half));
  REFUSED(
      "type is 7 (coated of Geant4), which is not simulated; 0 (dielectric_metal) and 1 (dielectric_dielectric) are",
      SET(TYPE, coated));
  REFUSED("finish is 11 (polishedtyvekair of Geant4), which is not simulated; 0 (polished), 1", SET(FINISH, tyvek));
  REFUSED("finish is 50; 0 (polished), 1 (polishedfrontpainted)", SET(FINISH, far));
  REFUSED("finish is 0.5; it is the number of a kind", SET(FINISH, half));
  REFUSED("finish: does not depend on the wavelength",
          chroma2_geometry_set_surface_property(geometry, paint, CHROMA2_SURFACE_PROPERTY_FINISH, wavelengths, two, 2));
  REFUSED("specular_spike is 50; 0 to 1 is allowed", SET(SPECULAR_SPIKE, far));

  REFUSED("surface is 2; surfaces 0 to 1 exist", chroma2_geometry_set_surface_inner_side(geometry, 2, paint));
  REFUSED("inner_side is 2; surfaces 0 to 1 exist", chroma2_geometry_set_surface_inner_side(geometry, paint, 2));
  CHECK_OK(chroma2_geometry_set_surface_inner_side(geometry, paint, sensor));
  CHECK_OK(chroma2_geometry_set_surface_inner_side(geometry, sensor, CHROMA2_NONE));

  mesh_config.has_surface = 1;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &mesh_config, &index));
  mesh_config.triangle_count = 2;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &mesh_config, &index));
  CHECK_OK(chroma2_geometry_add_instance(geometry, 0, NULL, NULL, -1, NULL));
  CHECK_OK(chroma2_geometry_add_instance(geometry, 0, NULL, beside, -1, NULL));
  CHECK_OK(chroma2_geometry_add_instance(geometry, 1, NULL, apart, -1, NULL));
  REFUSED("border surface 0: from is 3; instances 0 to 2 exist",
          chroma2_geometry_add_border_surface(geometry, 3, 1, sensor));
  REFUSED("border surface 0: surface is 4; surfaces 0 to 1 exist",
          chroma2_geometry_add_border_surface(geometry, 0, 1, 4));
  REFUSED("from and into are both 1; two instances are needed",
          chroma2_geometry_add_border_surface(geometry, 1, 1, sensor));
  REFUSED("from and into are no instance",
          chroma2_geometry_add_border_surface(geometry, CHROMA2_NONE, CHROMA2_NONE, sensor));
  REFUSED("border surface 0 of meshes: into is 2; meshes 0 to 1 exist",
          chroma2_geometry_add_mesh_border_surface(geometry, 0, 2, sensor));
  REFUSED("border surface 0 of meshes: from and into are no mesh",
          chroma2_geometry_add_mesh_border_surface(geometry, CHROMA2_NONE, CHROMA2_NONE, sensor));
  CHECK_OK(chroma2_geometry_add_mesh_border_surface(geometry, 0, 0, sensor));
  CHECK_OK(chroma2_geometry_add_border_surface(geometry, 0, 1, sensor));
  CHECK_OK(chroma2_geometry_add_border_surface(geometry, 1, CHROMA2_NONE, paint));
  CHECK_OK(chroma2_geometry_add_border_surface(geometry, 0, 2, sensor));
  REFUSED("border surface 2: into is instance 2, which has no inside", chroma2_geometry_commit(geometry, NULL));
  CHECK_OK(SET(FINISH, painted));
  REFUSED("finish is groundfrontpainted, a paint on a dielectric", chroma2_geometry_commit(geometry, NULL));
  CHECK_OK(SET(FINISH, ground));
  CHECK_OK(chroma2_geometry_add_border_surface(geometry, 0, 1, paint));
  REFUSED("border surface 3: from instance 0 into 1 there is a border surface already",
          chroma2_geometry_commit(geometry, NULL));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "glass", &index));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "paint", CHROMA2_SURFACE_MODEL_DEFAULT, &paint));
  mesh_config.has_surface = 0;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &mesh_config, &index));
  CHECK_OK(chroma2_geometry_add_instance(geometry, 0, NULL, apart, -1, NULL));
  CHECK_OK(chroma2_geometry_add_mesh_border_surface(geometry, CHROMA2_NONE, 0, paint));
  REFUSED("border surface 0 of meshes: into is mesh 0, placed as instance 0, which has no inside",
          chroma2_geometry_commit(geometry, NULL));
  CHECK_OK(chroma2_geometry_add_mesh_border_surface(geometry, CHROMA2_NONE, 0, paint));
  REFUSED("border surface 1 of meshes: from mesh none into 0 there is a border surface already",
          chroma2_geometry_commit(geometry, NULL));
#undef SET
#undef REFUSED
  CHECK_OK(chroma2_geometry_destroy(geometry));
}

static void shapes(chroma2_geometry* geometry) {
  const uint32_t too_high[3] = {0, 1, 8};
  const double mirror[9] = {-1, 0, 0, 0, 1, 0, 0, 0, 1},
               turn[18] = {0, -1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1};
  const double at[3] = {5, 0, 0}, places[6] = {10, 0, 0, 20, 0, 0};
  const int32_t channels[2] = {4, -1};
  chroma2_mesh_config mesh_config = cube();
  chroma2_instances many;
  chroma2_wire_plane wires;
  uint32_t mesh = 9, instance = 9;
  mesh_config.outer_material = 7;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "outer_material is 7; materials 0 to 1 exist",
              chroma2_geometry_add_mesh(geometry, &mesh_config, &mesh));
  mesh_config = cube();
  mesh_config.triangles = too_high;
  mesh_config.triangle_count = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "triangle 0 is (0, 1, 8), but there are 8 vertices",
              chroma2_geometry_add_mesh(geometry, &mesh_config, &mesh));
  mesh_config = cube();
  mesh_config.vertex_stride = 10;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "the stride is 10 bytes",
              chroma2_geometry_add_mesh(geometry, &mesh_config, &mesh));
  mesh_config = cube();
  mesh_config.outer_material = 1;
  mesh_config.has_surface = 1;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &mesh_config, &mesh));
  CHECK(mesh == 0);

  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "determinant -1",
              chroma2_geometry_add_instance(geometry, mesh, mirror, NULL, -1, &instance));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "mesh is 3; meshes 0 to 0 exist",
              chroma2_geometry_add_instance(geometry, 3, NULL, NULL, -1, &instance));
  CHECK_OK(chroma2_geometry_add_instance(geometry, mesh, NULL, at, 0, &instance));
  CHECK(instance == 0);
  memset(&many, 0, sizeof many);
  many.struct_size = sizeof many;
  many.count = 2;
  many.mesh = mesh;
  many.rotations = turn;
  many.translations = places;
  many.channels = channels;
  CHECK_OK(chroma2_geometry_add_instances(geometry, &many, &instance));
  CHECK(instance == 1);

  memset(&wires, 0, sizeof wires);
  wires.struct_size = sizeof wires;
  wires.origin[2] = 30;
  wires.u[0] = wires.v[1] = 1;
  wires.pitch = 3;
  wires.radius = 2;
  wires.u_min = wires.v_min = -10;
  wires.u_max = wires.v_max = 10;
  wires.has_channels = 1;
  wires.first_channel = 100;
  wires.channel_stride = 2;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "pitch is 3 mm",
              chroma2_geometry_add_wire_plane(geometry, &wires, NULL));
  wires.radius = 0.5;
  CHECK_OK(chroma2_geometry_add_wire_plane(geometry, &wires, NULL));
}

/* The folder that trees are kept in. */
static const char* tree_folder(void) {
  static char path[600];
  const char* folder = getenv("CHROMA2_TEST_OUT");
  snprintf(path, sizeof path, "%s/trees", folder ? folder : ".");
  return path;
}

/* The second geometry takes the trees that the first one has left there. */
static void committed(chroma2_geometry* geometry, uint8_t* digest) {
  chroma2_commit_config config;
  chroma2_geometry_info info;
  chroma2_geometry_report report;
  chroma2_mesh_config mesh_config = cube();
  uint32_t mesh = 9;
  uint64_t count = 9;
  int32_t channel = 9;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "not committed", chroma2_geometry_get_digest(geometry, digest));
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.quality = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "quality is 3", chroma2_geometry_commit(geometry, &config));
  config.quality = CHROMA2_BUILD_QUALITY_BEST;
  config.check = 1;
  config.tree_cache = "";
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "tree_cache is empty", chroma2_geometry_commit(geometry, &config));
  config.tree_cache = tree_folder();
  CHECK_OK(chroma2_geometry_commit(geometry, &config));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "committed already", chroma2_geometry_commit(geometry, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "cannot change", chroma2_geometry_add_mesh(geometry, &mesh_config, &mesh));

  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_geometry_get_info(geometry, &info));
  CHECK(info.material_count == 2 && info.surface_count == 1 && info.mesh_count == 1);
  CHECK(info.instance_count == 3 && info.wire_plane_count == 1 && info.is_committed == 1);
  CHECK(info.triangle_count == 36 && info.memory > 0 && info.commit_seconds > 0);
  CHECK(info.lower[0] == -10 && info.upper[0] > 20.99f && info.upper[0] < 21.01f && info.upper[2] == 30.5f);
  CHECK(info.channel_count == 100 + 2 * 6 + 1);

  memset(&report, 0, sizeof report);
  report.struct_size = sizeof report;
  CHECK_OK(chroma2_geometry_get_report(geometry, &report));
  CHECK(report.checked == 1 && report.degenerate_count == 0 && report.open_edge_count == 0);
  CHECK(report.inconsistent_edge_count == 0 && report.shared_edge_count == 0);

  CHECK_OK(chroma2_geometry_get_wire_count(geometry, 0, &count));
  CHECK(count == 7);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "plane is 1; wire planes 0 to 0 exist",
              chroma2_geometry_get_wire_count(geometry, 1, &count));

  CHECK_OK(chroma2_geometry_get_channel(geometry, 1, 0, &channel));
  CHECK(channel == 4);
  CHECK_OK(chroma2_geometry_get_channel(geometry, CHROMA2_WIRE_BIT | 0, 6, &channel));
  CHECK(channel == 112);
  CHECK_OK(chroma2_geometry_get_channel(geometry, CHROMA2_NONE, CHROMA2_NONE, &channel));
  CHECK(channel == -1);
  CHECK_OK(chroma2_geometry_get_digest(geometry, digest));
}

/* Cubes that overlap, touch, and stand alone. */
static void checked(const chroma2_context* context) {
  const double places[5] = {0, 1.5, 20, 22, 30};
  chroma2_geometry* geometry = NULL;
  chroma2_commit_config config;
  chroma2_geometry_report report;
  chroma2_mesh_config mesh_config = cube();
  uint32_t index = 9;
  int i;
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "air", &index));
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &mesh_config, &index));
  for (i = 0; i < 5; ++i) {
    double at[3] = {0, 0, 0};
    at[0] = places[i];
    CHECK_OK(chroma2_geometry_add_instance(geometry, 0, NULL, at, -1, NULL));
  }
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.weld_tolerance = 0.01;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "weld_tolerance is 0.01 mm", chroma2_geometry_commit(geometry, &config));
  config.check = 1;
  CHECK_OK(chroma2_geometry_commit(geometry, &config));
  memset(&report, 0, sizeof report);
  report.struct_size = sizeof report;
  CHECK_OK(chroma2_geometry_get_report(geometry, &report));
  CHECK(report.checked == 1 && report.inverted_mesh_count == 0 && report.misfit_count == 0);
  CHECK(report.overlapping_count == 1 && report.touching_count == 1);
  CHECK(report.overlapping_instances[0] == 0 && report.overlapped_instances[0] == 1);
  CHECK(report.touching_instances[0] == 2 && report.touched_instances[0] == 3);
  CHECK(report.welded_vertex_count == 0 && report.welded_edge_count == 0);
  CHECK_OK(chroma2_geometry_destroy(geometry));
}

int main(void) {
  chroma2_context* context = NULL;
  chroma2_geometry *geometry = NULL, *again = NULL;
  uint8_t digests[2][32];
  CHECK_OK(chroma2_context_create(NULL, &context));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "context", chroma2_geometry_create(NULL, &geometry));
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_create(context, &again));
  checked(context);
  geant4_surfaces(context);
  CHECK_OK(chroma2_context_destroy(context)); /* the geometries keep it alive */
  optics(geometry);
  shapes(geometry);
  committed(geometry, digests[0]);
  optics(again);
  shapes(again);
  committed(again, digests[1]);
  CHECK(memcmp(digests[0], digests[1], 32) == 0);
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_geometry_destroy(again));
  CHECK_OK(chroma2_geometry_destroy(NULL));
  CHECK_NO_HANDLES();
  return 0;
}
