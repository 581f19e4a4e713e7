/* Many producers and many consumers of one message queue: each message is worked on and delivered once, whatever way it
   came in and whichever way its result is asked for. On the processor and, where the machine has one, on a GPU. */
#include "messages.h"
#include <pthread.h>
#include <sched.h>
#include <time.h>

#ifndef MESSAGES_EACH
#define MESSAGES_EACH 4000
#endif

enum { PRODUCERS = 4, CONSUMERS = 4, EACH = MESSAGES_EACH, ALL = PRODUCERS * EACH, BYTES = 40 };

static chroma2_message_queue *queue;
static unsigned char seen[ALL]; /* by number of the message */
static uint64_t delivered;
static int by_id; /* consumers find results by ids that are told */

static void count(uint64_t number, const unsigned char *bytes, const chroma2_message_result *result) {
  CHECK(number < ALL && result->bytes == BYTES && result->outcome == CHROMA2_MESSAGE_OUTCOME_DONE);
  CHECK(is_filled(bytes, number, BYTES));
  CHECK(__atomic_fetch_add(&seen[number], 1, __ATOMIC_RELAXED) == 0); /* once */
  __atomic_fetch_add(&delivered, 1, __ATOMIC_RELAXED);
}

/* Single messages, batches and reservations by turns; each call's ids grow. */
static void *produce(void *argument) {
  const uint64_t first = (uint64_t)(uintptr_t)argument * EACH;
  unsigned char data[16 * BYTES];
  uint64_t number = first, keys[16], ids[16], id, last = 0, taken, reservation;
  chroma2_message_batch batch;
  void *place;
  int i;
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.data = data;
  batch.bytes = BYTES;
  batch.keys = keys;
  while (number < first + EACH) {
    const uint64_t left = first + EACH - number;
    switch (number % 3) {
      case 0:
        fill(data, number, BYTES);
        CHECK_OK(chroma2_message_queue_enqueue(queue, data, BYTES, number, FOREVER, &id));
        ++number;
        break;
      case 1:
        batch.count = 1 + number * 7 % 16;
        if (batch.count > left) batch.count = left;
        for (i = 0; i < (int)batch.count; ++i) {
          keys[i] = number + (uint64_t)i;
          fill(data + i * BYTES, keys[i], BYTES);
        }
        CHECK_OK(chroma2_message_queue_enqueue_batch(queue, &batch, FOREVER, ids, &taken));
        CHECK(taken == batch.count);
        for (i = 1; i < (int)taken; ++i) CHECK(ids[i] > ids[i - 1]);
        CHECK(ids[0] > last);
        id = ids[taken - 1];
        number += taken;
        break;
      default:
        CHECK_OK(chroma2_message_queue_reserve(queue, FOREVER, &place, &reservation));
        if (number % 5 == 0) {
          CHECK_OK(chroma2_message_queue_cancel(queue, reservation));
          CHECK_OK(chroma2_message_queue_reserve(queue, FOREVER, &place, &reservation));
        }
        fill((unsigned char *)place, number, BYTES);
        CHECK_OK(chroma2_message_queue_commit(queue, reservation, BYTES, number, &id));
        ++number;
    }
    CHECK(id > last);
    last = id;
  }
  return NULL;
}

static void *consume(void *argument) {
  const int odd = (int)((uintptr_t)argument % 2);
  unsigned char data[32 * BYTES];
  chroma2_message_result results[32];
  uint64_t ids[32], found, i;
  while (__atomic_load_n(&delivered, __ATOMIC_RELAXED) < ALL) {
    if (by_id) {
      CHECK_OK(chroma2_message_queue_poll_completions(queue, ids, odd ? 32 : 3, &found));
      for (i = 0; i < found; ++i) {
        CHECK_OK(chroma2_message_queue_wait_result(queue, ids[i], data, BYTES, 10 * SECOND, results));
        CHECK(results[0].id == ids[i]);
        count(results[0].key, data, results);
      }
    } else {
      const chroma2_status status =
          chroma2_message_queue_dequeue_batch(queue, data, BYTES, results, odd ? 32 : 1, 1000000, &found);
      if (status == CHROMA2_STATUS_TIMEOUT) continue;
      CHECK_OK(status);
      for (i = 0; i < found; ++i) count(results[i].key, data + i * BYTES, results + i);
    }
  }
  return NULL;
}

