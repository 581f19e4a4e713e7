/* Queues from C: every call, what comes out of what went in, every refusal. On the processor and, where the
   machine has one, on a GPU. */
#include "queues.h"
#include <pthread.h>

static uint64_t push(chroma2_queue *queue, void *data, uint64_t count) {
  const chroma2_queue_batch batch = batch_of(data, count, 0);
  uint64_t went = 77;
  CHECK_OK(chroma2_queue_try_push(queue, &batch, &went));
  return went;
}

static uint64_t pop(chroma2_queue *queue, void *data, uint64_t count) {
  const chroma2_queue_batch batch = batch_of(data, count, 0);
  uint64_t went = 77;
  CHECK_OK(chroma2_queue_try_pop(queue, &batch, &went));
  return went;
}

static uint64_t length(chroma2_queue *queue) {
  uint64_t length = 77;
  CHECK_OK(chroma2_queue_get_length(queue, &length));
  return length;
}

static chroma2_queue_stats stats_of(chroma2_queue *queue) {
  chroma2_queue_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(chroma2_queue_get_stats(queue, &stats));
  return stats;
}

static void creation(void) {
  chroma2_queue_config config;
  chroma2_queue_info info;
  chroma2_queue_view view;
  chroma2_queue *queue = NULL, *copy;
  char name[65];
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.item_size = 12;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "capacity is 0 items; 1 to 1073741824",
              chroma2_queue_create(context, &config, &queue));
  config.capacity = ((uint64_t)1 << 30) + 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "capacity is 1073741825", chroma2_queue_create(context, &config, &queue));
  config.capacity = UINT64_MAX;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "capacity is 18446744073709551615",
              chroma2_queue_create(context, &config, &queue));
  config.capacity = 1000;
  config.item_size = 3;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "item_size is 3 bytes; 4 to 256", chroma2_queue_create(context, &config, &queue));
  config.item_size = 257;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "item_size is 257", chroma2_queue_create(context, &config, &queue));
  config.item_size = 12;
  config.reserved = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "reserved is 1", chroma2_queue_create(context, &config, &queue));
  config.reserved = 0;
  memset(name, 'x', 64);
  name[64] = 0;
  config.name = name;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "name has 64 bytes; at most 63", chroma2_queue_create(context, &config, &queue));
  config.name = "\xff";
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "name is not UTF-8", chroma2_queue_create(context, &config, &queue));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "config is NULL", chroma2_queue_create(context, NULL, &queue));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "queue is NULL", chroma2_queue_create(context, &config, NULL));
  config.name = "active";
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "context: is NULL", chroma2_queue_create(NULL, &config, &queue));
  CHECK(queue == NULL);
  CHECK_OK(chroma2_queue_create(context, &config, &queue));

  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_queue_get_info(queue, &info));
  CHECK(info.capacity == 1024 && info.asked_capacity == 1000 && info.item_size == 12);
  CHECK(info.memory >= 1024 * (12 + 4) + CHROMA2_QUEUE_CONTROL_BYTES && strcmp(info.name, "active") == 0);
  CHECK(info.view_version == CHROMA2_QUEUE_VIEW_VERSION);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "info is NULL", chroma2_queue_get_info(queue, NULL));

  memset(&view, 0, sizeof view);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "struct_size is 0", chroma2_queue_get_view(queue, &view));
  view.struct_size = sizeof view;
  CHECK_OK(chroma2_queue_get_view(queue, &view));
  CHECK(view.control && view.turns && view.items && view.capacity == 1024 && view.capacity_log2 == 10 && view.item_size == 12);
  CHECK((uintptr_t)view.control % 128 == 0 && (uintptr_t)view.items % 16 == 0);

  copy = queue;
  CHECK_OK(chroma2_queue_destroy(queue));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "was destroyed", chroma2_queue_destroy(copy));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "was destroyed", chroma2_queue_get_info(copy, &info));
  CHECK_OK(chroma2_queue_destroy(NULL));
}

