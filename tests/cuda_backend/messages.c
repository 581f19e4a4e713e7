/* Message queues of the backend cuda on a stand-in driver, whose kernel is the device's own code on threads: the tests of
   any backend. */
#include "left.h"

#define main any_backend
#include "../c/messages.c"
#undef main

int main(void) {
  alarm(100); /* a hang is a failure */
  CHECK(any_backend() == 0);
  nothing_is_left();
  return 0;
}
