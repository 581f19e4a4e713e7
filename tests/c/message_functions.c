/* Functions of programs on messages: codes, retries, dead letters, results that are too long, time limits, functions that
   never return, and the order of messages of a key. On the processor; tests/cuda_backend has the same on a GPU. */
#include "messages.h"
#include <pthread.h>
#include <time.h>

#include "message_function.h"

/* What functions with UNTIL_TOLD wait for. */
static volatile unsigned told;
static int on_gpu;
static const char *program = "// PTX of message_function.h, for all that the stand-in driver knows";
static uint32_t program_kind = CHROMA2_MESSAGE_PROGRAM_PTX;

static chroma2_message_queue_config config_with(chroma2_message_function function, uint64_t capacity, uint32_t bytes) {
  chroma2_message_queue_config config = config_of(capacity, bytes, bytes, CHROMA2_MESSAGE_OPERATION_FUNCTION);
  config.user = (void *)(uintptr_t)&told;
  if (on_gpu) {
    config.program = program;
    config.program_bytes = strlen(program);
    config.program_kind = program_kind;
  } else {
    config.function = function;
  }
  return config;
}

static uint64_t send(chroma2_message_queue *queue, int kind, int more, uint64_t key) {
  unsigned char data[8] = {0, 0, 3, 4, 5, 6, 7, 8};
  uint64_t id = 0;
  data[0] = (unsigned char)kind;
  data[1] = (unsigned char)more;
  CHECK_OK(chroma2_message_queue_enqueue(queue, data, 8, key, SECOND, &id));
  return id;
}

static chroma2_message_result result_of(chroma2_message_queue *queue, uint64_t id, unsigned char *out) {
  chroma2_message_result result;
  CHECK_OK(chroma2_message_queue_wait_result(queue, id, out, 8, 20 * SECOND, &result));
  CHECK(result.id == id);
  return result;
}

static chroma2_dead_letter new_letter(void) {
  chroma2_dead_letter letter;
  memset(&letter, 0, sizeof letter);
  letter.struct_size = sizeof letter;
  return letter;
}

static void codes(void) {
  chroma2_message_queue_config config = config_with(message_function, 16, 8);
  chroma2_message_queue *queue;
  chroma2_message_result result;
  chroma2_dead_letter letter = new_letter();
  unsigned char out[8];
  uint64_t failed, overrun;
  config.retries = 3;
  config.dead_letters = 2;
  queue = made(&config);
  result = result_of(queue, send(queue, PLAIN, 1, 9), out);
  CHECK(result.outcome == CHROMA2_MESSAGE_OUTCOME_DONE && result.bytes == 8 && result.key == 9);
  CHECK(out[0] == 1 && out[1] == 2 && out[7] == 9 && result.attempts == 1);
  failed = send(queue, FAILS, 0, 77);
  result = result_of(queue, failed, out);
  CHECK(result.outcome == CHROMA2_MESSAGE_OUTCOME_FAILED && result.code == 7 && result.attempts == 4);
  result = result_of(queue, send(queue, FAILS_AT_FIRST, 2, 0), out);
  CHECK(result.outcome == CHROMA2_MESSAGE_OUTCOME_DONE && result.code == 0 && result.attempts == 3);
  result = result_of(queue, send(queue, FAILS_AT_FIRST, 3, 0), out);
  CHECK(result.outcome == CHROMA2_MESSAGE_OUTCOME_DONE && result.attempts == 4);
  result = result_of(queue, send(queue, FAILS_AT_FIRST, 4, 0), out);
  CHECK(result.outcome == CHROMA2_MESSAGE_OUTCOME_FAILED && result.code == 103 && result.attempts == 4);
  overrun = send(queue, TOO_LONG, 0, 0);
  result = result_of(queue, overrun, out);
  CHECK(result.outcome == CHROMA2_MESSAGE_OUTCOME_OVERRUN && result.bytes == 0 && result.code == 0);
  CHECK(stats_of(queue).errors == 3 && stats_of(queue).retries == 3 + 2 + 3 + 3 + 3);
  CHECK(stats_of(queue).dead_letters == 2 && stats_of(queue).dead_letters_lost == 1);
  /* Dead letters. */
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "letter is NULL",
              chroma2_message_queue_take_dead_letter(queue, out, 8, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "has 8 bytes, and is kept",
              chroma2_message_queue_take_dead_letter(queue, out, 7, &letter));
  CHECK(letter.id == failed && letter.bytes == 8);
  letter = new_letter();
  CHECK_OK(chroma2_message_queue_take_dead_letter(queue, out, 8, &letter));
  CHECK(letter.id == failed && letter.key == 77 && letter.code == 7 && letter.attempts == 4 && letter.bytes == 8);
  CHECK(letter.outcome == CHROMA2_MESSAGE_OUTCOME_FAILED && out[0] == FAILS && out[7] == 8);
  CHECK_OK(chroma2_message_queue_take_dead_letter(queue, out, 8, &letter));
  CHECK(letter.code == 103);
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "no dead letter", chroma2_message_queue_take_dead_letter(queue, out, 8, &letter));
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

