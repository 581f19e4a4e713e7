#include "optics.h"

chroma2_status optics_try(void) {
  chroma2_context_config config = {.struct_size = sizeof config, .backend = CHROMA2_BACKEND_CPU, .threads = 1};
  chroma2_context *context = NULL;
  chroma2_status status = chroma2_context_create(&config, &context);
  return status ? status : chroma2_context_destroy(context);
}
