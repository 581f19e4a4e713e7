#ifndef CHROMA2_MESSAGE_H
#define CHROMA2_MESSAGE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"

/**
 * A message for a function. On the processor one thread calls the function, with `lane` 0 of `lanes` 1. On a GPU all
 * lanes of a warp call it together, each with a struct of its own: a loop from `lane` by `lanes` over the result's
 * elements works in both. The function returns 0, or a code of its own, by which the message counts as failed. On
 * a GPU the code and output_bytes are those of lane 0, and `input` and `output` are the warp's own memory.
 */
typedef struct chroma2_message {
  /**
   * sizeof(chroma2_message) in the library; fields that it does not cover are not there.
   */
  size_t struct_size;
  /**
   * The message's id.
   */
  uint64_t id;
  /**
   * What the producer gave along.
   */
  uint64_t key;
  /**
   * The message, aligned to 16 bytes; valid until the function returns, as all below.
   */
  const void *input;
  /**
   * Room for the result, aligned to 16 bytes.
   */
  void *output;
  /**
   * The queue's config->user.
   */
  void *user;
  /**
   * Becomes 1 when the queue's time limit is over: the message is then reported as timed out, and what the function
   * still does has no effect. Read it as volatile.
   */
  const uint32_t *stop;
  /**
   * Bytes of the message.
   */
  uint32_t input_bytes;
  /**
   * Bytes that the result may have.
   */
  uint32_t output_room;
  /**
   * Set by the function: bytes of the result, at first 0.
   */
  uint32_t output_bytes;
  /**
   * 0, or how often it has failed before.
   */
  uint32_t attempt;
  /**
   * Which of `lanes` this is.
   */
  uint32_t lane;
  /**
   * 1 on the processor, 32 on a GPU.
   */
  uint32_t lanes;
} chroma2_message;

#endif  /* CHROMA2_MESSAGE_H */