/* Some percent fail, for good or at first. */
static void injected(void) {
  enum { N = 3000 };
  chroma2_message_queue_config config = config_with(message_function, 128, 8);
  chroma2_message_queue *queue;
  chroma2_message_result results[64];
  chroma2_dead_letter letter = new_letter();
  unsigned char out[64 * 8];
  uint64_t sent = 0, received = 0, good = 0, failed = 0, retried = 0, letters = 0, count, i;
  config.retries = 1;
  config.dead_letters = N;
  queue = made(&config);
  while (received < N) {
    for (; sent < N && sent < received + 100; ++sent)
      send(queue, sent % 33 == 5 ? FAILS : sent % 20 == 7 ? FAILS_AT_FIRST : PLAIN, 1, sent);
    CHECK_OK(chroma2_message_queue_dequeue_batch(queue, out, 8, results, 64, 20 * SECOND, &count));
    received += count;
    for (i = 0; i < count; ++i) {
      const uint64_t key = results[i].key;
      const int bad = key % 33 == 5, first = !bad && key % 20 == 7;
      CHECK(results[i].outcome == (uint32_t)(bad ? CHROMA2_MESSAGE_OUTCOME_FAILED : CHROMA2_MESSAGE_OUTCOME_DONE));
      CHECK(results[i].code == (bad ? 7u : 0u) && results[i].attempts == (bad || first ? 2u : 1u));
      good += !bad;
      failed += bad;
      retried += bad || first;
    }
  }
  CHECK(good + failed == N && failed == 91);
  CHECK(stats_of(queue).errors == failed && stats_of(queue).retries == retried && stats_of(queue).depth == 0);
  while (chroma2_message_queue_take_dead_letter(queue, out, 8, &letter) == CHROMA2_STATUS_OK) {
    CHECK(letter.key % 33 == 5 && out[0] == FAILS);
    ++letters;
  }
  CHECK(letters == failed);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

/* A function that goes on for ever is reported, and the others' messages are worked on. */
static void times(int kind) {
  chroma2_message_queue_config config = config_with(message_function, 32, 8);
  chroma2_message_queue *queue;
  chroma2_message_result result;
  unsigned char out[8];
  uint64_t late, ids[20];
  int i;
  config.time_limit_ns = 50000000;
  config.retries = 5;
  config.dead_letters = 4;
  queue = made(&config);
  told = 0;
  late = send(queue, kind, 0, 1);
  for (i = 0; i < 20; ++i) ids[i] = send(queue, PLAIN, i, 2);
  for (i = 0; i < 20; ++i) CHECK(result_of(queue, ids[i], out).outcome == CHROMA2_MESSAGE_OUTCOME_DONE);
  result = result_of(queue, late, out);
  CHECK(result.outcome == CHROMA2_MESSAGE_OUTCOME_TIMED_OUT && result.bytes == 0 && result.attempts == 1);
  CHECK(result.latency_ns >= config.time_limit_ns);
  for (i = 0; i < 20; ++i) {
    ids[i] = send(queue, PLAIN, i, 2);
    CHECK(result_of(queue, ids[i], out).outcome == CHROMA2_MESSAGE_OUTCOME_DONE && out[1] == i + 1);
  }
  CHECK(stats_of(queue).errors == 1 && stats_of(queue).dead_letters == 1);
  told = 1; /* the function returns; its slot is used again */
  for (i = 0; i < 200; ++i) result_of(queue, send(queue, PLAIN, i, 2), out);
  for (i = 0; i < 10000 && stats_of(queue).depth != 0; ++i) {
    const struct timespec pause = {0, 1000000};
    nanosleep(&pause, NULL);
  }
  CHECK(stats_of(queue).depth == 0);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

/* All that could work on messages are stuck. */
static void all_stuck(void) {
  chroma2_message_queue_config config = config_with(message_function, 32, 8);
  chroma2_message_queue *queue;
  unsigned char out[8];
  uint64_t ids[8], id;
  int i;
  config.time_limit_ns = 30000000;
  queue = made(&config);
  told = 0;
  for (i = 0; i < 8; ++i) ids[i] = send(queue, UNTIL_TOLD, 0, (uint64_t)i);
  id = send(queue, PLAIN, 0, 99);
  if (on_gpu) { /* new warps come */
    for (i = 0; i < 8; ++i) CHECK(result_of(queue, ids[i], out).outcome == CHROMA2_MESSAGE_OUTCOME_TIMED_OUT);
    CHECK(result_of(queue, id, out).outcome == CHROMA2_MESSAGE_OUTCOME_DONE);
    told = 1;
  } else { /* the threads are the program's affair */
    CHECK(result_of(queue, ids[0], out).outcome == CHROMA2_MESSAGE_OUTCOME_TIMED_OUT);
    told = 1;
    for (i = 1; i < 8; ++i) result_of(queue, ids[i], out);
    CHECK(result_of(queue, id, out).outcome == CHROMA2_MESSAGE_OUTCOME_DONE);
  }
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

/* Messages of a key come one after another, in their order, whoever works on them. */
enum { KEYS = 7 };
static int busy[KEYS];
static uint64_t last[KEYS];

static uint32_t in_order(chroma2_message *message) {
  const uint64_t key = message->key;
  volatile int i;
  CHECK(__atomic_fetch_add(&busy[key], 1, __ATOMIC_ACQ_REL) == 0);
  CHECK(message->id > last[key]);
  last[key] = message->id;
  for (i = 0; i < (int)(message->id % 7) * 200; ++i) {
  }
  CHECK(__atomic_fetch_sub(&busy[key], 1, __ATOMIC_ACQ_REL) == 1);
  return 0;
}

static void order(void) {
  enum { N = 5000 };
  chroma2_message_queue_config config = config_with(in_order, 64, 8);
  chroma2_message_queue *queue;
  chroma2_message_result results[64];
  unsigned char out[64 * 8];
  uint64_t latest[KEYS] = {0}, sent = 0, received = 0, count, i;
  config.ordering = CHROMA2_MESSAGE_ORDERING_PER_KEY;
  memset(last, 0, sizeof last);
  queue = made(&config);
  while (received < N) {
    for (; sent < N && sent < received + 64; ++sent) send(queue, PLAIN, 0, sent * sent % KEYS);
    CHECK_OK(chroma2_message_queue_dequeue_batch(queue, out, 8, results, 64, 20 * SECOND, &count));
    received += count;
    for (i = 0; i < count; ++i) {
      CHECK(results[i].id > latest[results[i].key]);
      latest[results[i].key] = results[i].id;
    }
  }
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

static void on(uint32_t backend) {
  chroma2_context_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 3;
  config.backend = backend;
  CHECK_OK(chroma2_context_create(&config, &context));
  on_gpu = backend == CHROMA2_BACKEND_CUDA;
  codes();
  injected();
  times(UNTIL_STOPPED);
  times(UNTIL_TOLD);
  all_stuck();
  order();
  CHECK_OK(chroma2_context_destroy(context));
}

int main(void) {
  on(CHROMA2_BACKEND_CPU);
  CHECK_NO_HANDLES();
  return 0;
}
