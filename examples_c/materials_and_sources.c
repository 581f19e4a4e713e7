/* Materials with tables, a liquid that emits again what it absorbs, a wavelength shifter, and the
 * photon sources that the library makes itself. Prints where each source's photons ended. */
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

/* Made-up but typical: a liquid scintillator that absorbs below 410 nm and emits around 430 nm. */
static const double kWavelengths[] = {300, 350, 380, 400, 410, 430, 500, 600};
static const double kIndex[] = {1.55, 1.52, 1.51, 1.503, 1.50, 1.497, 1.485, 1.478};
static const double kAbsorption[] = {10, 20, 60, 400, 3000, 12000, 20000, 20000};         /* mm */
static const double kScattering[] = {3000, 5000, 7000, 9000, 10000, 13000, 25000, 50000}; /* mm */
static const double kEmitted[] = {400, 415, 430, 450, 480, 520};
static const double kEmittedCdf[] = {0, 0.25, 0.55, 0.82, 0.96, 1};
static const double kDelays[] = {0, 2, 5, 10, 30}; /* ns */
static const double kDelayCdf[] = {0, 0.45, 0.75, 0.93, 1};

static uint32_t add_liquid(chroma2_geometry *g) {
  uint32_t liquid;
  const double efficiency[] = {0.8};
  chroma2_reemission_config fluor = {0};
  TRY(chroma2_geometry_add_material(g, "scintillator", &liquid));
  TRY(chroma2_geometry_set_material_property(g, liquid, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, kWavelengths,
                                             kIndex, COUNT(kIndex)));
  TRY(chroma2_geometry_set_material_property(g, liquid, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, kWavelengths,
                                             kAbsorption, COUNT(kAbsorption)));
  TRY(chroma2_geometry_set_material_property(g, liquid, CHROMA2_MATERIAL_PROPERTY_SCATTERING_LENGTH, kWavelengths,
                                             kScattering, COUNT(kScattering)));
  fluor.struct_size = sizeof fluor;
  fluor.absorption_wavelengths = kWavelengths;
  fluor.absorption_lengths = kAbsorption;
  fluor.absorption_count = COUNT(kAbsorption);
  fluor.probabilities = efficiency; /* the same at every wavelength */
  fluor.probability_count = 1;
  fluor.wavelengths = kEmitted;
  fluor.wavelength_cdf = kEmittedCdf;
  fluor.wavelength_count = COUNT(kEmitted);
  fluor.times = kDelays;
  fluor.time_cdf = kDelayCdf;
  fluor.time_count = COUNT(kDelays);
  TRY(chroma2_geometry_add_reemission(g, liquid, &fluor));
  return liquid;
}

/* A box of the liquid: lid and floor shift wavelengths, the four walls detect. */
static void add_box(chroma2_geometry *g, uint32_t liquid) {
  const float corners[8][3] = {{-400, -400, -400}, {400, -400, -400}, {400, 400, -400}, {-400, 400, -400},
                               {-400, -400, 400},  {400, -400, 400},  {400, 400, 400},  {-400, 400, 400}};
  const uint32_t sides[12][3] = {{0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}, {0, 1, 5}, {0, 5, 4},
                                 {1, 2, 6}, {1, 6, 5}, {2, 3, 7}, {2, 7, 6}, {3, 0, 4}, {3, 4, 7}};
  const double detect[] = {0.3}, absorb[] = {0.7}, shift_absorb[] = {0.9}, shift_reflect[] = {0.1}, yes[] = {0.85};
  uint32_t shifter, sensor, surfaces[12], box, i;
  chroma2_mesh_config mesh = {0};

  TRY(chroma2_geometry_add_surface(g, "shifter", CHROMA2_SURFACE_MODEL_WLS, &shifter));
  TRY(chroma2_geometry_set_surface_property(g, shifter, CHROMA2_SURFACE_PROPERTY_ABSORB, NULL, shift_absorb, 1));
  TRY(chroma2_geometry_set_surface_property(g, shifter, CHROMA2_SURFACE_PROPERTY_REFLECT_DIFFUSE, NULL, shift_reflect,
                                            1));
  TRY(chroma2_geometry_set_surface_property(g, shifter, CHROMA2_SURFACE_PROPERTY_REEMIT, NULL, yes, 1));
  TRY(chroma2_geometry_set_surface_reemission_cdf(g, shifter, kEmitted, kEmittedCdf, COUNT(kEmitted)));
  TRY(chroma2_geometry_add_surface(g, "sensor", CHROMA2_SURFACE_MODEL_DEFAULT, &sensor));
  TRY(chroma2_geometry_set_surface_property(g, sensor, CHROMA2_SURFACE_PROPERTY_DETECT, NULL, detect, 1));
  TRY(chroma2_geometry_set_surface_property(g, sensor, CHROMA2_SURFACE_PROPERTY_ABSORB, NULL, absorb, 1));
  for (i = 0; i < 12; ++i) surfaces[i] = i < 4 ? shifter : sensor;

  mesh.struct_size = sizeof mesh;
  mesh.name = "box";
  mesh.vertices = &corners[0][0];
  mesh.vertex_count = 8;
  mesh.triangles = &sides[0][0];
  mesh.triangle_count = 12;
  mesh.inner_material = mesh.outer_material = liquid;
  mesh.surfaces = surfaces;
  TRY(chroma2_geometry_add_mesh(g, &mesh, &box));
  TRY(chroma2_geometry_add_instance(g, box, NULL, NULL, 0, NULL));
  TRY(chroma2_geometry_commit(g, NULL));
}

