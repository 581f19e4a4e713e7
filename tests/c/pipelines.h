/* What the tests of pipelines share: a context, the kernel on it, and what its steps must give. */
#ifndef PIPELINES_H
#define PIPELINES_H

#include "check.h"
#include "pipeline_step.h"

#define SECOND 1000000000ull
#define FOR_EVER UINT64_MAX

static chroma2_context *context;
static chroma2_kernel *kernel;
/* Else its function is the kernel. */
static int on_gpu;
/* A chroma2_pipeline_form, where a test does not say another one. */
static uint32_t form;
static double factor = 0.5;

static uint32_t host_step(const chroma2_kernel_call *call) {
  CHECK(call->struct_size == sizeof *call && call->user == (void *)&context);
  CHECK(call->config_bytes >= sizeof(struct step_config) && call->telemetry_bytes >= sizeof(struct step_telemetry));
  CHECK(call->state_bytes == sizeof(double) && call->argument_count == 6);
  CHECK(*(const uint64_t *)call->arguments[3] == call->step);
  CHECK(*(const void *const *)call->arguments[0] == call->config && *(void *const *)call->arguments[2] == call->state);
  return run_step((const struct step_config *)call->config, (struct step_telemetry *)call->telemetry,
                  (double *)call->state, call->step, *(const double *)call->arguments[5]);
}

/* The arguments of the kernel on a GPU; the function's are the same. */
static chroma2_argument arguments[6] = {
    {CHROMA2_ARGUMENT_KIND_CONFIG, 0, NULL}, {CHROMA2_ARGUMENT_KIND_TELEMETRY, 0, NULL},
    {CHROMA2_ARGUMENT_KIND_STATE, 0, NULL},  {CHROMA2_ARGUMENT_KIND_STEP, 0, NULL},
    {CHROMA2_ARGUMENT_KIND_CODE, 0, NULL},   {CHROMA2_ARGUMENT_KIND_VALUE, sizeof factor, &factor},
};

static chroma2_pipeline_config config_of(uint32_t mode, uint32_t depth) {
  chroma2_pipeline_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.kernel = kernel;
  config.config_bytes = sizeof(struct step_config);
  config.telemetry_bytes = sizeof(struct step_telemetry);
  config.state_bytes = sizeof(double);
  config.mode = mode;
  config.form = form;
  config.depth = depth;
  config.arguments = arguments;
  config.argument_count = 6;
  return config;
}

static inline chroma2_pipeline *made(const chroma2_pipeline_config *config) {
  chroma2_pipeline *pipeline = NULL;
  CHECK_OK(chroma2_pipeline_create(config, &pipeline));
  return pipeline;
}

static inline chroma2_pipeline_result new_result(void) {
  chroma2_pipeline_result result;
  memset(&result, 0, sizeof result);
  result.struct_size = sizeof result;
  return result;
}

static struct step_config step_config(uint64_t step) {
  struct step_config config = {0.0, 0, 0};
  config.input = (double)(step * 37 % 101);
  config.code = step % 7 == 5 ? (uint32_t)step + 1 : 0;
  config.rounds = (uint32_t)(step * 13 % 5 * 200);
  return config;
}

/* Steps one after another must give this. */
struct expected {
  uint64_t step;
  double state;
};

static inline void is_expected(struct expected *expected, const struct step_telemetry *telemetry,
                               const chroma2_pipeline_result *result) {
  const struct step_config config = step_config(expected->step);
  expected->state = factor * expected->state + config.input;
  CHECK(result->ready == 1 && result->step == expected->step && result->code == config.code);
  CHECK(telemetry->step == expected->step && telemetry->value == expected->state);
  CHECK(telemetry->rounds == config.rounds);
  ++expected->step;
}

static void open_context(uint32_t backend) {
  chroma2_context_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = backend;
  config.threads = 2;
  CHECK_OK(chroma2_context_create(&config, &context));
  if (!on_gpu) CHECK_OK(chroma2_kernel_create(context, host_step, &context, &kernel));
}

static void close_context(void) {
  CHECK_OK(chroma2_kernel_destroy(kernel));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_NO_HANDLES();
}

#endif /* PIPELINES_H */
