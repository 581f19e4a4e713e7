/* Message queues from C: every call, every refusal, built-in operations against formulas of their own. On the processor
   and, where the machine has one, on a GPU. */
#include "messages.h"
#include <time.h>

static uint64_t enqueue(chroma2_message_queue *queue, const void *data, uint32_t bytes) {
  uint64_t id = 0;
  CHECK_OK(chroma2_message_queue_enqueue(queue, data, bytes, 0, SECOND, &id));
  CHECK(id != 0);
  return id;
}

static void refused_config(void (*change)(chroma2_message_queue_config *), chroma2_status status, const char *part) {
  chroma2_message_queue_config config = config_of(64, 256, 256, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue *queue = NULL;
  change(&config);
  CHECK_FAILS(status, part, chroma2_message_queue_create(context, &config, &queue));
  CHECK(queue == NULL);
}

static void no_capacity(chroma2_message_queue_config *config) { config->capacity = 0; }
static void much_capacity(chroma2_message_queue_config *config) { config->capacity = UINT64_MAX; }
static void no_input(chroma2_message_queue_config *config) { config->input_bytes = 0; }
static void much_output(chroma2_message_queue_config *config) { config->output_bytes = 65537; }
static void no_operation(chroma2_message_queue_config *config) { config->operation = 0; }
static void other_operation(chroma2_message_queue_config *config) { config->operation = 77; }
static void no_element(chroma2_message_queue_config *config) { config->operation = CHROMA2_MESSAGE_OPERATION_ADD; }
static void needless_element(chroma2_message_queue_config *config) { config->element = 1; }
static void other_ordering(chroma2_message_queue_config *config) { config->ordering = 2; }
static void long_idle(chroma2_message_queue_config *config) { config->idle_ns = UINT64_MAX; }
static void many_retries(chroma2_message_queue_config *config) { config->retries = 1001; }
static void many_letters(chroma2_message_queue_config *config) { config->dead_letters = (1 << 20) + 1; }
static void no_function(chroma2_message_queue_config *config) {
  config->operation = CHROMA2_MESSAGE_OPERATION_FUNCTION;
}
static void needless_program(chroma2_message_queue_config *config) { config->program_kind = 1; }
static void reserved_field(chroma2_message_queue_config *config) { config->reserved = 1; }
static void other_device(chroma2_message_queue_config *config) { config->device = 1000; }

static void creation(void) {
  const chroma2_status argument = CHROMA2_STATUS_INVALID_ARGUMENT;
  chroma2_message_queue_config config = config_of(1000, 100, 40, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue_info info;
  chroma2_message_queue *queue = NULL;
  refused_config(no_capacity, argument, "config->capacity is 0 slots; 1 to 1048576");
  refused_config(much_capacity, argument, "config->capacity is 18446744073709551615");
  refused_config(no_input, argument, "config->input_bytes is 0; 1 to 65536");
  refused_config(much_output, argument, "config->output_bytes is 65537");
  refused_config(no_operation, argument, "config->operation is 0; 1 (echo)");
  refused_config(other_operation, argument, "config->operation is 77");
  refused_config(no_element, argument, "config->element is 0; 1 (int32)");
  refused_config(needless_element, argument, "the operation has no elements");
  refused_config(other_ordering, argument, "config->ordering is 2");
  refused_config(long_idle, argument, "config->idle_ns is");
  refused_config(many_retries, argument, "config->retries is 1001");
  refused_config(many_letters, argument, "config->dead_letters is 1048577");
  refused_config(no_function, argument, "config->");
  refused_config(needless_program, argument, "config->program_kind is 1, but would not be used");
  refused_config(reserved_field, argument, "reserved is 1");
  refused_config(other_device, argument, "config->device is 1000");
  CHECK_FAILS(argument, "config is NULL", chroma2_message_queue_create(context, NULL, &queue));
  CHECK_FAILS(argument, "queue is NULL", chroma2_message_queue_create(context, &config, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "context: is NULL", chroma2_message_queue_create(NULL, &config, &queue));
  queue = made(&config);
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_message_queue_get_info(queue, &info));
  CHECK(info.capacity == 1024 && info.input_bytes == 100 && info.output_bytes == 40 && info.workers >= 1);
  CHECK_FAILS(argument, "info is NULL", chroma2_message_queue_get_info(queue, NULL));
  CHECK_FAILS(argument, "stats is NULL", chroma2_message_queue_get_stats(queue, NULL));
  CHECK_OK(chroma2_message_queue_destroy(queue));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "was destroyed", chroma2_message_queue_get_info(queue, &info));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "was destroyed", chroma2_message_queue_destroy(queue));
  CHECK_OK(chroma2_message_queue_destroy(NULL));
}

