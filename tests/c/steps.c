/* Charged steps from C: the same photons however the work is cut, which step a photon is of, numbers of photons, steps of
   other programs, and what is refused. */
#include <sys/resource.h>
#include "steps.h"

enum { STEPS = 600 };

static chroma2_context *context_of(uint32_t threads) {
  chroma2_context_config config;
  chroma2_context *context = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = threads;
  config.backend = CHROMA2_BACKEND_CPU;
  CHECK_OK(chroma2_context_create(&config, &context));
  return context;
}

static chroma2_session *session_of(uint32_t threads, uint32_t chunk) {
  chroma2_context *context = context_of(threads);
  chroma2_geometry *geometry = liquid_box(context);
  chroma2_session_config config;
  chroma2_session *session = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.chunk_photons = chunk;
  CHECK_OK(chroma2_session_create(context, geometry, &config, &session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
  return session;
}

static chroma2_event *submit(const chroma2_session *session, const chroma2_steps *steps, uint64_t first_index) {
  chroma2_event_config config = event_config(CHROMA2_WANT_PHOTONS | CHROMA2_WANT_HITS | CHROMA2_WANT_STEPS);
  chroma2_event *event = NULL;
  config.seed = 9;
  config.first_index = first_index;
  CHECK_OK(chroma2_session_submit_steps(session, steps, &config, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  return event;
}

static chroma2_photon_states states_of(const chroma2_event *event) {
  chroma2_photon_states states;
  memset(&states, 0, sizeof states);
  states.struct_size = sizeof states;
  CHECK_OK(chroma2_event_get_photons(event, &states));
  return states;
}

static void same_photons(void) {
  static chroma2_step records[STEPS];
  static struct {
    chroma2_step step;
    uint64_t own[3];
  } wide[STEPS];
  const uint64_t photons = many_steps(records, STEPS);
  const uint32_t threads[3] = {1, 3, 2}, chunks[3] = {0, 7, 1000};
  chroma2_steps steps = steps_of(records, STEPS);
  chroma2_session *session = session_of(2, 0), *other;
  chroma2_event *whole = submit(session, &steps, 5), *part;
  const chroma2_photon_states all = states_of(whole);
  chroma2_photon_states some;
  chroma2_hits hits;
  uint64_t i, first, step, id, *found, *ids;
  int k;
  CHECK(all.count == photons && summary_of(whole).hits > photons / 2);
  for (k = 0; k < 3; ++k) {
    other = session_of(threads[k], chunks[k]);
    part = submit(other, &steps, 5);
    some = states_of(part);
    CHECK(!memcmp(all.position, some.position, photons * 12) && !memcmp(all.direction, some.direction, photons * 12));
    CHECK(!memcmp(all.time, some.time, photons * 4) && !memcmp(all.wavelength, some.wavelength, photons * 4));
    CHECK(!memcmp(all.flags, some.flags, photons * 4) && !memcmp(all.polarization, some.polarization, photons * 12));
    CHECK_OK(chroma2_event_destroy(part));
    CHECK_OK(chroma2_session_destroy(other));
  }
  /* Records of a program that has more in each. */
  memset(wide, 0, sizeof wide);
  for (i = 0; i < STEPS; ++i) wide[i].step = records[i];
  steps = steps_of(&wide[0].step, STEPS);
  steps.record_size = sizeof wide[0];
  /* Parts of the list, and a part that begins within a step. */
  for (first = 0; first < photons; first += 997) {
    steps.first_photon = first;
    steps.photon_count = photons - first < 997 ? photons - first : 997;
    part = submit(session, &steps, 5);
    some = states_of(part);
    CHECK(some.count == steps.photon_count && !memcmp(all.position + 3 * first, some.position, some.count * 12));
    CHECK(!memcmp(all.time + first, some.time, some.count * 4));
    CHECK(!memcmp(all.wavelength + first, some.wavelength, some.count * 4));
    i = 5 + first;
    CHECK_OK(chroma2_event_find_steps(part, &i, 1, &step, &id));
    CHECK(id == 1000 + step && step < STEPS);
    i = 4 + first;
    CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "photons[0] is", chroma2_event_find_steps(part, &i, 1, &step, &id));
    CHECK_OK(chroma2_event_destroy(part));
  }
  wide[3].own[1] = 1;
  steps.first_photon = steps.photon_count = 0;
  part = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->records[3] uses fields of a newer version",
              chroma2_session_submit_steps(session, &steps, NULL, &part));
  CHECK(strstr(chroma2_last_error_message(), "records[3]") == strrchr(chroma2_last_error_message(), '[') - 7);

  /* Which step each hit is of: its time is not before the step's. */
  hits = hits_of(whole);
  found = (uint64_t *)malloc(hits.count * 8);
  ids = (uint64_t *)malloc(hits.count * 8);
  CHECK(found && ids);
  CHECK_OK(chroma2_event_find_steps(whole, hits.photon, hits.count, found, ids));
  for (i = first = 0; i < hits.count; ++i) {
    const chroma2_step *of = &records[found[i]];
    uint64_t before = 5, k2;
    CHECK(found[i] < STEPS && ids[i] == of->id && found[i] >= first);
    first = found[i];
    if (i % 37 == 0) { /* counted by hand */
      for (k2 = 0; k2 < found[i]; ++k2) before += records[k2].count;
      CHECK(hits.photon[i] >= before && hits.photon[i] < before + of->count);
    }
    CHECK(hits.time[i] >= (float)of->time);
    CHECK(!(hits.flags[i] & CHROMA2_FLAG_CHERENKOV) == (of->kind != CHROMA2_STEP_KIND_CHERENKOV));
    CHECK(!(hits.flags[i] & CHROMA2_FLAG_SCINTILLATION) == (of->kind != CHROMA2_STEP_KIND_SCINTILLATION));
  }
  CHECK_OK(chroma2_event_find_steps(whole, hits.photon, hits.count, NULL, ids));
  CHECK_OK(chroma2_event_find_steps(whole, NULL, 0, NULL, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "photons is NULL", chroma2_event_find_steps(whole, NULL, 1, found, ids));
  free(found);
  free(ids);
  CHECK_OK(chroma2_event_destroy(whole));
  CHECK_OK(chroma2_session_destroy(session));
}

static void not_wanted(chroma2_session *session) {
  const chroma2_step step = step_of(CHROMA2_STEP_KIND_CHERENKOV, 10, 4);
  const chroma2_steps steps = steps_of(&step, 1);
  chroma2_event_config config = event_config(CHROMA2_WANT_STEPS);
  chroma2_source source = point(3);
  chroma2_event *event = NULL;
  const uint64_t photon = 0;
  uint64_t number;
  CHECK_OK(chroma2_session_submit_steps(session, &steps, NULL, &event));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "without CHROMA2_WANT_STEPS",
              chroma2_event_find_steps(event, &photon, 1, &number, NULL));
  CHECK_OK(chroma2_event_destroy(event));
  event = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->want has CHROMA2_WANT_STEPS",
              chroma2_session_submit_source(session, &source, &config, &event));
  CHECK(event == NULL);
}

static chroma2_session *refusing;

/* The second of three steps is refused, by its number. */
static void refuse(const chroma2_step *step, const char *text) {
  chroma2_step records[3];
  chroma2_steps steps;
  chroma2_event *event = NULL;
  records[0] = records[2] = step_of(CHROMA2_STEP_KIND_CHERENKOV, 5, 0);
  records[1] = *step;
  steps = steps_of(records, 3);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, text, chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  CHECK(strstr(chroma2_last_error_message(), "steps->records[1]: ") && event == NULL);
}

#define REFUSE(kind_, field, value, text)                            \
  do {                                                               \
    chroma2_step step_ = step_of(CHROMA2_STEP_KIND_##kind_, 100, 0); \
    step_.field = value;                                             \
    refuse(&step_, text);                                            \
  } while (0)

static void refused(void) {
  chroma2_step step = step_of(CHROMA2_STEP_KIND_CHERENKOV, 5, 0);
  chroma2_steps steps;
  chroma2_step_spectrum spectrum;
  chroma2_event *event = NULL;
  const double wavelengths[2] = {400, 500}, values[2] = {1, 1};
  REFUSE(CHERENKOV, kind, 3, "kind is 3; 0 (point), 1 (cherenkov) and 2 (scintillation) are allowed");
  REFUSE(CHERENKOV, material, 3, "material is 3; the geometry has 3 materials");
  REFUSE(CHERENKOV, material, 0, "material 0 (\"vacuum\"): its refractive_index is the same everywhere");
  REFUSE(CHERENKOV, material, 2, "wavelength_min and wavelength_max are needed");
  REFUSE(CHERENKOV, count, ((uint64_t)1 << 40), "after 5 photons of the steps before");
  REFUSE(CHERENKOV, count, UINT64_MAX, "count is 18446744073709551615");
  REFUSE(CHERENKOV, velocity, LIGHT * 1.001, "velocity is");
  REFUSE(CHERENKOV, end_velocity, -1, "end_velocity is -1");
  REFUSE(CHERENKOV, velocity, NAN, "velocity is NaN");
  REFUSE(CHERENKOV, velocity, 0, "end_velocity is");
  REFUSE(CHERENKOV, end_velocity, 0, "no light: the mean velocity is 0.475 of that of light");
  REFUSE(CHERENKOV, position[2], NAN, "position is");
  REFUSE(CHERENKOV, position[0], 1e300, "position is");
  REFUSE(CHERENKOV, time, INFINITY, "time is inf");
  REFUSE(CHERENKOV, displacement[0], 0, "displacement is [0.0, 0.0, 0.0]; a length of 10^-15 mm");
  REFUSE(CHERENKOV, displacement[1], NAN, "displacement is");
  REFUSE(CHERENKOV, length, -1, "length is -1");
  REFUSE(CHERENKOV, duration, 1, "duration is 1, but would not be used: velocity is given");
  REFUSE(CHERENKOV, charge, NAN, "charge is NaN");
  REFUSE(CHERENKOV, weight, -1, "weight is -1");
  REFUSE(CHERENKOV, yield_start, NAN, "yield_start is NaN");
  REFUSE(CHERENKOV, yield_end, -1, "yield_end is -1");
  REFUSE(CHERENKOV, wavelength_min, 300, "wavelength_min is 300 and wavelength_max 0");
  REFUSE(CHERENKOV, component, 1, "component is 1, but would not be used");
  REFUSE(CHERENKOV, spectrum, 1, "spectrum is 1, but would not be used");
  REFUSE(CHERENKOV, decay_time, 1, "decay_time is 1, but would not be used");
  REFUSE(CHERENKOV, end_fraction, 0.5, "end_fraction is 0.5, but would not be used");
  REFUSE(SCINTILLATION, component, 3, "component is 3; 0 (drawn by the fractions) to 2");
  REFUSE(SCINTILLATION, spectrum, 1, "spectrum is 1; 0 (the material's) to 0");
  REFUSE(SCINTILLATION, material, 0, "it has no scintillation components");
  REFUSE(SCINTILLATION, material, 9, "material is 9");
  REFUSE(SCINTILLATION, rise_time, -1, "rise_time is -1");
  REFUSE(SCINTILLATION, end_fraction, 1.5, "end_fraction is 1.5");
  REFUSE(SCINTILLATION, wavelength_max, 500, "wavelength_max is 500, but would not be used");
  REFUSE(SCINTILLATION, yield_end, 1, "yield_end is 1, but would not be used");
  REFUSE(SCINTILLATION, energy, NAN, "energy is NaN");
  REFUSE(POINT, velocity, 1, "velocity is 1, but would not be used: a point has none");
  REFUSE(POINT, displacement[0], 1, "displacement is 1, but would not be used");
  REFUSE(POINT, material, 0, "it has no scintillation components");

  steps = steps_of(&step, 1);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps is NULL",
              chroma2_session_submit_steps(refusing, NULL, NULL, &event));
  steps.wavelength_min = 500;
  steps.wavelength_max = 400;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps: wavelength_min is 500",
              chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  steps = steps_of(&step, 1);
  steps.record_size = 8;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->record_size is 8",
              chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  steps = steps_of(NULL, 1);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->records is NULL",
              chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  steps = steps_of(&step, (uint64_t)1 << 31);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->count is 2147483648",
              chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  steps = steps_of(&step, 1);
  steps.first_photon = 6;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->first_photon is 6",
              chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  steps.first_photon = 2;
  steps.photon_count = 4;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->photon_count 4; the steps have 5",
              chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  steps = steps_of(&step, 1);
  memset(&spectrum, 0, sizeof spectrum);
  spectrum.wavelengths = wavelengths;
  spectrum.values = values;
  spectrum.count = 2;
  spectrum.rise_time = 1;
  steps.spectra = &spectrum;
  steps.spectrum_count = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->spectra[0]: rise_time is 1 and decay_time 0",
              chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  spectrum.rise_time = 0;
  spectrum.count = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->spectra[0]",
              chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  spectrum.count = 2;
  step = step_of(CHROMA2_STEP_KIND_POINT, 5, 0);
  step.spectrum = 1;
  step.material = 77; /* not used */
  CHECK_OK(chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  CHECK(summary_of(event).photons == 5);
  CHECK_OK(chroma2_event_destroy(event));
  step.component = 1;
  event = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "component is 1 and spectrum 1",
              chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  steps = steps_of(NULL, 0); /* nothing at all is fine */
  CHECK_OK(chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  CHECK(summary_of(event).photons == 0);
  CHECK_OK(chroma2_event_destroy(event));
}

static void components(void) {
  static const double emitted[2] = {380, 500}, cumulative[2] = {0, 1};
  chroma2_context *context = context_of(1);
  chroma2_geometry *geometry = NULL;
  chroma2_scintillation_config component;
  uint32_t material;
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "liquid", &material));
  memset(&component, 0, sizeof component);
  component.struct_size = sizeof component;
  component.spectrum_wavelengths = emitted;
  component.spectrum_values = cumulative;
  component.spectrum_count = 2;
  component.spectrum_type = CHROMA2_SPECTRUM_TYPE_CDF;
  component.decay_time = 5;
  CHECK_OK(chroma2_geometry_add_scintillation(geometry, material, &component));
  component.decay_time = 0;
  component.rise_time = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "scintillation component 1: rise_time is 1 and decay_time 0",
              chroma2_geometry_add_scintillation(geometry, material, &component));
  component.rise_time = -1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "rise_time",
              chroma2_geometry_add_scintillation(geometry, material, &component));
  component.rise_time = 0;
  component.fraction = -1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "fraction is -1",
              chroma2_geometry_add_scintillation(geometry, material, &component));
  component.fraction = 0;
  component.spectrum_count = 0;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->spectrum: 0 points",
              chroma2_geometry_add_scintillation(geometry, material, &component));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config is NULL",
              chroma2_geometry_add_scintillation(geometry, material, NULL));
  component.spectrum_count = 2;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "material is 7",
              chroma2_geometry_add_scintillation(geometry, 7, &component));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

