/* Photon sources from C: what they give in an empty world, parts of an event, what is refused. */
#include "box.h"

static chroma2_session *session;

/* The end states of a source's photons, which end where they begin. */
static chroma2_event *emit(const chroma2_source *source, uint64_t first, chroma2_photon_states *states) {
  chroma2_event_config config = event_config(CHROMA2_WANT_PHOTONS);
  chroma2_event *event = NULL;
  config.seed = 3;
  config.first_index = first;
  CHECK_OK(chroma2_session_submit_source(session, source, &config, &event));
  CHECK(summary_of(event).no_hit == source->count);
  memset(states, 0, sizeof *states);
  states->struct_size = sizeof *states;
  CHECK_OK(chroma2_event_get_photons(event, states));
  CHECK(states->count == source->count);
  return event;
}

static void kinds(void) {
  const double wavelengths[3] = {300, 400, 500}, densities[3] = {0, 1, 0}, cumulative[3] = {0, 0, 1};
  chroma2_source source = point(2000);
  chroma2_photon_states states;
  chroma2_event *event;
  double sum = 0;
  uint64_t i;
  source.type = CHROMA2_SOURCE_TYPE_BEAM;
  source.direction[1] = 2;
  source.radius = 5;
  source.position[1] = 10;
  source.time = 3;
  source.flags = CHROMA2_FLAG_CHERENKOV;
  source.polarized = CHROMA2_SOURCE_POLARIZATION_ALONG;
  source.polarization[2] = -4;
  event = emit(&source, 0, &states);
  for (i = 0; i < states.count; ++i) {
    const float *p = &states.position[3 * i];
    CHECK(states.direction[3 * i + 1] == 1 && states.polarization[3 * i + 2] == -1);
    CHECK(p[0] * p[0] + p[2] * p[2] < 25.01f && fabsf(p[1] - 10) < 1e-4f);
    CHECK(states.time[i] == 3 && states.wavelength[i] == 400 && states.weight[i] == 1);
    CHECK(states.flags[i] == (uint32_t)(CHROMA2_FLAG_CHERENKOV | CHROMA2_FLAG_NO_HIT));
  }
  CHECK_OK(chroma2_event_destroy(event));

  source = point(2000);
  source.type = CHROMA2_SOURCE_TYPE_LINE;
  source.end[0] = 10;
  source.end_time = 100;
  source.wavelength_end = 500;
  source.weight = 0.25;
  event = emit(&source, 0, &states);
  for (i = 0; i < states.count; ++i) {
    CHECK(fabsf(states.time[i] - 10 * states.position[3 * i]) < 1e-3f && states.weight[i] == 0.25f);
    CHECK(states.wavelength[i] >= 400 && states.wavelength[i] <= 500);
  }
  CHECK_OK(chroma2_event_destroy(event));

  source = point(2000);
  source.wavelength = 0;
  source.spectrum_wavelengths = wavelengths;
  source.spectrum_values = densities;
  source.spectrum_count = 3;
  event = emit(&source, 0, &states);
  for (i = 0; i < states.count; ++i) sum += states.wavelength[i];
  CHECK(fabs(sum / 2000 - 400) < 10); /* standard error 1.3 */
  CHECK_OK(chroma2_event_destroy(event));
  source.spectrum_values = cumulative;
  source.spectrum_type = CHROMA2_SPECTRUM_TYPE_CDF;
  event = emit(&source, 0, &states);
  for (i = 0; i < states.count; ++i) CHECK(states.wavelength[i] >= 400 && states.wavelength[i] <= 500);
  CHECK_OK(chroma2_event_destroy(event));
}

static void parts(void) {
  chroma2_source source = point(1000);
  chroma2_photon_states whole, part;
  chroma2_event *first, *second;
  first = emit(&source, 0, &whole);
  source.count = 600;
  second = emit(&source, 400, &part);
  CHECK(!memcmp(&whole.direction[3 * 400], part.direction, 600 * 12));
  CHECK(!memcmp(&whole.polarization[3 * 400], part.polarization, 600 * 12));
  CHECK_OK(chroma2_event_destroy(first));
  CHECK_OK(chroma2_event_destroy(second));
  source.count = 0;
  first = emit(&source, 0, &whole);
  CHECK(whole.position == NULL);
  CHECK_OK(chroma2_event_destroy(first));
}

static void refuse(const chroma2_source *source, const char *text) {
  chroma2_event *event = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, text, chroma2_session_submit_source(session, source, NULL, &event));
  CHECK(event == NULL);
}

static void refused(void) {
  const double values[2] = {400, 300};
  chroma2_source source = point(1);
  refuse(NULL, "source is NULL");
  source.wavelength = 0;
  refuse(&source, "wavelength is 0");
  source = point(1);
  source.type = 3;
  refuse(&source, "type is 3");
  source = point(1);
  source.polarized = 3;
  refuse(&source, "polarized is 3");
  source = point(1);
  source.type = CHROMA2_SOURCE_TYPE_BEAM;
  refuse(&source, "a beam needs one");
  source = point(1);
  source.radius = 1;
  refuse(&source, "only beams");
  source = point(1);
  source.end[2] = 1;
  refuse(&source, "only lines");
  source = point(1);
  source.half_angle = 1;
  refuse(&source, "half_angle is 1.0, but would not be used: there is no direction");
  source.direction[0] = NAN;
  refuse(&source, "direction");
  source = point(1);
  source.polarization[0] = 1;
  refuse(&source, "polarization is [1.0, 0.0, 0.0], but would not be used");
  source = point(1);
  source.flags = CHROMA2_FLAG_NO_HIT;
  refuse(&source, "flags is 0x1");
  source = point(1);
  source.spectrum_count = 2;
  refuse(&source, "wavelength is 400.0, but would not be used: a spectrum is given");
  source.wavelength = 0;
  refuse(&source, "spectrum_wavelengths is NULL");
  source.spectrum_wavelengths = source.spectrum_values = values;
  refuse(&source, "increase strictly");
  source.spectrum_count = 1;
  refuse(&source, "source->spectrum: 1 point; from 2 to 524288 are allowed");
  source.spectrum_type = 1;
  refuse(&source, "source->spectrum: 1 point; from 2 to 1048576 are allowed");
  source = point(((uint64_t)1 << 40) + 1);
  refuse(&source, "count");
}

int main(void) {
  session = box_session(2, 0);
  kinds();
  parts();
  refused();
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_NO_HANDLES();
  return 0;
}
