// Message queues as a program sees them: round trips of single messages, rates of batches and of single calls, what the
// number of blocks brings, and how long the first message after a pause takes. Times are of the host's clock, from before
// the message is put in until its result is in the program's memory.
//
//     g++ -std=c++20 -O2 -Iinclude benches/messages.cpp -o messages -Llib -lchroma2 -pthread
//     messages cuda|cpu [trips|rates]

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string_view>
#include <thread>
#include <vector>

#include "program.h"

namespace {

constexpr double kLink = 55e9;  // bytes/s that a copy engine moves through PCIe 5.0 x16 one way

struct Queue {
  chroma2_message_queue* handle = nullptr;
  uint32_t bytes;

  Queue(const chroma2_context* context, uint64_t capacity, uint32_t size, uint32_t workers = 0, uint32_t operation = 0)
      : bytes(size) {
    chroma2_message_queue_config config = {};
    config.struct_size = sizeof config;
    config.capacity = capacity;
    config.input_bytes = config.output_bytes = size;
    config.operation = operation ? operation : static_cast<uint32_t>(CHROMA2_MESSAGE_OPERATION_ECHO);
    config.workers = workers;
    check(chroma2_message_queue_create(context, &config, &handle));
  }
  ~Queue() { check(chroma2_message_queue_destroy(handle)); }
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  uint64_t launches() const {
    chroma2_message_queue_stats stats = {};
    stats.struct_size = sizeof stats;
    check(chroma2_message_queue_get_stats(handle, &stats));
    return stats.launches;
  }
};

void print_times(std::vector<double>& times) {
  std::sort(times.begin(), times.end());
  const auto at = [&](double part) { return times[static_cast<size_t>(part * (times.size() - 1))] * 1e6; };
  std::printf(" %.2f | %.2f | %.2f | %.2f | %.2f |\n", at(0), at(0.5), at(0.99), at(0.999), at(1));
  std::fflush(stdout);
}

void wait_awake(double seconds) {
  const auto start = Clock::now();
  while (since(start) < seconds) {
  }
}

// One message at a time, with a pause after each.
void round_trips(const chroma2_context* context) {
  std::printf("\n## One message at a time: \xc2\xb5s from before it is put in until its result is there\n\n");
  std::printf(
      "| bytes | pause, \xc2\xb5s | putting in, median | least | median | 99 %% | 99.9 %% | most |\n"
      "|---|---|---|---|---|---|---|---|\n");
  for (uint32_t size : {8u, 64u, 256u, 1024u, 4096u}) {
    for (double pause : {0.0, 20e-6, 200e-6}) {
      const Queue queue(context, 64, size);
      std::vector<unsigned char> in(size), out(size);
      chroma2_message_result result;
      std::vector<double> times, puts;
      const int rounds = pause > 1e-4 ? 3000 : 20000;
      for (int i = 0; i < rounds + 100; ++i) {
        std::memset(in.data(), i, size);
        const auto start = Clock::now();
        uint64_t id;
        check(chroma2_message_queue_enqueue(queue.handle, in.data(), size, 0, UINT64_MAX, &id));
        const double put = since(start);
        check(chroma2_message_queue_wait_result(queue.handle, id, out.data(), size, UINT64_MAX, &result));
        if (i >= 100) times.push_back(since(start)), puts.push_back(put);
        demand(in == out, "a message came back changed");
        wait_awake(pause);
      }
      std::nth_element(puts.begin(), puts.begin() + puts.size() / 2, puts.end());
      std::printf("| %u | %.0f | %.2f |", size, pause * 1e6, puts[puts.size() / 2] * 1e6);
      print_times(times);
    }
  }
}

// The first message after those who work have left.
void wake_ups(const chroma2_context* context) {
  std::printf(
      "\n## The first message after 5 ms without any, when the kernel, or the threads, have left: \xc2\xb5s\n\n");
  std::printf(
      "| bytes | launches a message | least | median | 99 %% | 99.9 %% | most |\n|---|---|---|---|---|---|---|\n");
  const Queue queue(context, 64, 256);
  std::vector<unsigned char> in(256), out(256);
  chroma2_message_result result;
  std::vector<double> times;
  const int rounds = 300;
  const uint64_t before = queue.launches();
  for (int i = 0; i < rounds; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const auto start = Clock::now();
    uint64_t id;
    check(chroma2_message_queue_enqueue(queue.handle, in.data(), 256, 0, UINT64_MAX, &id));
    check(chroma2_message_queue_wait_result(queue.handle, id, out.data(), 256, UINT64_MAX, &result));
    times.push_back(since(start));
  }
  std::printf("| 256 | %.2f |", double(queue.launches() - before) / rounds);
  print_times(times);
}

// M messages/s of threads that put batches in and of threads that collect them, all results delivered.
double rate(const Queue& queue, int producers, int consumers, uint64_t batch, uint64_t all) {
  std::atomic<uint64_t> delivered{0};
  std::vector<std::thread> threads;
  const auto start = Clock::now();
  for (int p = 0; p < producers; ++p) {
    threads.emplace_back([&, p] {
      std::vector<unsigned char> data(batch * queue.bytes, static_cast<unsigned char>(p));
      std::vector<uint64_t> ids(batch);
      chroma2_message_batch messages = {};
      messages.struct_size = sizeof messages;
      messages.data = data.data();
      messages.bytes = queue.bytes;
      for (uint64_t left = all / producers; left > 0;) {
        uint64_t taken = 0;
        messages.count = std::min(left, batch);
        check(chroma2_message_queue_enqueue_batch(queue.handle, &messages, UINT64_MAX, ids.data(), &taken));
        left -= taken;
      }
    });
  }
  const uint64_t expected = all / producers * producers;
  for (int c = 0; c < consumers; ++c) {
    threads.emplace_back([&] {
      std::vector<unsigned char> data(batch * queue.bytes);
      std::vector<chroma2_message_result> results(batch);
      while (delivered.load(std::memory_order_relaxed) < expected) {
        uint64_t count = 0;
        const chroma2_status status = chroma2_message_queue_dequeue_batch(queue.handle, data.data(), queue.bytes,
                                                                          results.data(), batch, 1000000, &count);
        if (status == CHROMA2_STATUS_TIMEOUT) continue;
        check(status);
        for (uint64_t i = 0; i < count; ++i)
          demand(results[i].outcome == 0 && results[i].bytes > 0, "a message has failed");
        delivered.fetch_add(count, std::memory_order_relaxed);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(expected) / since(start);
}

void batches(const chroma2_context* context, bool cuda) {
  std::printf("\n## Batches, results delivered: M messages/s\n\n");
  std::printf(
      "| bytes | a batch | threads in, out | M messages/s | GB/s each way | of PCIe |\n|---|---|---|---|---|---|\n");
  for (uint32_t size : {64u, 256u, 1024u, 4096u}) {
    for (uint64_t batch : {16ull, 256ull, 1024ull}) {
      for (const auto& [in, out] : {std::pair{1, 1}, std::pair{2, 2}, std::pair{4, 4}}) {
        if (!cuda && in > 1) continue;
        const Queue queue(context, 8192, size, cuda ? 8 : 0);
        const uint64_t all = cuda ? 4000000 / (1 + size / 1024) : 400000 / (1 + size / 1024);
        double best = 0;
        for (int repeat = 0; repeat < 3; ++repeat) best = std::max(best, rate(queue, in, out, batch, all));
        std::printf("| %u | %llu | %d, %d | %.2f | %.2f | %.1f %% |\n", size, static_cast<unsigned long long>(batch),
                    in, out, best * 1e-6, best * size * 1e-9, 100 * best * size / kLink);
        std::fflush(stdout);
      }
    }
  }
}

void grids(const chroma2_context* context) {
  std::printf("\n## Blocks: 256 bytes, batches of 256, two threads in and two out: M messages/s\n\n");
  std::printf("| blocks | echo | checksum |\n|---|---|---|\n");
  for (uint32_t blocks : {1u, 2u, 4u, 8u, 16u, 32u}) {
    const Queue echo(context, 8192, 256, blocks);
    const Queue checksum(context, 8192, 256, blocks, CHROMA2_MESSAGE_OPERATION_CHECKSUM);
    double best[2] = {0, 0};
    for (int repeat = 0; repeat < 3; ++repeat) {
      best[0] = std::max(best[0], rate(echo, 2, 2, 256, 2000000));
      best[1] = std::max(best[1], rate(checksum, 2, 2, 256, 2000000));
    }
    std::printf("| %u | %.2f | %.2f |\n", blocks, best[0] * 1e-6, best[1] * 1e-6);
    std::fflush(stdout);
  }
}

// One thread that puts each message in by a call of its own.
void single_calls(const chroma2_context* context) {
  std::printf("\n## One thread, one call a message: M messages/s\n\n");
  std::printf(
      "| bytes | in flight | it collects each by a call too | another thread collects batches |\n|---|---|---|---|\n");
  for (uint32_t size : {8u, 256u, 1024u}) {
    for (uint64_t flight : {16ull, 256ull, 2048ull}) {
      std::vector<unsigned char> in(size), out(256 * size);
      double best[2] = {0, 0};
      for (int repeat = 0; repeat < 3; ++repeat) {
        const uint64_t all = 500000;
        {
          const Queue queue(context, 4096, size);
          chroma2_message_result result;
          const auto start = Clock::now();
          for (uint64_t sent = 0, received = 0; received < all;) {
            if (sent < all && sent < received + flight) {
              check(chroma2_message_queue_enqueue(queue.handle, in.data(), size, sent, UINT64_MAX, nullptr));
              ++sent;
              if (sent < received + flight && sent < all) continue;
            }
            check(chroma2_message_queue_dequeue_any(queue.handle, out.data(), size, UINT64_MAX, &result));
            ++received;
          }
          best[0] = std::max(best[0], all / since(start));
        }
        const Queue queue(context, flight, size);
        const auto start = Clock::now();
        std::thread other([&] {
          std::vector<chroma2_message_result> results(256);
          uint64_t count = 0;
          for (uint64_t received = 0; received < all; received += count)
            check(chroma2_message_queue_dequeue_batch(queue.handle, out.data(), size, results.data(), 256, UINT64_MAX,
                                                      &count));
        });
        for (uint64_t sent = 0; sent < all; ++sent)
          check(chroma2_message_queue_enqueue(queue.handle, in.data(), size, sent, UINT64_MAX, nullptr));
        other.join();
        best[1] = std::max(best[1], all / since(start));
      }
      std::printf("| %u | %llu | %.2f | %.2f |\n", size, static_cast<unsigned long long>(flight), best[0] * 1e-6,
                  best[1] * 1e-6);
      std::fflush(stdout);
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view backend = count > 1 ? arguments[1] : "", part = count > 2 ? arguments[2] : "all";
  const bool cuda = backend == "cuda", trips = part == "trips", rates = part == "rates", all = part == "all";
  demand(count < 4 && (cuda || backend == "cpu") && (trips || rates || all), "usage: messages cuda|cpu [trips|rates]");
  chroma2_context_config config = {};
  config.struct_size = sizeof config;
  config.backend = cuda ? CHROMA2_BACKEND_CUDA : CHROMA2_BACKEND_CPU;
  chroma2_context* context = nullptr;
  check(chroma2_context_create(&config, &context));
  std::printf("# Message queues, %s\n", cuda ? "worked on by a GPU" : "worked on by the processor");
  if (trips || all) {
    round_trips(context);
    wake_ups(context);
  }
  if (rates || all) {
    single_calls(context);
    batches(context, cuda);
    if (cuda) grids(context);
  }
  check(chroma2_context_destroy(context));
}
