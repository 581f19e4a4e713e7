/* Several stand-in GPUs in one context: the same results for any number of them, a share for each, and no failed event
   where one of them is lost ("lost"). Prints the shares. */
#include "many_events.h"

enum { SLICES = 40, SLICE = 1000 };

static chroma2_context_config config_of(const uint32_t *devices, uint64_t count) {
  chroma2_context_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = CHROMA2_BACKEND_CUDA;
  config.threads = 2;
  config.devices = devices;
  config.device_count = count;
  return config;
}

static chroma2_context *context_of(chroma2_context_config config) {
  chroma2_context *context = NULL;
  CHECK_OK(chroma2_context_create(&config, &context));
  return context;
}

static chroma2_context *processor(void) {
  chroma2_context_config config = config_of(NULL, 0);
  config.backend = CHROMA2_BACKEND_CPU;
  return context_of(config);
}

static chroma2_session *session_on(chroma2_context *context, const chroma2_geometry *geometry) {
  chroma2_session_config config;
  chroma2_session *session = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.chunk_photons = SLICE;
  CHECK_OK(chroma2_session_create(context, geometry, &config, &session));
  return session;
}

static void in_order(void *user, uint64_t first, uint64_t last, const chroma2_hits *hits) {
  uint64_t *next = user;
  CHECK(first == *next && last > first && hits->count <= last - first);
  *next = last;
}

/* An event of many slices, whose hits come in order too. */
static void large(const chroma2_session *first, const chroma2_session *second) {
  const chroma2_session *sessions[2];
  chroma2_event *events[2] = {NULL, NULL};
  const chroma2_source source = point(SLICES * SLICE + 17);
  uint64_t next[2] = {0, 0};
  int i;
  sessions[0] = first, sessions[1] = second;
  for (i = 0; i < 2; ++i) {
    chroma2_event_config config = event_config(CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS);
    config.seed = 11;
    config.on_hits = in_order;
    config.user = &next[i];
    CHECK_OK(chroma2_session_submit_source(sessions[i], &source, &config, &events[i]));
  }
  for (i = 0; i < 2; ++i) {
    chroma2_event_progress progress;
    CHECK_OK(chroma2_event_wait(events[i], UINT64_MAX));
    memset(&progress, 0, sizeof progress);
    progress.struct_size = sizeof progress;
    CHECK_OK(chroma2_event_poll(events[i], &progress));
    CHECK(next[i] == source.count && progress.photons_done == source.count);
  }
  same(events[0], events[1]);
  for (i = 0; i < 2; ++i) CHECK_OK(chroma2_event_destroy(events[i]));
}

/* Photons that each GPU was given, of which the text of the telemetry tells; how many GPUs there are. */
static int shares(const chroma2_session *session, int each) {
  static char text[1 << 16];
  uint64_t needed;
  const char *at = text;
  int count = 0;
  CHECK_OK(chroma2_session_telemetry_text(session, text, sizeof text, &needed));
  while ((at = strstr(at, "\nchroma2_gpu_photons_total{device=\"")) != NULL) {
    unsigned device;
    unsigned long long photons;
    CHECK(sscanf(at, "\nchroma2_gpu_photons_total{device=\"%u\"} %llu", &device, &photons) == 2);
    CHECK(device >= 1 && (!each || photons > SLICES * SLICE / 8));
    ++count;
    ++at;
  }
  return count;
}

static void on(chroma2_context_config config, int gpus, int each) {
  chroma2_context *several = context_of(config), *cpu = processor();
  chroma2_context_info info;
  int world;
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_context_get_info(several, &info));
  CHECK((int)info.device_count == gpus && info.device == (config.devices ? config.devices[0] : 1u));
  for (world = 0; world < 2; ++world) {
    chroma2_geometry *geometry = world ? nested(several, 0) : box(several, 1);
    chroma2_session *first = session_on(several, geometry), *second = session_on(cpu, geometry);
    large(first, second);
    compare(first, second);
    CHECK(shares(first, each) == (gpus > 1 ? gpus : 0));
    CHECK_OK(chroma2_session_destroy(first));
    CHECK_OK(chroma2_session_destroy(second));
    CHECK_OK(chroma2_geometry_destroy(geometry));
  }
  CHECK_OK(chroma2_context_destroy(several));
  CHECK_OK(chroma2_context_destroy(cpu));
}

static void refused(chroma2_context_config config, chroma2_status status, const char *why) {
  chroma2_context *context = NULL;
  CHECK(chroma2_context_create(&config, &context) == status);
  if (!strstr(chroma2_last_error_message(), why)) printf("%s\n", chroma2_last_error_message());
  CHECK(strstr(chroma2_last_error_message(), why) && context == NULL);
}

static void lists(void) {
  static const uint32_t none[1] = {0}, twice[3] = {2, 1, 2}, far[2] = {1, 4};
  chroma2_context_config config = config_of(NULL, 2);
  refused(config_of(none, 1), CHROMA2_STATUS_INVALID_ARGUMENT, "config->devices[0] is 0");
  refused(config_of(twice, 3), CHROMA2_STATUS_INVALID_ARGUMENT, "config->devices[2] is 2, which is there already");
  refused(config_of(far, 2), CHROMA2_STATUS_INVALID_ARGUMENT, "config->devices[1] is 4, which is no device; 1 to 3");
  refused(config_of(far, 0), CHROMA2_STATUS_INVALID_ARGUMENT, "config->device_count is 0; 1 to 64");
  refused(config_of(far, 65), CHROMA2_STATUS_INVALID_ARGUMENT, "config->device_count is 65; 1 to 64");
  refused(config_of(NULL, 4), CHROMA2_STATUS_UNSUPPORTED, "config->device_count is 4; there are 3 GPUs");
  config.device = 1;
  refused(config, CHROMA2_STATUS_INVALID_ARGUMENT, "config->device is 1");
  config.device = 0;
  config.backend = CHROMA2_BACKEND_CPU;
  refused(config, CHROMA2_STATUS_INVALID_ARGUMENT, "config->devices or device_count");
}

int main(int argc, char **argv) {
  static const uint32_t turned[2] = {3, 1}, one[1] = {2};
  (void)argv;
  if (argc > 1) { /* one of two is lost on the way */
    on(config_of(NULL, 2), 2, 0);
    CHECK(alive("failures") == 1);
  } else {
    on(config_of(turned, 2), 2, 1);
    on(config_of(one, 1), 1, 0);
    on(config_of(NULL, 3), 3, 1);
    on(config_of(NULL, UINT64_MAX), 3, 1);
    lists();
  }
  nothing_is_left();
  return 0;
}