static void order(uint32_t item_size, uint64_t capacity) {
  chroma2_queue *queue = make(capacity, item_size);
  enum { MOST = 300 };
  unsigned char in[MOST * 256 + 1], out[MOST * 256 + 1];
  uint64_t pushed = 0, popped = 0, round, i;
  for (round = 0; round < 200; ++round) {
    const uint64_t more = (round * 37 + 1) % MOST, less = (round * 53 + 5) % MOST;
    uint64_t went, room = capacity - (pushed - popped), there;
    for (i = 0; i < more * item_size; ++i) in[1 + i] = (unsigned char)((pushed + i / item_size) * 31 + i % item_size);
    went = push(queue, in + 1, more); /* no alignment is asked for */
    CHECK(went == (more < room ? more : room));
    pushed += went;
    CHECK(length(queue) == pushed - popped);
    there = pushed - popped;
    memset(out, 0xee, sizeof out);
    went = pop(queue, out + 1, less);
    CHECK(went == (less < there ? less : there));
    for (i = 0; i < went * item_size; ++i)
      CHECK(out[1 + i] == (unsigned char)((popped + i / item_size) * 31 + i % item_size));
    CHECK(out[0] == 0xee && out[1 + went * item_size] == 0xee);
    popped += went;
  }
  CHECK(stats_of(queue).pushes == pushed && stats_of(queue).pops == popped);
  CHECK_OK(chroma2_queue_destroy(queue));
}

static void large(void) {
  const uint64_t count = 300000;
  chroma2_queue *queue = make(count, 4);
  uint32_t *items = (uint32_t *)malloc(count * sizeof *items);
  uint64_t i, round;
  CHECK(items);
  for (round = 0; round < 3; ++round) {
    for (i = 0; i < count; ++i) items[i] = (uint32_t)(i * 3 + round);
    CHECK(push(queue, items, count) == count);
    CHECK(push(queue, items, count) == 524288 - count);
    memset(items, 0, count * sizeof *items);
    CHECK(pop(queue, items, count) == count);
    for (i = 0; i < count; ++i) CHECK(items[i] == (uint32_t)(i * 3 + round));
    CHECK(pop(queue, items, count) == 524288 - count);
    for (i = 0; i < 524288 - count; ++i) CHECK(items[i] == (uint32_t)(i * 3 + round));
    CHECK(pop(queue, items, 1) == 0);
  }
  free(items);
  CHECK_OK(chroma2_queue_destroy(queue));
}

static void statistics(void) {
  chroma2_queue *queue = make(8, 8);
  uint64_t items[10] = {0}, went = 5;
  chroma2_queue_batch batch = batch_of(items, 10, 16);
  chroma2_queue_stats stats;
  CHECK(push(queue, items, 10) == 8 && push(queue, items, 3) == 0 && pop(queue, items, 5) == 5 && length(queue) == 3);
  CHECK(pop(queue, items, 10) == 3 && pop(queue, items, 1) == 0 && push(queue, items, 2) == 2);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "batch->item_size is 16; 8 is needed", chroma2_queue_try_push(queue, &batch, &went));
  stats = stats_of(queue);
  CHECK(stats.length == 2 && stats.pushes == 10 && stats.pops == 8 && stats.high_water == 8);
  CHECK(stats.refused_full == 2 + 3 && stats.refused_empty == 7 + 1 && stats.mismatched == 1 && went == 5);
  CHECK_OK(chroma2_queue_drain(queue, &went));
  CHECK(went == 2 && length(queue) == 0 && stats_of(queue).pops == 10);
  CHECK_OK(chroma2_queue_drain(queue, &went));
  CHECK(went == 0);
  CHECK(push(queue, items, 4) == 4);
  CHECK_OK(chroma2_queue_reset(queue));
  stats = stats_of(queue);
  CHECK(stats.length == 0 && stats.pushes == 0 && stats.pops == 0 && stats.high_water == 0);
  CHECK(stats.refused_full == 0 && stats.refused_empty == 0 && stats.mismatched == 0);
  items[0] = 9;
  CHECK(push(queue, items, 1) == 1 && pop(queue, items + 1, 1) == 1 && items[1] == 9);
  CHECK_OK(chroma2_queue_destroy(queue));
}

