#ifndef CHROMA2_QUEUE_VIEW_H
#define CHROMA2_QUEUE_VIEW_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"

/**
 * Fewest bytes of a queue's items.
 */
#define CHROMA2_QUEUE_SMALLEST_ITEM 4u

/**
 * Most bytes of a queue's items.
 */
#define CHROMA2_QUEUE_LARGEST_ITEM 256u

/**
 * Bytes at a view's `control`.
 */
#define CHROMA2_QUEUE_CONTROL_BYTES 640u

/**
 * Version of what a view's memory holds; chroma2/device_queue.cuh of another one must not be used.
 */
#define CHROMA2_QUEUE_VIEW_VERSION 1u

/**
 * A queue as kernels see it, given to them by value: for chroma2::Queue of chroma2/device_queue.cuh.
 * Addresses are the device's; of the CPU backend, the host's.
 */
typedef struct chroma2_queue_view {
  /**
   * sizeof(chroma2_queue_view).
   */
  size_t struct_size;
  /**
   * CHROMA2_QUEUE_CONTROL_BYTES bytes of counters.
   */
  void *control;
  /**
   * A word for each slot.
   */
  void *turns;
  /**
   * The slots, each of item_size bytes rounded up to a multiple of 4.
   */
  void *items;
  /**
   * A power of two.
   */
  uint64_t capacity;
  uint32_t capacity_log2;
  /**
   * Bytes of an item.
   */
  uint32_t item_size;
} chroma2_queue_view;

#endif  /* CHROMA2_QUEUE_VIEW_H */
