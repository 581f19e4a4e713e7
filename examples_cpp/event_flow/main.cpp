// A long run whose hits are counted as they are found, while several threads of a monitor send bursts that go first,
// and take what they have under way in the order in which it ends.
#include <algorithm>
#include <array>
#include <atomic>
#include <chroma2.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kPlates = 12, kMonitors = 3, kBursts = 40, kUnderWay = 4;
constexpr std::uint64_t kRun = 3000000, kBurst = 1000;  // photons
constexpr std::uint64_t kRoomWithin = 5000000000;       // ns

// Plates of 400 mm around the origin that detect light, at 1 m; each a channel.
chroma2::geometry build(const chroma2::context& context) {
  chroma2::geometry geometry(context);
  const std::uint32_t air = geometry.add_material("air"), wall = geometry.add_surface("plate");
  geometry.set_surface(wall, CHROMA2_SURFACE_PROPERTY_DETECT, 1.0);
  const std::vector<std::array<float, 3>> corners = {
      {1000, -200, -200}, {1000, 200, -200}, {1000, 200, 200}, {1000, -200, 200}};
  const std::vector<std::array<std::uint32_t, 3>> sides = {{0, 1, 2}, {0, 2, 3}};
  chroma2::instances plates;
  plates.mesh = geometry.add_mesh("plate", corners, sides, air, air, wall);
  std::vector<std::array<double, 9>> rotations;
  for (std::size_t i = 0; i < kPlates; ++i) {
    const double angle = 2 * 3.14159265358979 * static_cast<double>(i) / kPlates;
    const double c = std::cos(angle), s = std::sin(angle);
    rotations.push_back({c, -s, 0, s, c, 0, 0, 0, 1});
  }
  std::vector<std::int32_t> channels(kPlates);
  std::iota(channels.begin(), channels.end(), 0);
  plates.rotations = rotations;
  plates.channels = channels;
  geometry.add_instances(plates);
  geometry.commit();
  return geometry;
}

chroma2_source flash(std::uint64_t count) {
  auto source = chroma2::make<chroma2_source>();
  source.count = count;
  source.wavelength = 420;
  return source;
}

using Clock = std::chrono::steady_clock;

// What all monitors have seen.
struct Seen {
  std::mutex mutex;
  std::vector<double> milliseconds;  // from a burst's submission to its end
  std::atomic<std::uint64_t> bursts{0}, hits{0};
};

// Sends bursts, some at a time, and takes those that have ended. Where the session is full a submission waits, and
// throws if there is no room within that time.
void monitor(const chroma2::session& session, std::size_t number, std::int32_t priority, Seen& seen) {
  std::vector<chroma2::event> running;
  auto config = chroma2::make<chroma2_event_config>();
  config.priority = priority;
  config.submit_timeout_ns = kRoomWithin;
  for (std::size_t sent = 0; sent < kBursts || !running.empty();) {
    if (sent < kBursts && running.size() < kUnderWay) {
      config.event_id = 1000 * (number + 1) + sent++;
      chroma2::event_functions functions;
      functions.done = [&seen, begin = Clock::now()](chroma2_status status) {
        if (status != CHROMA2_STATUS_OK) return;
        const std::chrono::duration<double, std::milli> taken = Clock::now() - begin;
        const std::lock_guard<std::mutex> lock(seen.mutex);
        seen.milliseconds.push_back(taken.count());
      };
      running.push_back(session.submit(flash(kBurst), config, std::move(functions)));
      continue;
    }
    const auto ended = running.begin() + static_cast<std::ptrdiff_t>(chroma2::wait_any(running));
    ended->wait();  // returns at once; throws if it went wrong
    seen.hits += ended->hits().count;
    ++seen.bursts;
    running.erase(ended);
  }
}

// The median time of bursts of a priority, all monitors together.
void monitors(const chroma2::session& session, std::int32_t priority) {
  Seen seen;
  std::vector<std::thread> threads;
  for (std::size_t number = 0; number < kMonitors; ++number) {
    threads.emplace_back([&, number] { monitor(session, number, priority, seen); });
  }
  for (std::thread& thread : threads) thread.join();
  std::sort(seen.milliseconds.begin(), seen.milliseconds.end());
  std::printf("%llu bursts of priority %d with %llu hits: %.2f ms in the median, %.2f ms at the longest\n",
              static_cast<unsigned long long>(seen.bursts), priority, static_cast<unsigned long long>(seen.hits),
              seen.milliseconds[seen.milliseconds.size() / 2], seen.milliseconds.back());
}

// What the run has found so far.
struct Counts {
  std::array<std::uint64_t, kPlates> charge{};  // hits by channel
  std::uint64_t end = 0, parts = 0;             // photons and parts that came
  bool in_order = true;
};

}  // namespace

int main() try {
  chroma2::check_version();
  const chroma2::context context;
  auto limits = chroma2::make<chroma2_session_config>();
  limits.max_queued_events = 8;
  const chroma2::session session(context, build(context), limits);

  // The run keeps no hits: this counts them as they come, one call at a time, in the order of the photons. What the
  // function writes to is its own as well, since the event goes on when this function ends by an exception.
  const auto counts = std::make_shared<Counts>();
  chroma2::event_functions functions;
  functions.hits = [counts](std::uint64_t first, std::uint64_t last, const chroma2::hits& hits) {
    counts->in_order = counts->in_order && first == counts->end;
    counts->end = last;
    ++counts->parts;
    for (const std::int32_t channel : hits.channel) ++counts->charge[static_cast<std::size_t>(channel)];
  };
  auto config = chroma2::make<chroma2_event_config>();
  config.want = CHROMA2_WANT_SUMMARY;
  config.priority = -1;
  const chroma2::event run = session.submit(flash(kRun), config, std::move(functions));
  monitors(session, -1);
  monitors(session, 1);
  run.wait();

  std::uint64_t total = 0;
  for (const std::uint64_t hits : counts->charge) total += hits;
  if (!counts->in_order || counts->end != kRun || total != run.summary().hits) {
    std::fprintf(stderr, "%llu hits were streamed\n", static_cast<unsigned long long>(total));
    return 1;
  }
  std::printf("the run: %llu streamed hits are those of the summary, in %llu parts\n",
              static_cast<unsigned long long>(total), static_cast<unsigned long long>(counts->parts));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
