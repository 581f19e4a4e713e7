// What the programs here have in common: calls that must succeed, structs with their size set, a clock.
#pragma once
#include <chroma2.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

using Clock = std::chrono::steady_clock;

inline double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Ends the program at once, whatever its other threads and its devices do.
template <class... Values>
[[noreturn]] void fail(const char* format, Values... values) {
  std::fprintf(stderr, format, values...);
  std::fprintf(stderr, "\n");
  std::fflush(stdout);
  std::_Exit(1);
}

inline void demand(bool holds, const char* what) {
  if (!holds) fail("%s", what);
}

inline void check(chroma2_status status) { demand(status == CHROMA2_STATUS_OK, chroma2_last_error_message()); }

template <class T>
T make() {
  T made{};
  made.struct_size = sizeof made;
  return made;
}
