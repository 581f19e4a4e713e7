/* Nothing that is given is ignored: what would not be used is refused, and what old data needs is said in
   the log and in the report. */
#include "box.h"

/* The last message of the log, and how many there were. */
struct seen {
  int count;
  char message[1024];
};

static void note(void *user, uint32_t level, const char *message) {
  struct seen *seen = (struct seen *)user;
  (void)level;
  seen->count += 1;
  snprintf(seen->message, sizeof seen->message, "%s", message);
}

#define INVALID(text, call) CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, text, call)
#define ZEROED(type, name)       \
  type name;                     \
  memset(&name, 0, sizeof name); \
  name.struct_size = sizeof name

static void reserved_fields_are_zero(void) {
  static const float none[3] = {0, 0, 1};
  chroma2_context *context = NULL;
  chroma2_queue *queue = NULL;
  chroma2_session *session = box_session(1, 1);
  chroma2_event *event = NULL;
  chroma2_geometry *geometry = NULL;
  chroma2_geometry *closed;
  chroma2_session *refused = NULL;
  chroma2_event_config event_options = event_config(0);
  chroma2_source source = point(1);
  uint32_t index = 0;
  ZEROED(chroma2_context_config, context_config);
  ZEROED(chroma2_queue_config, queue_config);
  ZEROED(chroma2_photons, photons);
  ZEROED(chroma2_rays, rays);
  ZEROED(chroma2_ray_hits, hits);
  ZEROED(chroma2_instances, instances);
  ZEROED(chroma2_wire_plane, plane);
  ZEROED(chroma2_session_config, session_config);
  ZEROED(chroma2_mesh_file_config, file);
  context_config.reserved = 1;
  INVALID("config->reserved is 1; 0 is needed", chroma2_context_create(&context_config, &context));
  CHECK_OK(chroma2_context_create(NULL, &context));
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  closed = box(context, 1);
  queue_config.capacity = 8;
  queue_config.item_size = 8;
  queue_config.reserved = 2;
  INVALID("config->reserved is 2", chroma2_queue_create(context, &queue_config, &queue));
  photons.reserved = 3;
  INVALID("photons->reserved is 3", chroma2_session_submit(session, &photons, NULL, &event));
  event_options.reserved = 4;
  INVALID("config->reserved is 4", chroma2_session_submit_source(session, &source, &event_options, &event));
  event_options.reserved = 0;
  event_options.placement = 4;
  INVALID("config->placement is 4; 0 (auto), 1 (processor) and 2 (device) are allowed",
          chroma2_session_submit_source(session, &source, &event_options, &event));
  rays.count = 1;
  rays.origins = rays.directions = none;
  rays.reserved = 5;
  INVALID("rays->reserved is 5", chroma2_geometry_closest_hits(closed, &rays, &hits));
  instances.reserved = 6;
  INVALID("instances->reserved is 6", chroma2_geometry_add_instances(geometry, &instances, NULL));
  plane.reserved = 7;
  INVALID("config->reserved is 7", chroma2_geometry_add_wire_plane(geometry, &plane, NULL));
  session_config.placement = 8;
  INVALID("config->placement is 8; 0 (auto), 1 (processor) and 2 (device) are allowed",
          chroma2_session_create(context, closed, &session_config, &refused));
  file.path = "nowhere.stl";
  file.reserved = 9;
  INVALID("config->reserved is 9", chroma2_geometry_add_mesh_file(geometry, &file, &index));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_geometry_destroy(closed));
  CHECK_OK(chroma2_context_destroy(context));
}