/* Steps count as the context's memory. */
static void limited(void) {
  enum { MANY = 200000 };
  chroma2_context_config config;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry;
  chroma2_session *session = NULL;
  chroma2_event *event = NULL;
  chroma2_step *records = (chroma2_step *)malloc(MANY * sizeof *records);
  chroma2_steps steps;
  CHECK(records);
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 1;
  config.backend = CHROMA2_BACKEND_CPU;
  config.memory_limit = 8 << 20;
  CHECK_OK(chroma2_context_create(&config, &context));
  geometry = liquid_box(context);
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  many_steps(records, MANY);
  steps = steps_of(records, MANY);
  CHECK_FAILS(CHROMA2_STATUS_OUT_OF_MEMORY, "steps: 14400000 bytes are asked for",
              chroma2_session_submit_steps(session, &steps, NULL, &event));
  CHECK(event == NULL);
  steps.count = 1000;
  CHECK_OK(chroma2_session_submit_steps(session, &steps, NULL, &event));
  CHECK_OK(chroma2_event_wait(event, UINT64_MAX));
  CHECK_OK(chroma2_event_destroy(event));
  free(records);
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

static uint64_t memory_of(const chroma2_context *context) {
  chroma2_context_info info;
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_context_get_info(context, &info));
  return info.memory;
}

