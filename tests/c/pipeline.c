/* Pipelines: both modes give the same, blocks are written and read in place, steps fail one by one, another thread takes
   results, and a function gets them. On the processor; tests/cuda_backend has the same on a GPU. */
#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pipelines.h"

static const uint32_t asynchronous = CHROMA2_PIPELINE_MODE_ASYNCHRONOUS,
                      synchronous = CHROMA2_PIPELINE_MODE_SYNCHRONOUS;

static chroma2_pipeline_stats stats_of(const chroma2_pipeline *pipeline) {
  chroma2_pipeline_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(chroma2_pipeline_get_stats(pipeline, &stats));
  return stats;
}

/* Steps by one call each; `up` and `down` blocks. */
static void steps(uint32_t mode, uint32_t up, uint32_t down, uint64_t count) {
  chroma2_pipeline_config config = config_of(mode, 0);
  struct expected expected = {0, 0.0};
  chroma2_pipeline *pipeline;
  uint64_t i;
  config.upload_depth = up;
  config.download_depth = down;
  config.timing = down % 2;
  pipeline = made(&config);
  for (i = 0; i < count + down; ++i) {
    const struct step_config own = step_config(i);
    struct step_telemetry telemetry;
    chroma2_pipeline_result result = new_result();
    if (i < count) {
      CHECK_OK(chroma2_pipeline_step(pipeline, &own, &telemetry, &result));
      CHECK(result.ready == (mode == synchronous || i + 1 >= down));
    } else {
      CHECK_OK(chroma2_pipeline_wait(pipeline, FOR_EVER, &telemetry, &result));
      CHECK(result.ready == (expected.step < count));
    }
    if (result.ready) is_expected(&expected, &telemetry, &result);
  }
  CHECK(expected.step == count);
  {
    const chroma2_pipeline_stats stats = stats_of(pipeline);
    CHECK(stats.submitted == count && stats.taken == count && stats.failed == (count + 1) / 7);
    CHECK(stats.timed == (config.timing ? count : 0));
    CHECK(config.timing ? stats.kernel_seconds > 0 && stats.span_seconds > 0 && stats.efficiency > 0
                        : stats.efficiency == 0);
  }
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
}

/* Blocks that are longer than what the kernel uses of them: a GPU gets those of a kilobyte, of some ten and of many in
   different ways. */
static void long_blocks(size_t bytes) {
  chroma2_pipeline_config config = config_of(asynchronous, 3);
  struct expected expected = {0, 0.0};
  unsigned char *own = (unsigned char *)calloc(2, bytes), *back = own + bytes;
  chroma2_pipeline *pipeline;
  uint64_t i;
  CHECK(own && bytes >= sizeof(struct step_telemetry));
  config.config_bytes = config.telemetry_bytes = bytes;
  pipeline = made(&config);
  for (i = 0; i < 60; ++i) {
    const struct step_config step = step_config(i);
    chroma2_pipeline_result result = new_result();
    struct step_telemetry telemetry;
    memcpy(own, &step, sizeof step);
    memset(back, 0xff, bytes);
    CHECK_OK(chroma2_pipeline_step(pipeline, own, back, &result));
    if (!result.ready) continue;
    memcpy(&telemetry, back, sizeof telemetry);
    is_expected(&expected, &telemetry, &result);
    CHECK(back[bytes - 1] == 0); /* all of it came, and nobody has written there */
  }
  CHECK(expected.step == 58);
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
  free(own);
}