static void what_is_switched_off_is_not_given(void) {
  static const float corners[9] = {0, 0, 0, 1, 0, 0, 0, 1, 0};
  static const uint32_t triangle[3] = {0, 1, 2}, materials[1] = {0};
  const double half = 0.5;
  chroma2_session *session = box_session(1, 1);
  chroma2_context *context = NULL;
  chroma2_geometry *geometry = NULL;
  chroma2_event *event = NULL;
  chroma2_event_config options = event_config(0);
  chroma2_source source = point(1);
  uint32_t index = 0;
  uint8_t picture[4];
  ZEROED(chroma2_mesh_config, mesh);
  ZEROED(chroma2_wire_plane, plane);
  ZEROED(chroma2_instances, instances);
  ZEROED(chroma2_camera, camera);
  ZEROED(chroma2_style, style);
  CHECK_OK(chroma2_context_create(NULL, &context));
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, NULL, &index));

  INVALID("config->triangle_count is 0; one or more is needed", chroma2_geometry_add_mesh(geometry, &mesh, &index));
  mesh.vertices = corners;
  mesh.vertex_count = 3;
  mesh.triangles = triangle;
  mesh.triangle_count = 1;
  mesh.surface = 4;
  INVALID("config->surface is 4, but would not be used: has_surface is 0",
          chroma2_geometry_add_mesh(geometry, &mesh, &index));
  mesh.surface = CHROMA2_NONE;
  mesh.inner_materials = materials;
  mesh.inner_material = 2;
  INVALID("config->inner_material is 2", chroma2_geometry_add_mesh(geometry, &mesh, &index));
  mesh.inner_material = 0;
  mesh.has_surface = 2;
  INVALID("config->has_surface is 2; 0 and 1 are allowed", chroma2_geometry_add_mesh(geometry, &mesh, &index));
  mesh.has_surface = 0;
  CHECK_OK(chroma2_geometry_add_mesh(geometry, &mesh, &index));

  instances.count = 1;
  instances.meshes = materials;
  instances.mesh = 1;
  INVALID("instances->mesh is 1", chroma2_geometry_add_instances(geometry, &instances, NULL));

  plane.u[0] = plane.v[1] = 1;
  plane.pitch = 3;
  plane.radius = 0.1;
  plane.v_max = 9;
  INVALID("u_max is 0 mm; more than u_min = 0 mm is needed", chroma2_geometry_add_wire_plane(geometry, &plane, NULL));
  plane.u_max = 5;
  plane.channel_stride = 3;
  INVALID("config->channel_stride is 3, but would not be used: has_channels is 0",
          chroma2_geometry_add_wire_plane(geometry, &plane, NULL));
  plane.channel_stride = 0;
  plane.first_channel = -1;
  CHECK_OK(chroma2_geometry_add_wire_plane(geometry, &plane, NULL));
  plane.v_min = 0.5;
  plane.v_max = 2.5;
  INVALID("v_min is 0.5 mm and v_max 2.5 mm; a wire must lie between them, at v0 = 0 mm plus a multiple of the pitch",
          chroma2_geometry_add_wire_plane(geometry, &plane, NULL));

  options.borrow = 2;
  INVALID("config->borrow is 2; 0 and 1 are allowed",
          chroma2_session_submit_source(session, &source, &options, &event));
  options.borrow = 0;
  source.radius = 3;
  INVALID("source->radius is 3.0, but would not be used: only beams have one; 0 is allowed",
          chroma2_session_submit_source(session, &source, NULL, &event));
  source.radius = 0;
  source.spectrum_type = 1;
  INVALID("source->spectrum_type is 1", chroma2_session_submit_source(session, &source, NULL, &event));

  CHECK_OK(chroma2_geometry_add_instance(geometry, 0, NULL, NULL, -1, NULL));
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  camera.width = camera.height = 1;
  camera.position[2] = 10;
  camera.up[1] = 1;
  camera.vertical_fov = 1;
  camera.orthographic_width = 1;
  INVALID("camera->vertical_fov is 1.0", chroma2_geometry_render(geometry, &camera, NULL, picture, 4));
  camera.vertical_fov = 0;
  style.value_high = half;
  INVALID("style->value_high is 0.5, but would not be used: there are no channel_values",
          chroma2_geometry_render(geometry, &camera, &style, picture, 4));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

