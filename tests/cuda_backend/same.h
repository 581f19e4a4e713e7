/* Whether results `a` and `b` of as many photons are the same, column by column. */
#ifndef SAME_H
#define SAME_H

#include "../c/check.h"

#define SAME(field, width) CHECK(a.count == 0 || !memcmp(a.field, b.field, a.count * (width)))
#define SAME_STATES()       \
  do {                      \
    SAME(position, 12);     \
    SAME(direction, 12);    \
    SAME(polarization, 12); \
    SAME(time, 4);          \
    SAME(wavelength, 4);    \
    SAME(weight, 4);        \
    SAME(flags, 4);         \
    SAME(instance, 4);      \
    SAME(triangle, 4);      \
  } while (0)

/* End states, of which there are some. */
static inline void same_ends(const chroma2_event *x, const chroma2_event *y) {
  chroma2_photon_states a, b;
  memset(&a, 0, sizeof a);
  a.struct_size = sizeof a;
  b = a;
  CHECK_OK(chroma2_event_get_photons(x, &a));
  CHECK_OK(chroma2_event_get_photons(y, &b));
  CHECK(a.count == b.count && a.count > 0);
  SAME_STATES();
}

#endif
