/* Pipelines on a real GPU: the tests of any backend by graphs and by streams, 10^5 steps in both modes, streams of the
   program's, a kernel that breaks the device, and many random pipelines at once for some time.

     pipelines FATBIN                  the tests
     pipelines FATBIN soak SECONDS     random ones
     pipelines FATBIN break            last: the process has no GPU after it */
#include <dlfcn.h>
#include <sys/resource.h>
#include <unistd.h>

#define main any_backend
#include "../c/pipeline.c"
#undef main

static chroma2_module *module;

static void load(const char *path) {
  chroma2_module_config config;
  static char code[1 << 22];
  FILE *file = fopen(path, "rb");
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  CHECK(file);
  config.code = code;
  config.code_bytes = fread(code, 1, sizeof code, file);
  config.kind = CHROMA2_CODE_BINARY;
  CHECK(fclose(file) == 0);
  CHECK_OK(chroma2_module_create(context, &config, &module));
}

static chroma2_kernel *found(const char *name) {
  chroma2_kernel *made_kernel = NULL;
  CHECK_OK(chroma2_module_get_kernel(module, name, &made_kernel));
  return made_kernel;
}

static uint64_t device_memory(void) {
  chroma2_context_info info;
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_context_get_info(context, &info));
  return info.device_memory;
}

/* The program's own streams, by the driver that is loaded. */
static void own_stream(void) {
  void *driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
  int (*create)(void **, unsigned), (*destroy)(void *), (*retain)(void **, int), (*set)(void *), (*release)(int);
  void *stream = NULL, *primary = NULL;
  chroma2_stream_config config;
  chroma2_stream *adopted = NULL;
  chroma2_pipeline_config shape;
  chroma2_pipeline *pipeline;
  struct expected expected = {0, 0.0};
  uint64_t i;
  CHECK(driver);
  *(void **)&create = dlsym(driver, "cuStreamCreate");
  *(void **)&destroy = dlsym(driver, "cuStreamDestroy_v2");
  *(void **)&retain = dlsym(driver, "cuDevicePrimaryCtxRetain");
  *(void **)&release = dlsym(driver, "cuDevicePrimaryCtxRelease_v2");
  *(void **)&set = dlsym(driver, "cuCtxSetCurrent");
  CHECK(retain(&primary, 0) == 0 && set(primary) == 0 && create(&stream, 0) == 0);
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.purpose = CHROMA2_STREAM_PURPOSE_KERNEL;
  config.adopt = 1;
  config.stream = stream;
  CHECK_OK(chroma2_stream_create(context, &config, &adopted));
  form = CHROMA2_PIPELINE_FORM_AUTO;
  shape = config_of(asynchronous, 3);
  shape.stream = adopted;
  pipeline = made(&shape);
  for (i = 0; i < 1000; ++i) {
    const struct step_config own = step_config(i);
    struct step_telemetry telemetry;
    chroma2_pipeline_result result = new_result();
    CHECK_OK(chroma2_pipeline_step(pipeline, &own, &telemetry, &result));
    if (result.ready) is_expected(&expected, &telemetry, &result);
  }
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
  CHECK_OK(chroma2_stream_destroy(adopted));
  CHECK(destroy(stream) == 0 && set(NULL) == 0 && release(0) == 0);
}

/* A random pipeline of blocks of any size, step by step, with pauses and flushes, and what it must give. */
static uint64_t next(uint64_t *random) {
  *random = *random * 6364136223846793005ull + 1442695040888963407ull;
  return *random >> 33;
}

static void random_pipeline(chroma2_kernel *mix, uint64_t *random) {
  const uint64_t up = 1 + next(random) % (next(random) % 4 ? 3000 : 300000),
                 down = 1 + next(random) % (next(random) % 4 ? 3000 : 300000);
  const uint64_t count = 1 + next(random) % 200;
  chroma2_argument list[5] = {{CHROMA2_ARGUMENT_KIND_CONFIG, 0, NULL},
                              {CHROMA2_ARGUMENT_KIND_TELEMETRY, 0, NULL},
                              {CHROMA2_ARGUMENT_KIND_STATE, 0, NULL},
                              {CHROMA2_ARGUMENT_KIND_VALUE, 8, NULL},
                              {CHROMA2_ARGUMENT_KIND_VALUE, 8, NULL}};
  chroma2_pipeline_config config = config_of(next(random) % 4 == 0, (uint32_t)(next(random) % 6));
  uint32_t *words = (uint32_t *)malloc(4 * up), *states = (uint32_t *)calloc(count, 4), state_now = 0;
  uint64_t i, taken = 0, k;
  chroma2_pipeline *pipeline;
  CHECK(words && states);
  list[3].value = &up;
  list[4].value = &down;
  config.kernel = mix;
  config.config_bytes = 4 * up;
  config.telemetry_bytes = 4 * down;
  config.state_bytes = 4;
  config.arguments = list;
  config.argument_count = 5;
  config.block_x = 256;
  config.form = (uint32_t)(next(random) % 3);
  config.upload_depth = (uint32_t)(next(random) % 4);
  config.timing = (uint32_t)(next(random) % 2);
  pipeline = made(&config);
  for (i = 0; i < count || taken < count; ++i) {
    const void *telemetry = NULL;
    chroma2_pipeline_result result = new_result();
    if (i < count) {
      uint32_t sum = 0;
      chroma2_status status;
      for (k = 0; k < up; ++k) {
        words[k] = (uint32_t)(k * 2654435761u + i * 40503u + *random);
        sum += mix_word(words[k], k);
      }
      state_now = next_state(state_now, sum);
      states[i] = state_now;
      while ((status = chroma2_pipeline_submit(pipeline, words, 0, NULL)) == CHROMA2_STATUS_TIMEOUT) {
        CHECK_OK(chroma2_pipeline_view(pipeline, FOR_EVER, &telemetry, &result));
        if (!result.ready) continue;
        for (k = 0; k < down; k += 1 + k / 7) CHECK(((const uint32_t *)telemetry)[k] == mix_word(states[taken], k));
        CHECK(result.step == taken && result.code == 0);
        ++taken;
      }
      CHECK_OK(status);
      if (next(random) % 50 == 0) CHECK_OK(chroma2_pipeline_flush(pipeline, FOR_EVER));
    } else {
      CHECK_OK(chroma2_pipeline_view(pipeline, FOR_EVER, &telemetry, &result));
      CHECK(result.ready && result.step == taken);
      CHECK(((const uint32_t *)telemetry)[down - 1] == mix_word(states[taken], down - 1));
      ++taken;
    }
  }
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
  free(words);
  free(states);
}

