/* Functions of programs on a stand-in driver, which links nothing: its kernel calls the same function as the processor's
   queues do. What the linker refuses, and a device that fails under a queue. */
#include "left.h"

#define main any_backend
#include "../c/message_functions.c"
#undef main

static void refused(const char *text, uint32_t kind, chroma2_status status, const char *part) {
  chroma2_message_queue_config config = config_of(16, 8, 8, CHROMA2_MESSAGE_OPERATION_FUNCTION);
  chroma2_message_queue *queue = NULL;
  config.program = text;
  config.program_bytes = text ? strlen(text) : 0;
  config.program_kind = kind;
  CHECK_FAILS(status, part, chroma2_message_queue_create(context, &config, &queue));
  CHECK(queue == NULL);
}

/* With a source where NVRTC is named. */
static void programs(void) {
  const chroma2_status argument = CHROMA2_STATUS_INVALID_ARGUMENT;
  const uint32_t ptx = CHROMA2_MESSAGE_PROGRAM_PTX, source = CHROMA2_MESSAGE_PROGRAM_SOURCE;
  chroma2_context_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = CHROMA2_BACKEND_CUDA;
  CHECK_OK(chroma2_context_create(&config, &context));
  refused(NULL, ptx, argument, "config->program_bytes is 0");
  refused("x", 0, argument, "config->program_kind is 0; 1 (source)");
  refused("x", 4, argument, "config->program_kind is 4");
  refused("undefined", ptx, argument, "config->program, linked with the library's kernel");
  refused("broken", ptx, argument, "config->program");
  refused("\xff", source, argument, "config->program is not UTF-8");
  if (getenv("CHROMA2_NVRTC") && strcmp(getenv("CHROMA2_NVRTC"), "/none") == 0) {
    refused("x", source, CHROMA2_STATUS_UNSUPPORTED, "CHROMA2_NVRTC names its file");
  } else if (getenv("CHROMA2_NVRTC")) {
    refused("int x = \"y\";", source, argument, "config->program does not compile: NVRTC error 6");
    program = MESSAGE_FUNCTION_SOURCE;
    program_kind = source;
    on_gpu = 1;
    codes();
  }
  CHECK_OK(chroma2_context_destroy(context));
}

int main(int count, char **arguments) {
  (void)arguments;
  alarm(100); /* a hang is a failure */
  if (count == 1) {
    CHECK(any_backend() == 0);
    on(CHROMA2_BACKEND_CUDA);
  }
  programs();
  nothing_is_left();
  return 0;
}
