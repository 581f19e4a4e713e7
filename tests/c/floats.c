/* Rounding modes and flushing to zero of the program's threads: they change no result, and stay as they
   are. Threads that are made under them inherit them. */
#include <fenv.h>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif
#include "box.h"

enum { COUNT = 5000, POINTS = 5 };

static const double wavelengths[POINTS] = {200, 333.3, 400.1, 512.7, 700};
static const double indices[POINTS] = {1.31, 1.333, 1.371, 1.4, 1.5};
static const double lengths[POINTS] = {1000, 3000, 1e-20, 1e4, 1e30};
static const double rising[POINTS] = {0, 0.1, 0.33, 0.7, 1};
static const double efficiencies[POINTS] = {0.1, 0.3, 0.5, 0.7, 0.2};

/* All that was computed: digest, ends of photons, a readout. */
struct seen {
  unsigned char digest[32];
  float position[3 * COUNT], time[COUNT], wavelength[COUNT];
  uint32_t flags[COUNT];
  double channel_time[6], charge[6];
};

static void set_surface(chroma2_geometry *geometry, uint32_t property, double value) {
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, 0, property, NULL, &value, 1));
}

/* Two turned boxes, one of water with a wavelength shifter, in a detecting one. */
static chroma2_geometry *world(const chroma2_context *context) {
  static const uint32_t triangles[12][3] = {{0, 7, 3}, {0, 4, 7}, {1, 2, 6}, {1, 6, 5}, {0, 5, 4}, {0, 1, 5},
                                            {3, 7, 6}, {3, 6, 2}, {0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}};
  const double turned[9] = {0.8775825618903728, -0.479425538604203, 0, 0.479425538604203, 0.8775825618903728, 0, 0, 0, 1};
  const double places[3][3] = {{10.123, -7.77, 1e-3}, {300.1, 0.07, 3}, {0, 0, 0}};
  const float sizes[3] = {100, 100, 733.3f};
  chroma2_geometry *geometry = NULL;
  uint32_t index, i, corner;
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "vacuum", &index));
  CHECK_OK(chroma2_geometry_add_material(geometry, "water", &index));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, 1, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, wavelengths, indices, POINTS));
  CHECK_OK(chroma2_geometry_set_material_property(geometry, 1, CHROMA2_MATERIAL_PROPERTY_SCATTERING_LENGTH, wavelengths, lengths, POINTS));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "shifter", CHROMA2_SURFACE_MODEL_WLS, &index));
  set_surface(geometry, CHROMA2_SURFACE_PROPERTY_ABSORB, 0.3);
  set_surface(geometry, CHROMA2_SURFACE_PROPERTY_REEMIT, 0.9);
  set_surface(geometry, CHROMA2_SURFACE_PROPERTY_REFLECT_DIFFUSE, 0.1);
  CHECK_OK(chroma2_geometry_set_surface_reemission_cdf(geometry, 0, wavelengths, rising, POINTS));
  CHECK_OK(chroma2_geometry_add_surface(geometry, "detector", CHROMA2_SURFACE_MODEL_DEFAULT, &index));
  CHECK_OK(chroma2_geometry_set_surface_property(geometry, 1, CHROMA2_SURFACE_PROPERTY_DETECT, wavelengths, efficiencies, POINTS));
  for (i = 0; i < 3; ++i) {
    float corners[8][3];
    chroma2_mesh_config mesh;
    for (corner = 0; corner < 8; ++corner) {
      corners[corner][0] = (corner + 1) & 2 ? sizes[i] : -sizes[i];
      corners[corner][1] = corner & 2 ? sizes[i] : -sizes[i];
      corners[corner][2] = corner & 4 ? sizes[i] : -sizes[i];
    }
    memset(&mesh, 0, sizeof mesh);
    mesh.struct_size = sizeof mesh;
    mesh.vertices = &corners[0][0], mesh.vertex_count = 8;
    mesh.triangles = &triangles[0][0], mesh.triangle_count = 12;
    mesh.inner_material = i == 0, mesh.has_surface = 1, mesh.surface = i > 0;
    CHECK_OK(chroma2_geometry_add_mesh(geometry, &mesh, &index));
    CHECK_OK(chroma2_geometry_add_instance(geometry, index, i < 2 ? turned : NULL, places[i], (int32_t)(3 + i), NULL));
  }
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  return geometry;
}

