/* Queues of the backend cuda on a stand-in driver: the tests of the processor's queues, and what only a GPU
   has: batches in its memory, operations on streams. */
#include "left.h"

#define main any_backend
#include "../c/queue.c"
#undef main

static void there(void) {
  chroma2_queue *queue = make(100, 4);
  uint32_t items[200];
  uint32_t i, *from, *to;
  uint64_t transferred;
  chroma2_queue_batch batch;
  for (i = 0; i < 200; ++i) items[i] = 1000 + i;
  from = (uint32_t *)on_device(items, sizeof items);
  to = (uint32_t *)on_device(NULL, sizeof items);
  batch = batch_of(from, 200, 4);
  batch.device = 1;
  CHECK_OK(chroma2_queue_try_push(queue, &batch, &transferred));
  CHECK(transferred == 128);
  batch.data = to;
  CHECK_OK(chroma2_queue_try_pop(queue, &batch, &transferred));
  CHECK(transferred == 128 && memcmp(to, items, 128 * 4) == 0 && to[128] == 0);
  batch.count = 201;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "batch->data: 0x", chroma2_queue_try_push(queue, &batch, &transferred));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "has 800 bytes up to the end",
              chroma2_queue_try_push(queue, &batch, &transferred));
  batch.data = items;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "is no memory of a GPU",
              chroma2_queue_try_pop(queue, &batch, &transferred));
  batch.device = 2;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "batch->device is 2; 0 (host) or 1",
              chroma2_queue_try_pop(queue, &batch, &transferred));
  CHECK(length(queue) == 0);
  off_device(from);
  off_device(to);
  CHECK_OK(chroma2_queue_destroy(queue));
}

static void on_streams(void) {
  chroma2_queue *queue = make(5000, 8);
  const size_t bytes = 10000 * 8;
  uint64_t *host = (uint64_t *)pinned(bytes), *device = (uint64_t *)on_device(NULL, bytes), i;
  chroma2_queue_result *here = (chroma2_queue_result *)pinned(sizeof *here);
  chroma2_queue_result *away = (chroma2_queue_result *)on_device(NULL, sizeof *away), local = {0, 0, 0};
  chroma2_queue_batch from = batch_of(host, 9000, 8), to = batch_of(device, 10000, 8);
  void *streams[40];
  to.device = 1;
  for (i = 0; i < 10000; ++i) host[i] = i * i;
  for (i = 0; i < 40; ++i) streams[i] = (void *)(uintptr_t)(4096 + 16 * i);
  for (i = 0; i < 40; ++i) { /* more streams than places */
    CHECK_OK(chroma2_queue_push_async(queue, &from, streams[i], 2 * i + 1, away));
    CHECK(away->transferred == 8192 && away->refused == 1 && away->serial == 2 * i + 1);
    CHECK_OK(chroma2_queue_pop_async(queue, &to, streams[39 - i], 2 * i + 2, here));
    CHECK(here->transferred == 8192 && here->refused == 1 && here->serial == 2 * i + 2);
    CHECK(memcmp(device, host, 8192 * 8) == 0);
    memset(device, 0, bytes);
  }
  from.count = 0;
  CHECK_OK(chroma2_queue_push_async(queue, &from, streams[0], 99, here));
  CHECK(here->transferred == 0 && here->refused == 0 && here->serial == 99);
  from.count = 9000;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "result: 0x",
              chroma2_queue_push_async(queue, &from, streams[0], 1, &local));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "neither memory of a GPU nor pinned",
              chroma2_queue_push_async(queue, &from, streams[0], 1, &local));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "has 16 bytes up to the end of its allocation; 24 are needed",
              chroma2_queue_push_async(queue, &from, streams[0], 1, (chroma2_queue_result *)(void *)(host + 9998)));
  from.data = &local;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "batch->data",
              chroma2_queue_push_async(queue, &from, streams[0], 1, here));
  CHECK(length(queue) == 0);
  unpinned(host);
  unpinned(here);
  off_device(device);
  off_device(away);
  CHECK_OK(chroma2_queue_destroy(queue));
}

int main(void) {
  chroma2_context_config config;
  chroma2_context_info info;
  chroma2_queue *queue;
  uint64_t before;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 1;
  config.backend = CHROMA2_BACKEND_CUDA;
  CHECK_OK(chroma2_context_create(&config, &context));
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_context_get_info(context, &info));
  before = info.device_memory;
  queue = make(1000, 16);
  CHECK_OK(chroma2_context_get_info(context, &info));
  CHECK(info.device_memory >= before + 1024 * 20 && info.device == 1);
  there();
  on_streams();
  CHECK_OK(chroma2_context_destroy(context)); /* the queue keeps it */
  CHECK(push(queue, &info, 2) == 2 && length(queue) == 2);
  CHECK_OK(chroma2_queue_destroy(queue));
  nothing_is_left();
  CHECK(any_backend() == 0);
  nothing_is_left();
  return 0;
}
