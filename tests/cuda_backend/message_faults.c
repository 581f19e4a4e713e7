/* A GPU that fails under a message queue: calls say what went wrong, none waits for ever, queues of the processor go on,
   and nothing is left. Arguments: status, a part of the message. */
#include "failed.h"
#include "../c/messages.h"

/* Whether messages come back. */
static int work(chroma2_message_queue *queue) {
  chroma2_message_result result;
  uint64_t i, id, out;
  for (i = 0; i < 100; ++i) {
    if (failed(chroma2_message_queue_enqueue(queue, &i, 8, 0, SECOND, &id), "enqueue")) return 0;
    if (failed(chroma2_message_queue_wait_result(queue, id, &out, 8, FOREVER, &result), "wait")) return 0;
    CHECK(out == i);
    if (i % 10 == 0) usleep(3000); /* the kernel leaves */
  }
  return 1;
}

int main(int count, char **arguments) {
  chroma2_context_config config;
  chroma2_message_queue_config shape = config_of(64, 8, 8, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_context *gpu = NULL;
  chroma2_message_queue *queue = NULL, *other;
  uint32_t running = 77;
  CHECK(count == 3);
  expected = (chroma2_status)atoi(arguments[1]);
  part = arguments[2];
  alarm(60); /* a hang is a failure */
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 1;
  config.backend = CHROMA2_BACKEND_CPU;
  CHECK_OK(chroma2_context_create(&config, &context));
  config.backend = CHROMA2_BACKEND_CUDA;
  CHECK_OK(chroma2_context_create(&config, &gpu));
  if (!failed(chroma2_message_queue_create(gpu, &shape, &queue), "create")) {
    CHECK(!work(queue));
    CHECK(!work(queue)); /* and ever after */
    CHECK_OK(chroma2_message_queue_is_running(queue, &running));
    CHECK(running == 0 && stats_of(queue).depth > 0);
    CHECK_OK(chroma2_message_queue_destroy(queue));
  } else {
    CHECK(queue == NULL);
  }
  other = made(&shape);
  CHECK(work(other));
  CHECK_OK(chroma2_message_queue_destroy(other));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_OK(chroma2_context_destroy(gpu));
  nothing_is_left();
  return 0;
}