static void read_out(const chroma2_event *event, struct seen *seen) {
  const double charges[3] = {-2, 0.1, 7}, share[3] = {0, 0.4, 1};
  chroma2_channel_type type;
  chroma2_channel_hits channels;
  chroma2_daq *daq = NULL;
  chroma2_readout *readout = NULL;
  uint32_t index;
  memset(&type, 0, sizeof type);
  type.struct_size = sizeof type;
  type.times = charges, type.time_cdf = share, type.time_count = 3;
  type.charges = charges, type.charge_cdf = share, type.charge_count = 3;
  CHECK_OK(chroma2_daq_create(NULL, &daq));
  CHECK_OK(chroma2_daq_add_channel_type(daq, &type, &index));
  CHECK_OK(chroma2_daq_set_channels(daq, NULL, 6));
  CHECK_OK(chroma2_daq_run(daq, &event, 1, 0, &readout));
  memset(&channels, 0, sizeof channels);
  channels.struct_size = sizeof channels;
  CHECK_OK(chroma2_readout_get_channels(readout, &channels));
  memcpy(seen->channel_time, channels.time, sizeof seen->channel_time);
  memcpy(seen->charge, channels.charge, sizeof seen->charge);
  CHECK_OK(chroma2_readout_destroy(readout));
  CHECK_OK(chroma2_daq_destroy(daq));
}

static void see(struct seen *seen) {
  chroma2_event_config config = event_config(CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS);
  chroma2_source source = point(COUNT);
  chroma2_photon_states photons;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  chroma2_event *event = NULL;
  CHECK_OK(chroma2_context_create(NULL, &context));
  geometry = world(context);
  CHECK_OK(chroma2_geometry_get_digest(geometry, seen->digest));
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  source.wavelength = 0;
  source.spectrum_wavelengths = wavelengths, source.spectrum_values = indices, source.spectrum_count = POINTS;
  source.direction[0] = 1, source.direction[1] = 0.3, source.half_angle = 1.1, source.time_spread = 2;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  CHECK(summary_of(event).surface_detect > COUNT / 10);
  memset(&photons, 0, sizeof photons);
  photons.struct_size = sizeof photons;
  CHECK_OK(chroma2_event_get_photons(event, &photons));
  CHECK(photons.count == COUNT);
  memcpy(seen->position, photons.position, sizeof seen->position);
  memcpy(seen->time, photons.time, sizeof seen->time);
  memcpy(seen->wavelength, photons.wavelength, sizeof seen->wavelength);
  memcpy(seen->flags, photons.flags, sizeof seen->flags);
  read_out(event, seen);
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

int main(void) {
  static struct seen usual, other;
  const int modes[3] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
  size_t i;
  see(&usual);
  for (i = 0; i < 3; ++i) {
    memset(&other, 0, sizeof other);
    CHECK(fesetround(modes[i]) == 0);
    see(&other);
    CHECK(fegetround() == modes[i]);
    CHECK(memcmp(&usual, &other, sizeof usual) == 0);
  }
  CHECK(fesetround(FE_TONEAREST) == 0);
#if defined(__SSE__)
  memset(&other, 0, sizeof other);
  _mm_setcsr(0x9fc0); /* flush to zero, denormals are zero */
  see(&other);
  CHECK((_mm_getcsr() & 0xffc0u) == 0x9fc0u);
  CHECK(memcmp(&usual, &other, sizeof usual) == 0);
#endif
  CHECK_NO_HANDLES();
  return 0;
}
