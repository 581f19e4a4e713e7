/* Message queues of the programs that test them. */
#ifndef MESSAGES_H
#define MESSAGES_H

#include "check.h"

/* Where the queues are made. */
static chroma2_context *context;

#define FOREVER UINT64_MAX
#define SECOND 1000000000ull

static chroma2_message_queue_config config_of(uint64_t capacity, uint32_t input, uint32_t output, uint32_t operation) {
  chroma2_message_queue_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.capacity = capacity;
  config.input_bytes = input;
  config.output_bytes = output;
  config.operation = operation;
  return config;
}

static chroma2_message_queue *made(const chroma2_message_queue_config *config) {
  chroma2_message_queue *queue = NULL;
  CHECK_OK(chroma2_message_queue_create(context, config, &queue));
  return queue;
}

static chroma2_message_queue_stats stats_of(chroma2_message_queue *queue) {
  chroma2_message_queue_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(chroma2_message_queue_get_stats(queue, &stats));
  return stats;
}

/* A byte of message `number`. */
static inline unsigned char byte_of(uint64_t number, size_t i) {
  return (unsigned char)(number * 37 + i * 11 + (number >> 8));
}

static inline void fill(unsigned char *message, uint64_t number, size_t bytes) {
  size_t i;
  for (i = 0; i < bytes; ++i) message[i] = byte_of(number, i);
}

static inline int is_filled(const unsigned char *message, uint64_t number, size_t bytes) {
  size_t i;
  for (i = 0; i < bytes; ++i)
    if (message[i] != byte_of(number, i)) return 0;
  return 1;
}

#endif