static void shine(chroma2_session *session, const char *name, const chroma2_source *source) {
  chroma2_event_config config = {0};
  chroma2_event *event = NULL;
  chroma2_summary s = {0};
  chroma2_records tracks = {0};
  uint64_t ended, i;

  config.struct_size = sizeof config;
  config.seed = 2024;
  config.record_first = 1; /* keep every step of the first photon */
  TRY(chroma2_session_submit_source(session, source, &config, &event));
  TRY(chroma2_event_wait(event, UINT64_MAX));
  s.struct_size = sizeof s;
  TRY(chroma2_event_get_summary(event, &s));
  tracks.struct_size = sizeof tracks;
  TRY(chroma2_event_get_records(event, &tracks));

  ended = s.no_hit + s.bulk_absorb + s.surface_detect + s.surface_absorb + s.step_limit + s.time_limit + s.nan_abort;
  printf("%-20s: detected %5.2f %%, absorbed in the liquid %5.2f %%, at surfaces %5.2f %%, left %5.2f %%\n", name,
         100.0 * (double)s.surface_detect / (double)s.photons, 100.0 * (double)s.bulk_absorb / (double)s.photons,
         100.0 * (double)s.surface_absorb / (double)s.photons, 100.0 * (double)s.no_hit / (double)s.photons);
  if (ended != s.photons) exit(1); /* every photon is accounted for */
  printf("  the first photon:");
  for (i = 0; i < tracks.state_count; ++i)
    printf(" %.0f nm at %.2f ns%s", tracks.wavelength[i], tracks.time[i], i + 1 < tracks.state_count ? "," : "\n");
  TRY(chroma2_event_destroy(event));
}

int main(void) {
  const double band[] = {300, 330, 360, 400}, shape[] = {0, 1, 3, 0};
  chroma2_context *context = NULL;
  chroma2_geometry *geometry = NULL;
  chroma2_session *session = NULL;
  chroma2_source flash = {0}, laser = {0}, track = {0};

  TRY(chroma2_context_create(NULL, &context));
  TRY(chroma2_geometry_create(context, &geometry));
  add_box(geometry, add_liquid(geometry));
  TRY(chroma2_session_create(context, geometry, NULL, &session));

  flash.struct_size = sizeof flash; /* a point in all directions, with a tabulated spectrum */
  flash.count = 50000;
  flash.spectrum_wavelengths = band;
  flash.spectrum_values = shape;
  flash.spectrum_count = COUNT(band);
  flash.time_spread = 1.0;
  shine(session, "ultraviolet flash", &flash);

  laser.struct_size = sizeof laser; /* a polarized beam 2 mm wide */
  laser.count = 50000;
  laser.type = CHROMA2_SOURCE_TYPE_BEAM;
  laser.position[0] = -390.0;
  laser.direction[0] = 1.0;
  laser.radius = 1.0;
  laser.wavelength = 532.0;
  laser.polarized = CHROMA2_SOURCE_POLARIZATION_ALONG;
  laser.polarization[2] = 1.0;
  shine(session, "green laser", &laser);

  track.struct_size = sizeof track; /* light along a line, on the cone of Cherenkov light */
  track.count = 50000;
  track.type = CHROMA2_SOURCE_TYPE_LINE;
  track.position[2] = 390.0;
  track.end[2] = -390.0;
  track.end_time = 780.0 / 299.792458;
  track.direction[2] = -1.0;
  track.half_angle = track.inner_half_angle = 0.84;
  track.polarized = CHROMA2_SOURCE_POLARIZATION_RADIAL;
  track.wavelength = 420.0;
  track.wavelength_end = 550.0;
  track.flags = CHROMA2_FLAG_CHERENKOV;
  shine(session, "Cherenkov-like track", &track);

  TRY(chroma2_session_destroy(session));
  TRY(chroma2_geometry_destroy(geometry));
  TRY(chroma2_context_destroy(context));
  return chroma2_live_handles() == 0 ? 0 : 1;
}