static void in_place(void) {
  const chroma2_pipeline_config config = config_of(asynchronous, 3);
  chroma2_pipeline *pipeline = made(&config);
  struct expected expected = {0, 0.0};
  const void *telemetry = NULL;
  chroma2_pipeline_result result = new_result();
  uint64_t step = 99, i;
  CHECK_OK(chroma2_pipeline_wait(pipeline, FOR_EVER, NULL, &result));
  CHECK(result.ready == 0);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config is NULL", chroma2_pipeline_submit(pipeline, NULL, 0, NULL));
  for (i = 0; i < 30; ++i) {
    void *place = NULL, *again = NULL;
    const struct step_config own = step_config(i);
    CHECK_OK(chroma2_pipeline_reserve(pipeline, FOR_EVER, &place));
    CHECK_OK(chroma2_pipeline_reserve(pipeline, 0, &again));
    CHECK(place == again && (uintptr_t)place % 256 == 0);
    memcpy(place, &own, sizeof own);
    CHECK_OK(chroma2_pipeline_submit(pipeline, NULL, FOR_EVER, &step));
    CHECK(step == i);
    if (i % 3 == 2) {
      uint64_t k;
      CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "3 steps are submitted and not taken",
                  chroma2_pipeline_submit(pipeline, &own, 1000, &step));
      CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "not taken", chroma2_pipeline_reserve(pipeline, 0, &place));
      for (k = 0; k < 3; ++k) {
        CHECK_OK(chroma2_pipeline_view(pipeline, FOR_EVER, &telemetry, &result));
        is_expected(&expected, (const struct step_telemetry *)telemetry, &result);
      }
      /* What is looked at is no room for others until it is given back. */
      CHECK_OK(chroma2_pipeline_release(pipeline));
      CHECK_OK(chroma2_pipeline_release(pipeline));
      CHECK_OK(chroma2_pipeline_view(pipeline, 0, &telemetry, &result));
      CHECK(result.ready == 0 && telemetry == NULL);
    }
  }
  CHECK_OK(chroma2_pipeline_flush(pipeline, FOR_EVER));
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
}

static void state(void) {
  const chroma2_pipeline_config config = config_of(asynchronous, 2);
  chroma2_pipeline *pipeline = made(&config);
  struct step_config own = {8.0, 0, 0};
  struct step_telemetry telemetry;
  chroma2_pipeline_result result = new_result();
  double value = 1.0;
  CHECK_OK(chroma2_pipeline_read_state(pipeline, 0, sizeof value, &value));
  CHECK(value == 0.0);
  value = 64.0;
  CHECK_OK(chroma2_pipeline_write_state(pipeline, 0, sizeof value, &value));
  CHECK_OK(chroma2_pipeline_submit(pipeline, &own, FOR_EVER, NULL));
  CHECK_OK(chroma2_pipeline_read_state(pipeline, 0, sizeof value, &value));
  CHECK(value == 40.0);
  CHECK_OK(chroma2_pipeline_wait(pipeline, 0, &telemetry, &result));
  CHECK(telemetry.value == 40.0 && result.ready == 1);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "the pipeline's state has 8 bytes",
              chroma2_pipeline_read_state(pipeline, 1, 8, &value));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "bytes is 9; at most 8",
              chroma2_pipeline_write_state(pipeline, 0, 9, &value));
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
}

/* One thread submits, another one takes. */
static const uint64_t many = 3000;

static void *submits(void *pipeline) {
  uint64_t i;
  for (i = 0; i < many; ++i) {
    const struct step_config own = step_config(i);
    CHECK_OK(chroma2_pipeline_submit((chroma2_pipeline *)pipeline, &own, 100 * SECOND, NULL));
  }
  return NULL;
}

static void two_threads(void) {
  const chroma2_pipeline_config config = config_of(asynchronous, 4);
  chroma2_pipeline *pipeline = made(&config);
  struct expected expected = {0, 0.0};
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, submits, pipeline) == 0);
  while (expected.step < many) {
    struct step_telemetry telemetry;
    chroma2_pipeline_result result = new_result();
    CHECK_OK(chroma2_pipeline_wait(pipeline, FOR_EVER, &telemetry, &result));
    if (result.ready) is_expected(&expected, &telemetry, &result);
  }
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
}

/* A function that gets the results. */
static struct expected seen;
static chroma2_pipeline *to_destroy;
static volatile uint64_t calls;

