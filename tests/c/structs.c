/* Structs may be older or newer than the library: what struct_size allows, and what it refuses. */
#include "check.h"

/* The struct as a later version of the library might have it. */
struct newer_config {
  chroma2_context_config known;
  uint64_t added;
};

int main(void) {
  chroma2_context_config config;
  chroma2_context_info info;
  struct newer_config newer;
  chroma2_context *context = NULL;

  memset(&config, 0, sizeof config);
  memset(&newer, 0, sizeof newer);

  /* No size, a size that can't be, and nonsense. */
  config.threads = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "struct_size is 0", chroma2_context_create(&config, &context));
  config.struct_size = sizeof(size_t) - 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "sizeof(chroma2_context_config)",
              chroma2_context_create(&config, &context));
  config.struct_size = offsetof(chroma2_context_config, threads);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "struct_size is 12", chroma2_context_create(&config, &context));
  config.struct_size = (size_t)-1;
  CHECK_STATUS(CHROMA2_STATUS_INVALID_ARGUMENT, chroma2_context_create(&config, &context));
  CHECK(context == NULL);

  /* An older program: fields that it does not know have their defaults. Every version's size is a
   * multiple of the words in it; another one would cut a field. */
  config.struct_size = offsetof(chroma2_context_config, backend);
  config.threads = 7;
  CHECK_OK(chroma2_context_create(&config, &context));
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(chroma2_context_get_info(context, &info));
  CHECK(info.threads >= 1);

  /* What it does not know is not written to it. */
  memset(&info, 0x55, sizeof info);
  info.struct_size = offsetof(chroma2_context_info, memory);
  CHECK_OK(chroma2_context_get_info(context, &info));
  CHECK(info.backend == CHROMA2_BACKEND_CPU);
  CHECK(info.memory == 0x5555555555555555u);
  CHECK(info.struct_size == offsetof(chroma2_context_info, memory));
  CHECK_OK(chroma2_context_destroy(context));
  context = NULL;

  /* A newer program: fine as long as it does not use what this library lacks. */
  newer.known.struct_size = sizeof newer;
  newer.known.threads = 1;
  CHECK_OK(chroma2_context_create(&newer.known, &context));
  CHECK_OK(chroma2_context_destroy(context));
  context = NULL;
  newer.added = 1;
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "newer", chroma2_context_create(&newer.known, &context));
  CHECK(context == NULL);

  /* NULL is all defaults; a misaligned pointer is refused. */
  CHECK_OK(chroma2_context_create(NULL, &context));
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_FAILS(
      CHROMA2_STATUS_INVALID_ARGUMENT, "multiple of",
      chroma2_context_create((const chroma2_context_config *)(const void *)((const char *)&newer + 1), &context));
  CHECK_NO_HANDLES();
  return 0;
}
