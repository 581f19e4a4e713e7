/* Message queues of the backend cuda on a stand-in driver, whose kernel is the device's own code on threads: the tests with threads of
   any backend. */
#include "left.h"

#define MESSAGES_EACH 700
#define main any_backend
#include "../c/message_threads.c"
#undef main

int main(void) {
  alarm(100); /* a hang is a failure */
  CHECK(any_backend() == 0);
  nothing_is_left();
  return 0;
}
