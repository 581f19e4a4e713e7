/* From hits to what the electronics see: a cube whose six walls are sensors of two types, with
 * transit-time spread, charge resolution, thresholds and a readout window. */
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

enum { kWalls = 6 };

/* One square at z = 1 m, placed six times; wall i is channel i. */
static void add_walls(chroma2_geometry *g) {
  const float corners[4][3] = {{-1000, -1000, 1000}, {1000, -1000, 1000}, {1000, 1000, 1000}, {-1000, 1000, 1000}};
  const uint32_t halves[2][3] = {{0, 1, 2}, {0, 2, 3}};
  const double turns[kWalls][9] = {{1, 0, 0, 0, 1, 0, 0, 0, 1},  {1, 0, 0, 0, -1, 0, 0, 0, -1},
                                   {0, 0, 1, 0, 1, 0, -1, 0, 0}, {0, 0, -1, 0, 1, 0, 1, 0, 0},
                                   {1, 0, 0, 0, 0, 1, 0, -1, 0}, {1, 0, 0, 0, 0, -1, 0, 1, 0}};
  const double detect = 0.002, absorb = 0.998;
  uint32_t air, sensor, square;
  int32_t channel;
  chroma2_mesh_config mesh = {0};
  TRY(chroma2_geometry_add_material(g, "air", &air));
  TRY(chroma2_geometry_add_surface(g, "sensor", CHROMA2_SURFACE_MODEL_DEFAULT, &sensor));
  TRY(chroma2_geometry_set_surface_property(g, sensor, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, &detect, 1));
  TRY(chroma2_geometry_set_surface_property(g, sensor, CHROMA2_SURFACE_PROPERTY_ABSORB, NULL, &absorb, 1));
  mesh.struct_size = sizeof mesh;
  mesh.vertices = &corners[0][0];
  mesh.vertex_count = 4;
  mesh.triangles = &halves[0][0];
  mesh.triangle_count = 2;
  mesh.inner_material = mesh.outer_material = air;
  mesh.has_surface = 1;
  mesh.surface = sensor;
  TRY(chroma2_geometry_add_mesh(g, &mesh, &square));
  for (channel = 0; channel < kWalls; ++channel) {
    TRY(chroma2_geometry_add_instance(g, square, turns[channel], NULL, channel, NULL));
  }
  TRY(chroma2_geometry_commit(g, NULL));
}

/* Type 0: photomultipliers. Type 1: quicker sensors with every hit of the same charge, and a
 * threshold of three photoelectrons. */
static void add_electronics(chroma2_daq *daq) {
  const double delays[] = {0, 2, 3, 4, 5, 6, 8}, delay_cdf[] = {0, 0.02, 0.16, 0.5, 0.84, 0.98, 1}; /* ns */
  const double charges[] = {0, 0.3, 0.7, 1.0, 1.3, 2.5}, charge_cdf[] = {0, 0.1, 0.25, 0.5, 0.8, 1};
  const uint32_t types[kWalls] = {0, 0, 0, 0, 1, 1};
  chroma2_channel_type tube = {0}, quick = {0};
  uint32_t index;
  tube.struct_size = sizeof tube;
  tube.times = delays;
  tube.time_cdf = delay_cdf;
  tube.time_count = 7;
  tube.charges = charges;
  tube.charge_cdf = charge_cdf;
  tube.charge_count = 6;
  tube.threshold = 0.25;
  TRY(chroma2_daq_add_channel_type(daq, &tube, &index));
  quick.struct_size = sizeof quick;
  quick.efficiency = 0.4;
  quick.threshold = 3.0;
  TRY(chroma2_daq_add_channel_type(daq, &quick, &index));
  TRY(chroma2_daq_set_channels(daq, types, kWalls));
}

int main(void) {
  chroma2_context *context = NULL;
  chroma2_geometry *geometry = NULL;
  chroma2_session *session = NULL;
  chroma2_event *event = NULL;
  chroma2_daq *daq = NULL;
  chroma2_readout *readout = NULL;
  chroma2_source flash = {0};
  chroma2_event_config options = {0};
  chroma2_daq_config window = {0};
  chroma2_channel_hits seen = {0};
  const chroma2_event *events[1];
  uint64_t channel, fired;

  TRY(chroma2_context_create(NULL, &context));
  TRY(chroma2_geometry_create(context, &geometry));
  add_walls(geometry);
  TRY(chroma2_session_create(context, geometry, NULL, &session));

  flash.struct_size = sizeof flash;
  flash.count = 20000;
  flash.position[2] = 300.0; /* nearer to wall 0 */
  flash.wavelength = 420.0;
  options.struct_size = sizeof options;
  options.seed = 11;
  TRY(chroma2_session_submit_source(session, &flash, &options, &event));
  TRY(chroma2_event_wait(event, UINT64_MAX));

  window.struct_size = sizeof window;
  window.window_start = 0.0;
  window.window_end = 12.0; /* ns */
  TRY(chroma2_daq_create(&window, &daq));
  add_electronics(daq);
  events[0] = event;
  TRY(chroma2_daq_run(daq, events, 1, 0, &readout));
  seen.struct_size = sizeof seen;
  TRY(chroma2_readout_get_channels(readout, &seen));

  for (channel = 0; channel < seen.channel_count; ++channel) {
    printf("channel %d: %2u hits, %5.2f photoelectrons, first at %5.2f ns%s\n", (int)channel, seen.hits[channel],
           seen.charge[channel], seen.time[channel], seen.fired[channel] ? ", fired" : "");
  }
  fired = seen.fired_count;
  printf("%d of %d channels fired\n", (int)fired, kWalls);

  TRY(chroma2_readout_destroy(readout));
  TRY(chroma2_daq_destroy(daq));
  TRY(chroma2_event_destroy(event));
  TRY(chroma2_session_destroy(session));
  TRY(chroma2_geometry_destroy(geometry));
  TRY(chroma2_context_destroy(context));
  return fired > 0 && chroma2_live_handles() == 0 ? 0 : 1;
}
