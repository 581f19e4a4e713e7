// The C++ layer: owners move, failures throw with their status and message, columns fit.
#include "box.hpp"
#include "check.hpp"

namespace {

static_assert(!std::is_copy_constructible_v<chroma2::event> && std::is_nothrow_move_constructible_v<chroma2::event>);
static_assert(!std::is_copy_assignable_v<chroma2::session> && std::is_nothrow_move_assignable_v<chroma2::session>);

void moves() {
  chroma2::context first(1);
  CHECK(first && chroma2_live_handles() == 1);
  chroma2::context second(std::move(first));
  CHECK(!first && second && chroma2_live_handles() == 1);
  CHECK(status_of([&] { first.info(); }, "NULL") == CHROMA2_STATUS_INVALID_HANDLE);
  chroma2::context third(2);
  third = std::move(second);  // the one of two threads goes
  CHECK(third.info().threads == 1 && chroma2_live_handles() == 1);
  chroma2_context* raw = third.release();
  CHECK(!third && chroma2_live_handles() == 1);
  third.reset(raw);
  CHECK(third.info().threads == 1);
}

void failures(const chroma2::context& context) {
  chroma2::geometry g = box(context);
  CHECK(status_of([&] { g.digest(); }, "commit") == CHROMA2_STATUS_INVALID_STATE);
  CHECK(status_of([&] { chroma2::session(context, g); }, "commit") == CHROMA2_STATUS_INVALID_STATE);
  CHECK(status_of([&] { g.set_surface(9, CHROMA2_SURFACE_PROPERTY_DETECT, 1.0); }, "surface is 9") ==
        CHROMA2_STATUS_INVALID_ARGUMENT);
  CHECK(status_of([&] { chroma2::geometry::load(context, "/nowhere"); }, "/nowhere") == CHROMA2_STATUS_IO);
  CHECK(refuses([&] { g.set_material(0, 0, std::vector<double>{1, 2}, std::vector<double>{1}); },
                "wavelengths has 2 entries and values 1"));
  CHECK(refuses([&] { chroma2::write_png("x.png", std::vector<std::uint8_t>(3), 1, 1); }));
}

void propagation(const chroma2::context& context) {
  chroma2::geometry g = box(context);
  g.commit();
  CHECK(g.info().channel_count == 5 && g.channel(0, 0) == 4 && g.report().degenerate_count == 0);
  const auto met = g.closest_hits(std::array<float, 3>{0, 0, 0}, std::array<float, 3>{0, 0, 2});
  CHECK(met.distance[0] == 9.0f && met.channel[0] == 4);

  const chroma2::session session(context, g);
  const std::size_t n = 5000;
  const std::vector<float> position(3 * n, 0.5f), direction(3 * n, 1.0f), wavelength(n, 450.0f), few(n - 1, 0.0f);
  auto config = chroma2::make<chroma2_event_config>();
  config.seed = 3;
  config.want = CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS;
  config.record_first = 2;
  config.time_offset = 1e9;
  const chroma2::event event = session.submit({position, direction, wavelength, {}, {}, {}, {}}, config);
  event.wait();
  CHECK(event.wait_for(std::chrono::seconds(0)) && event.poll().done == 1 && event.hits().time_offset == 1e9);
  const auto summary = event.summary();
  const auto hits = event.hits();
  CHECK(summary.photons == n && summary.hits == hits.count && hits.count > n / 2);
  CHECK(hits.position.size() == 3 * hits.count && hits.channel[0] == 4 && event.photons().count == n);
  const auto records = event.records();
  CHECK(records.photon.size() == 2 && records.offset.size() == 3 && records.offset[2] == records.count);
  CHECK(refuses([&] { session.submit({position, direction, wavelength, {}, few, {}, {}}); }));
  CHECK(refuses([&] { session.submit({few, direction, wavelength, {}, {}, {}, {}}); }));

  CHECK(summary.medium_changes == 0 && session.medium_changes().total == 0 && session.medium_changes().legs.empty());

  chroma2::daq daq;
  daq.add_channel_type(chroma2::make<chroma2_channel_type>());
  daq.set_channels(5);
  const chroma2::readout readout = daq.run(event);
  const auto channels = readout.channels();
  CHECK(channels.hits.size() == 5 && channels.hits[4] == hits.count && channels.fired_channels.size() == 1);

  auto source = chroma2::make<chroma2_source>();
  source.count = 50000000;
  source.wavelength = 400.0;
  const chroma2::event endless = session.submit(source);
  CHECK(!endless.wait_for(std::chrono::nanoseconds(0)));
  endless.cancel();
  CHECK(status_of([&] { endless.wait(); }, "cancelled") == CHROMA2_STATUS_CANCELLED);
  CHECK(endless.summary().unfinished > 0);
  session.drain();
  CHECK(session.drain_for(std::chrono::nanoseconds(0)) && session.telemetry().events_done == 2);

  const auto told = session.telemetry();
  CHECK(told.events_succeeded == 1 && told.events_cancelled == 1 && told.events_failed == 0 && told.hits >= hits.count);
  const double half = chroma2::latency_quantile(told, 0.5), all = chroma2::latency_quantile(told, 1.0);
  CHECK(half > 0 && half <= all && all <= 2 * told.latency_seconds);
  CHECK(chroma2::latency_quantile(chroma2::make<chroma2_telemetry>(), 0.5) == 0);
  auto histogram = chroma2::make<chroma2_telemetry>();
  histogram.latency_histogram[10] = 100;  // from 512 to 1024 microseconds
  CHECK(std::abs(chroma2::latency_quantile(histogram, 0.5) - 768e-6) < 1e-12);
  CHECK(session.telemetry_text().find("\nchroma2_events_total{outcome=\"cancelled\"} 1\n") != std::string::npos);
  {
    chroma2::trace first = session.trace(), moved(std::move(first));
    CHECK(!first && moved);
    CHECK(status_of([&] { session.trace(); }, "running") == CHROMA2_STATUS_INVALID_STATE);
    CHECK(status_of([&] { moved.save("/nowhere/trace.json"); }, "/nowhere") == CHROMA2_STATUS_IO);
    moved.save("/dev/null");
  }
  chroma2::trace second = session.trace("/dev/null");
  second.stop();
  CHECK(!second && status_of([&] { second.stop(); }, "NULL") == CHROMA2_STATUS_INVALID_HANDLE);
  CHECK(status_of([&] { session.trace("/nowhere/trace.json"); }, "/nowhere") == CHROMA2_STATUS_IO);

  auto camera = chroma2::make<chroma2_camera>();
  camera.width = camera.height = 8;
  camera.position[0] = 5.0;
  CHECK(chroma2::render(g, camera).size() == 4 * 8 * 8);
}

struct item {
  std::uint64_t number;
  float weight;
};

void persistent(const chroma2::context& context) {
  const chroma2::item_queue<std::uint64_t> active(context, 64), spawn(context, 64), finished(context, 64);
  const std::vector<std::uint64_t> items{1, 2, 3, 4, 5};
  CHECK(active.push(items) == 5);
  auto options = chroma2::make<chroma2_persistent_options>();
  options.spawn_interval = 5;
  options.payload_increment = 10;
  const auto stats = chroma2::run_persistent(active, spawn, finished, options);
  CHECK(stats.finished == 4 && stats.spawned == 1 && stats.stop == CHROMA2_PERSISTENT_STOP_DONE);
  CHECK(spawn.try_pop(9) == std::vector<std::uint64_t>{15} && finished.size() == 4);
  CHECK(chroma2::run_persistent(active, spawn, finished).iterations == 0);
}

// A box in the box, with a material around it that is not there.
void wrong_material(const chroma2::context& context) {
  chroma2::geometry g = box(context);
  const std::uint32_t oil = g.add_material("oil"), glass = g.add_material("glass");
  const std::vector<std::array<float, 3>> corners = {{-1, -1, -1}, {1, -1, -1}, {0, 1, -1}, {0, 0, 1}};
  const std::vector<std::array<std::uint32_t, 3>> sides = {{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {2, 0, 3}};
  g.add_instance(g.add_mesh("inner", corners, sides, glass, oil, CHROMA2_NONE));
  g.commit();
  const chroma2::session session(context, g);
  auto source = chroma2::make<chroma2_source>();
  source.count = 500;
  source.wavelength = 400.0;
  const chroma2::event event = session.submit(source);
  event.wait();
  const auto changes = session.medium_changes();
  CHECK(changes.total == event.summary().medium_changes && changes.total >= 500 && changes.unlisted == 0);
  CHECK(changes.legs.size() == changes.instance_end.size() && changes.legs[0] >= 500);
  CHECK(changes.material_begin[0] == oil && changes.material_end[0] == 0);
  CHECK(changes.instance_begin[0] == 1 && changes.instance_end[0] == 0);
}

void queues(const chroma2::context& context) {
  chroma2::item_queue<item> queue(context, 100, "items");
  CHECK(queue && queue.info().capacity == 128 && queue.info().item_size == 16 &&
        std::string(queue.info().name) == "items");
  std::vector<item> items(150);
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = {i, 0.5f};
  CHECK(queue.try_push(items) == 128 && queue.size() == 128 && queue.try_push(items) == 0);
  CHECK(queue.push(items, std::chrono::milliseconds(1)) == 0);
  const auto first = queue.try_pop(28), rest = queue.pop(200, std::chrono::milliseconds(1));
  CHECK(first.size() == 28 && first[27].number == 27 && rest.size() == 100 && rest[99].number == 127);
  CHECK(queue.try_pop(5).empty() && queue.push({items.data(), 3}) == 3 && queue.pop(2).size() == 2 &&
        queue.drain() == 1);
  CHECK(queue.stats().pushes == 131 && queue.stats().high_water == 128 && queue.view().capacity == 128);
  queue.clear();
  CHECK(queue.stats().pushes == 0);
  chroma2::item_queue<item> moved(std::move(queue));
  CHECK(!queue && moved.push(items, std::chrono::nanoseconds(0)) == 128);
  CHECK(status_of([&] { chroma2::item_queue<int>(context, 0); }, "capacity is 0") == CHROMA2_STATUS_INVALID_ARGUMENT);
  CHECK(status_of([&] { queue.size(); }, "NULL") == CHROMA2_STATUS_INVALID_HANDLE);
}

}  // namespace

int main() {
  chroma2::check_version();
  moves();
  CHECK(chroma2_live_handles() == 0);
  {
    const chroma2::context context(2);
    failures(context);
    propagation(context);
    wrong_material(context);
    queues(context);
    persistent(context);
  }
  CHECK(chroma2_live_handles() == 0);
  return 0;
}
