/* A context of two threads on a backend. */
#ifndef CONTEXT_ON_H
#define CONTEXT_ON_H

#include "../c/check.h"

static inline chroma2_context *context_on(uint32_t backend) {
  chroma2_context_config config;
  chroma2_context *context = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.backend = backend;
  config.threads = 2;
  CHECK_OK(chroma2_context_create(&config, &context));
  return context;
}

#endif
