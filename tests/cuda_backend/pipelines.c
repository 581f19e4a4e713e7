/* Pipelines, modules, kernels and streams of the backend cuda on a stand-in driver: the tests of any backend, by graphs and by
   streams, and what only a GPU has. */
#include "on_gpu.h"

#define main any_backend
#include "../c/pipeline.c"
#undef main

static const chroma2_status argument = CHROMA2_STATUS_INVALID_ARGUMENT;

static uint32_t form_of(const chroma2_pipeline_config *config) {
  chroma2_pipeline *pipeline = made(config);
  chroma2_pipeline_info info;
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_pipeline_get_info(pipeline, &info));
  CHECK(info.device == 1);
  CHECK_OK(chroma2_pipeline_destroy(pipeline));
  return info.form;
}

static chroma2_stream_use use_of(uint32_t purpose) {
  chroma2_stream_use use;
  memset(&use, 0, sizeof use);
  use.struct_size = sizeof use;
  CHECK_OK(chroma2_context_get_stream_use(context, 0, purpose, &use));
  return use;
}

/* By which form, and that the streams have counted what they did. */
static void forms(void) {
  chroma2_pipeline_config config = config_of(CHROMA2_PIPELINE_MODE_ASYNCHRONOUS, 3);
  chroma2_pipeline *pipeline;
  uint64_t i;
  CHECK(form_of(&config) == CHROMA2_PIPELINE_FORM_GRAPHS);
  config.upload_depth = 63;
  config.download_depth = 64;
  CHECK(form_of(&config) == CHROMA2_PIPELINE_FORM_STREAMS);
  config.form = CHROMA2_PIPELINE_FORM_GRAPHS;
  CHECK_FAILS(CHROMA2_STATUS_UNSUPPORTED, "4032 graphs; at most 128", chroma2_pipeline_create(&config, &pipeline));
  for (i = 1; i <= 2; ++i) {
    const chroma2_stream_use before[3] = {use_of(1), use_of(2), use_of(3)};
    chroma2_pipeline_result result = new_result();
    struct step_config own = step_config(0);
    struct step_telemetry telemetry;
    double value = -1;
    config = config_of(CHROMA2_PIPELINE_MODE_SYNCHRONOUS, 3);
    config.form = (uint32_t)i;
    config.timing = 1;
    pipeline = made(&config);
    CHECK_OK(chroma2_pipeline_step(pipeline, &own, &telemetry, &result));
    CHECK_OK(chroma2_pipeline_read_state(pipeline, 0, sizeof value, &value));
    CHECK(value == telemetry.value);
    {
      const chroma2_pipeline_stats stats = stats_of(pipeline); /* a quarter of a millisecond between any two marks */
      CHECK(stats.timed == 1 && stats.upload_seconds == 0.00025 && stats.kernel_seconds == 0.00025);
      CHECK(stats.download_seconds == 0.00025 && stats.span_seconds == 0.00025 && stats.efficiency == 1.0);
    }
    CHECK(use_of(2).lent > 0 && use_of(2).launches == before[1].launches + 1);
    if (i == CHROMA2_PIPELINE_FORM_STREAMS) {
      CHECK(use_of(1).copies == before[0].copies + 1 && use_of(1).bytes == before[0].bytes + sizeof own);
      CHECK(use_of(3).copies == before[2].copies + 1 && use_of(3).bytes >= before[2].bytes + sizeof telemetry + 4);
    }
    CHECK_OK(chroma2_pipeline_destroy(pipeline));
    CHECK(use_of(1).lent == 0 && use_of(2).lent == 0 && use_of(3).lent == 0 && use_of(2).streams <= 1);
  }
}

static chroma2_stream_config stream_config(uint32_t purpose) {
  chroma2_stream_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.purpose = purpose;
  return config;
}