static void all(uint64_t capacity, uint32_t ordering, int ids) {
  chroma2_message_queue_config config = config_of(capacity, BYTES, BYTES, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue_stats stats;
  pthread_t producers[PRODUCERS], consumers[CONSUMERS];
  uintptr_t i;
  config.ordering = ordering;
  queue = made(&config);
  by_id = ids;
  delivered = 0;
  memset(seen, 0, sizeof seen);
  for (i = 0; i < CONSUMERS; ++i) CHECK(pthread_create(&consumers[i], NULL, consume, (void *)i) == 0);
  for (i = 0; i < PRODUCERS; ++i) CHECK(pthread_create(&producers[i], NULL, produce, (void *)i) == 0);
  for (i = 0; i < PRODUCERS; ++i) CHECK(pthread_join(producers[i], NULL) == 0);
  for (i = 0; i < CONSUMERS; ++i) CHECK(pthread_join(consumers[i], NULL) == 0);
  for (i = 0; i < ALL; ++i) CHECK(seen[i] == 1);
  stats = stats_of(queue);
  CHECK(stats.enqueued == ALL && stats.processed == ALL && stats.delivered == ALL && stats.depth == 0);
  CHECK(stats.errors == 0 && stats.retries == 0);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

/* Two threads ask for the same results. */
static uint64_t *wanted;
static uint64_t got;

static void *race(void *argument) {
  uint64_t value;
  chroma2_message_result result;
  int i;
  (void)argument;
  for (i = 0; i < 1000; ++i) {
    const chroma2_status status = chroma2_message_queue_wait_result(queue, wanted[i], &value, 8, 10 * SECOND, &result);
    if (status == CHROMA2_STATUS_OK) {
      CHECK(value == (uint64_t)i && result.id == wanted[i]);
      __atomic_fetch_add(&got, 1, __ATOMIC_RELAXED);
    } else {
      CHECK(status == CHROMA2_STATUS_INVALID_ARGUMENT);
    }
  }
  return NULL;
}

static void twice(void) {
  chroma2_message_queue_config config = config_of(1024, 8, 8, CHROMA2_MESSAGE_OPERATION_ECHO);
  uint64_t ids[1000], i;
  pthread_t other;
  queue = made(&config);
  wanted = ids;
  got = 0;
  for (i = 0; i < 1000; ++i) CHECK_OK(chroma2_message_queue_enqueue(queue, &i, 8, 0, 0, &ids[i]));
  CHECK(pthread_create(&other, NULL, race, NULL) == 0);
  race(NULL);
  CHECK(pthread_join(other, NULL) == 0);
  CHECK(got == 1000);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

/* A queue that is shut down under load: what was taken ends, what was not is refused, and nothing is lost. */
static uint64_t accepted;

static void *load(void *argument) {
  uint64_t value = 3, id;
  (void)argument;
  for (;;) {
    const chroma2_status status = chroma2_message_queue_enqueue(queue, &value, 8, 0, FOREVER, &id);
    if (status == CHROMA2_STATUS_INVALID_STATE) return NULL;
    CHECK_OK(status);
    __atomic_fetch_add(&accepted, 1, __ATOMIC_RELAXED);
  }
}

static void *collect(void *argument) {
  uint64_t value;
  chroma2_message_result result;
  (void)argument;
  for (;;) {
    const chroma2_status status = chroma2_message_queue_dequeue_any(queue, &value, 8, FOREVER, &result);
    if (status == CHROMA2_STATUS_INVALID_STATE) return NULL; /* no result can come any more */
    CHECK_OK(status);
    CHECK(value == 3);
    __atomic_fetch_add(&delivered, 1, __ATOMIC_RELAXED);
  }
}

static void end_under_load(void) {
  chroma2_message_queue_config config = config_of(64, 8, 8, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue_left left;
  pthread_t producers[PRODUCERS], consumer;
  int i;
  memset(&left, 0, sizeof left);
  left.struct_size = sizeof left;
  queue = made(&config);
  accepted = delivered = 0;
  for (i = 0; i < PRODUCERS; ++i) CHECK(pthread_create(&producers[i], NULL, load, NULL) == 0);
  CHECK(pthread_create(&consumer, NULL, collect, NULL) == 0);
  while (__atomic_load_n(&accepted, __ATOMIC_RELAXED) < 2000) sched_yield();
  CHECK_OK(chroma2_message_queue_shut_down(queue, 10 * SECOND, &left));
  CHECK(left.unprocessed == 0);
  for (i = 0; i < PRODUCERS; ++i) CHECK(pthread_join(producers[i], NULL) == 0);
  CHECK(pthread_join(consumer, NULL) == 0);
  CHECK(accepted == delivered && stats_of(queue).enqueued == accepted && stats_of(queue).depth == 0);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

/* A queue that is destroyed while others wait on it. */
static void *wait_for_nothing(void *argument) {
  uint64_t value;
  chroma2_message_result result;
  (void)argument;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "was destroyed by another thread",
              chroma2_message_queue_dequeue_any(queue, &value, 8, FOREVER, &result));
  return NULL;
}

static void destroyed(void) {
  chroma2_message_queue_config config = config_of(4, 8, 8, CHROMA2_MESSAGE_OPERATION_ECHO);
  struct timespec pause = {0, 20000000};
  pthread_t waiting;
  queue = made(&config);
  CHECK(pthread_create(&waiting, NULL, wait_for_nothing, NULL) == 0);
  nanosleep(&pause, NULL);
  CHECK_OK(chroma2_message_queue_destroy(queue));
  CHECK(pthread_join(waiting, NULL) == 0);
}

static void on(uint32_t backend) {
  chroma2_context_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 3;
  config.backend = backend;
  CHECK_OK(chroma2_context_create(&config, &context));
  all(16, CHROMA2_MESSAGE_ORDERING_NONE, 0);
  all(256, CHROMA2_MESSAGE_ORDERING_NONE, 1);
  all(64, CHROMA2_MESSAGE_ORDERING_PER_KEY, 0);
  twice();
  end_under_load();
  destroyed();
  CHECK_OK(chroma2_context_destroy(context));
}

int main(void) {
  on(CHROMA2_BACKEND_CPU);
  on(CHROMA2_BACKEND_AUTO);
  CHECK_NO_HANDLES();
  return 0;
}