/* Messages of every length from 0 on, by id. */
static void lengths(uint32_t most) {
  chroma2_message_queue_config config = config_of(16, most, most, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue *queue = made(&config);
  unsigned char *in = (unsigned char *)malloc(most + 1), *out = (unsigned char *)malloc(most + 1);
  chroma2_message_result result;
  uint64_t last = 0, id;
  uint32_t bytes, count = 0;
  CHECK(in && out);
  for (bytes = 0; bytes <= most; bytes += bytes < 70 ? 1 : bytes / 3) {
    fill(in + 1, bytes, bytes); /* no alignment is asked for */
    id = enqueue(queue, bytes ? in + 1 : NULL, bytes);
    CHECK(id > last);
    last = id;
    memset(out, 0xee, most + 1);
    CHECK_OK(chroma2_message_queue_wait_result(queue, id, bytes ? out : NULL, bytes, 10 * SECOND, &result));
    CHECK(result.id == id && result.bytes == bytes && result.code == 0 && result.key == 0 && result.attempts == 1);
    CHECK(result.outcome == CHROMA2_MESSAGE_OUTCOME_DONE && result.latency_ns > 0);
    CHECK(is_filled(out, bytes, bytes) && out[bytes] == 0xee);
    ++count;
  }
  CHECK(stats_of(queue).delivered == count && stats_of(queue).depth == 0);
  free(in);
  free(out);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

static void refusals(void) {
  const chroma2_status argument = CHROMA2_STATUS_INVALID_ARGUMENT;
  chroma2_message_queue_config config = config_of(4, 64, 64, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue *queue = made(&config);
  chroma2_message_batch batch;
  chroma2_message_result result, none;
  unsigned char data[640] = {1, 2, 3}, out[64];
  uint32_t sizes[5] = {64, 65, 1, 1, 1};
  uint64_t id = 77, ids[5], taken = 77, count = 77;
  chroma2_dead_letter letter;
  memset(&none, 0x55, sizeof none);
  result = none;
  memset(&letter, 0, sizeof letter);
  letter.struct_size = sizeof letter;
  CHECK_FAILS(argument, "bytes is 65; the queue's slots have room for 64",
              chroma2_message_queue_enqueue(queue, data, 65, 0, 0, &id));
  CHECK_FAILS(argument, "data is NULL", chroma2_message_queue_enqueue(queue, NULL, 1, 0, 0, &id));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "queue: is NULL", chroma2_message_queue_enqueue(NULL, data, 1, 0, 0, &id));
  CHECK(id == 77);
  memset(&batch, 0, sizeof batch);
  CHECK_FAILS(argument, "batch is NULL", chroma2_message_queue_enqueue_batch(queue, NULL, 0, ids, &taken));
  CHECK_FAILS(argument, "struct_size is 0", chroma2_message_queue_enqueue_batch(queue, &batch, 0, ids, &taken));
  batch.struct_size = sizeof batch;
  batch.data = data;
  batch.count = 5;
  batch.stride = 64;
  batch.sizes = sizes;
  CHECK_FAILS(argument, "sizes[1] is 65", chroma2_message_queue_enqueue_batch(queue, &batch, 0, ids, &taken));
  batch.sizes = NULL;
  batch.bytes = 64;
  CHECK_FAILS(argument, "taken is NULL", chroma2_message_queue_enqueue_batch(queue, &batch, 0, ids, NULL));
  batch.stride = UINT64_MAX;
  CHECK_FAILS(argument, "exceed the address space", chroma2_message_queue_enqueue_batch(queue, &batch, 0, ids, &taken));
  batch.stride = 64;
  batch.data = NULL;
  CHECK_FAILS(argument, "data is NULL", chroma2_message_queue_enqueue_batch(queue, &batch, 0, ids, &taken));
  batch.data = data;
  CHECK(taken == 77);
  /* Four slots for five messages. */
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "4 of 5 messages are taken within 1000 ns",
              chroma2_message_queue_enqueue_batch(queue, &batch, 1000, ids, &taken));
  CHECK(taken == 4 && ids[0] < ids[1] && ids[1] < ids[2] && ids[2] < ids[3]);
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "all 4 slots", chroma2_message_queue_enqueue(queue, data, 1, 0, 0, &id));
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "hold theirs until they are collected",
              chroma2_message_queue_enqueue(queue, data, 1, 0, 100000, &id));
  CHECK(id == 77 && stats_of(queue).refused >= 3 && stats_of(queue).depth == 4);
  /* Ids that are none. */
  CHECK_FAILS(argument, "id is 0, of which no message", chroma2_message_queue_try_result(queue, 0, out, 64, &result));
  CHECK_FAILS(argument, "never given", chroma2_message_queue_try_result(queue, ids[3] + 64, out, 64, &result));
  CHECK_FAILS(argument, "id is 18446744073709551615",
              chroma2_message_queue_wait_result(queue, UINT64_MAX, out, 64, FOREVER, &result));
  CHECK_FAILS(argument, "data is NULL", chroma2_message_queue_try_result(queue, ids[0], NULL, 64, &result));
  CHECK_FAILS(argument, "result is NULL", chroma2_message_queue_try_result(queue, ids[0], out, 64, NULL));
  CHECK(memcmp(&result, &none, sizeof none) == 0);
  /* A result that is longer than the room is told and kept, and collected once. */
  CHECK_FAILS(argument, "room is 63; the result of message",
              chroma2_message_queue_wait_result(queue, ids[0], out, 63, SECOND, &result));
  CHECK(result.id == ids[0] && result.bytes == 64);
  CHECK_FAILS(argument, "room is 0", chroma2_message_queue_wait_result(queue, ids[0], NULL, 0, SECOND, &result));
  CHECK_OK(chroma2_message_queue_wait_result(queue, ids[0], out, 64, SECOND, &result));
  CHECK(memcmp(out, data, 64) == 0);
  CHECK_FAILS(argument, "was delivered", chroma2_message_queue_try_result(queue, ids[0], out, 64, &result));
  CHECK_FAILS(argument, "room is 10; the result", chroma2_message_queue_dequeue_any(queue, out, 10, SECOND, &result));
  CHECK_OK(chroma2_message_queue_dequeue_any(queue, out, 64, SECOND, &result));
  CHECK(result.id >= ids[1] && result.id <= ids[3]);
  CHECK_FAILS(argument, "was delivered", chroma2_message_queue_try_result(queue, result.id, out, 64, &result));
  CHECK_FAILS(argument, "count is NULL", chroma2_message_queue_poll_completions(queue, ids, 4, NULL));
  CHECK_FAILS(argument, "ids is NULL", chroma2_message_queue_poll_completions(queue, NULL, 4, &count));
  CHECK_FAILS(argument, "results is NULL", chroma2_message_queue_dequeue_batch(queue, out, 64, NULL, 1, 0, &count));
  CHECK_OK(chroma2_message_queue_dequeue_batch(queue, out, 64, NULL, 0, 0, &count));
  CHECK(count == 0);
  CHECK_FAILS(argument, "exceed the address space",
              chroma2_message_queue_dequeue_batch(queue, out, UINT64_MAX / 2, &result, 3, 0, &count));
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "no dead letter",
              chroma2_message_queue_take_dead_letter(queue, out, 64, &letter));
  CHECK_OK(chroma2_message_queue_destroy(queue)); /* with results that nobody has collected */
}