static volatile int over;
static volatile uint64_t pipelines_done;

static void *soaks(void *seed) {
  uint64_t random = (uint64_t)(uintptr_t)seed;
  chroma2_kernel *mix = found("pipeline_mix");
  while (!over) {
    random_pipeline(mix, &random);
    __atomic_add_fetch(&pipelines_done, 1, __ATOMIC_RELAXED);
  }
  CHECK_OK(chroma2_kernel_destroy(mix));
  return NULL;
}

static long resident(void) {
  struct rusage usage;
  CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  return usage.ru_maxrss;
}

static void soak(unsigned seconds) {
  pthread_t threads[4];
  uint64_t before;
  long early;
  uintptr_t i;
  form = CHROMA2_PIPELINE_FORM_AUTO;
  before = device_memory();
  for (i = 0; i < 4; ++i) CHECK(pthread_create(&threads[i], NULL, soaks, (void *)(i + 1)) == 0);
  sleep(seconds / 4);
  early = resident();
  sleep(seconds - seconds / 4);
  over = 1;
  for (i = 0; i < 4; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK(device_memory() == before);
  printf("%llu random pipelines in %u s, host memory at most %ld MB after a quarter of the time and %ld at its end\n",
         (unsigned long long)pipelines_done, seconds, early / 1024, resident() / 1024);
}

static void breaks(void) {
  chroma2_kernel *broken = found("pipeline_break");
  chroma2_pipeline_config config = config_of(asynchronous, 3);
  chroma2_pipeline_result result = new_result();
  uint32_t word = 0, i;
  chroma2_status status = CHROMA2_STATUS_OK;
  chroma2_pipeline *pipeline;
  config.kernel = broken;
  config.config_bytes = 4;
  config.telemetry_bytes = config.state_bytes = config.argument_count = 0;
  config.arguments = NULL;
  pipeline = made(&config);
  for (i = 0; i < 30 && status == CHROMA2_STATUS_OK; ++i) {
    word = i == 10;
    status = chroma2_pipeline_step(pipeline, &word, NULL, &result);
  }
  CHECK(status == CHROMA2_STATUS_DEVICE && strstr(chroma2_last_error_message(), "step 1"));
  printf("after %u steps: %s\n", i, chroma2_last_error_message());
  CHECK_STATUS(CHROMA2_STATUS_DEVICE, chroma2_pipeline_step(pipeline, &word, NULL, &result));
  CHECK_STATUS(CHROMA2_STATUS_DEVICE, chroma2_pipeline_flush(pipeline, FOR_EVER));
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
  CHECK_OK(chroma2_kernel_destroy(broken));
}

int main(int count, char **given) {
  CHECK(count >= 2);
  on_gpu = 1;
  open_context(CHROMA2_BACKEND_CUDA);
  load(given[1]);
  kernel = found("pipeline_step");
  if (count > 3 && strcmp(given[2], "soak") == 0) {
    soak((unsigned)atoi(given[3]));
  } else if (count > 2) {
    breaks();
  } else {
    const uint64_t steps_wanted = getenv("CHROMA2_GPU_SMALL") ? 200 : 100000;
    for (form = CHROMA2_PIPELINE_FORM_STREAMS; form <= CHROMA2_PIPELINE_FORM_GRAPHS; ++form) {
      chroma2_pipeline *pipeline;
      chroma2_pipeline_config config = config_of(asynchronous, 3);
      chroma2_pipeline_info info;
      memset(&info, 0, sizeof info);
      info.struct_size = sizeof info;
      pipeline = made(&config);
      CHECK_OK(chroma2_pipeline_get_info(pipeline, &info));
      CHECK(info.form == form);
      CHECK_OK(chroma2_pipeline_destroy(pipeline));
      steps(asynchronous, 0, 3, steps_wanted);
      steps(asynchronous, 0, 4, steps_wanted / 10);
      steps(synchronous, 0, 3, steps_wanted);
      steps(asynchronous, 1, 1, 100);
      steps(asynchronous, 2, 5, 3000);
      steps(asynchronous, 5, 2, 3000);
      long_blocks(1000);
      long_blocks(40000);
      long_blocks(200001);
      in_place();
      state();
      two_threads();
      callback();
      printf("form %u: %llu steps in both modes as they must be\n", form, (unsigned long long)steps_wanted);
    }
    own_stream();
    printf("a stream of the program's: as they must be\n");
  }
  CHECK_OK(chroma2_module_destroy(module));
  close_context();
  return 0;
}
