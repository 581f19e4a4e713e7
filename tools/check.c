/* chroma2-check: what this machine has that libchroma2 can use, what is missing, and whether it works: the library,
   the driver, devices, kernels, message queues, and the compiler for functions of messages. Ends with 1 where something is
   there and does not work. */
#include <chroma2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

/* Says how a call ended; whether well. What is unsupported is missing, all else does not work. */
static int ended(const char *what, chroma2_status status) {
  if (status == CHROMA2_STATUS_OK) {
    printf("  ok       %s\n", what);
    return 1;
  }
  printf("  %s  %s: %s\n", status == CHROMA2_STATUS_UNSUPPORTED ? "missing" : "FAILED ", what,
         chroma2_last_error_message());
  failures += status != CHROMA2_STATUS_UNSUPPORTED;
  return 0;
}

static chroma2_message_queue_config config_of(uint32_t operation) {
  chroma2_message_queue_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.capacity = 16;
  config.input_bytes = config.output_bytes = 256;
  config.operation = operation;
  return config;
}

/* A message there and back; the least time of some, in us. */
static chroma2_status trip(chroma2_message_queue *queue, double *least) {
  unsigned char in[256], out[256];
  int i;
  memset(in, 7, sizeof in);
  for (i = 0; i < 1000; ++i) {
    chroma2_message_result result;
    uint64_t id;
    chroma2_status status = chroma2_message_queue_enqueue(queue, in, sizeof in, 0, 1000000000, &id);
    if (status == CHROMA2_STATUS_OK)
      status = chroma2_message_queue_wait_result(queue, id, out, sizeof out, 10000000000ull, &result);
    if (status != CHROMA2_STATUS_OK) return status;
    if (result.outcome != CHROMA2_MESSAGE_OUTCOME_DONE || result.bytes != sizeof out ||
        memcmp(in, out, sizeof in) != 0) {
      printf("  FAILED   a message came back changed\n");
      ++failures;
      return CHROMA2_STATUS_OK;
    }
    if (i == 0 || (double)result.latency_ns * 1e-3 < *least) *least = (double)result.latency_ns * 1e-3;
  }
  return CHROMA2_STATUS_OK;
}

static void messages(const chroma2_context *context, const char *what, const chroma2_message_queue_config *config) {
  chroma2_message_queue *queue = NULL;
  char text[128];
  double least = 0;
  chroma2_status status;
  if (!ended(what, chroma2_message_queue_create(context, config, &queue))) return;
  status = trip(queue, &least);
  snprintf(text, sizeof text, "1000 messages there and back, %.1f us at least", least);
  ended(text, status);
  chroma2_message_queue_destroy(queue);
}

static void device(uint32_t place) {
  static const char source[] =
      "#include <chroma2/message.h>\n"
      "extern \"C\" __device__ uint32_t chroma2_process(chroma2_message *message) {\n"
      "  for (uint32_t i = message->lane; i < message->input_bytes; i += message->lanes)\n"
      "    ((unsigned char *)message->output)[i] = ((const unsigned char *)message->input)[i];\n"
      "  message->output_bytes = message->input_bytes;\n"
      "  return 0;\n"
      "}\n";
  chroma2_device info;
  chroma2_context_config config;
  chroma2_context *context = NULL;
  chroma2_message_queue_config built_in = config_of(CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue_config own = config_of(CHROMA2_MESSAGE_OPERATION_FUNCTION);
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  if (!ended("a device's properties", chroma2_device_get_info(place, &info))) return;
  printf("device %u: %s\n", (unsigned)place, info.name);
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = place == 0 ? CHROMA2_BACKEND_CPU : CHROMA2_BACKEND_CUDA;
  config.device = place;
  if (!ended("a context, with its kernels", chroma2_context_create(&config, &context))) return;
  messages(context, "a message queue", &built_in);
  if (place != 0) {
    own.program = source;
    own.program_bytes = strlen(source);
    own.program_kind = CHROMA2_MESSAGE_PROGRAM_SOURCE;
    messages(context, "a message queue with a function of CUDA source (NVRTC)", &own);
  }
  chroma2_context_destroy(context);
}

int main(void) {
  uint64_t count = 0, place;
  printf("libchroma2 %s: %s\n", chroma2_version_string(), chroma2_build_info());
  ended("headers that fit the library", CHROMA2_CHECK_VERSION());
  if (!ended("the list of devices", chroma2_device_get_count(&count))) return 1;
  if (count < 2) {
    chroma2_context_config config;
    chroma2_context *context = NULL;
    memset(&config, 0, sizeof config);
    config.struct_size = sizeof config;
    config.backend = CHROMA2_BACKEND_CUDA;
    ended("a GPU", chroma2_context_create(&config, &context)); /* says why there is none */
    chroma2_context_destroy(context);
  }
  for (place = 0; place < count; ++place) device((uint32_t)place);
  printf(failures ? "%d things do not work\n" : "all that is there works\n", failures);
  return failures != 0;
}
