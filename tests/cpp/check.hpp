// What the C++ tests share. A failed check prints where and what, and ends the program with 1.
#pragma once
#include <chroma2.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <type_traits>

#define CHECK(condition)                                                                  \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (0)

// The status that a call throws, with a part of its message.
template <class Function>
chroma2_status status_of(Function call, const char* part) {
  try {
    call();
  } catch (const chroma2::error& error) {
    CHECK(std::string(error.what()).find(part) != std::string::npos);
    return error.status();
  }
  return CHROMA2_STATUS_OK;
}

template <class Function>
bool refuses(Function call, const std::string& part = {}) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    CHECK(std::string(error.what()).find(part) != std::string::npos);
    return true;
  }
  return false;
}
