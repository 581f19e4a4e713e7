/* What the stand-in driver counts as alive. */
#ifndef LEFT_H
#define LEFT_H

#include <dlfcn.h>
#include <unistd.h>

#include "check.h"

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
  static const char *const kinds[] = {"contexts", "modules", "allocations", "pinned", "streams", "events", "depth"};
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