static void completions(void) {
  chroma2_message_queue_config config = config_of(64, 8, 8, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue *queue = made(&config);
  chroma2_message_batch batch;
  chroma2_message_result results[100], one;
  uint64_t data[64], out[64], ids[64], told[64], taken, count, all, round, i;
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.data = data;
  batch.bytes = 8;
  batch.keys = data;
  for (round = 0; round < 50; ++round) {
    batch.count = 1 + round * 7 % 64;
    for (i = 0; i < batch.count; ++i) data[i] = 1000 * round + i;
    CHECK_OK(chroma2_message_queue_enqueue_batch(queue, &batch, SECOND, ids, &taken));
    CHECK(taken == batch.count);
    if (round % 3 == 0) { /* ids first, results by id */
      for (all = 0; all < taken; all += count) {
        CHECK_OK(chroma2_message_queue_poll_completions(queue, told + all, 5 < taken - all ? 5 : taken - all, &count));
      }
      for (i = 0; i < taken; ++i) {
        CHECK_OK(chroma2_message_queue_try_result(queue, told[i], out, 8, &one));
        CHECK(one.id == told[i] && one.key == out[0] && out[0] / 1000 == round);
      }
      CHECK_OK(chroma2_message_queue_poll_completions(queue, told, 64, &count));
      CHECK(count == 0);
    } else if (round % 3 == 1) { /* all of them by batches */
      for (all = 0; all < taken; all += count) {
        CHECK_OK(chroma2_message_queue_dequeue_batch(queue, out + all, 8, results + all, 100 - all, SECOND, &count));
        CHECK(count > 0 && count <= taken - all);
      }
      for (i = 0; i < taken; ++i) CHECK(results[i].key == out[i] && out[i] / 1000 == round && results[i].bytes == 8);
    } else { /* by ids, backwards: then no completion is left to be told */
      for (i = taken; i-- > 0;) {
        CHECK_OK(chroma2_message_queue_wait_result(queue, ids[i], out, 8, SECOND, &one));
        CHECK(out[0] == 1000 * round + i);
      }
      CHECK_OK(chroma2_message_queue_poll_completions(queue, told, 64, &count));
      CHECK(count == 0);
      CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "no result", chroma2_message_queue_dequeue_any(queue, out, 8, 0, &one));
    }
  }
  CHECK(stats_of(queue).enqueued == stats_of(queue).delivered && stats_of(queue).depth == 0);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

/* Results that one never collects hold their slots, and no others; the ring of completions may go round. */
static void uncollected(void) {
  chroma2_message_queue_config config = config_of(8, 8, 8, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue *queue = made(&config);
  chroma2_message_result result;
  uint64_t value = 5, out = 0, first = enqueue(queue, &value, 8), told[9], count = 0, i;
  for (i = 0; i < 1000; ++i) {
    const uint64_t number = 100 + i, id = enqueue(queue, &number, 8);
    CHECK_OK(chroma2_message_queue_wait_result(queue, id, &out, 8, SECOND, &result));
    CHECK(out == number);
  }
  CHECK_OK(chroma2_message_queue_poll_completions(queue, told, 9, &count));
  CHECK(count == 1 && told[0] == first);
  CHECK_OK(chroma2_message_queue_try_result(queue, first, &out, 8, &result));
  CHECK(out == 5 && stats_of(queue).depth == 0);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

static void reservations(void) {
  const chroma2_status argument = CHROMA2_STATUS_INVALID_ARGUMENT;
  chroma2_message_queue_config config = config_of(2, 100, 100, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue *queue = made(&config);
  chroma2_message_result result;
  void *place = NULL, *other = NULL;
  uint64_t reservation = 0, second = 0, id = 0, earlier;
  unsigned char out[100];
  CHECK_FAILS(argument, "place is NULL", chroma2_message_queue_reserve(queue, 0, NULL, &reservation));
  CHECK_FAILS(argument, "reservation is NULL", chroma2_message_queue_reserve(queue, 0, &place, NULL));
  CHECK_OK(chroma2_message_queue_reserve(queue, 0, &place, &reservation));
  CHECK((uintptr_t)place % 16 == 0);
  fill((unsigned char *)place, 3, 100);
  earlier = enqueue(queue, "x", 1); /* others go on */
  CHECK_OK(chroma2_message_queue_wait_result(queue, earlier, out, 100, SECOND, &result));
  CHECK_OK(chroma2_message_queue_reserve(queue, 0, &other, &second));
  CHECK(other != place && stats_of(queue).depth == 2);
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "0 of 1 message is taken",
              chroma2_message_queue_reserve(queue, 1000, &other, &second));
  CHECK_FAILS(argument, "bytes is 101", chroma2_message_queue_commit(queue, reservation, 101, 0, &id));
  CHECK_OK(chroma2_message_queue_commit(queue, reservation, 100, 42, &id));
  CHECK(id > earlier);
  CHECK_FAILS(argument, "it was committed or cancelled",
              chroma2_message_queue_commit(queue, reservation, 100, 42, &id));
  CHECK_FAILS(argument, "which is none", chroma2_message_queue_cancel(queue, reservation));
  CHECK_FAILS(argument, "which is none", chroma2_message_queue_cancel(queue, 0));
  CHECK_FAILS(argument, "which is none", chroma2_message_queue_cancel(queue, UINT64_MAX));
  CHECK_OK(chroma2_message_queue_wait_result(queue, id, out, 100, SECOND, &result));
  CHECK(result.key == 42 && result.bytes == 100 && is_filled(out, 3, 100));
  CHECK_OK(chroma2_message_queue_cancel(queue, second));
  CHECK_FAILS(argument, "which is none", chroma2_message_queue_commit(queue, second, 1, 0, NULL));
  CHECK_OK(chroma2_message_queue_reserve(queue, 0, &place, &reservation));
  CHECK_OK(chroma2_message_queue_commit(queue, reservation, 0, 0, NULL));
  CHECK_OK(chroma2_message_queue_dequeue_any(queue, NULL, 0, SECOND, &result));
  CHECK(result.bytes == 0 && stats_of(queue).depth == 0);
  CHECK_OK(chroma2_message_queue_reserve(queue, 0, &place, &reservation));
  CHECK_OK(chroma2_message_queue_destroy(queue)); /* with a reservation */
}

static uint64_t mixed(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ x >> 27) * 0x94d049bb133111ebull;
  return x ^ x >> 31;
}

static chroma2_message_result once(chroma2_message_queue *queue, const void *in, uint32_t bytes, void *out,
                                   uint32_t room) {
  chroma2_message_result result;
  CHECK_OK(chroma2_message_queue_wait_result(queue, enqueue(queue, in, bytes), out, room, SECOND, &result));
  return result;
}

static chroma2_message_queue *operating(uint32_t operation, uint32_t element, uint32_t input, uint32_t output) {
  chroma2_message_queue_config config = config_of(4, input, output, operation);
  config.element = element;
  return made(&config);
}

static void operations(void) {
  enum { N = 200 };
  chroma2_message_queue *queue;
  chroma2_message_result result;
  float singles[N], sum[N];
  double doubles[N], total, partial[32];
  uint32_t words[N], word;
  uint64_t longs[N], check, expected;
  unsigned char bytes[101];
  int n, i, h;
  for (i = 0; i < N; ++i) {
    singles[i] = (float)(i * 0.1 - 3);
    doubles[i] = 1.0 / (i + 1) - 0.01 * i;
    words[i] = 0xf0000000u + (uint32_t)i * 77777777u;
    longs[i] = 0x9000000000000000ull + (uint64_t)i * 1234567890123ull;
  }
  queue = operating(CHROMA2_MESSAGE_OPERATION_CHECKSUM, 0, 101, 8);
  for (n = 0; n <= 101; ++n) {
    fill(bytes, 9, (size_t)n);
    expected = mixed((uint64_t)n);
    for (i = 0; i < (n + 3) / 4; ++i) {
      word = 0;
      for (h = 0; h < 4 && 4 * i + h < n; ++h) word |= (uint32_t)bytes[4 * i + h] << 8 * h;
      expected += mixed(word + ((uint64_t)i + 1) * 0x9e3779b97f4a7c15ull);
    }
    result = once(queue, n ? bytes : NULL, (uint32_t)n, &check, 8);
    CHECK(result.bytes == 8 && check == expected);
  }
  CHECK_OK(chroma2_message_queue_destroy(queue));

  queue = operating(CHROMA2_MESSAGE_OPERATION_ADD, CHROMA2_MESSAGE_ELEMENT_FLOAT32, sizeof singles, sizeof singles);
  for (n = 0; n <= N; n += 2) {
    result = once(queue, n ? singles : NULL, (uint32_t)n * 4, sum, sizeof sum);
    CHECK(result.bytes == (uint32_t)n * 2 && result.outcome == CHROMA2_MESSAGE_OUTCOME_DONE);
    for (i = 0; i < n / 2; ++i) CHECK(sum[i] == singles[i] + singles[n / 2 + i]);
  }
  result = once(queue, singles, 12, sum, sizeof sum); /* three elements */
  CHECK(result.outcome == CHROMA2_MESSAGE_OUTCOME_FAILED && result.code == 1 && result.attempts == 1);
  CHECK(stats_of(queue).errors == 1);
  CHECK_OK(chroma2_message_queue_destroy(queue));

  queue = operating(CHROMA2_MESSAGE_OPERATION_ADD, CHROMA2_MESSAGE_ELEMENT_INT32, sizeof words, 8);
  result = once(queue, words, 16, &check, 8);
  CHECK(result.bytes == 8 && (uint32_t)check == words[0] + words[2] && (uint32_t)(check >> 32) == words[1] + words[3]);
  result = once(queue, words, 24, &check, 8);
  CHECK(result.outcome == CHROMA2_MESSAGE_OUTCOME_OVERRUN && result.bytes == 0);
  CHECK_OK(chroma2_message_queue_destroy(queue));

  queue = operating(CHROMA2_MESSAGE_OPERATION_REDUCE, CHROMA2_MESSAGE_ELEMENT_FLOAT64, sizeof doubles, 8);
  for (n = 0; n <= N; ++n) {
    for (i = 0; i < 32; ++i) partial[i] = 0;
    for (i = 0; i < n; ++i) partial[i % 32] += doubles[i];
    for (h = 16; h > 0; h /= 2)
      for (i = 0; i < h; ++i) partial[i] += partial[i + h];
    result = once(queue, n ? doubles : NULL, (uint32_t)n * 8, &total, 8);
    CHECK(result.bytes == 8 && total == partial[0]);
  }
  CHECK_OK(chroma2_message_queue_destroy(queue));

  queue = operating(CHROMA2_MESSAGE_OPERATION_REDUCE, CHROMA2_MESSAGE_ELEMENT_INT64, sizeof longs, 8);
  expected = 0;
  for (i = 0; i < N; ++i) expected += longs[i];
  result = once(queue, longs, sizeof longs, &check, 8);
  CHECK(check == expected);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

static uint32_t running(chroma2_message_queue *queue) {
  uint32_t running = 77;
  CHECK_OK(chroma2_message_queue_is_running(queue, &running));
  return running;
}

static void stops(void) {
  chroma2_message_queue_config config = config_of(16, 8, 8, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue *queue = made(&config);
  chroma2_message_queue_left left;
  chroma2_message_result result;
  uint64_t value = 5, out = 0, ids[10], reservation;
  void *place;
  int i;
  memset(&left, 0, sizeof left);
  CHECK(running(queue) == 1);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "running is NULL", chroma2_message_queue_is_running(queue, NULL));
  ids[0] = enqueue(queue, &value, 8);
  CHECK_OK(chroma2_message_queue_wait_result(queue, ids[0], &out, 8, SECOND, &result));
  CHECK_OK(chroma2_message_queue_pause(queue, FOREVER));
  CHECK_OK(chroma2_message_queue_pause(queue, 0)); /* twice */
  CHECK(running(queue) == 0);
  for (i = 0; i < 10; ++i) ids[i] = enqueue(queue, &value, 8);
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "has no result after 20000000 ns",
              chroma2_message_queue_wait_result(queue, ids[0], &out, 8, 20000000, &result));
  CHECK(stats_of(queue).processed == 1 && stats_of(queue).depth == 10);
  CHECK_OK(chroma2_message_queue_resume(queue));
  CHECK_OK(chroma2_message_queue_resume(queue));
  CHECK(running(queue) == 1);
  for (i = 0; i < 9; ++i) CHECK_OK(chroma2_message_queue_wait_result(queue, ids[i], &out, 8, SECOND, &result));
  CHECK_OK(chroma2_message_queue_reserve(queue, 0, &place, &reservation));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "struct_size is 0", chroma2_message_queue_shut_down(queue, 0, &left));
  left.struct_size = sizeof left;
  CHECK_OK(chroma2_message_queue_shut_down(queue, 10 * SECOND, &left));
  CHECK(left.unprocessed == 0 && left.undelivered == 1 && running(queue) == 0);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "was shut down",
              chroma2_message_queue_enqueue(queue, &value, 8, 0, FOREVER, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "was shut down",
              chroma2_message_queue_commit(queue, reservation, 8, 0, NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "was shut down",
              chroma2_message_queue_reserve(queue, 0, &place, &reservation));
  CHECK_OK(chroma2_message_queue_try_result(queue, ids[9], &out, 8, &result));
  CHECK_OK(chroma2_message_queue_shut_down(queue, 0, NULL)); /* twice */
  CHECK_OK(chroma2_message_queue_shut_down(queue, 0, &left));
  CHECK(left.unprocessed == 0 && left.undelivered == 0);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "results of all messages were collected",
              chroma2_message_queue_dequeue_any(queue, &out, 8, FOREVER, &result));
  CHECK_OK(chroma2_message_queue_destroy(queue));

  queue = made(&config); /* of a paused one, what is left is said */
  CHECK_OK(chroma2_message_queue_pause(queue, FOREVER));
  for (i = 0; i < 16; ++i) enqueue(queue, &value, 8);
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "the queue is paused",
              chroma2_message_queue_enqueue(queue, &value, 8, 0, 0, NULL));
  CHECK_FAILS(CHROMA2_STATUS_TIMEOUT, "16 messages have not ended, and 0 results",
              chroma2_message_queue_shut_down(queue, FOREVER, &left));
  CHECK(left.unprocessed == 16 && left.undelivered == 0);
  CHECK_OK(chroma2_message_queue_resume(queue));
  CHECK_OK(chroma2_message_queue_shut_down(queue, 10 * SECOND, &left));
  CHECK(left.unprocessed == 0 && left.undelivered == 16);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

/* Those who work leave after their idle time, and come again. */
static void wakes(void) {
  chroma2_message_queue_config config = config_of(16, 8, 8, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue *queue;
  chroma2_message_result result;
  struct timespec pause = {0, 3000000};
  uint64_t i, sent, out;
  config.idle_ns = 100000;
  queue = made(&config);
  for (sent = 0; sent < 1000 && stats_of(queue).launches < 10; ++sent) {
    const uint64_t id = enqueue(queue, &sent, 8);
    CHECK_OK(chroma2_message_queue_wait_result(queue, id, &out, 8, 10 * SECOND, &result));
    CHECK(out == sent);
    nanosleep(&pause, NULL);
  }
  CHECK(stats_of(queue).launches >= 10);
  /* Messages that nobody waits for are worked on too. */
  for (i = 0; i < 5; ++i) enqueue(queue, &i, 8);
  for (i = 0; i < 5000 && stats_of(queue).processed < sent + 5; ++i) nanosleep(&pause, NULL);
  CHECK(stats_of(queue).processed == sent + 5);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

/* Those who have to leave with messages unread come again for them, though nobody waits. */
static void stays(void) {
  chroma2_message_queue_config config = config_of(1024, 8, 8, CHROMA2_MESSAGE_OPERATION_ECHO);
  chroma2_message_queue *queue;
  struct timespec pause = {0, 1000000};
  uint64_t round, i, times = 0;
  config.stay_ns = 1;
  queue = made(&config);
  for (round = 1; round <= 30; ++round) {
    for (i = 0; i < 30; ++i) enqueue(queue, &i, 8);
    for (i = 0; i < 10000 && stats_of(queue).processed < 30 * round; ++i) nanosleep(&pause, NULL);
    times += i > 0;
    CHECK(stats_of(queue).processed == 30 * round);
  }
  printf("messages had not ended at once %d times of 30\n", (int)times);
  CHECK_OK(chroma2_message_queue_destroy(queue));
}

static void on(uint32_t backend) {
  chroma2_context_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 2;
  config.backend = backend;
  CHECK_OK(chroma2_context_create(&config, &context));
  creation();
  lengths(256);
  lengths(5000);
  refusals();
  completions();
  uncollected();
  reservations();
  operations();
  stops();
  wakes();
  stays();
  CHECK_OK(chroma2_context_destroy(context));
}

int main(void) {
  on(CHROMA2_BACKEND_CPU);
  on(CHROMA2_BACKEND_AUTO);
  CHECK_NO_HANDLES();
  return 0;
}