static void on_step(void *user, chroma2_status status, const chroma2_pipeline_result *result, const void *telemetry) {
  CHECK(user == &seen && status == CHROMA2_STATUS_OK && result->struct_size == sizeof *result);
  is_expected(&seen, (const struct step_telemetry *)telemetry, result);
  if (result->step == 0) {
    CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "a callback would wait", chroma2_pipeline_flush(to_destroy, FOR_EVER));
  }
  if (result->step == 49) {
    const struct step_config own = step_config(50);
    CHECK_OK(chroma2_pipeline_submit(to_destroy, &own, SECOND, NULL));
  }
  if (result->step == 51) CHECK_OK(chroma2_pipeline_destroy(to_destroy));
  ++calls;
}

static void callback(void) {
  chroma2_pipeline_config config = config_of(asynchronous, 3);
  chroma2_pipeline_result result = new_result();
  uint64_t i;
  seen.step = 0;
  seen.state = 0.0;
  calls = 0;
  config.on_step = on_step;
  config.user = &seen;
  to_destroy = made(&config);
  for (i = 0; i < 50; ++i) {
    const struct step_config own = step_config(i);
    CHECK_OK(chroma2_pipeline_submit(to_destroy, &own, 100 * SECOND, NULL));
  }
  CHECK_OK(chroma2_pipeline_flush(to_destroy, 100 * SECOND));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "chroma2_pipeline_wait takes none",
              chroma2_pipeline_wait(to_destroy, 0, NULL, &result));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "chroma2_pipeline_step takes none",
              chroma2_pipeline_step(to_destroy, NULL, NULL, &result));
  {
    const struct step_config own = step_config(51);
    CHECK_OK(chroma2_pipeline_flush(to_destroy, 100 * SECOND)); /* the one that the function has submitted */
    CHECK_OK(chroma2_pipeline_submit(to_destroy, &own, SECOND, NULL));
  }
  for (i = 0; i < 100000 && calls < 52; ++i) {
    struct timespec pause = {0, 100000};
    nanosleep(&pause, NULL);
  }
  CHECK(calls == 52);
}

/* Its function submits as well, while another thread waits for room: neither waits for the other. */
static volatile uint64_t refusals;

static void submits_more(void *user, chroma2_status status, const chroma2_pipeline_result *result,
                         const void *telemetry) {
  const struct step_config own = {1.0, 0, 20000};
  (void)user, (void)telemetry;
  CHECK(status == CHROMA2_STATUS_OK);
  if (chroma2_pipeline_submit(to_destroy, &own, FOR_EVER, NULL) == CHROMA2_STATUS_TIMEOUT) ++refusals;
  CHECK(result->code == 0);
}

static void calls_that_submit(void) {
  chroma2_pipeline_config config = config_of(asynchronous, 2);
  const struct step_config own = {1.0, 0, 20000};
  uint64_t i;
  config.on_step = submits_more;
  refusals = 0;
  to_destroy = made(&config);
  for (i = 0; i < 100; ++i) CHECK_OK(chroma2_pipeline_submit(to_destroy, &own, 100 * SECOND, NULL));
  CHECK_OK(chroma2_pipeline_destroy(to_destroy));
}

