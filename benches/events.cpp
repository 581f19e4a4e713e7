// Small events, as programs meet them: from the submission to the hits.
//
//     g++ -std=c++20 -O2 -Iinclude benches/events.cpp -o events -Llib -lchroma2 -pthread
//     events SCENE [latency|rate|batch|stream|uploads] [cpu] [devices=N] [threads=N] [window=N]... [place=auto|GPU|processor]...
//            [photons=N]... [trace]
//
// SCENE is a scene file (chroma2_geometry_save). An isotropic source at its origin, 400 nm, hits wanted. A table a part:
// latency: one event at a time, p50 and p99, by where they are propagated; rate: events of 1000 photons a second from host
// threads that each have so many under way; batch: the same by chroma2_session_submit_batch from one thread, four batches
// under way; stream: larger events, six under way, from one thread; uploads: events of 10^6 photons in the program's
// arrays, one after the other, two and six under way. devices: the first so many GPUs; place: these of the three; window:
// events that each thread of rate has under way, in place of the usual shapes; photons: numbers of photons of latency and
// stream in place of the usual ones; trace: messages of the library to stderr.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "one_event.h"

namespace {

struct Place {
  const char* name;
  uint32_t number;
};

std::vector<Place> places;
std::vector<uint64_t> asked;
std::vector<int> windows;

std::vector<uint64_t> numbers(std::vector<uint64_t> usual) { return asked.empty() ? usual : asked; }

// Waits for an event; its hits.
uint64_t take(chroma2_event* event) {
  check(chroma2_event_wait(event, UINT64_MAX));
  const uint64_t count = hits_of(event).count;
  check(chroma2_event_destroy(event));
  return count;
}

void latency(const chroma2_session* session) {
  std::printf("| photons |");
  for (const Place& place : places) std::printf(" %s p50 | p99 |", place.name);
  std::printf(" us\n");
  for (uint64_t count : numbers({1, 10, 100, 1000, 3000, 10000, 30000, 100000, 1048576})) {
    std::printf("| %llu |", static_cast<unsigned long long>(count));
    const int rounds = count > 50000 ? 60 : 400;
    for (const Place& place : places) {
      std::vector<double> times;
      for (int i = 0; i < rounds + rounds / 8; ++i) {
        auto start = Clock::now();
        take(shine(session, count, static_cast<uint64_t>(i), CHROMA2_WANT_HITS, place.number));
        if (i >= rounds / 8) times.push_back(since(start));
      }
      std::sort(times.begin(), times.end());
      std::printf(" %.1f | %.1f |", times[times.size() / 2] * 1e6, times[times.size() * 99 / 100] * 1e6);
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}

// Events of `count` photons a second: each thread keeps `window` under way, for so many seconds.
double events_a_second(const chroma2_session* session, int threads, int window, uint64_t count, uint32_t placement,
                       double seconds) {
  std::atomic<uint64_t> done{0};
  auto start = Clock::now();
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      std::deque<chroma2_event*> under_way;
      uint64_t id = static_cast<uint64_t>(t) << 40;
      while (since(start) < seconds) {
        while (static_cast<int>(under_way.size()) < window)
          under_way.push_back(shine(session, count, id++, CHROMA2_WANT_HITS, placement));
        take(under_way.front());
        under_way.pop_front();
        done.fetch_add(1, std::memory_order_relaxed);
      }
      for (chroma2_event* event : under_way) take(event);
    });
  for (auto& thread : all) thread.join();
  return static_cast<double>(done) / since(start);
}

void rate(const chroma2_session* session, int threads) {
  std::printf("| events of 1000 photons, threads x under way |");
  for (const Place& place : places) std::printf(" %s |", place.name);
  std::printf(" events/s\n");
  struct Shape {
    int threads, window;
  };
  std::vector<Shape> shapes;
  for (int window : windows) shapes.push_back({threads, window});
  if (windows.empty()) shapes = {{1, 1}, {threads, 1}, {threads, 16}, {threads, 64}, {threads, 256}};
  for (Shape shape : shapes) {
    std::printf("| %d x %d |", shape.threads, shape.window);
    for (const Place& place : places)
      std::printf(" %.0f |", events_a_second(session, shape.threads, shape.window, 1000, place.number, 1.0));
    std::printf("\n");
    std::fflush(stdout);
  }
}

// Events of 1000 photons a second, so many in each batch.
void batch(const chroma2_session* session) {
  std::printf("| events of 1000 photons in a batch |");
  for (const Place& place : places) std::printf(" %s |", place.name);
  std::printf(" events/s\n");
  for (uint64_t size : {16, 64, 256, 1024}) {
    auto source = make<chroma2_source>();
    source.count = 1000;
    source.wavelength = 400;
    std::vector<chroma2_source> sources(size, source);
    std::vector<uint64_t> ids(size);
    std::printf("| %llu |", static_cast<unsigned long long>(size));
    for (const Place& place : places) {
      std::deque<chroma2_event*> under_way;
      uint64_t id = 0, done = 0;
      auto start = Clock::now();
      while (since(start) < 1.0) {
        while (under_way.size() < 4) {
          for (uint64_t& one : ids) one = id++;
          auto events = make<chroma2_batch>();
          events.count = size;
          events.sources = sources.data();
          events.event_ids = ids.data();
          auto config = make<chroma2_event_config>();
          config.seed = 1;
          config.want = CHROMA2_WANT_HITS;
          config.placement = place.number;
          chroma2_event* event = nullptr;
          check(chroma2_session_submit_batch(session, &events, &config, &event));
          under_way.push_back(event);
        }
        take(under_way.front());
        under_way.pop_front();
        done += size;
      }
      for (chroma2_event* event : under_way) take(event);
      done += size * under_way.size();
      std::printf(" %.0f |", static_cast<double>(done) / since(start));
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}

// Photons of the program's arrays, uploaded by each event; `window` events under way. M photons/s.
double uploads(const chroma2_session* session, const chroma2_photons& photons, size_t window, uint32_t placement) {
  constexpr int kEvents = 60;
  std::deque<chroma2_event*> under_way;
  Clock::time_point start;
  for (int i = -12; i < kEvents; ++i) {
    if (i == 0) {
      while (!under_way.empty()) {
        take(under_way.front());
        under_way.pop_front();
      }
      start = Clock::now();
    }
    auto config = make<chroma2_event_config>();
    config.seed = 1;
    config.event_id = static_cast<uint64_t>(i + 12);
    config.want = CHROMA2_WANT_HITS;
    config.placement = placement;
    config.borrow = 1;
    chroma2_event* event = nullptr;
    check(chroma2_session_submit(session, &photons, &config, &event));
    under_way.push_back(event);
    if (under_way.size() == window) {
      take(under_way.front());
      under_way.pop_front();
    }
  }
  for (chroma2_event* event : under_way) take(event);
  return kEvents * static_cast<double>(photons.count) / since(start) / 1e6;
}

void uploads(const chroma2_session* session) {
  constexpr uint64_t kPhotons = 1000000;
  std::vector<float> position(3 * kPhotons), direction(3 * kPhotons), wavelength(kPhotons, 400);
  for (uint64_t i = 0; i < kPhotons; ++i) {
    // Along a spiral over the sphere.
    double z = 1 - (2 * static_cast<double>(i) + 1) / kPhotons, turn = 2.399963229728653 * static_cast<double>(i);
    double r = std::sqrt(1 - z * z);
    direction[3 * i] = static_cast<float>(r * std::cos(turn));
    direction[3 * i + 1] = static_cast<float>(r * std::sin(turn));
    direction[3 * i + 2] = static_cast<float>(z);
  }
  auto photons = make<chroma2_photons>();
  photons.count = kPhotons;
  photons.position = position.data();
  photons.direction = direction.data();
  photons.wavelength = wavelength.data();
  std::vector<Place> devices = places;  // the processor uploads nothing
  devices.erase(std::remove_if(devices.begin(), devices.end(),
                               [](const Place& one) { return one.number == CHROMA2_PLACEMENT_PROCESSOR; }),
                devices.end());
  std::printf("| 10^6 photons of host arrays, under way |");
  for (const Place& place : devices) std::printf(" %s |", place.name);
  std::printf(" M photons/s\n");
  for (size_t window : {size_t(1), size_t(2), size_t(6)}) {
    std::printf("| %zu |", window);
    for (const Place& place : devices) std::printf(" %.1f |", uploads(session, photons, window, place.number));
    std::printf("\n");
    std::fflush(stdout);
  }
}

void stream(const chroma2_session* session) {
  std::printf("| photons, six under way |");
  for (const Place& place : places) std::printf(" %s |", place.name);
  std::printf(" M photons/s\n");
  for (uint64_t count : numbers({1ull << 14, 1ull << 17, 1ull << 20, 1ull << 22})) {
    std::printf("| %llu |", static_cast<unsigned long long>(count));
    for (const Place& place : places) {
      if (place.number == CHROMA2_PLACEMENT_PROCESSOR && count > 1 << 17) {
        std::printf(" |");
        continue;
      }
      std::printf(" %.1f |",
                  events_a_second(session, 1, 6, count, place.number, 1.0) * static_cast<double>(count) / 1e6);
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fprintf(
        stderr,
        "events SCENE [latency|rate|batch|stream|uploads] [cpu] [devices=N] [threads=N] [window=N]... [place=auto|GPU|processor]... [photons=N]... [trace]\n");
    return 2;
  }
  std::string part;
  std::vector<std::string> only;
  bool cpu = false;
  int threads = 4;
  uint64_t devices = 0;
  for (int i = 2; i < count; ++i) {
    std::string word = words[i];
    if (word == "cpu")
      cpu = true;
    else if (word.rfind("threads=", 0) == 0)
      threads = std::atoi(word.c_str() + 8);
    else if (word.rfind("window=", 0) == 0)
      windows.push_back(std::atoi(word.c_str() + 7));
    else if (word.rfind("devices=", 0) == 0)
      devices = std::strtoull(word.c_str() + 8, nullptr, 10);
    else if (word.rfind("place=", 0) == 0)
      only.push_back(word.substr(6));
    else if (word == "trace")
      check(chroma2_log_set_callback(
          CHROMA2_LOG_LEVEL_TRACE, [](void*, uint32_t, const char* text) { std::fprintf(stderr, "%s\n", text); },
          nullptr));
    else if (word.rfind("photons=", 0) == 0)
      asked.push_back(std::strtoull(word.c_str() + 8, nullptr, 10));
    else
      part = word;
  }
  auto config = make<chroma2_context_config>();
  config.backend = cpu ? CHROMA2_BACKEND_CPU : CHROMA2_BACKEND_CUDA;
  config.device_count = devices;
  chroma2_context* context = nullptr;
  check(chroma2_context_create(&config, &context));
  chroma2_geometry* geometry = nullptr;
  check(chroma2_geometry_load(context, words[1], &geometry));
  check(chroma2_geometry_commit(geometry, nullptr));
  chroma2_session* session = nullptr;
  check(chroma2_session_create(context, geometry, nullptr, &session));
  if (cpu)
    places = {{"processor", CHROMA2_PLACEMENT_PROCESSOR}};
  else
    places = {{"auto", CHROMA2_PLACEMENT_AUTO},
              {"GPU", CHROMA2_PLACEMENT_DEVICE},
              {"processor", CHROMA2_PLACEMENT_PROCESSOR}};
  if (!only.empty())
    places.erase(
        std::remove_if(places.begin(), places.end(),
                       [&](const Place& one) { return std::find(only.begin(), only.end(), one.name) == only.end(); }),
        places.end());
  for (const Place& place : places) take(shine(session, 100000, 0, CHROMA2_WANT_HITS, place.number));
  std::printf("%s\n", words[1]);
  if (part.empty() || part == "latency") latency(session);
  if (part.empty() || part == "rate") rate(session, threads);
  if (part == "batch") batch(session);
  if (part == "uploads") uploads(session);
  if (part.empty() || part == "stream") stream(session);
  check(chroma2_session_destroy(session));
  check(chroma2_geometry_destroy(geometry));
  check(chroma2_context_destroy(context));
}