/* AddressSanitizer keeps what was freed for a while. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEEPS_FREED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define KEEPS_FREED 1
#endif
#ifndef KEEPS_FREED
#define KEEPS_FREED 0
#endif

/* Largest memory of the process so far, in bytes. */
static uint64_t peak(void) {
  struct rusage usage;
  CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  return (uint64_t)usage.ru_maxrss * 1024;
}

/* What grows beside the steps, ranges of wavelengths and spectra, is asked for before it does. */
static void limited_tables(void) {
  enum { POINTS = 400, MANY = 20000, DENSITIES = 200000 };
  const uint64_t limit = 32 << 20;
  static double wavelengths[DENSITIES], values[DENSITIES];
  chroma2_context_config config;
  chroma2_context *context = NULL;
  chroma2_geometry *geometry = NULL;
  chroma2_session *session = NULL;
  chroma2_event *event = NULL;
  chroma2_step *records = (chroma2_step *)malloc(MANY * sizeof *records);
  chroma2_step_spectrum spectrum, two[3];
  chroma2_steps steps;
  uint32_t material, i;
  uint64_t before, most, asked;
  CHECK(records);
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 2;
  config.backend = CHROMA2_BACKEND_CPU;
  config.memory_limit = limit;
  CHECK_OK(chroma2_context_create(&config, &context));
  CHECK_OK(chroma2_geometry_create(context, &geometry));
  CHECK_OK(chroma2_geometry_add_material(geometry, "comb", &material));
  for (i = 0; i < POINTS; ++i) wavelengths[i] = 300 + i, values[i] = 1.3 + 0.1 * (i % 2);
  CHECK_OK(chroma2_geometry_set_material_property(geometry, material, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX,
                                                  wavelengths, values, POINTS));
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  /* Between the teeth there is no light: 200 ranges each, 192 MB in all. */
  for (i = 0; i < MANY; ++i) {
    records[i] = step_of(CHROMA2_STEP_KIND_CHERENKOV, 1, i);
    records[i].material = material;
    records[i].velocity = records[i].end_velocity = LIGHT / 1.35;
  }
  steps = steps_of(records, 10);
  steps.wavelength_min = 300;
  steps.wavelength_max = 699;
  CHECK_OK(chroma2_session_submit_steps(session, &steps, NULL, &event));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  before = memory_of(context);
  most = peak();
  steps.count = MANY;
  CHECK_FAILS(CHROMA2_STATUS_OUT_OF_MEMORY,
              "ranges of Cherenkov light: ", chroma2_session_submit_steps(session, &steps, NULL, &event));
  asked = strtoull(strstr(chroma2_last_error_message(), "light: ") + 7, NULL, 10);
  CHECK(asked > 0 && asked < 2 * limit && memory_of(context) == before);
  CHECK(KEEPS_FREED || peak() < most + 4 * limit);

  for (i = 0; i < DENSITIES; ++i) wavelengths[i] = 300 + 1e-4 * i, values[i] = i % 2;
  memset(&spectrum, 0, sizeof spectrum);
  spectrum.wavelengths = wavelengths;
  spectrum.values = values;
  spectrum.count = DENSITIES;
  steps = steps_of(records, 0);
  steps.spectra = &spectrum;
  steps.spectrum_count = 1;
  spectrum.count = 100000;
  CHECK_OK(chroma2_session_submit_steps(session, &steps, NULL, &event));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_drain(session, UINT64_MAX));
  CHECK(memory_of(context) == before);
  spectrum.count = DENSITIES; /* its points fit into the limit, its tables do not */
  CHECK_FAILS(CHROMA2_STATUS_OUT_OF_MEMORY,
              "spectra of steps: ", chroma2_session_submit_steps(session, &steps, NULL, &event));
  two[0] = two[1] = two[2] = spectrum;
  steps.spectra = two;
  steps.spectrum_count = 3;
  CHECK_FAILS(CHROMA2_STATUS_OUT_OF_MEMORY,
              "steps->spectra[1].spectrum: ", chroma2_session_submit_steps(session, &steps, NULL, &event));
  CHECK(memory_of(context) == before);
  free(records);
  CHECK_OK(chroma2_session_destroy(session));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  CHECK_OK(chroma2_context_destroy(context));
}