/* Blocks that are looked at, and a step without a configuration. */
static void held_blocks(void) {
  chroma2_pipeline_config config = config_of(asynchronous, 1);
  const struct step_config own = {3.0, 0, 0};
  struct step_telemetry telemetry;
  chroma2_pipeline_result result = new_result();
  const void *view = NULL, *other = NULL;
  chroma2_pipeline *pipeline = made(&config);
  CHECK_OK(chroma2_pipeline_submit(pipeline, &own, FOR_EVER, NULL));
  CHECK_OK(chroma2_pipeline_view(pipeline, FOR_EVER, &view, &result));
  CHECK(result.ready == 1 && ((const struct step_telemetry *)view)->value == 3.0);
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "results must be taken", chroma2_pipeline_submit(pipeline, &own, 0, NULL));
  CHECK_OK(chroma2_pipeline_step(pipeline, &own, &telemetry, &result)); /* gives it back */
  CHECK(result.ready == 1 && result.step == 1 && telemetry.value == 4.5);
  CHECK_OK(chroma2_pipeline_submit(pipeline, &own, 0, NULL));
  CHECK_OK(chroma2_pipeline_view(pipeline, FOR_EVER, &view, &result));
  CHECK(result.ready == 1 && result.step == 2);
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "results must be taken", chroma2_pipeline_submit(pipeline, &own, 0, NULL));
  CHECK_OK(chroma2_pipeline_view(pipeline, 0, &other, &result)); /* no step is on the way: gives it back too */
  CHECK(result.ready == 0);
  CHECK_OK(chroma2_pipeline_submit(pipeline, &own, 0, NULL));
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
  config.depth = 2;
  pipeline = made(&config);
  CHECK_OK(chroma2_pipeline_submit(pipeline, &own, FOR_EVER, NULL));
  CHECK_OK(chroma2_pipeline_submit(pipeline, &own, FOR_EVER, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config is NULL",
              chroma2_pipeline_step(pipeline, NULL, &telemetry, &result));
  CHECK_OK(chroma2_pipeline_wait(pipeline, FOR_EVER, &telemetry, &result));
  CHECK(result.step == 0 && telemetry.value == 3.0);
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
}

/* A thread is in a call when its pipeline is destroyed: the function is not called after that. */
static volatile int may_call;

static void slow_on_step(void *user, chroma2_status status, const chroma2_pipeline_result *result,
                         const void *telemetry) {
  const struct timespec pause = {0, 5000000};
  (void)user, (void)status, (void)result, (void)telemetry;
  CHECK(may_call);
  nanosleep(&pause, NULL);
  CHECK(may_call);
}

static void *flushes(void *pipeline) {
  const chroma2_status status = chroma2_pipeline_flush((chroma2_pipeline *)pipeline, FOR_EVER);
  CHECK(status == CHROMA2_STATUS_OK || status == CHROMA2_STATUS_INVALID_STATE ||
        status == CHROMA2_STATUS_INVALID_HANDLE);
  return NULL;
}

static uint32_t slow_function(const chroma2_kernel_call *call) {
  const struct timespec pause = {0, 5000000};
  (void)call;
  CHECK(may_call);
  nanosleep(&pause, NULL);
  CHECK(may_call);
  return 0;
}

static void *submits_slowly(void *pipeline) {
  chroma2_status status;
  do {
    status = chroma2_pipeline_submit((chroma2_pipeline *)pipeline, NULL, 0, NULL);
  } while (status == CHROMA2_STATUS_OK);
  CHECK(status == CHROMA2_STATUS_TIMEOUT || status == CHROMA2_STATUS_INVALID_STATE ||
        status == CHROMA2_STATUS_INVALID_HANDLE);
  return NULL;
}

static void destroyed_under_a_function(void) {
  uint32_t mode;
  for (mode = asynchronous; mode <= synchronous; ++mode) {
    chroma2_pipeline_config config = config_of(mode, 4);
    const struct timespec pause = {0, 2000000};
    chroma2_kernel *function = NULL;
    chroma2_pipeline *pipeline;
    pthread_t thread;
    CHECK_OK(chroma2_kernel_create(context, slow_function, NULL, &function));
    config.kernel = function;
    config.config_bytes = config.telemetry_bytes = config.argument_count = 0;
    config.arguments = NULL;
    may_call = 1;
    pipeline = made(&config);
    CHECK(pthread_create(&thread, NULL, submits_slowly, pipeline) == 0);
    nanosleep(&pause, NULL);
    CHECK_OK(chroma2_pipeline_destroy(pipeline));
    may_call = 0;
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK_OK(chroma2_kernel_destroy(function));
  }
}

static void destroyed_under_a_call(void) {
  int round;
  for (round = 0; round < 5; ++round) {
    chroma2_pipeline_config config = config_of(asynchronous, 8);
    const struct timespec pause = {0, 2000000};
    chroma2_pipeline *pipeline;
    pthread_t thread;
    uint64_t i;
    config.on_step = slow_on_step;
    may_call = 1;
    pipeline = made(&config);
    for (i = 0; i < 6; ++i) {
      const struct step_config own = step_config(i);
      CHECK_OK(chroma2_pipeline_submit(pipeline, &own, FOR_EVER, NULL));
    }
    CHECK(pthread_create(&thread, NULL, flushes, pipeline) == 0);
    nanosleep(&pause, NULL);
    CHECK_OK(chroma2_pipeline_destroy(pipeline));
    may_call = 0;
    CHECK(pthread_join(thread, NULL) == 0);
  }
}

