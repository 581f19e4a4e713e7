// Atomics whose threads lose the processor now and then, between any two accesses. Included before the
// queue's header, in place of <atomic>.
#pragma once
#include <immintrin.h>
#include <sched.h>

#include <atomic>

#include "history.h"

inline void jostle() {
  static std::atomic<uint64_t> threads{1};
  thread_local Numbers numbers(threads++);
  uint32_t x = numbers.below(64);
  if (x < 3)
    sched_yield();
  else if (x == 3)
    for (uint32_t i = numbers.below(200); i > 0; --i) _mm_pause();
}

namespace std {
template <class T>
struct jostled_ref {
  atomic_ref<T> word;
  explicit jostled_ref(T& word_) : word(word_) {}
  T load(memory_order order) const {
    jostle();
    return word.load(order);
  }
  void store(T value, memory_order order) const {
    jostle();
    word.store(value, order);
    jostle();
  }
  T fetch_add(T value, memory_order order) const {
    jostle();
    return word.fetch_add(value, order);
  }
  T fetch_sub(T value, memory_order order) const {
    jostle();
    return word.fetch_sub(value, order);
  }
  bool compare_exchange_weak(T& expected, T value, memory_order order) const {
    jostle();
    return word.compare_exchange_weak(expected, value, order);
  }
};
}  // namespace std
#define atomic_ref jostled_ref
