/* What the stand-in driver counts as alive. */
#ifndef LEFT_H
#define LEFT_H

#include <dlfcn.h>
#include <unistd.h>

#include "check.h"

/* A function of the driver, as a program has it. */
static inline void *of_driver(const char *name) {
  void *driver = dlopen(getenv("CHROMA2_LIBCUDA"), RTLD_LAZY | RTLD_NOLOAD);
  void *function = driver ? dlsym(driver, name) : NULL;
  CHECK(function);
  return function;
}

/* Memory of the device, which is the host's here. */
static inline void *on_device(const void *from, size_t bytes) {
  int (*push)(void *), (*pop)(void **), (*allocate)(void **, size_t);
  void *memory = NULL, *old;
  *(void **)&push = of_driver("cuCtxPushCurrent_v2");
  *(void **)&pop = of_driver("cuCtxPopCurrent_v2");
  *(void **)&allocate = of_driver("cuMemAlloc_v2");
  CHECK(push(NULL) == 0 && allocate(&memory, bytes) == 0 && pop(&old) == 0);
  if (from)
    memcpy(memory, from, bytes);
  else
    memset(memory, 0, bytes);
  return memory;
}

static inline void off_device(void *memory) {
  int (*push)(void *), (*pop)(void **), (*release)(void *);
  void *old;
  *(void **)&push = of_driver("cuCtxPushCurrent_v2");
  *(void **)&pop = of_driver("cuCtxPopCurrent_v2");
  *(void **)&release = of_driver("cuMemFree_v2");
  CHECK(push(NULL) == 0 && release(memory) == 0 && pop(&old) == 0);
}

/* Pinned memory of the host. */
static inline void *pinned(size_t bytes) {
  int (*push)(void *), (*pop)(void **), (*allocate)(void **, size_t, unsigned);
  void *memory = NULL, *old;
  *(void **)&push = of_driver("cuCtxPushCurrent_v2");
  *(void **)&pop = of_driver("cuCtxPopCurrent_v2");
  *(void **)&allocate = of_driver("cuMemHostAlloc");
  CHECK(push(NULL) == 0 && allocate(&memory, bytes, 0) == 0 && pop(&old) == 0);
  return memset(memory, 0, bytes);
}

static inline void unpinned(void *memory) {
  int (*push)(void *), (*pop)(void **), (*release)(void *);
  void *old;
  *(void **)&push = of_driver("cuCtxPushCurrent_v2");
  *(void **)&pop = of_driver("cuCtxPopCurrent_v2");
  *(void **)&release = of_driver("cuMemFreeHost");
  CHECK(push(NULL) == 0 && release(memory) == 0 && pop(&old) == 0);
}

/* Of one kind (fake_driver.h); 0 where the driver was never loaded. */
static inline long alive(const char *what) {
  void *driver = dlopen(getenv("CHROMA2_LIBCUDA"), RTLD_LAZY | RTLD_NOLOAD);
  long (*live)(const char *);
  if (!driver) return 0;
  *(void **)&live = dlsym(driver, "fake_live");
  CHECK(live);
  return live(what);
}

/* Nothing is; the library's threads may need a moment to let go of the last object. */
static inline void nothing_is_left(void) {
  static const char *const kinds[] = {"contexts", "modules", "links",  "allocations",
                                      "pinned",   "streams", "events", "depth"};
  size_t i;
  int patience;
  for (i = 0; i < sizeof kinds / sizeof *kinds; ++i) {
    for (patience = 1000; alive(kinds[i]) != 0 && patience > 0; --patience) usleep(5000);
    if (alive(kinds[i]) != 0) {
      fprintf(stderr, "%ld %s left\n", alive(kinds[i]), kinds[i]);
      exit(1);
    }
  }
  CHECK_NO_HANDLES();
}

#endif /* LEFT_H */