/* A function that would wait for itself. */
static chroma2_pipeline *own_pipeline;

static uint32_t waits_for_itself(const chroma2_kernel_call *call) {
  const chroma2_status state = CHROMA2_STATUS_INVALID_STATE;
  chroma2_pipeline_result result = new_result();
  double value = 0.0;
  CHECK(call->step < 2);
  CHECK_FAILS(state, "its own function would wait", chroma2_pipeline_flush(own_pipeline, FOR_EVER));
  CHECK_FAILS(state, "its own function would wait", chroma2_pipeline_submit(own_pipeline, NULL, FOR_EVER, NULL));
  CHECK_FAILS(state, "its own function would wait", chroma2_pipeline_wait(own_pipeline, FOR_EVER, NULL, &result));
  CHECK_FAILS(state, "its own function would wait", chroma2_pipeline_step(own_pipeline, NULL, NULL, &result));
  CHECK_FAILS(state, "its own function would wait", chroma2_pipeline_read_state(own_pipeline, 0, 8, &value));
  CHECK(stats_of(own_pipeline).failed == 0);
  return 0;
}

static void functions_of_their_own(void) {
  uint32_t mode;
  for (mode = asynchronous; mode <= synchronous; ++mode) {
    chroma2_pipeline_config config = config_of(mode, 2);
    chroma2_kernel *function = NULL;
    chroma2_pipeline_result result = new_result();
    CHECK_OK(chroma2_kernel_create(context, waits_for_itself, NULL, &function));
    config.kernel = function;
    config.config_bytes = config.telemetry_bytes = config.argument_count = 0;
    config.arguments = NULL;
    own_pipeline = made(&config);
    CHECK_OK(chroma2_pipeline_step(own_pipeline, NULL, NULL, &result));
    CHECK_OK(chroma2_pipeline_step(own_pipeline, NULL, NULL, &result));
    CHECK_OK(chroma2_pipeline_flush(own_pipeline, FOR_EVER));
    CHECK_OK(chroma2_pipeline_destroy(own_pipeline));
    CHECK_OK(chroma2_kernel_destroy(function));
  }
}

/* A child has none of the threads. */
static void forked(void) {
  chroma2_pipeline_config config = config_of(asynchronous, 2);
  chroma2_pipeline *pipeline = made(&config);
  const struct step_config own = {1.0, 0, 0};
  pid_t child;
  int status = 1;
  CHECK_OK(chroma2_pipeline_submit(pipeline, &own, FOR_EVER, NULL));
  child = fork();
  if (child == 0) {
    chroma2_pipeline_result result = new_result();
    void *place;
    CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_pipeline_submit(pipeline, &own, FOR_EVER, NULL));
    CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_pipeline_wait(pipeline, FOR_EVER, NULL, &result));
    CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_pipeline_reserve(pipeline, FOR_EVER, &place));
    CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_pipeline_flush(pipeline, FOR_EVER));
    CHECK_OK(chroma2_pipeline_destroy(pipeline));
    _exit(0);
  }
  CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
}

static uint32_t returns_user(const chroma2_kernel_call *call) {
  CHECK(call->config == NULL && call->telemetry == NULL && call->state == NULL && call->argument_count == 1);
  return *(const uint32_t *)call->arguments[0] + *(uint32_t *)call->user;
}