static void streams(void) {
  chroma2_stream_config config = stream_config(CHROMA2_STREAM_PURPOSE_AUXILIARY);
  chroma2_stream *all[10], *own = NULL;
  chroma2_stream_info info, first;
  uint64_t number = 41, copy = 0;
  uint32_t has = 0;
  size_t i;
  void *there;
  CHECK_OK(chroma2_context_has_stream_management(context, &has));
  CHECK(has == 1);
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  first = info;
  for (i = 0; i < 10; ++i) {
    CHECK_OK(chroma2_stream_create(context, &config, &all[i]));
    CHECK(use_of(5).lent == i + 1 && use_of(5).streams == (i < 8 ? i + 1 : 8));
  }
  CHECK_OK(chroma2_stream_get_info(all[0], &first));
  CHECK_OK(chroma2_stream_get_info(all[9], &info));
  CHECK(first.stream && first.device == 1 && first.adopted == 0 && first.purpose == 5 && first.shared == 1);
  for (i = 0; i < 10; ++i) CHECK_OK(chroma2_stream_destroy(all[i]));
  CHECK(use_of(5).lent == 0 && use_of(5).streams == 1 && use_of(5).streams_max == 8);
  config = stream_config(CHROMA2_STREAM_PURPOSE_UPLOAD);
  config.urgency = CHROMA2_STREAM_URGENCY_HIGH;
  CHECK_OK(chroma2_stream_create(context, &config, &own));
  there = on_device(NULL, sizeof number);
  CHECK_OK(chroma2_stream_copy(own, there, &number, sizeof number));
  CHECK_OK(chroma2_stream_copy(own, &copy, there, sizeof copy));
  CHECK_OK(chroma2_stream_wait(own, FOR_EVER));
  CHECK_OK(chroma2_stream_wait(own, 0));
  CHECK(copy == 41 && use_of(1).copies >= 2);
  CHECK_FAILS(argument, "to: ", chroma2_stream_copy(own, there, &number, 4096));
  CHECK_FAILS(argument, "from is NULL", chroma2_stream_copy(own, there, NULL, 8));
  CHECK_OK(chroma2_stream_copy(own, NULL, NULL, 0));
  off_device(there);
  CHECK_OK(chroma2_stream_destroy(own));
  config.adopt = 1;
  CHECK_FAILS(argument, "config->urgency is 1, but would not be used", chroma2_stream_create(context, &config, &own));
  config.urgency = 0;
  config.stream = (void *)(uintptr_t)64;
  CHECK_FAILS(argument, "a stream of another context", chroma2_stream_create(context, &config, &own));
  config.stream = (void *)(uintptr_t)8;
  CHECK_OK(chroma2_stream_create(context, &config, &own));
  CHECK_OK(chroma2_stream_get_info(own, &info));
  CHECK(info.adopted == 1 && info.stream == config.stream);
  {
    chroma2_pipeline_config with = config_of(CHROMA2_PIPELINE_MODE_ASYNCHRONOUS, 3);
    chroma2_pipeline *pipeline = NULL;
    with.stream = own;
    with.form = CHROMA2_PIPELINE_FORM_GRAPHS;
    CHECK_FAILS(argument, "config->form is 2 (graphs)", chroma2_pipeline_create(&with, &pipeline));
    with.form = 0;
    CHECK(form_of(&with) == CHROMA2_PIPELINE_FORM_STREAMS);
    pipeline = made(&with);
    CHECK_OK(chroma2_stream_destroy(own)); /* the pipeline keeps it */
    {
      const struct step_config step = step_config(0);
      CHECK_OK(chroma2_pipeline_submit(pipeline, &step, 0, NULL));
    }
    CHECK_OK(chroma2_pipeline_destroy(pipeline));
  }
  CHECK(use_of(1).lent == 0 && use_of(2).lent == 0);
}