static void numbers(void) {
  chroma2_step records[4], again[4];
  chroma2_steps steps;
  chroma2_step_count_config config;
  double means[4];
  chroma2_event *event = NULL;
  int i;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.seed = 3;
  records[0] = step_of(CHROMA2_STEP_KIND_CHERENKOV, 0, 0);
  records[1] = step_of(CHROMA2_STEP_KIND_SCINTILLATION, 0, 1);
  records[1].energy = 1.1;
  records[2] = step_of(CHROMA2_STEP_KIND_POINT, 12, 2);
  records[3] = step_of(CHROMA2_STEP_KIND_CHERENKOV, 0, 3);
  records[3].velocity = records[3].end_velocity = 0.5 * LIGHT; /* below the threshold */
  memcpy(again, records, sizeof records);
  steps = steps_of(records, 4);
  CHECK_OK(chroma2_session_count_steps(refusing, &steps, &config, records, means));
  /* 2 pi alpha * 5 mm * about 1 - 1/(0.945 * 1.36)^2 = 0.395 over 300 to 600 nm. */
  CHECK(means[0] > 135 && means[0] < 165 && fabs((double)records[0].count - means[0]) < 5 * sqrt(means[0]));
  CHECK(records[0].yield_start > records[0].yield_end && fabs(records[0].yield_start * 5 / means[0] - 1) < 0.05);
  CHECK(fabs(means[1] - 5000 * 1.1 / (1 + 0.1 * 1.1 / 5)) < 1e-6 * means[1] && records[1].count > 4500);
  CHECK(means[2] == 12 && records[2].count == 12 && means[3] == 0 && records[3].count == 0);
  config.first_step = 1;
  steps = steps_of(again + 1, 1); /* by itself the same */
  CHECK_OK(chroma2_session_count_steps(refusing, &steps, &config, again + 1, NULL));
  CHECK(again[1].count == records[1].count);
  steps = steps_of(records, 4);
  CHECK_OK(chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  CHECK(summary_of(event).photons == records[0].count + records[1].count + 12);
  CHECK_OK(chroma2_event_destroy(event));
  for (i = 0; i < 2; ++i) {
    records[1].length = records[1].displacement[0] = 0;
    if (i) records[1].energy = 1e30, records[1].length = 1e30;
    CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, i ? "photons; " : "which needs a length",
                chroma2_session_count_steps(refusing, &steps, NULL, records, means));
    CHECK(strstr(chroma2_last_error_message(), "steps->records[1]: "));
  }
  records[1].energy = records[1].length = 1;
  records[1].component = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->records[1]: component is 3; 0 (drawn by the fractions) to 2",
              chroma2_session_count_steps(refusing, &steps, NULL, records, means));
  records[1].component = 0;
  records[1].spectrum = 2;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->records[1]: spectrum is 2; 0 (the material's) to 0",
              chroma2_session_count_steps(refusing, &steps, NULL, records, means));
  records[1].spectrum = 0;
  records[2].component = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->records[2]: component is 3",
              chroma2_session_count_steps(refusing, &steps, NULL, records, means));
  records[2].component = 0;
  records[1].kind = 7;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "steps->records[1]: kind is 7",
              chroma2_session_count_steps(refusing, &steps, NULL, records, means));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "records is NULL",
              chroma2_session_count_steps(refusing, &steps, NULL, NULL, means));
}

