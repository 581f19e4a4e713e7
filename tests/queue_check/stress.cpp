// Pushes and pops of items of every size, by two threads that push and two that pop: each item comes
// out once, whole, and those of one thread in their order.
//
//     stress OPERATIONS     in all: pushes and pops of an item; sizes 4, 4 + STEP, ... 256
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#if defined(JOSTLE)
#include "jostle.h"
#endif
#include "chroma2/device_queue.cuh"
//
#include "credit.h"
#include "history.h"
#include "memory.h"

namespace {

using namespace chroma2::queue;
constexpr uint32_t kSides = 2;       // threads that push, and as many that pop
constexpr uint32_t kSequence = 30;   // bits
constexpr uint32_t kMostItems = 64;  // of a batch
constexpr uint64_t kFew = 2000;      // as many items of each go through a small queue

#if !defined(STEP)
#define STEP 1
#endif

// An item: who pushed it and as which, then bytes that follow from that.
unsigned char expected(uint32_t id, uint32_t i) {
  return static_cast<unsigned char>((id ^ id >> 16) * (2u * i + 0x9du) >> 5 ^ i);
}
void fill(unsigned char* item, uint32_t size, uint32_t id) {
  std::memcpy(item, &id, 4);
  for (uint32_t i = 4; i < size; ++i) item[i] = expected(id, i);
}
uint32_t id_of(const unsigned char* item) {
  uint32_t id;
  std::memcpy(&id, item, 4);
  return id;
}
bool whole(const unsigned char* item, uint32_t size) {
  bool same = true;
  for (uint32_t i = 4; i < size; ++i) same = same && item[i] == expected(id_of(item), i);
  return same;
}

[[noreturn]] void fail(uint32_t size, const char* what, uint32_t id) {
  std::fprintf(stderr, "size %u: %s (thread %u, item %u)\n", size, what, id >> kSequence, id & ((1u << kSequence) - 1));
  std::_Exit(1);
}

// What depends on the size at compile time; `items` have that size.
using Move = size_t (*)(const chroma2_queue_view& view, bool credit, unsigned char* items, size_t count);

template <uint32_t kSize>
struct Bytes {
  unsigned char byte[kSize];
};

template <uint32_t kSize>
size_t push(const chroma2_queue_view& view, bool credit, unsigned char* bytes, size_t count) {
  auto* items = reinterpret_cast<Bytes<kSize>*>(bytes);
  if (credit) return by_credit<Side::push>(Ring(view), items, count);
  chroma2::Queue<Bytes<kSize>> queue(view);
  return count == 1 ? queue.try_push(*items) : queue.try_push(static_cast<const Bytes<kSize>*>(items), count);
}
template <uint32_t kSize>
size_t pop(const chroma2_queue_view& view, bool credit, unsigned char* bytes, size_t count) {
  auto* items = reinterpret_cast<Bytes<kSize>*>(bytes);
  if (credit) return by_credit<Side::pop>(Ring(view), items, count);
  chroma2::Queue<Bytes<kSize>> queue(view);
  return count == 1 ? queue.try_pop(*items) : queue.try_pop(items, count);
}

struct Stress {
  uint32_t size;
  Move push, pop;
  uint32_t each;  // items of a thread that pushes
  bool credit;
  Memory memory;
  std::atomic<uint64_t> out{0};

  Stress(uint32_t size_, Move push_, Move pop_, uint32_t each_, uint32_t capacity_log2, uint64_t start, bool credit_)
      : size(size_), push(push_), pop(pop_), each(each_), credit(credit_), memory(capacity_log2, size_, start) {}

  void produce(uint32_t me) {
    Numbers numbers(me + size);
    std::vector<unsigned char> items(size * kMostItems);
    for (uint32_t next = 0; next < each;) {
      uint32_t count = numbers.one_in(2) ? 1 : 1 + numbers.below(kMostItems);
      if (count > each - next) count = each - next;
      for (uint32_t i = 0; i < count; ++i) fill(&items[i * size], size, me << kSequence | (next + i));
      for (uint32_t done = 0; done < count;) {
        done += static_cast<uint32_t>(push(memory.view, credit, &items[done * size], count - done));
        if (done < count) sched_yield();
      }
      next += count;
    }
  }

