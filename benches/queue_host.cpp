// Queues as a program on the host sees them: round trips of batches through the C API, and on the processor
// the rates of one producer and one consumer and of two threads that push and pop in turn.
//
//     g++ -std=c++20 -O2 -Iinclude benches/queue_host.cpp -o queue_host -Llib -lchroma2 -pthread
//     queue_host cuda|cpu
#include <chroma2/device_queue.cuh>

#include <algorithm>
#include <functional>
#include <string_view>
#include <thread>
#include <vector>

#include "program.h"

namespace {

constexpr double kPrototype = 4.5e6;  // items/s of the prototype's round trips of 1000, on one NVIDIA H200

struct Queue {
  chroma2_queue* handle = nullptr;
  uint32_t item_size;

  Queue(const chroma2_context* context, uint64_t capacity, uint32_t size) : item_size(size) {
    chroma2_queue_config config = {};
    config.struct_size = sizeof config;
    config.capacity = capacity;
    config.item_size = size;
    check(chroma2_queue_create(context, &config, &handle));
  }
  ~Queue() { check(chroma2_queue_destroy(handle)); }
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  chroma2_queue_batch batch(void* data, uint64_t count) const {
    chroma2_queue_batch batch = {};
    batch.struct_size = sizeof batch;
    batch.data = data;
    batch.count = count;
    batch.item_size = item_size;
    return batch;
  }
  uint64_t push(void* data, uint64_t count) const {
    const chroma2_queue_batch all = batch(data, count);
    uint64_t transferred = 0;
    check(chroma2_queue_try_push(handle, &all, &transferred));
    return transferred;
  }
  uint64_t pop(void* data, uint64_t count) const {
    const chroma2_queue_batch all = batch(data, count);
    uint64_t transferred = 0;
    check(chroma2_queue_try_pop(handle, &all, &transferred));
    return transferred;
  }
  chroma2_queue_view view() const {
    chroma2_queue_view view = {};
    view.struct_size = sizeof view;
    check(chroma2_queue_get_view(handle, &view));
    return view;
  }
};

void round_trips(const chroma2_context* context) {
  std::printf("\n## From the host and back: one call pushes a batch, one pops it\n\n");
  std::printf(
      "| bytes | items | \xc2\xb5s a round trip, mean | median | 99 %% | M items/s | beside the prototype's 4.5 |\n");
  std::printf("|---|---|---|---|---|---|---|\n");
  for (uint32_t size : {4u, 64u}) {
    for (uint64_t count : {1ull, 10ull, 100ull, 1000ull, 8000ull, 100000ull, 1000000ull}) {
      if (size * count > 8000000) continue;
      const Queue queue(context, 1 << 20, size);
      std::vector<unsigned char> items(size * count), back(size * count);
      for (size_t i = 0; i < items.size(); ++i) items[i] = static_cast<unsigned char>(i * 37 + i / 256);
      const int rounds = static_cast<int>(std::clamp<uint64_t>(30000000 / count, 20, 5000));
      std::vector<double> times;
      double best = 1e9;
      for (int repeat = 0; repeat < 3; ++repeat) {
        const auto start = Clock::now();
        for (int i = 0; i < rounds; ++i) {
          const auto begin = Clock::now();
          const uint64_t transferred = queue.push(items.data(), count) + queue.pop(back.data(), count);
          times.push_back(since(begin));
          demand(transferred == 2 * count, "a round trip lost items");
        }
        best = std::min(best, since(start) / rounds);
      }
      demand(items == back, "a round trip changed items");
      std::sort(times.begin(), times.end());
      const double rate = static_cast<double>(count) / best;
      char ratio[32] = "";
      if (size == 4 && count >= 1000) std::snprintf(ratio, sizeof ratio, "%.1f", rate / kPrototype);
      std::printf("| %u | %llu | %.2f | %.2f | %.2f | %.2f | %s |\n", size, static_cast<unsigned long long>(count),
                  best * 1e6, times[times.size() / 2] * 1e6, times[times.size() * 99 / 100] * 1e6, rate * 1e-6, ratio);
      std::fflush(stdout);
    }
  }
}

// M operations/s of `work(0)` and `work(1)` on two threads, `operations` in all.
double together(double operations, const std::function<void(int)>& work) {
  double best = 0;
  for (int repeat = 0; repeat < 3; ++repeat) {
    const auto start = Clock::now();
    std::thread other([&] { work(1); });
    work(0);
    other.join();
    best = std::max(best, operations / since(start) * 1e-6);
  }
  return best;
}

void on_two_cores(const chroma2_context* context) {
  std::printf("\n## Two threads on the processor, 4-byte items, a ring of 4096: M operations/s\n\n");
  std::printf("| items an operation | one pushes, one pops | both push and pop in turn |\n|---|---|---|\n");
  for (size_t batch : {size_t(1), size_t(16), size_t(100), size_t(1000)}) {
    const Queue queue(context, 4096, 4);
    const chroma2_queue_view view = queue.view();
    const size_t items = batch == 1 ? 4000000 : 40000000;
    // One item by the header for programs, several by a call of the library.
    const auto push = [&](uint32_t* data, size_t count) {
      return batch == 1 ? size_t(chroma2::Queue<uint32_t>(view).try_push(*data)) : size_t(queue.push(data, count));
    };
    const auto pop = [&](uint32_t* data, size_t count) {
      return batch == 1 ? size_t(chroma2::Queue<uint32_t>(view).try_pop(*data)) : size_t(queue.pop(data, count));
    };
    const double apart = together(2.0 * items, [&](int thread) {
      std::vector<uint32_t> data(batch);
      for (size_t done = 0; done < items;) {
        if (thread == 0)
          for (size_t i = 0; i < batch; ++i) data[i] = static_cast<uint32_t>(done + i);
        const size_t count = std::min(batch, items - done);
        const size_t transferred = thread == 0 ? push(data.data(), count) : pop(data.data(), count);
        for (size_t i = 0; thread == 1 && i < transferred; ++i) demand(data[i] == done + i, "out of order");
        done += transferred;
      }
    });
    const double in_turn = together(2.0 * items, [&](int) {
      std::vector<uint32_t> data(batch);
      for (size_t done = 0; done < items / 2; done += batch) {
        for (size_t transferred = 0; transferred < batch;)
          transferred += push(data.data() + transferred, batch - transferred);
        for (size_t transferred = 0; transferred < batch;)
          transferred += pop(data.data() + transferred, batch - transferred);
      }
    });
    std::printf("| %zu | %.1f | %.1f |\n", batch, apart, in_turn);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int count, char** arguments) {
  const bool cuda = count == 2 && std::string_view(arguments[1]) == "cuda";
  demand(cuda || (count == 2 && std::string_view(arguments[1]) == "cpu"), "usage: queue_host cuda|cpu");
  chroma2_context_config config = {};
  config.struct_size = sizeof config;
  config.backend = cuda ? CHROMA2_BACKEND_CUDA : CHROMA2_BACKEND_CPU;
  chroma2_context* context = nullptr;
  check(chroma2_context_create(&config, &context));
  std::printf("# Queues of the host, %s\n", cuda ? "in a GPU's memory" : "in its own memory");
  round_trips(context);
  if (!cuda) on_two_cores(context);
  check(chroma2_context_destroy(context));
}