static void refusals(void) {
  chroma2_queue *queue = make(8, 4);
  uint32_t items[8] = {0};
  uint64_t went = 5;
  chroma2_queue_batch batch = batch_of(items, 8, 4);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "queue: is NULL", chroma2_queue_try_push(NULL, &batch, &went));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "batch is NULL", chroma2_queue_try_push(queue, NULL, &went));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "pushed is NULL", chroma2_queue_try_push(queue, &batch, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "popped is NULL", chroma2_queue_pop(queue, &batch, 0, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "result is NULL", chroma2_queue_push_async(queue, &batch, NULL, 1, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "length is NULL", chroma2_queue_get_length(queue, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "drained is NULL", chroma2_queue_drain(queue, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "queue: is NULL", chroma2_queue_reset(NULL));
  batch.data = NULL;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "batch->data is NULL; 8 items", chroma2_queue_try_pop(queue, &batch, &went));
  batch.data = items;
  batch.device = 40;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "batch->device is 40", chroma2_queue_try_pop(queue, &batch, &went));
  batch.device = 0;
  batch.count = (uint64_t)1 << 62;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "batch->count is 4611686018427387904", chroma2_queue_try_push(queue, &batch, &went));
  batch.count = (uint64_t)PTRDIFF_MAX / 4;
  batch.data = (void *)(UINTPTR_MAX - 16);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "address space", chroma2_queue_try_push(queue, &batch, &went));
  batch.struct_size = 7;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "batch: struct_size is 7", chroma2_queue_try_push(queue, &batch, &went));
  CHECK(went == 5 && length(queue) == 0);
  CHECK(push(queue, NULL, 0) == 0 && pop(queue, NULL, 0) == 0); /* nothing is fine */
  CHECK_OK(chroma2_queue_destroy(queue));
}

static void timeouts(void) {
  chroma2_queue *queue = make(4, 4);
  uint32_t items[6] = {1, 2, 3, 4, 5, 6}, out[6];
  uint64_t went = 77;
  chroma2_queue_batch batch = batch_of(items, 6, 4), into = batch_of(out, 6, 4);
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "4 of 6 items were pushed within 0 ns; then it was full",
              chroma2_queue_push(queue, &batch, 0, &went));
  CHECK(went == 4);
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "4 of 6 items were popped within 3000000 ns; then it was empty",
              chroma2_queue_pop(queue, &into, 3000000, &went));
  CHECK(went == 4 && memcmp(items, out, 16) == 0);
  into.count = batch.count = 3;
  CHECK_OK(chroma2_queue_push(queue, &batch, UINT64_MAX, &went));
  CHECK(went == 3);
  CHECK_OK(chroma2_queue_pop(queue, &into, UINT64_MAX, &went));
  CHECK(went == 3);
  CHECK_OK(chroma2_queue_destroy(queue));
}

/* Four threads push and four pop, through a ring that is much smaller than what goes through it. */
enum { THREADS = 4, EACH = 20000 };
static chroma2_queue *shared;
static uint64_t seen[THREADS * EACH];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *producer(void *argument) {
  const uint64_t number = (uint64_t)(uintptr_t)argument;
  uint64_t items[100], i, first, went;
  for (first = 0; first < EACH; first += 100) {
    const chroma2_queue_batch batch = batch_of(items, 100, 8);
    for (i = 0; i < 100; ++i) items[i] = number * EACH + first + i;
    CHECK_OK(chroma2_queue_push(shared, &batch, UINT64_MAX, &went));
    CHECK(went == 100);
  }
  return NULL;
}

static void *consumer(void *argument) {
  uint64_t items[50], last[THREADS] = {0}, round, i, went;
  (void)argument;
  for (round = 0; round < EACH / 50; ++round) {
    const chroma2_queue_batch batch = batch_of(items, 50, 8);
    CHECK_OK(chroma2_queue_pop(shared, &batch, UINT64_MAX, &went));
    CHECK(went == 50 && pthread_mutex_lock(&lock) == 0);
    for (i = 0; i < 50; ++i) {
      const uint64_t from = items[i] / EACH;
      CHECK(items[i] < THREADS * EACH && seen[items[i]]++ == 0);
      CHECK(items[i] % EACH + 1 > last[from]); /* in the order of their thread */
      last[from] = items[i] % EACH + 1;
    }
    CHECK(pthread_mutex_unlock(&lock) == 0);
  }
  return NULL;
}