static void launches(void) {
  uint32_t number = 3, own = 4;
  chroma2_argument argument = {CHROMA2_ARGUMENT_KIND_VALUE, sizeof number, &number};
  chroma2_kernel *function = NULL;
  chroma2_kernel_info info;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "function is NULL",
              chroma2_kernel_create(context, NULL, NULL, &function));
  CHECK_OK(chroma2_kernel_create(context, returns_user, &own, &function));
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_kernel_get_info(function, &info));
  CHECK(info.architecture == 0 && info.parameter_count == UINT32_MAX && info.device == 0);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "returned 7", chroma2_kernel_launch(function, NULL, &argument, 1, NULL));
  own = 0u - 3u;
  CHECK_OK(chroma2_kernel_launch(function, NULL, &argument, 1, NULL));
  argument.kind = CHROMA2_ARGUMENT_KIND_STEP;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "arguments[0].bytes is 4",
              chroma2_kernel_launch(function, NULL, &argument, 1, NULL));
  argument.bytes = 0;
  argument.value = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "arguments[0].kind is 5 (step), which pipelines have",
              chroma2_kernel_launch(function, NULL, &argument, 1, NULL));
  argument.kind = 7;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "arguments[0].kind is 7",
              chroma2_kernel_launch(function, NULL, &argument, 1, NULL));
  CHECK_OK(chroma2_kernel_destroy(function));
}

static void refused(const char *text, const chroma2_pipeline_config *config) {
  chroma2_pipeline *pipeline = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, text, chroma2_pipeline_create(config, &pipeline));
  CHECK(pipeline == NULL);
}

static void wrong(void) {
  chroma2_pipeline_config config = config_of(asynchronous, 65);
  chroma2_argument one = {CHROMA2_ARGUMENT_KIND_STATE, 0, NULL};
  chroma2_pipeline *pipeline = NULL;
  chroma2_pipeline_result result = new_result();
  void *place;
  refused("config->depth is 65; 0 (the default, 3) to 64", &config);
  config.depth = 0;
  config.upload_depth = 99;
  refused("config->upload_depth is 99", &config);
  config = config_of(2, 0);
  refused("config->mode is 2; 0 (asynchronous) and 1 (synchronous)", &config);
  config = config_of(synchronous, 0);
  config.form = 4;
  refused("config->form is 4", &config);
  config.form = on_gpu ? CHROMA2_PIPELINE_FORM_THREAD : CHROMA2_PIPELINE_FORM_GRAPHS;
  refused(on_gpu ? "the kernel is on a GPU" : "a function of the processor", &config);
  config = config_of(synchronous, 0);
  config.timing = 2;
  refused("config->timing is 2", &config);
  config = config_of(synchronous, 0);
  config.config_bytes = (1ull << 36) + 1;
  refused("config->config_bytes is 68719476737", &config);
  config = config_of(synchronous, 0);
  config.user = &config;
  refused("config->user", &config);
  config = config_of(synchronous, 0);
  config.state_bytes = 0;
  refused("config->arguments[2].kind is 4 (state), and config->state_bytes is 0", &config);
  config.arguments = &one;
  config.argument_count = 2000;
  refused("config->argument_count is 2000; at most 1024", &config);
  config = config_of(synchronous, 0);
  config.kernel = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "config->kernel: is NULL", chroma2_pipeline_create(&config, &pipeline));
  config = config_of(synchronous, 0);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "pipeline is NULL", chroma2_pipeline_create(&config, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config is NULL", chroma2_pipeline_create(NULL, &pipeline));
  pipeline = made(&config);
  result.struct_size = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "result: struct_size is 3",
              chroma2_pipeline_step(pipeline, &config, NULL, &result));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "result is NULL", chroma2_pipeline_wait(pipeline, 0, NULL, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config is NULL", chroma2_pipeline_reserve(pipeline, 0, NULL));
  CHECK(stats_of(pipeline).submitted == 0);
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "pipeline", chroma2_pipeline_reserve(pipeline, 0, &place));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_pipeline_destroy(pipeline));
  CHECK_OK(chroma2_pipeline_destroy(NULL));
}

/* No blocks at all, and what a pipeline says of itself. */
static uint32_t nothing(const chroma2_kernel_call *call) {
  CHECK(call->config == NULL && call->telemetry == NULL && call->state == NULL && call->argument_count == 0);
  ++*(uint32_t *)call->user;
  return 0;
}

