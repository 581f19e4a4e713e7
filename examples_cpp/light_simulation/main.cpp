// Several threads feed three events in parts; the hits are those of the same events fed by one.
#include <array>
#include <cmath>
#include <cstdio>
#include <random>
#include <thread>

#include "light_simulation.hpp"

namespace {

// Stands for whatever makes light in the simulation: a flash in all directions.
std::vector<Photon> generate(std::uint64_t event_id, std::size_t count) {
  std::mt19937 engine(static_cast<unsigned>(event_id));
  std::normal_distribution<float> normal;
  std::vector<Photon> photons(count);
  for (Photon& photon : photons) {
    photon = {
        100.f * static_cast<float>(event_id), 0.f, 0.f, normal(engine), normal(engine), normal(engine), 400.f, 0.f};
  }
  return photons;
}

}  // namespace

int main() try {
  constexpr std::size_t kPhotons = 200000, kThreads = 4, kEvents = 3;
  chroma2::check_version();
  LightSimulation parallel(42), serial(42, 1);

  std::vector<std::thread> threads;
  for (std::size_t worker = 0; worker < kThreads; ++worker) {
    threads.emplace_back([&parallel, worker] {
      for (std::uint64_t event = 0; event < kEvents; ++event) {
        const auto all = generate(event, kPhotons);
        const std::size_t first = worker * kPhotons / kThreads, last = (worker + 1) * kPhotons / kThreads;
        parallel.feed(event, first, {all.begin() + first, all.begin() + last});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  for (std::uint64_t event = 0; event < kEvents; ++event) {
    serial.feed(event, 0, generate(event, kPhotons));
    const auto hits = parallel.collect(event);
    if (hits.empty() || !(hits == serial.collect(event))) {
      std::fprintf(stderr, "event %d: the hits depend on who fed them\n", static_cast<int>(event));
      return 1;
    }
    std::array<int, 6> charge{};
    for (const Hit& hit : hits) ++charge[static_cast<std::size_t>(hit.channel)];
    std::printf("event %d: %zu of %zu photons detected; by wall:", static_cast<int>(event), hits.size(), kPhotons);
    for (const int count : charge) std::printf(" %d", count);
    std::printf("\n");
  }
  std::printf("fed by %zu threads or by one: the same hits\n", kThreads);
  return 0;
} catch (const chroma2::error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
