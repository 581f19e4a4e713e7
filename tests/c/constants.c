/* Constants have the types of what they are compared with, and the preprocessor takes them. */
#include "check.h"
#ifdef __cplusplus
#include <algorithm>
#include <type_traits>
static_assert(std::is_same<decltype(CHROMA2_NONE), uint32_t>::value, "32 bits without sign");
static_assert(std::is_same<decltype(~CHROMA2_WIRE_BIT), uint32_t>::value, "32 bits without sign");
#endif

#if CHROMA2_NONE != 4294967295 || CHROMA2_WIRE_BIT != 2147483648 || CHROMA2_FLAG_NAN_ABORT != 0x80000000
#error "not the values"
#endif
#if CHROMA2_QUEUE_SMALLEST_ITEM != 4 || CHROMA2_QUEUE_LARGEST_ITEM != 256 || CHROMA2_QUEUE_VIEW_VERSION < 1
#error "not the values"
#endif

/* Sizes that are wrong would be negative. */
typedef char none_has_32_bits[sizeof CHROMA2_NONE == 4 ? 1 : -1];
typedef char wire_bit_has_32_bits[sizeof ~CHROMA2_WIRE_BIT == 4 ? 1 : -1];
typedef char nan_abort_has_32_bits[sizeof CHROMA2_FLAG_NAN_ABORT == 4 ? 1 : -1];
typedef char arrays_may_have_such_a_size[CHROMA2_QUEUE_CONTROL_BYTES];

int main(void) {
  const uint32_t met = CHROMA2_WIRE_BIT | 5;
  CHECK((met & ~CHROMA2_WIRE_BIT) == 5);
  CHECK(~CHROMA2_WIRE_BIT == 0x7fffffff && ~CHROMA2_NONE == 0 && CHROMA2_NONE + 1 == 0);
  CHECK(sizeof(none_has_32_bits) + sizeof(wire_bit_has_32_bits) + sizeof(nan_abort_has_32_bits) == 3);
  CHECK(sizeof(arrays_may_have_such_a_size) == CHROMA2_QUEUE_CONTROL_BYTES);
#ifdef __cplusplus
  CHECK(std::min(met, CHROMA2_NONE) == met && std::max(met & ~CHROMA2_WIRE_BIT, CHROMA2_WIRE_BIT) == CHROMA2_WIRE_BIT);
#endif
  return 0;
}
