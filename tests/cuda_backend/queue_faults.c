/* A GPU that fails under a queue: the call says what went wrong, so does each later one, none waits for ever,
   queues of the processor go on, and nothing is left. Arguments: status, a part of the message. */
#include "failed.h"

/* What a program does with a queue; whether all went well. */
static int work(chroma2_queue *queue, uint32_t *items) {
  chroma2_queue_batch batch;
  chroma2_queue_stats stats;
  uint64_t transferred = 0;
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.data = items;
  batch.item_size = 64;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  batch.count = 100;
  if (failed(chroma2_queue_try_push(queue, &batch, &transferred), "push")) return 0;
  batch.count = 16384; /* four pieces */
  if (failed(chroma2_queue_push(queue, &batch, UINT64_MAX, &transferred), "push")) return 0;
  batch.count = 16484;
  if (failed(chroma2_queue_pop(queue, &batch, UINT64_MAX, &transferred), "pop")) return 0;
  return !failed(chroma2_queue_get_stats(queue, &stats), "stats");
}

int main(int count, char **arguments) {
  chroma2_context_config config;
  chroma2_queue_config shape;
  chroma2_context *context = NULL, *processor = NULL;
  chroma2_queue *queue = NULL, *other = NULL;
  static uint32_t items[16484 * 16];
  uint64_t transferred = 77;
  CHECK(count == 3);
  expected = (chroma2_status)atoi(arguments[1]);
  part = arguments[2];
  alarm(60); /* a hang is a failure */
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 1;
  config.backend = CHROMA2_BACKEND_CPU;
  CHECK_OK(chroma2_context_create(&config, &processor));
  config.backend = CHROMA2_BACKEND_CUDA;
  CHECK_OK(chroma2_context_create(&config, &context));
  memset(&shape, 0, sizeof shape);
  shape.struct_size = sizeof shape;
  shape.capacity = 65536;
  shape.item_size = 64;
  if (!failed(chroma2_queue_create(context, &shape, &queue), "create")) {
    CHECK(!work(queue, items));
    CHECK(!work(queue, items)); /* and ever after */
    CHECK_FAILS(expected, part, chroma2_queue_get_length(queue, &transferred));
    CHECK_FAILS(expected, part, chroma2_queue_drain(queue, &transferred));
    CHECK_FAILS(expected, part, chroma2_queue_reset(queue));
    CHECK(transferred == 77);
    CHECK_OK(chroma2_queue_destroy(queue));
  } else {
    CHECK(queue == NULL);
  }
  CHECK_OK(chroma2_queue_create(processor, &shape, &other));
  CHECK(work(other, items));
  CHECK_OK(chroma2_queue_destroy(other));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_OK(chroma2_context_destroy(processor));
  nothing_is_left();
  return 0;
}
