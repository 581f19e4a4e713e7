/* Persistent runs from C: what comes out of what went in, every refusal. On the processor and, where the
   machine has one, on a GPU. */
#include "queues.h"

#define ITEMS 100000

static chroma2_persistent_options options_of(void) {
  chroma2_persistent_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  return options;
}

static chroma2_persistent_stats stats_of(void) {
  chroma2_persistent_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  return stats;
}

/* Marks the items of a queue in `seen`, by their number after one turn; how many there were. */
static uint64_t collect(chroma2_queue *queue, unsigned char *seen, unsigned char mark) {
  uint64_t *items = (uint64_t *)malloc(ITEMS * sizeof *items), count = 0, i;
  const chroma2_queue_batch batch = batch_of(items, ITEMS, 8);
  CHECK_OK(chroma2_queue_try_pop(queue, &batch, &count));
  for (i = 0; i < count; ++i) {
    CHECK(items[i] >= 1 && items[i] <= ITEMS && seen[items[i]] == 0);
    seen[items[i]] = mark;
  }
  free(items);
  return count;
}

static void every_fifth(chroma2_queue *active, chroma2_queue *spawn, chroma2_queue *finished) {
  uint64_t *items = (uint64_t *)malloc(ITEMS * sizeof *items), went = 0, i;
  unsigned char *seen = (unsigned char *)calloc(ITEMS + 1, 1);
  const chroma2_queue_batch batch = batch_of(items, ITEMS, 8);
  chroma2_persistent_options options = options_of();
  chroma2_persistent_stats stats = stats_of();
  for (i = 0; i < ITEMS; ++i) items[i] = i;
  CHECK_OK(chroma2_queue_try_push(active, &batch, &went));
  CHECK(went == ITEMS);
  options.spawn_interval = 5;
  options.payload_increment = 1;
  CHECK_OK(chroma2_queue_run_persistent(active, spawn, finished, &options, &stats));
  CHECK(stats.finished == 80000 && stats.spawned == 20000 && stats.moved == 0 && stats.remaining == 0);
  CHECK(stats.stop == CHROMA2_PERSISTENT_STOP_DONE && stats.workers > 0 && stats.seconds > 0);
  CHECK(collect(finished, seen, 1) == 80000 && collect(spawn, seen, 2) == 20000);
  for (i = 1; i <= ITEMS; ++i) CHECK(seen[i] == (i % 5 == 0 ? 2 : 1));
  free(seen);
  free(items);
}

static void refusals(chroma2_queue *active, chroma2_queue *spawn, chroma2_queue *finished) {
  chroma2_queue *narrow = make(16, 4);
  chroma2_persistent_options options = options_of();
  chroma2_persistent_stats stats = stats_of();
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "active: is NULL",
              chroma2_queue_run_persistent(NULL, spawn, finished, NULL, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "spawn: is NULL",
              chroma2_queue_run_persistent(active, NULL, finished, NULL, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "finished: is NULL",
              chroma2_queue_run_persistent(active, spawn, NULL, NULL, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "finished is the same queue",
              chroma2_queue_run_persistent(active, spawn, active, NULL, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "its items have 4 bytes",
              chroma2_queue_run_persistent(active, spawn, narrow, NULL, NULL));
  options.block_dim = 2000;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "block_dim is 2000",
              chroma2_queue_run_persistent(active, spawn, finished, &options, NULL));
  options = options_of();
  options.struct_size = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "struct_size is 3",
              chroma2_queue_run_persistent(active, spawn, finished, &options, NULL));
  stats.struct_size = 0;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "stats: struct_size is 0",
              chroma2_queue_run_persistent(active, spawn, finished, NULL, &stats));
  CHECK_OK(chroma2_queue_run_persistent(active, spawn, finished, NULL, NULL));
  CHECK_OK(chroma2_queue_destroy(narrow));
}

static void on(uint32_t backend) {
  chroma2_context_config config;
  chroma2_queue *active, *spawn, *finished;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = backend;
  CHECK_OK(chroma2_context_create(&config, &context));
  active = make(ITEMS, 8);
  spawn = make(ITEMS, 8);
  finished = make(ITEMS, 8);
  every_fifth(active, spawn, finished);
  every_fifth(active, spawn, finished);
  refusals(active, spawn, finished);
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_OK(chroma2_queue_destroy(active));
  CHECK_OK(chroma2_queue_destroy(spawn));
  CHECK_OK(chroma2_queue_destroy(finished));
}

int main(void) {
  on(CHROMA2_BACKEND_CPU);
  on(CHROMA2_BACKEND_AUTO);
  CHECK_NO_HANDLES();
  return 0;
}