static void set_word(float *place, uint32_t word) { memcpy(place, &word, 4); }

/* A file of NumPy with gensteps; `descr` and `shape` as its header has them. */
static const char *npy(const char *descr, const char *shape, const float *gensteps, size_t count) {
  static char path[1024];
  char header[119];
  const char *folder = getenv("CHROMA2_TEST_OUT");
  FILE *file;
  snprintf(path, sizeof path, "%s/gensteps.npy", folder ? folder : ".");
  file = fopen(path, "wb");
  CHECK(file != NULL);
  memset(header, ' ', sizeof header);
  header[snprintf(header, sizeof header, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape)] = ' ';
  header[117] = '\n';
  CHECK(fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file) == 10 && fwrite(header, 1, 118, file) == 118);
  CHECK(fwrite(gensteps, 96, count, file) == count && fclose(file) == 0);
  return path;
}

static void others(void) {
  const uint32_t materials[6] = {CHROMA2_NONE, CHROMA2_NONE, CHROMA2_NONE, CHROMA2_NONE, 1, CHROMA2_NONE};
  float gensteps[2][24], clsim[12];
  chroma2_step records[2], loaded[2];
  chroma2_steps steps;
  chroma2_event *event = NULL;
  uint64_t count = 0;
  memset(gensteps, 0, sizeof gensteps);
  set_word(&gensteps[0][0], 18);
  set_word(&gensteps[0][1], 41);
  set_word(&gensteps[0][2], 4);
  set_word(&gensteps[0][3], 300);
  gensteps[0][4] = 10;
  gensteps[0][7] = 2;
  gensteps[0][10] = 3;
  gensteps[0][11] = 3.5f;
  gensteps[0][13] = -1;
  gensteps[0][14] = 1;
  gensteps[0][15] = 299.79246f; /* light's, as single precision has it */
  gensteps[0][16] = 1.02f;
  gensteps[0][17] = 300;
  gensteps[0][18] = 600;
  gensteps[0][21] = 30;
  gensteps[0][22] = 20;
  gensteps[0][23] = 280;
  memcpy(gensteps[1], gensteps[0], sizeof gensteps[0]);
  set_word(&gensteps[1][0], 16);
  set_word(&gensteps[1][1], 42);
  gensteps[1][20] = 25;
  CHECK_OK(chroma2_steps_from_opticks(gensteps[0], 2, materials, 6, records, 0));
  CHECK(records[0].kind == CHROMA2_STEP_KIND_CHERENKOV && records[0].id == 41 && records[0].count == 300);
  CHECK(records[0].material == 1 && records[0].position[0] == 10 && records[0].time == 2);
  CHECK(records[0].displacement[2] == 3 && records[0].length == 3.5 && records[0].end_velocity == 280);
  CHECK(records[0].wavelength_min == 300 && records[0].wavelength_max == 600 && records[0].yield_start == 30);
  CHECK(records[0].yield_end == 20 && records[0].charge == -1 && records[0].decay_time == 0);
  CHECK(records[1].kind == CHROMA2_STEP_KIND_SCINTILLATION && records[1].id == 42 && records[1].decay_time == 25);
  CHECK(records[1].velocity == records[1].end_velocity && records[1].wavelength_min == 0);
  steps = steps_of(records, 2);
  CHECK_OK(chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  CHECK(summary_of(event).photons == 600);
  CHECK_OK(chroma2_event_destroy(event));

  CHECK_OK(chroma2_steps_load_opticks(npy("<f4", "(2, 6, 4)", gensteps[0], 2), materials, 6, NULL, 0, 0, &count));
  CHECK(count == 2);
  CHECK_OK(chroma2_steps_load_opticks(npy("<f4", "(2, 6, 4)", gensteps[0], 2), materials, 6, loaded, sizeof loaded[0],
                                      2, &count));
  CHECK(!memcmp(records, loaded, sizeof records));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "capacity is 1; the file has 2 gensteps",
              chroma2_steps_load_opticks(npy("<f4", "(2, 6, 4)", gensteps[0], 2), materials, 6, loaded, 0, 1, &count));
  CHECK_FAILS(CHROMA2_STATUS_FORMAT, "a shape (N, 6, 4) is needed",
              chroma2_steps_load_opticks(npy("<f4", "(2, 24)", gensteps[0], 2), materials, 6, loaded, 0, 2, &count));
  CHECK_FAILS(CHROMA2_STATUS_FORMAT, "'<f4' in C's order is needed",
              chroma2_steps_load_opticks(npy("<f8", "(1, 6, 4)", gensteps[0], 2), materials, 6, loaded, 0, 2, &count));
  CHECK_FAILS(CHROMA2_STATUS_FORMAT, "ends before its 3 gensteps",
              chroma2_steps_load_opticks(npy("<f4", "(3, 6, 4)", gensteps[0], 2), materials, 6, loaded, 0, 3, &count));
  CHECK_FAILS(CHROMA2_STATUS_IO, "nowhere.npy",
              chroma2_steps_load_opticks("nowhere.npy", materials, 6, loaded, 0, 2, &count));

  set_word(&gensteps[1][2], 5);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "gensteps[1]: its material is row 5",
              chroma2_steps_from_opticks(gensteps[0], 2, materials, 6, records, 0));
  set_word(&gensteps[1][2], 6);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "gensteps[1]: its material is row 6",
              chroma2_steps_from_opticks(gensteps[0], 2, materials, 6, records, 0));
  set_word(&gensteps[1][0], 6);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "gensteps[1]: gentype is 6",
              chroma2_steps_from_opticks(gensteps[0], 2, materials, 6, records, 0));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "record_size is 4",
              chroma2_steps_from_opticks(gensteps[0], 1, materials, 6, records, 4));

  memset(clsim, 0, sizeof clsim);
  clsim[0] = 0.01f; /* m */
  clsim[3] = 7;
  clsim[4] = 1.57079633f; /* along y */
  clsim[5] = 1.57079633f;
  clsim[6] = 0.02f;
  clsim[7] = 0.9f;
  set_word(&clsim[8], 200);
  clsim[9] = 2;
  set_word(&clsim[10], 99);
  CHECK_OK(chroma2_steps_from_clsim(clsim, 1, 1, records, 0));
  CHECK(records[0].count == 200 && records[0].id == 99 && records[0].weight == 2 && records[0].time == 7);
  CHECK(fabs(records[0].position[0] - 10) < 1e-5 && fabs(records[0].displacement[1] - 20) < 1e-5);
  CHECK(fabs(records[0].displacement[0]) < 1e-5 && fabs(records[0].velocity - 0.9 * LIGHT) < 1e-4);
  steps.count = 1;
  CHECK_OK(chroma2_session_submit_steps(refusing, &steps, NULL, &event));
  CHECK(summary_of(event).photons == 200);
  CHECK_OK(chroma2_event_destroy(event));
  set_word(&clsim[11], 1);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "clsim_steps[0]: source type is 1",
              chroma2_steps_from_clsim(clsim, 1, 1, records, 0));
}

int main(void) {
  components();
  limited();
  limited_tables();
  same_photons();
  refusing = session_of(1, 0);
  not_wanted(refusing);
  refused();
  numbers();
  others();
  CHECK_OK(chroma2_session_destroy(refusing));
  CHECK_NO_HANDLES();
  return 0;
}