static void without_blocks(void) {
  chroma2_pipeline_config config = config_of(asynchronous, 2);
  chroma2_pipeline_result result = new_result();
  chroma2_pipeline_info info;
  chroma2_kernel *function = NULL;
  chroma2_pipeline *pipeline;
  uint32_t count = 0;
  void *place = &count;
  CHECK_OK(chroma2_kernel_create(context, nothing, &count, &function));
  config.kernel = function;
  config.config_bytes = config.telemetry_bytes = config.state_bytes = config.argument_count = 0;
  config.arguments = NULL;
  pipeline = made(&config);
  CHECK_OK(chroma2_kernel_destroy(function)); /* the pipeline keeps it */
  CHECK_OK(chroma2_pipeline_step(pipeline, NULL, NULL, &result));
  CHECK_OK(chroma2_pipeline_reserve(pipeline, 0, &place));
  CHECK(place == NULL);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config_bytes is 0",
              chroma2_pipeline_step(pipeline, &count, NULL, &result));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "telemetry_bytes is 0",
              chroma2_pipeline_step(pipeline, NULL, &count, &result));
  CHECK_OK(chroma2_pipeline_flush(pipeline, FOR_EVER));
  CHECK(count == 1);
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_pipeline_get_info(pipeline, &info));
  CHECK(info.upload_depth == 2 && info.download_depth == 2 && info.mode == asynchronous && info.device == 0);
  CHECK(info.form == CHROMA2_PIPELINE_FORM_THREAD && info.config_bytes == 0);
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
}

static void on_the_processor(void) {
  const chroma2_status unsupported = CHROMA2_STATUS_UNSUPPORTED;
  chroma2_module_config code;
  chroma2_stream_config config;
  chroma2_stream_use use;
  chroma2_module *module = NULL;
  chroma2_stream *stream = NULL;
  uint32_t has = 9;
  CHECK_OK(chroma2_context_has_stream_management(context, &has));
  CHECK(has == 0);
  memset(&code, 0, sizeof code);
  code.struct_size = sizeof code;
  code.code = "x";
  code.code_bytes = 1;
  code.kind = CHROMA2_CODE_PTX;
  CHECK_FAILS(unsupported, "chroma2_kernel_create", chroma2_module_create(context, &code, &module));
  code.kind = 0;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->kind is 0; 1 (source)",
              chroma2_module_create(context, &code, &module));
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.purpose = CHROMA2_STREAM_PURPOSE_KERNEL;
  CHECK_FAILS(unsupported, "on the processor", chroma2_stream_create(context, &config, &stream));
  config.device = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config->device is 1", chroma2_stream_create(context, &config, &stream));
  memset(&use, 0, sizeof use);
  use.struct_size = sizeof use;
  CHECK_FAILS(unsupported, "on the processor",
              chroma2_context_get_stream_use(context, 0, CHROMA2_STREAM_PURPOSE_PEER, &use));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "purpose is 6", chroma2_context_get_stream_use(context, 0, 6, &use));
  CHECK_OK(chroma2_module_destroy(NULL));
  CHECK_OK(chroma2_stream_destroy(NULL));
}

static void all(void) {
  steps(asynchronous, 0, 3, 500);
  steps(synchronous, 0, 3, 500);
  steps(asynchronous, 1, 1, 100);
  steps(asynchronous, 2, 5, 300);
  steps(asynchronous, 5, 2, 300);
  steps(asynchronous, 64, 64, 300);
  steps(asynchronous, 63, 64, 300);
  long_blocks(1000);
  long_blocks(40000);
  long_blocks(200001);
  in_place();
  state();
  two_threads();
  callback();
  calls_that_submit();
  held_blocks();
  destroyed_under_a_call();
  wrong();
}

int main(void) {
  open_context(CHROMA2_BACKEND_CPU);
  all();
  launches();
  functions_of_their_own();
  destroyed_under_a_function();
  forked();
  without_blocks();
  on_the_processor();
  close_context();
  return 0;
}