/* A device that the session or the geometry is not on, whatever else is given. */
static void devices_are_named(void) {
  static const float none[3] = {0, 0, 1};
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  chroma2_event *event = NULL;
  chroma2_event_config borrowing = event_config(CHROMA2_WANT_SUMMARY);
  uint32_t instance = 0;
  uint8_t hit = 0;
  ZEROED(chroma2_context_config, cpu);
  ZEROED(chroma2_photons, photons);
  ZEROED(chroma2_rays, rays);
  ZEROED(chroma2_ray_hits, hits);
  cpu.backend = CHROMA2_BACKEND_CPU;
  cpu.threads = 1;
  CHECK_OK(chroma2_context_create(&cpu, &context));
  geometry = box(context, 1);
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  photons.device = 2;
  INVALID("photons->device is 2; 0 (host memory) is allowed", chroma2_session_submit(session, &photons, NULL, &event));
  borrowing.borrow = 1;
  INVALID("photons->device is 2; 0 (host memory) is allowed",
          chroma2_session_submit(session, &photons, &borrowing, &event));
  borrowing.borrow = 0;
  borrowing.want = CHROMA2_WANT_DEVICE_HITS;
  photons.device = 0;
  INVALID("config->want has CHROMA2_WANT_DEVICE_HITS", chroma2_session_submit(session, &photons, &borrowing, &event));
  rays.count = 1;
  rays.origins = rays.directions = none;
  rays.device = 3;
  hits.surfaces = &instance;
  INVALID("rays->device is 3; 0 (host memory) is allowed", chroma2_geometry_closest_hits(geometry, &rays, &hits));
  INVALID("rays->device is 3; 0 (host memory) is allowed", chroma2_geometry_any_hits(geometry, &rays, &hit));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

static chroma2_reemission_config shifting(const double *length) {
  static const double half = 0.5, nm[2] = {400, 500}, cdf[2] = {0, 1};
  ZEROED(chroma2_reemission_config, component);
  component.absorption_lengths = length;
  component.absorption_count = 1;
  component.probabilities = &half;
  component.probability_count = 1;
  component.wavelengths = nm;
  component.wavelength_cdf = cdf;
  component.wavelength_count = 2;
  return component;
}

static void what_has_no_effect_is_said(void) {
  const double half = 0.5, one = 1, length = 100, twice = 200;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry = NULL;
  chroma2_session *session = NULL;
  chroma2_event *event = NULL;
  chroma2_source source = point(3);
  chroma2_event_config summary = event_config(CHROMA2_WANT_SUMMARY);
  chroma2_reemission_config component = shifting(&twice);
  const double fast = 300, c = 299.792458, jump_at[4] = {300, 400, 400.0001, 500}, jump[4] = {1.6, 1.6, 1.3, 1.3};
  uint32_t index = 0;
  struct seen seen;
  int before;
  ZEROED(chroma2_geometry_report, report);
  memset(&seen, 0, sizeof seen);
  CHECK_OK(chroma2_context_create(NULL, &context));
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "oil", &index));
  CHECK_OK(chroma2_geometry_add_reemission(geometry, index, &component));
  INVALID("material 0 (\"oil\"): it has reemission components (1) and no absorption_length",
          chroma2_geometry_commit(geometry, NULL));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, index, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, NULL,
                                                  &length, 1));
  CHECK_OK(chroma2_geometry_add_material(geometry, "ice", &index));
  CHECK_OK(
      chroma2_geometry_set_material_property(geometry, index, CHROMA2_MATERIAL_PROPERTY_MIE_FORWARD, NULL, &half, 1));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, index, CHROMA2_MATERIAL_PROPERTY_BIRKS_CONSTANT, NULL,
                                                  &half, 1));
  CHECK_OK(chroma2_geometry_add_material(geometry, "fast", &index));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, index, CHROMA2_MATERIAL_PROPERTY_GROUP_VELOCITY, NULL,
                                                  &fast, 1));
  CHECK_OK(chroma2_geometry_add_material(geometry, "jump", &index));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, index, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, jump_at,
                                                  jump, 4));
  CHECK_OK(chroma2_geometry_add_material(geometry, "vacuum", &index));
  CHECK_OK(
      chroma2_geometry_set_material_property(geometry, index, CHROMA2_MATERIAL_PROPERTY_GROUP_VELOCITY, NULL, &c, 1));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "plain", CHROMA2_SURFACE_MODEL_DEFAULT, &index));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "tpb", CHROMA2_SURFACE_MODEL_WLS, &index));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, index, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &half, 1));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "film", CHROMA2_SURFACE_MODEL_COMPLEX, &index));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, index, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &half, 1));
  CHECK_OK(
      chroma2_geometry_set_surface_property(geometry, index, CHROMA2_SURFACE_PROPERTY_TRANSMISSIVE, NULL, &one, 1));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "sheet", CHROMA2_SURFACE_MODEL_WLS, &index));
  CHECK_OK(
      chroma2_geometry_set_surface_reemission_cdf(geometry, index, component.wavelengths, component.wavelength_cdf, 2));
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_WARN, note, &seen));
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  CHECK(seen.count == 4);
  CHECK(strstr(seen.message,
               "material 0 (\"oil\"): the sum of its absorption_length over those of its components is 0.5"));
  CHECK_OK(chroma2_geometry_get_report(geometry, &report));
  CHECK(report.unused_property_count == 3 && report.unused_property_surfaces[0] == 1);
  CHECK(report.unused_property_surfaces[1] == 2 && report.unused_property_surfaces[2] == 3);
  CHECK(report.unbalanced_material_count == 1 && report.unbalanced_materials[0] == 0);
  CHECK(report.unused_material_property_count == 1 && report.unused_property_materials[0] == 1);
  CHECK(report.odd_velocity_count == 2 && report.odd_velocity_materials[0] == 2 &&
        report.odd_velocity_materials[1] == 3);
  CHECK(report.unmet_border_surface_count == 0);

  /* No hits are possible: said once, and only where they are asked for. */
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  before = seen.count;
  CHECK_OK(chroma2_session_submit_source(session, &source, &summary, &event));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK(seen.count == before);
  CHECK_OK(chroma2_session_submit_source(session, &source, NULL, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK(seen.count == before + 1 && strstr(seen.message, "no instance and no wire plane has a channel"));
  CHECK_OK(chroma2_session_submit_source(session, &source, NULL, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK(seen.count == before + 1);
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_OFF, NULL, NULL));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

/* A context says where it runs, a commit what it has made. */
static void the_log_says_what_happens(void) {
  chroma2_context *context = NULL;
  struct seen seen;
  memset(&seen, 0, sizeof seen);
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_INFO, note, &seen));
  CHECK_OK(chroma2_context_create(NULL, &context));
  CHECK(strstr(seen.message, "context: ") && strstr(seen.message, " thread"));
  CHECK_OK(chroma2_geometry_destroy(box(context, 1)));
  CHECK(strstr(seen.message, "geometry: committed in "));
  CHECK(strstr(seen.message, "1 material, 2 surfaces, 1 mesh, 1 instance, 12 triangles, 0 wire planes, 8 channels"));
  CHECK_OK(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_OFF, NULL, NULL));
  CHECK_OK(chroma2_context_destroy(context));
}

