// chroma2::Queue on the view of a queue of the processor: two threads push through it while the C functions
// pop, and the other way round. C++20.
#include <chroma2/device_queue.cuh>

#include <array>
#include <thread>

#include "check.hpp"

namespace {

template <std::size_t Bytes>
struct item {
  std::uint32_t number;
  unsigned char rest[Bytes - 4];
};

template <class T>
T made(std::uint32_t number) {
  T made;
  made.number = number;
  for (std::size_t i = 0; i < sizeof made.rest; ++i) made.rest[i] = static_cast<unsigned char>(number * 7 + i);
  return made;
}

template <class T>
bool whole(const T& item) {
  for (std::size_t i = 0; i < sizeof item.rest; ++i)
    if (item.rest[i] != static_cast<unsigned char>(item.number * 7 + i)) return false;
  return true;
}

constexpr std::uint32_t kEach = 4000;

// Numbers of thread 0 from 0 on, those of thread 1 from kEach on; each thread's come in order.
struct order {
  std::array<std::uint32_t, 2> next{0, kEach};
  template <class T>
  void take(const T& item) {
    const std::size_t from = item.number < kEach ? 0 : 1;
    CHECK(whole(item) && item.number == next[from]++);
  }
};

template <class T>
void through(const chroma2::context& context, std::uint64_t capacity) {
  chroma2::item_queue<T> queue(context, capacity);
  const chroma2::Queue<T> view(queue.view());
  CHECK(view.fits() && view.capacity() == capacity && view.size() == 0);

  // One thread item by item, one by threes; the C functions take them out.
  std::thread single([&] {
    for (std::uint32_t i = 0; i < kEach; ++i)
      while (!view.try_push(made<T>(i))) std::this_thread::yield();
  });
  std::thread threes([&] {
    for (std::uint32_t i = 0; i < kEach;) {
      const std::array<T, 3> items{made<T>(kEach + i), made<T>(kEach + i + 1), made<T>(kEach + i + 2)};
      i += static_cast<std::uint32_t>(view.try_push(items.data(), kEach - i < 3 ? kEach - i : 3));
    }
  });
  order seen;
  for (std::uint32_t got = 0; got < 2 * kEach;) {
    const auto items = queue.pop(got % 50 + 1 < 2 * kEach - got ? got % 50 + 1 : 2 * kEach - got);
    for (const T& item : items) seen.take(item);
    got += static_cast<std::uint32_t>(items.size());
  }
  single.join();
  threes.join();
  CHECK(view.size() == 0 && seen.next[0] == kEach && seen.next[1] == 2 * kEach);

  // The C functions put items in; a thread of the view takes them out.
  std::thread reader([&] {
    for (std::uint32_t i = 0; i < kEach; ++i) {
      T got;
      while (!view.try_pop(got)) std::this_thread::yield();
      CHECK(whole(got) && got.number == i);
    }
  });
  for (std::uint32_t i = 0; i < kEach; i += 10) {
    std::vector<T> items;
    for (std::uint32_t k = 0; k < 10; ++k) items.push_back(made<T>(i + k));
    CHECK(queue.push(items) == 10);
  }
  reader.join();
  const auto stats = queue.stats();
  CHECK(stats.pushes == 3 * kEach && stats.pops == 3 * kEach && stats.length == 0);
  CHECK(stats.high_water >= 1 && stats.high_water <= capacity && stats.mismatched == 0);

  // Items of another size are refused and counted.
  const chroma2::Queue<std::array<unsigned char, sizeof(T) + 4>> other(queue.view());
  CHECK(!other.fits() && !other.try_push({}) && other.try_push(nullptr, 0) == 0);
  CHECK(queue.stats().mismatched == 2 && queue.size() == 0);
}

}  // namespace

int main() {
  {
    const chroma2::context context(1, CHROMA2_BACKEND_CPU);
    through<item<8>>(context, 1);
    through<item<9>>(context, 2);
    through<item<16>>(context, 64);
    through<item<252>>(context, 1024);
  }
  CHECK(chroma2_live_handles() == 0);
  return 0;
}
