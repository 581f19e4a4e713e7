// Threads of a model: fibers on one thread of the processor, of which a seed says who runs when. They
// can be switched before and after every access to an atomic word, so a seed is an interleaving.
#pragma once
#include <setjmp.h>
#include <ucontext.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "../history.h"

namespace sim {

struct Group;

struct Fiber {
  ucontext_t context;
  jmp_buf place;
  std::unique_ptr<char[]> stack;
  std::function<void()> body;
  bool started = false, done = false;
  uint32_t priority = 0;
  // Loads may take a value that a word had since then, as if they had moved up.
  uint64_t since = 0;
  std::vector<std::pair<uintptr_t, uint64_t>> seen;  // and the newest that was seen of each word
  bool paused = false;                               // since the last access
  // A thread of a GPU.
  uint32_t warp = 0, block = 0, thread = 0;
  uint32_t site = 0;  // where in the program: lanes gather only there
  bool gathers = false;
  std::shared_ptr<Group> group;
};

void begin(uint64_t seed);
Fiber& spawn(std::function<void()> body);
// Runs all of them to their ends, or until nothing moves any more.
Failure run();

Fiber& self();
std::vector<std::unique_ptr<Fiber>>& fibers();
Numbers& numbers();
uint64_t now();
void begin_operation();  // what others did before is seen
void step();             // others may run here
void pause();            // others have to run here
void changed();          // something that others may wait for

uint64_t load(uintptr_t word, uint64_t value, bool acquire);
void store(uintptr_t word, uint64_t value, uint64_t old);

// Where some threads wait for each other.
struct Barrier {
  uint32_t arrived = 0, generation = 0;
  void wait(uint32_t count);
};

// Access to a word by the threads of a model.
template <class T>
struct Ref {
  T* word;
  explicit Ref(T& word_) : word(&word_) {}
  uintptr_t address() const { return reinterpret_cast<uintptr_t>(word); }
  void put(T value) const {
    T old = *word;
    *word = value;
    sim::store(address(), value, old);
    step();
  }
  template <class Order>
  T load(Order order) const {
    step();
    return static_cast<T>(sim::load(address(), *word, order != Order::relaxed));
  }
  template <class Order>
  void store(T value, Order) const {
    step();
    put(value);
  }
  template <class Order>
  T fetch_add(T value, Order) const {
    step();
    T old = *word;
    put(static_cast<T>(old + value));
    return old;
  }
  template <class Order>
  T fetch_sub(T value, Order order) const {
    return fetch_add(static_cast<T>(T{0} - value), order);
  }
  template <class Order>
  T fetch_max(T value, Order) const {
    step();
    T old = *word;
    if (old < value) put(value);
    return old;
  }
  template <class Order>
  bool compare_exchange_weak(T& expected, T value, Order) const {
    step();
    if (*word != expected || numbers().one_in(16)) {
      expected = *word;
      return false;
    }
    put(value);
    return true;
  }
};

}  // namespace sim