static void *waiter(void *argument) {
  chroma2_queue *queue = (chroma2_queue *)argument;
  uint32_t items[2];
  uint64_t went = 77;
  const chroma2_queue_batch batch = batch_of(items, 2, 4);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "1 of 2 items had gone", chroma2_queue_pop(queue, &batch, UINT64_MAX, &went));
  CHECK(went == 1 && items[0] == 42); /* what has gone is told */
  return NULL;
}

static void threads(void) {
  pthread_t pushing[THREADS], popping[THREADS], waiting;
  uintptr_t i;
  uint32_t item = 42;
  chroma2_queue *queue = make(64, 4);
  shared = make(128, 8);
  memset(seen, 0, sizeof seen);
  for (i = 0; i < THREADS; ++i) {
    CHECK(pthread_create(&pushing[i], NULL, producer, (void *)i) == 0);
    CHECK(pthread_create(&popping[i], NULL, consumer, NULL) == 0);
  }
  for (i = 0; i < THREADS; ++i) CHECK(pthread_join(pushing[i], NULL) == 0 && pthread_join(popping[i], NULL) == 0);
  for (i = 0; i < THREADS * EACH; ++i) CHECK(seen[i] == 1);
  CHECK(length(shared) == 0 && stats_of(shared).pushes == THREADS * EACH && stats_of(shared).high_water <= 128);
  CHECK_OK(chroma2_queue_destroy(shared));

  CHECK(push(queue, &item, 1) == 1);
  CHECK(pthread_create(&waiting, NULL, waiter, queue) == 0);
  while (stats_of(queue).refused_empty == 0) continue; /* it waits */
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "a reset must be alone", chroma2_queue_reset(queue));
  CHECK_OK(chroma2_queue_destroy(queue));
  CHECK(pthread_join(waiting, NULL) == 0);
}

/* Of the CPU backend: at once, in ordinary memory. */
static void streams(void) {
  chroma2_queue *queue = make(4, 4);
  uint32_t items[6] = {1, 2, 3, 4, 5, 6}, out[6] = {0};
  chroma2_queue_batch batch = batch_of(items, 6, 4), into = batch_of(out, 2, 4);
  chroma2_queue_result result = {77, 77, 77};
  CHECK_OK(chroma2_queue_push_async(queue, &batch, NULL, 5, &result));
  CHECK(result.went == 4 && result.refused == 1 && result.serial == 5);
  CHECK_OK(chroma2_queue_pop_async(queue, &into, NULL, 6, &result));
  CHECK(result.went == 2 && result.refused == 0 && result.serial == 6 && out[0] == 1 && out[1] == 2);
  CHECK_OK(chroma2_queue_destroy(queue));
}

static void life(void) {
  chroma2_context *own = NULL;
  chroma2_context_config config;
  chroma2_context_info info;
  chroma2_queue *queue;
  uint64_t before;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = CHROMA2_BACKEND_CPU;
  config.threads = 1;
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_context_create(&config, &own));
  context = own;
  CHECK_OK(chroma2_context_get_info(own, &info));
  before = info.memory;
  queue = make(1000, 4);
  CHECK_OK(chroma2_context_get_info(own, &info));
  CHECK(info.memory >= before + 1024 * 8);
  streams();
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "is a chroma2_context",
              chroma2_queue_destroy((chroma2_queue *)(void *)own));
  CHECK_OK(chroma2_context_destroy(own)); /* the queue keeps it */
  CHECK(push(queue, &before, 1) == 1 && length(queue) == 1);
  CHECK_OK(chroma2_queue_destroy(queue));
}

int main(void) {
  CHECK_OK(chroma2_context_create(NULL, &context));
  creation();
  order(4, 64);
  order(5, 16);
  order(16, 1);
  order(256, 256);
  order(31, 2);
  large();
  statistics();
  refusals();
  timeouts();
  threads();
  CHECK_OK(chroma2_context_destroy(context));
  life();
  CHECK_NO_HANDLES();
  return 0;
}
