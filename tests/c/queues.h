/* Queues of the programs that test them. */
#ifndef QUEUES_H
#define QUEUES_H

#include "check.h"

/* Where the queues are made. */
static chroma2_context *context;

static chroma2_queue *make(uint64_t capacity, uint32_t item_size) {
  chroma2_queue_config config;
  chroma2_queue *queue = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.capacity = capacity;
  config.item_size = item_size;
  CHECK_OK(chroma2_queue_create(context, &config, &queue));
  return queue;
}

static chroma2_queue_batch batch_of(void *data, uint64_t count, uint32_t item_size) {
  chroma2_queue_batch batch;
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.data = data;
  batch.count = count;
  batch.item_size = item_size;
  return batch;
}

#endif