  // Which items came out here.
  void consume(uint32_t me, std::vector<bool> (&seen)[kSides]) {
    Numbers numbers(me + 1000 + size);
    std::vector<unsigned char> items(size * kMostItems);
    uint32_t least[kSides] = {};
    for (auto& list : seen) list.assign(each, false);
    while (out.load(std::memory_order_relaxed) < uint64_t{kSides} * each) {
      size_t count = pop(memory.view, credit, items.data(), numbers.one_in(2) ? 1 : 1 + numbers.below(kMostItems));
      for (size_t i = 0; i < count; ++i) {
        const unsigned char* item = &items[i * size];
        uint32_t id = id_of(item), from = id >> kSequence, which = id & ((1u << kSequence) - 1);
        if (from >= kSides || which >= each) fail(size, "an item that nobody pushed", id);
        if (!whole(item, size)) fail(size, "a torn item", id);
        if (which < least[from]) fail(size, "an item that others overtook, or that came twice", id);
        least[from] = which + 1;
        seen[from][which] = true;
      }
      if (count == 0)
        sched_yield();
      else
        out.fetch_add(count, std::memory_order_relaxed);
    }
  }

  void run() {
    std::vector<bool> seen[kSides][kSides];
    std::vector<std::thread> threads;
    for (uint32_t i = 0; i < kSides; ++i) {
      threads.emplace_back([this, i] { produce(i); });
      threads.emplace_back([this, i, &seen] { consume(i, seen[i]); });
    }
    for (auto& thread : threads) thread.join();
    for (uint32_t from = 0; from < kSides; ++from)
      for (uint32_t i = 0; i < each; ++i)
        if (seen[0][from][i] == seen[1][from][i])
          fail(size, "an item that came twice, or never", from << kSequence | i);
    const Control& control = memory.control;
    if (control.tail != control.head || Ring(memory.view).size() != 0) fail(size, "more tickets than items", 0);
    if (control.high_water == 0 || control.high_water > memory.capacity) fail(size, "a wrong mark", 0);
    std::vector<unsigned char> rest(size);
    if (pop(memory.view, credit, rest.data(), 1) != 0) fail(size, "an item too many", id_of(rest.data()));
  }
};

void both(uint32_t size, Move push, Move pop, uint64_t each) {
  uint32_t number = (size - 4) / STEP;
  const uint32_t log2s[] = {0, 5, 1, 10, 2, 3, 7};
  uint32_t log2 = log2s[number % 7];
  uint64_t few = each < kFew ? each : kFew;
  // At 0, or so that turns, 32 bits of tickets, their sign or all of them wrap on the way.
  const uint64_t wraps[] = {0, uint64_t{1} << (31 + log2), uint64_t{1} << 32, uint64_t{1} << 63, 0};
  uint64_t start = number % 5 == 0 ? 0 : wraps[number % 5] - few;
  for (bool credit : {false, true}) {
    Stress(size, push, pop, static_cast<uint32_t>(few), log2, start, credit).run();
    uint32_t rest = static_cast<uint32_t>(each - few);
    if (rest != 0) Stress(size, push, pop, rest, 12, (uint64_t{1} << 43) - rest, credit).run();
  }
}

template <uint32_t... kNumbers>
void all(uint64_t each, std::integer_sequence<uint32_t, kNumbers...>) {
  (both(4 + STEP * kNumbers, push<4 + STEP * kNumbers>, pop<4 + STEP * kNumbers>, each), ...);
}

// Operations with items of another size are refused and counted.
void mismatch() {
  Memory memory(2, 8, 0);
  chroma2::Queue<Bytes<7>> small(memory.view);
  chroma2::Queue<Bytes<12>> large(memory.view);
  Bytes<7> seven{};
  Bytes<12> twelve[2] = {};
  bool transferred = small.try_push(seven) || small.try_pop(seven) ||
                     large.try_push(static_cast<const Bytes<12>*>(twelve), 2) || large.try_pop(twelve, 2);
  if (transferred || small.fits() || memory.control.tail != 0 || memory.control.mismatched != 4)
    fail(8, "another size", 0);
}

}  // namespace

int main(int argc, char** argv) {
  uint64_t operations = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1000000;
  constexpr uint32_t kSizes = (256 - 4) / STEP + 1;
  // A push and a pop of each, by credit and by swap.
  uint64_t each = operations / (kSizes * kSides * 2 * 2);
  if (each == 0 || each >= 1u << kSequence) {
    std::fprintf(stderr, "%llu operations are too few or too many\n", static_cast<unsigned long long>(operations));
    return 2;
  }
  auto begin = std::chrono::steady_clock::now();
  mismatch();
  all(each, std::make_integer_sequence<uint32_t, kSizes>());
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  double done = static_cast<double>(each * kSizes * kSides * 2 * 2);
  std::printf("%.0f operations on items of %d sizes, %.2f s, %.2f M/s: all there, whole and in order\n", done,
              static_cast<int>(kSizes), seconds, done / seconds / 1e6);
}