static void modules(void) {
  chroma2_module *module = NULL;
  chroma2_kernel *found = NULL;
  chroma2_kernel_info info;
  chroma2_stream_config config = stream_config(CHROMA2_STREAM_PURPOSE_KERNEL);
  chroma2_stream *stream = NULL;
  chroma2_launch launch;
  struct step_config own = step_config(5);
  void *blocks[2];
  uint64_t step = 5;
  uint32_t code = 0;
  double value = 4.0;
  void *addresses[4];
  chroma2_argument values[6];
  size_t i;
  CHECK_FAILS(argument, "config->code for GPU 0", load("broken", CHROMA2_CODE_PTX, &module));
  CHECK_FAILS(argument, "config->code_bytes is 0", load("", CHROMA2_CODE_PTX, &module));
  CHECK_OK(load("\177ELF", CHROMA2_CODE_BINARY, &module));
  CHECK_FAILS(argument, "the name of a C++ function", chroma2_module_get_kernel(module, "unknown", &found));
  CHECK_FAILS(argument, "name is NULL", chroma2_module_get_kernel(module, NULL, &found));
  CHECK_OK(chroma2_module_get_kernel(module, "pipeline_step", &found));
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_kernel_get_info(found, &info));
  CHECK(info.parameter_count == 6 && info.device == 1 && info.architecture == 90 && info.most_threads == 64);
  blocks[0] = on_device(&own, sizeof own);
  blocks[1] = on_device(NULL, sizeof(struct step_telemetry));
  addresses[0] = blocks[0];
  addresses[1] = blocks[1];
  addresses[2] = &value;
  addresses[3] = &code;
  for (i = 0; i < 6; ++i) {
    values[i].kind = CHROMA2_ARGUMENT_KIND_VALUE;
    values[i].bytes = 8;
    values[i].value = i < 3 ? &addresses[i] : i == 3 ? (void *)&step : i == 4 ? (void *)&addresses[3] : (void *)&factor;
  }
  memset(&launch, 0, sizeof launch);
  launch.struct_size = sizeof launch;
  CHECK_OK(chroma2_stream_create(context, &config, &stream));
  CHECK_OK(chroma2_kernel_launch(found, &launch, values, 6, stream));
  CHECK_OK(chroma2_stream_wait(stream, FOR_EVER));
  CHECK(((struct step_telemetry *)blocks[1])->value == value && code == own.code && value == 2.0 + own.input);
  CHECK_FAILS(argument, "arguments: 5 arguments given, and the kernel has 6 parameters",
              chroma2_kernel_launch(found, &launch, values, 5, stream));
  values[2].bytes = 4;
  CHECK_FAILS(argument, "arguments[2] has 4 bytes, and the kernel's parameter 8",
              chroma2_kernel_launch(found, &launch, values, 6, stream));
  values[2].bytes = 8;
  launch.block_x = 65;
  CHECK_FAILS(argument, "launch: 65 threads a block; this kernel may have 64",
              chroma2_kernel_launch(found, &launch, values, 6, stream));
  launch.block_x = 0;
  launch.grid_y = 65536;
  CHECK_FAILS(argument, "launch->grid_y is 65536; 1 to 65535",
              chroma2_kernel_launch(found, &launch, values, 6, stream));
  launch.grid_y = 0;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "stream", chroma2_kernel_launch(found, &launch, values, 6, NULL));
  CHECK_OK(chroma2_stream_destroy(stream));
  off_device(blocks[0]);
  off_device(blocks[1]);
  CHECK_OK(chroma2_kernel_destroy(found));
  CHECK_OK(chroma2_module_destroy(module));
  if (getenv("CHROMA2_NVRTC") && strcmp(getenv("CHROMA2_NVRTC"), "/none") == 0) {
    CHECK_FAILS(CHROMA2_STATUS_UNSUPPORTED, "CHROMA2_NVRTC names its file", load("x", CHROMA2_CODE_SOURCE, &module));
  } else if (getenv("CHROMA2_NVRTC")) {
    CHECK_FAILS(argument, "config->code does not compile: NVRTC error 6",
                load("int x = \"y\";", CHROMA2_CODE_SOURCE, &module));
    CHECK_OK(load("extern \"C\" __global__ void pipeline_step(double *x) { *x = 1; }", CHROMA2_CODE_SOURCE, &module));
    CHECK_OK(chroma2_module_destroy(module));
  }
}

int main(void) {
  alarm(100); /* a hang is a failure */
  CHECK(any_backend() == 0);
  open_gpu();
  if (!getenv("CHROMA2_NVRTC")) {
    all();
    forms();
    streams();
  }
  modules();
  close_context();
  nothing_is_left();
  return 0;
}
