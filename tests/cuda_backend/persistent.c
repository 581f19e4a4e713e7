/* Persistent runs of the backend cuda on a stand-in driver: the tests of any backend, and a device that fails
   in a run, after which none of its queues may be used. Argument: the message that is expected then. */
#include "left.h"

#define main any_backend
#include "../c/persistent.c"
#undef main

static void usable(chroma2_queue *queue) {
  uint64_t length = 77;
  CHECK_OK(chroma2_queue_get_length(queue, &length));
  CHECK(length == 0);
}

static void broken(const char *part, chroma2_queue *queue) {
  uint64_t length = 77;
  CHECK_FAILS(CHROMA2_STATUS_DEVICE, part, chroma2_queue_get_length(queue, &length));
  CHECK(length == 77);
}

static void that_fails(const char *part) {
  chroma2_context_config config;
  chroma2_queue *queues[3], *other;
  int i;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 1;
  config.backend = CHROMA2_BACKEND_CUDA;
  CHECK_OK(chroma2_context_create(&config, &context));
  for (i = 0; i < 3; ++i) queues[i] = make(16, 8);
  other = make(16, 8);
  CHECK_FAILS(CHROMA2_STATUS_DEVICE, part, chroma2_queue_run_persistent(queues[0], queues[1], queues[2], NULL, NULL));
  for (i = 0; i < 3; ++i) broken(part, queues[i]);
  CHECK_FAILS(CHROMA2_STATUS_DEVICE, part, chroma2_queue_run_persistent(other, queues[1], queues[2], NULL, NULL));
  usable(other); /* what failed had nothing to do with it */
  for (i = 0; i < 3; ++i) CHECK_OK(chroma2_queue_destroy(queues[i]));
  CHECK_OK(chroma2_queue_destroy(other));
  CHECK_OK(chroma2_context_destroy(context));
}

int main(int count, char **arguments) {
  alarm(60); /* a hang is a failure */
  if (count == 2)
    that_fails(arguments[1]);
  else
    CHECK(any_backend() == 0);
  nothing_is_left();
  return 0;
}