/* A count beyond a limit is refused before its array is read, which may be shorter. */
static void counts_are_limited_first(void) {
  static const float corners[9] = {0, 0, 0, 1, 0, 0, 0, 1, 0};
  static const uint32_t corner[3] = {0, 1, 2};
  const int32_t channels[4] = {0};
  const uint64_t indices[4] = {0};
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  chroma2_event *event = NULL;
  chroma2_instances instances;
  chroma2_mesh_config mesh;
  chroma2_event_config config;
  chroma2_source source = point(3);
  uint32_t index;
  CHECK_OK(chroma2_context_create(NULL, &context));
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  memset(&instances, 0, sizeof instances);
  instances.struct_size = sizeof instances;
  instances.channels = channels;
  instances.count = (uint64_t)1 << 31;
  INVALID("instances->count is 2147483648; at most 2147483647",
          chroma2_geometry_add_instances(geometry, &instances, NULL));
  memset(&mesh, 0, sizeof mesh);
  mesh.struct_size = sizeof mesh;
  mesh.vertices = corners;
  mesh.triangles = corner;
  mesh.vertex_count = ((uint64_t)1 << 32) + 3;
  mesh.triangle_count = 1;
  INVALID("config->vertex_count is 4294967299", chroma2_geometry_add_mesh(geometry, &mesh, &index));
  mesh.vertex_count = 3;
  mesh.triangle_count = ((uint64_t)1 << 32) + 1;
  INVALID("config->triangle_count is 4294967297", chroma2_geometry_add_mesh(geometry, &mesh, &index));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  geometry = box(context, 1);
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  config = event_config(CHROMA2_WANT_HITS);
  config.record_indices = indices;
  config.record_count = (uint64_t)1 << 31;
  INVALID("config->record_count is 2147483648; at most 3",
          chroma2_session_submit_source(session, &source, &config, &event));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

int main(void) {
  counts_are_limited_first();
  reserved_fields_are_zero();
  what_is_switched_off_is_not_given();
  devices_are_named();
  what_has_no_effect_is_said();
  the_log_says_what_happens();
  CHECK_NO_HANDLES();
  return 0;
}
