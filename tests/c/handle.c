/* What a handle is protected from: NULL, a second destroy, use after destroy, foreign pointers,
 * another type, several threads at once. */
#include "check.h"
#include <pthread.h>

static void *make_and_destroy(void *failures) {
  int i;
  for (i = 0; i < 20; ++i) {
    chroma2_context_config config;
    chroma2_context_info info;
    chroma2_context *context = NULL;
    memset(&config, 0, sizeof config);
    memset(&info, 0, sizeof info);
    config.struct_size = sizeof config;
    config.threads = 1;
    info.struct_size = sizeof info;
    if (chroma2_context_create(&config, &context) || chroma2_context_get_info(context, &info) || info.threads != 1 ||
        chroma2_context_destroy(context)) {
      *(int *)failures = 1;
    }
  }
  return NULL;
}

int main(void) {
  chroma2_context_config config;
  chroma2_context_info info;
  chroma2_context *context = NULL, *stale, *again = NULL;
  pthread_t threads[4];
  int failures[4] = {0, 0, 0, 0};
  int local = 0, i;

  memset(&config, 0, sizeof config);
  memset(&info, 0, sizeof info);
  config.struct_size = sizeof config;
  config.threads = 1;
  info.struct_size = sizeof info;

  CHECK(chroma2_live_handles() == 0);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, "context is NULL", chroma2_context_create(&config, NULL));
  CHECK_NO_HANDLES();
  CHECK_OK(chroma2_context_destroy(NULL));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "context: is NULL", chroma2_context_get_info(NULL, &info));

  CHECK_OK(chroma2_context_create(&config, &context));
  CHECK(chroma2_live_handles() == 1);
  CHECK_OK(chroma2_context_get_info(context, &info));
  CHECK(info.threads == 1);

  /* Foreign pointers: of the program's own, of small numbers, of a neighbour slot. */
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "never came from this library",
              chroma2_context_get_info((chroma2_context *)(void *)&local, &info));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_context_destroy((chroma2_context *)(void *)&local));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_context_destroy((chroma2_context *)(uintptr_t)1));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_context_destroy((chroma2_context *)(uintptr_t)-1));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_context_destroy((chroma2_context *)((uintptr_t)context + 16)));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_context_destroy((chroma2_context *)((uintptr_t)context + 1)));

  /* Another type. */
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "is a chroma2_context",
              chroma2_geometry_destroy((chroma2_geometry *)(void *)context));
  CHECK(chroma2_live_handles() == 1);

  /* A stale handle stays invalid when its slot is used again. */
  stale = context;
  CHECK_OK(chroma2_context_destroy(context));
  CHECK_FAILS(CHROMA2_STATUS_INVALID_HANDLE, "was destroyed", chroma2_context_destroy(stale));
  CHECK_OK(chroma2_context_create(&config, &again));
  CHECK(again != stale);
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_context_get_info(stale, &info));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_HANDLE, chroma2_context_destroy(stale));
  CHECK_OK(chroma2_context_destroy(again));

  for (i = 0; i < 4; ++i) CHECK(pthread_create(&threads[i], NULL, make_and_destroy, &failures[i]) == 0);
  for (i = 0; i < 4; ++i) CHECK(pthread_join(threads[i], NULL) == 0 && !failures[i]);
  CHECK_NO_HANDLES();
  return 0;
}
