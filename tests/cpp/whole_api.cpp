// What chroma2.hpp has beside the way of most programs: arrays of instances, surfaces by angle, rays with
// limits, names, the log, devices, empty objects.
#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include "box.hpp"
#include "check.hpp"

namespace {

template <class Object, class... Raw>
void starts_empty(Object object) {
  static_assert(std::is_nothrow_move_constructible_v<Object> && std::is_nothrow_move_assignable_v<Object>);
  static_assert(!std::is_copy_constructible_v<Object> && std::is_default_constructible_v<Object>);
  CHECK(!object && object.get() == nullptr && object.release() == nullptr);
  object.reset();
  Object other(std::move(object));
  object = std::move(other);
  object = Object(chroma2::no_handle);
  CHECK(!object && !other);
}

void empty_objects() {
  using chroma2::no_handle;
  starts_empty(chroma2::context(no_handle));
  starts_empty(chroma2::geometry());
  starts_empty(chroma2::session());
  starts_empty(chroma2::event());
  starts_empty(chroma2::readout());
  starts_empty(chroma2::daq(no_handle));
  starts_empty(chroma2::item_queue<int>());
  starts_empty(chroma2::message_queue());
  starts_empty(chroma2::stream());
  starts_empty(chroma2::kernel());
  starts_empty(chroma2::module());
  starts_empty(chroma2::pipeline());
  CHECK(chroma2_live_handles() == 0);
  CHECK(status_of([] { chroma2::context(no_handle).info(); }, "NULL") == CHROMA2_STATUS_INVALID_HANDLE);
  chroma2::context later(no_handle);
  later = chroma2::context(1);
  CHECK(later && later.info().threads == 1);
  auto config = chroma2::make<chroma2_context_config>();
  config.threads = 2;
  later = chroma2::context(config);
  CHECK(later.info().threads == 2 && chroma2_live_handles() == 1);
}

void spans() {
  const chroma2::span<int> none;
  CHECK(none.empty() && none.size() == 0 && none.begin() == none.end());
  const std::vector<int> three{1, 2, 3};
  const chroma2::span<int> all(three);
  int sum = 0;
  for (const int value : all) sum += value;
  CHECK(!all.empty() && sum == 6 && all[2] == 3);
}

void library() {
  CHECK(chroma2::version() == CHROMA2_VERSION && chroma2::version_string() == CHROMA2_VERSION_STRING);
  CHECK(chroma2::abi_version() >= CHROMA2_ABI_VERSION && chroma2::build_info().find("2.0") != std::string::npos);
  CHECK(chroma2::status_string(CHROMA2_STATUS_TIMEOUT) == chroma2_status_string(CHROMA2_STATUS_TIMEOUT));
  CHECK(chroma2::live_handles() == 0);
  const std::vector<chroma2_device> devices = chroma2::devices();
  CHECK(!devices.empty() && devices[0].backend == CHROMA2_BACKEND_CPU && devices[0].usable == 1 && devices[0].name[0]);
}

void log() {
  std::atomic<int> first{0}, second{0};
  chroma2::log_callback one(CHROMA2_LOG_LEVEL_INFO, [&](std::uint32_t level, const char* text) {
    CHECK(level >= CHROMA2_LOG_LEVEL_ERROR && level <= CHROMA2_LOG_LEVEL_INFO && text[0] != '\0');
    ++first;
    throw 1;  // is dropped
  });
  CHECK(one && first == 1);  // what chroma2_build_info says
  chroma2::log_callback moved(std::move(one));
  CHECK(moved && !one);
  chroma2::log_callback two(CHROMA2_LOG_LEVEL_INFO, [&](std::uint32_t, const char*) { ++second; });
  CHECK(first == 1 && second == 1);
  moved.reset();  // no longer the one of the process, which stays
  const chroma2::context context(1);
  chroma2::geometry(context).commit();
  const int told = second;
  CHECK(!moved && told > 1);
  two = chroma2::log_callback(chroma2::no_handle);
  chroma2::geometry(context).commit();
  CHECK(!two && second == told && first == 1);
  CHECK(status_of([] { chroma2::log_callback(99, [](std::uint32_t, const char*) {}); }, "level is 99") ==
        CHROMA2_STATUS_INVALID_ARGUMENT);
}

// A square in the plane z = 0, of 2 mm, seen from above.
std::uint32_t square(chroma2::geometry& g, std::uint32_t material, std::uint32_t surface) {
  const std::vector<std::array<float, 3>> corners = {{-1, -1, 0}, {1, -1, 0}, {1, 1, 0}, {-1, 1, 0}};
  const std::vector<std::array<std::uint32_t, 3>> sides = {{0, 1, 2}, {0, 2, 3}};
  return g.add_mesh("square", corners, sides, material, material, surface);
}

void many_instances_and_rays(const chroma2::context& context) {
  chroma2::geometry g(context);
  const std::uint32_t air = g.add_material("air"), mesh = square(g, air, g.add_surface("plate"));
  chroma2::instances row;
  row.mesh = mesh;
  const std::vector<std::array<double, 3>> places = {{0, 0, 0}, {10, 0, 0}, {0, 0, 50}};
  const std::vector<std::int32_t> channels = {7, -1, 9};
  row.translations = places;
  row.channels = channels;
  CHECK(g.add_instances(row) == 0);
  const std::vector<std::uint32_t> meshes(2, mesh);
  const std::vector<std::array<double, 9>> turned(2, {1, 0, 0, 0, 0, -1, 0, 1, 0});  // z to -y
  const std::vector<std::array<double, 3>> away(2, {0, 0, 1000});
  chroma2::instances others;
  others.meshes = meshes;
  others.rotations = turned;
  others.translations = away;
  CHECK(g.add_instances(others) == 3);
  others.translations = places;
  CHECK(refuses([&] { g.add_instances(others); }, "rotations has 2 entries and translations 3; as many of both"));

  CHECK(g.find(CHROMA2_GEOMETRY_ITEM_MESH, "square") == mesh && g.name(CHROMA2_GEOMETRY_ITEM_MATERIAL, air) == "air");
  CHECK(status_of([&] { g.find(CHROMA2_GEOMETRY_ITEM_SURFACE, "mirror"); }, "mirror") ==
        CHROMA2_STATUS_INVALID_ARGUMENT);
  auto commit = chroma2::make<chroma2_commit_config>();
  commit.check = 1;
  g.commit(commit);
  CHECK(g.info().instance_count == 5 && g.report().checked == 1 && g.report().open_edge_count == 4);

  const std::vector<float> origins = {0.5f, 0.25f, 5, 10.5f, 0, 5, 0.5f, 0.25f, 5},
                           down = {0, 0, -1, 0, 0, -1, 0, 0, 1};
  const std::vector<float> limits = {4, 100, 100};
  const auto met = g.closest_hits(origins, down);
  CHECK(met.distance == (std::vector<float>{5, 5, 45}) && met.instance == (std::vector<std::uint32_t>{0, 1, 2}));
  CHECK(met.channel == (std::vector<std::int32_t>{7, -1, 9}) && met.surface[0] == 0 && met.inner_material[0] == air);
  CHECK(met.normal[2] == 1.0f && met.barycentric[0] > 0.0f && met.outer_material[2] == air && met.triangle[1] <= 1);
  const auto limited = g.closest_hits(origins, down, limits);
  CHECK(std::isinf(limited.distance[0]) && limited.instance[0] == CHROMA2_NONE && limited.distance[2] == 45.0f);
  CHECK(g.any_hits(origins, down) == std::vector<std::uint8_t>(3, 1));
  CHECK(g.any_hits(origins, down, limits) == (std::vector<std::uint8_t>{0, 1, 1}));
  // What the origin lies on is not met, from either side.
  const std::vector<float> on = {0.5f, 0.25f, 0, 0.5f, 0.25f, 0}, both_ways = {0, 0, -1, 0.1f, 0, 1};
  CHECK(g.any_hits(on, both_ways) == (std::vector<std::uint8_t>{0, 0}));
  CHECK(refuses([&] { g.any_hits(origins, down, std::vector<float>(2)); }, "max_distances has 2 entries and origins"));
  CHECK(refuses([&] { g.any_hits(std::vector<float>(4), std::vector<float>(4)); }));
}

chroma2_summary shine(const chroma2::context& context, const chroma2::geometry& g) {
  auto source = chroma2::make<chroma2_source>();
  source.count = 20000;
  source.wavelength = 400;
  source.position[2] = 1;
  source.direction[2] = -1;
  const chroma2::event event = chroma2::session(context, g).submit(source);
  event.wait();
  return event.summary();
}

void surfaces(const chroma2::context& context) {
  const std::vector<double> angles = {0, 1.5}, half = {0.5, 0.5}, zero = {0, 0}, wavelengths = {300, 500};
  {
    chroma2::geometry g(context);
    const std::uint32_t angular = g.add_surface("angular", CHROMA2_SURFACE_MODEL_ANGULAR);
    g.set_surface_angular(angular, angles, half, zero, zero);
    CHECK(refuses([&] { g.set_surface_angular(angular, angles, half, zero, std::vector<double>(1)); },
                  "angles has 2 entries and reflect_diffuse 1"));
    g.add_instance(square(g, g.add_material("air"), angular));
    g.commit();
    const auto account = shine(context, g);  // half goes through, half is absorbed
    CHECK(std::abs(static_cast<double>(account.no_hit) - 10000) < 500 &&
          account.no_hit + account.surface_absorb == 20000);
  }
  {
    chroma2::geometry g(context);
    const std::uint32_t dichroic = g.add_surface("dichroic", CHROMA2_SURFACE_MODEL_DICHROIC);
    g.add_dichroic_angle(dichroic, 0, 0.0, 0.25);
    g.add_dichroic_angle(dichroic, 1, wavelengths, zero, wavelengths, std::vector<double>{0.25, 0.25});
    g.add_instance(square(g, g.add_material("air"), dichroic));
    g.commit();
    CHECK(std::abs(static_cast<double>(shine(context, g).no_hit) - 5000) < 400);
  }
  {
    // Seen from above only.
    chroma2::geometry g(context);
    const std::uint32_t air = g.add_material("air");
    const std::uint32_t metal = g.add_surface("metal", CHROMA2_SURFACE_MODEL_GLISUR);
    g.set_surface(metal, CHROMA2_SURFACE_PROPERTY_TYPE, CHROMA2_SURFACE_TYPE_DIELECTRIC_METAL);
    g.set_surface(metal, CHROMA2_SURFACE_PROPERTY_REFLECTIVITY, 0.0);
    g.set_surface(metal, CHROMA2_SURFACE_PROPERTY_EFFICIENCY, 1.0);
    g.set_surface_inner_side(metal, CHROMA2_NONE);
    g.add_instance(square(g, air, metal));
    CHECK(status_of([&] { g.add_border_surface(0, 0, metal); }, "from and into are both 0") ==
          CHROMA2_STATUS_INVALID_ARGUMENT);
    g.commit();
    CHECK(shine(context, g).surface_detect == 20000);
    // The square goes away, and comes back as another channel.
    auto away = g.revise();
    away.move_instance(0, {0, 0, 1000});
    away.set_channel(0, 4);
    away.commit();
    CHECK(shine(context, away).surface_detect == 0 && away.channel(0, 0) == 4 && away.digest() != g.digest());
    auto back = away.revise();
    const std::vector<std::uint32_t> which = {0};
    const std::vector<std::array<double, 3>> origin = {{0, 0, 0}};
    chroma2::instances home;
    home.translations = origin;
    back.move_instances(which, home);
    back.set_channel(0, -1);
    back.move_instance(0, {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0, 0, 0});
    CHECK(refuses([&] { back.move_instances(std::vector<std::uint32_t>(2), home); },
                  "instances has 2 entries and placements 1"));
    back.commit();
    CHECK(back.digest() == g.digest());
    const chroma2::session session(context, away);
    session.set_geometry(back);
    auto source = chroma2::make<chroma2_source>();
    source.count = 100;
    source.wavelength = 400;
    source.position[2] = 1;
    source.direction[2] = -1;
    const chroma2::event event = session.submit(source);
    event.wait();
    CHECK(event.summary().surface_detect == 100);
  }
  {
    chroma2::geometry g(context);
    const std::uint32_t shifter = g.add_surface("shifter", CHROMA2_SURFACE_MODEL_WLS);
    g.set_surface(shifter, CHROMA2_SURFACE_PROPERTY_ABSORB, 1.0);
    g.set_surface(shifter, CHROMA2_SURFACE_PROPERTY_REEMIT, 1.0);
    g.set_surface_reemission(shifter, std::vector<double>{500, 600}, std::vector<double>{0, 1});
    g.set_surface_reemission_times(shifter, std::vector<double>{0, 2}, std::vector<double>{0, 1});
    const std::uint32_t air = g.add_material("air");
    chroma2::reemission component;
    const std::vector<double> length = {1e9}, sure = {1}, red = {600, 700}, cumulative = {0, 1};
    component.absorption_lengths = length;
    component.probabilities = sure;
    component.wavelengths = red;
    component.wavelength_cdf = cumulative;
    g.set_material(air, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, 1e9);
    g.add_reemission(air, component);
    g.add_instance(square(g, air, shifter));
    g.commit();
    CHECK(shine(context, g).no_hit == 20000);
    auto plain = g.revise();
    plain.clear_reemission(air);
    plain.clear_scintillation(air);
    CHECK(status_of([&] { plain.clear_surface_dichroic(7); }, "surface is 7") == CHROMA2_STATUS_INVALID_ARGUMENT);
    plain.commit();
    CHECK(plain.digest() != g.digest());
  }
}

void messages(const chroma2::context& context) {
  using std::chrono::seconds;
  auto config = chroma2::make<chroma2_message_queue_config>();
  config.capacity = 4;
  config.input_bytes = config.output_bytes = 16;
  config.operation = CHROMA2_MESSAGE_OPERATION_FUNCTION;
  config.function = [](chroma2_message* message) -> std::uint32_t {
    static_cast<unsigned char*>(message->output)[0] =
        static_cast<unsigned char>(static_cast<const unsigned char*>(message->input)[0] + 1);
    message->output_bytes = 1;
    return message->key == 9 ? 5 : 0;
  };
  config.dead_letters = 3;
  const chroma2::message_queue queue(context, config);
  CHECK(queue.info().capacity == 4 && queue.is_running());
  chroma2::received_message received;
  const std::vector<unsigned char> message = {6, 7, 8};
  const auto first = queue.enqueue(message, 3);
  CHECK(queue.wait_result(first, received, seconds(10)));
  CHECK(received.data == std::vector<unsigned char>{7} && received.result.key == 3 && received.result.id == first);
  CHECK(!queue.dequeue_any(received, seconds(0)) && queue.poll_completions(5).empty());
  const auto place = queue.reserve(seconds(1));
  static_cast<unsigned char*>(place.place)[0] = 41;
  const auto second = queue.commit(place, 1);
  CHECK(second > first && queue.dequeue_any(received, seconds(10)) && received.data[0] == 42);
  CHECK(status_of([&] { queue.try_result(second, received); }, "was delivered") == CHROMA2_STATUS_INVALID_ARGUMENT);
  queue.cancel(queue.reserve(seconds(0)));
  auto batch = chroma2::make<chroma2_message_batch>();
  const unsigned char many[5] = {10, 20, 30, 40, 50};
  batch.data = many;
  batch.bytes = 1;
  batch.count = 5;
  CHECK(queue.enqueue(batch, seconds(0)).size() == 4);
  CHECK(status_of([&] { queue.enqueue(message, 0, seconds(0)); }, "4 slots") == CHROMA2_STATUS_TIMEOUT);
  chroma2_message_result results[4];
  unsigned char data[4][16];
  for (std::size_t all = 0; all < 4;) all += queue.dequeue_batch(data[all], 16, results + all, 4 - all, seconds(10));
  CHECK(data[0][0] + data[1][0] + data[2][0] + data[3][0] == 104);
  CHECK(queue.pause(seconds(10)) && !queue.is_running());
  queue.resume();
  queue.enqueue(message, 9, seconds(1));
  const auto left = queue.shut_down(seconds(10));
  CHECK(left.unprocessed == 0 && left.undelivered == 1);
  chroma2::dead_message dead;
  CHECK(!queue.take_dead_letter(dead));
  CHECK(queue.dequeue_any(received, seconds(1)) && received.result.code == 5);
  CHECK(queue.take_dead_letter(dead) && dead.data == message && dead.letter.code == 5);
  CHECK(queue.stats().errors == 1 && queue.stats().delivered == 7);
}

void queues(const chroma2::context& context) {
  const chroma2::item_queue<std::uint32_t> queue(context, 8);
  std::uint32_t items[8] = {1, 2, 3, 4, 5, 6, 7, 8}, back[8] = {};
  CHECK(queue.try_push_from(items, 6) == 6 && queue.try_pop_to(back, 2) == 2 && back[1] == 2);
  CHECK(queue.push_from(items, 8, std::chrono::nanoseconds(0)) == 4);
  CHECK(queue.pop_to(back, 8, std::chrono::nanoseconds(0)) == 8 && back[3] == 6 && back[4] == 1);
  chroma2_queue_result result{};
  queue.push_async(items, 3, 0, nullptr, 5, &result);  // the processor does it at once
  CHECK(result.transferred == 3 && result.refused == 0 && result.serial == 5);
  queue.pop_async(back, 3, 0, nullptr, 6, &result);
  CHECK(result.transferred == 3 && result.serial == 6 && back[2] == 3);
  CHECK(status_of([&] { queue.try_push_from(items, 1, 99); }, "device is 99") == CHROMA2_STATUS_INVALID_ARGUMENT);
}

// Charged steps: numbers of photons, their event, which step a photon is of, gensteps.
void steps(const chroma2::context& context) {
  chroma2::geometry g(context);
  const std::uint32_t glass = g.add_material("glass");
  g.set_material(glass, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, 1.5);
  const std::vector<double> wavelengths{400, 500}, density{1, 1};
  auto component = chroma2::make<chroma2_scintillation_config>();
  component.spectrum_wavelengths = wavelengths.data();
  component.spectrum_values = density.data();
  component.spectrum_count = 2;
  g.add_scintillation(glass, component);
  g.commit();
  const chroma2::session session(context, g);
  std::vector<chroma2_step> records(2);
  for (chroma2_step& record : records) {
    record.kind = CHROMA2_STEP_KIND_CHERENKOV;
    record.displacement[2] = 10;
    record.velocity = record.end_velocity = 299;
    record.charge = -1;
    record.wavelength_min = 300;
    record.wavelength_max = 600;
    record.id = 7;
  }
  records[1].kind = CHROMA2_STEP_KIND_SCINTILLATION;
  records[1].wavelength_min = records[1].wavelength_max = 0;
  const std::vector<double> means = chroma2::count_steps(session, records);
  CHECK(means[0] > 300 && means[0] < 500 && records[0].count > 200 && means[1] == 0 && records[1].count == 0);
  records[1].count = 5;
  auto config = chroma2::make<chroma2_event_config>();
  config.want = CHROMA2_WANT_PHOTONS | CHROMA2_WANT_STEPS;
  const chroma2::event event = session.submit(chroma2::list_of(records), config);
  event.wait();
  const std::vector<std::uint64_t> photons{0, records[0].count};
  const chroma2::step_origins origins = event.find_steps(photons);
  CHECK(event.photons().count == records[0].count + 5);
  CHECK(origins.step[0] == 0 && origins.step[1] == 1 && origins.id[1] == 7);
  const std::vector<float> genstep(24);
  CHECK(status_of([&] { chroma2::steps_from_opticks(genstep, {}); }, "gentype is 0") ==
        CHROMA2_STATUS_INVALID_ARGUMENT);
  CHECK(refuses([&] { chroma2::steps_from_opticks(std::vector<float>(23), {}); }, "24 numbers"));
  CHECK(status_of([&] { chroma2::load_opticks_steps("nowhere.npy", {}); }, "nowhere.npy") == CHROMA2_STATUS_IO);
  CHECK(chroma2::steps_from_clsim(nullptr, 0, glass).empty());
}

// Events of two sessions, taken as they end; what functions hear of one; a queue of few events.
void futures(const chroma2::context& context) {
  chroma2::geometry g(context);
  const std::uint32_t air = g.add_material("air"), plate = g.add_surface("plate");
  g.set_surface(plate, CHROMA2_SURFACE_PROPERTY_DETECT, 1.0);
  chroma2::instances one;
  one.mesh = square(g, air, plate);
  const std::vector<std::int32_t> channel = {5};
  one.channels = channel;
  g.add_instances(one);
  g.commit();
  auto shape = chroma2::make<chroma2_session_config>();
  shape.max_queued_events = 1;
  const chroma2::session session(context, g), narrow(context, g, shape);
  auto source = chroma2::make<chroma2_source>();
  source.count = 50000;
  source.wavelength = 400;
  source.position[2] = 1;
  auto config = chroma2::make<chroma2_event_config>();

  std::uint64_t end = 0, told = 0;
  std::vector<std::uint64_t> photons;
  std::vector<float> times;
  int status = -1;
  const auto functions = [&] {
    chroma2::event_functions all;
    all.done = [&](chroma2_status ended) { status = static_cast<int>(ended); };
    all.progress = [&](std::uint64_t done, std::uint64_t) { told = done; };
    all.hits = [&](std::uint64_t first, std::uint64_t last, const chroma2::hits& hits) {
      CHECK(first == end && last > first);
      end = last;
      photons.insert(photons.end(), hits.photon.begin(), hits.photon.end());
      times.insert(times.end(), hits.time.begin(), hits.time.end());
    };
    return all;
  };
  config.priority = 2;
  const chroma2::event event = session.submit(source, config, functions());
  event.wait();
  const chroma2::hits hits = event.hits();
  CHECK(status == CHROMA2_STATUS_OK && end == 50000 && told == 50000 && hits.count > 5000);
  CHECK(photons == std::vector<std::uint64_t>(hits.photon.begin(), hits.photon.end()));
  CHECK(times == std::vector<float>(hits.time.begin(), hits.time.end()));
  auto own = config;
  own.user = &end;
  CHECK(refuses([&] { session.submit(source, own, functions()); }, "callbacks or a user pointer"));
  own.user = nullptr;
  own.priority = 7;
  CHECK(status_of([&] { session.submit(source, own, functions()); }, "priority is 7") ==
        CHROMA2_STATUS_INVALID_ARGUMENT);

  std::vector<chroma2::event> events;
  auto endless = source;
  endless.count = std::uint64_t{1} << 34;
  events.push_back(narrow.submit(endless));
  config.submit_timeout_ns = 1000000;
  CHECK(status_of([&] { narrow.submit(source, config); }, "1 event of 1 allowed") == CHROMA2_STATUS_TIMEOUT);
  CHECK(!chroma2::wait_any_for(events, std::chrono::milliseconds(1)));
  for (int i = 0; i < 3; ++i) events.push_back(session.submit(source));
  CHECK(chroma2::wait_any(events) >= 1);
  while (events.size() > 1) {
    const auto place = chroma2::wait_any_for(events, std::chrono::minutes(1));
    CHECK(place && *place > 0 && events[*place].poll().done == 1);
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(*place));
  }
  events.emplace_back();
  CHECK(status_of([&] { chroma2::wait_any(events); }, "events[1]: is NULL") == CHROMA2_STATUS_INVALID_HANDLE);
  events[0].cancel();
  narrow.drain();
}

// A session that goes on from a file, and photons that are run again.
void checkpoints(const chroma2::context& context) {
  chroma2::geometry g = box(context);
  g.commit();
  const char* folder = std::getenv("TMPDIR");
  const std::string path = std::string(folder ? folder : "/tmp") + "/chroma2-whole-api-" +
                           std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
  auto numbers = chroma2::make<chroma2_session_config>();
  numbers.number_events = 1;
  numbers.seed = 8;
  const chroma2::session first(context, g, numbers), plain(context, g);
  auto source = chroma2::make<chroma2_source>();
  source.count = 3000;
  source.wavelength = 400;
  source.position[2] = 1;
  auto endless = source;
  endless.count = std::uint64_t{1} << 34;
  auto config = chroma2::make<chroma2_event_config>();
  config.want = CHROMA2_WANT_HITS | CHROMA2_WANT_PHOTONS;
  config.tag = 31;
  const chroma2::event done = first.submit(source, config);
  done.wait();
  CHECK(done.info().event_id == 0 && done.info().seed == 8 && done.info().tag == 31);
  const chroma2::states ends = done.photons();
  for (std::uint64_t i = 0; i < source.count; i += 97) {
    const chroma2::event replay = done.replay(i);
    replay.wait();
    const chroma2::records steps = replay.records();
    CHECK(steps.photon[0] == i && steps.time[steps.count - 1] == ends.time[i] &&
          steps.flags[steps.count - 1] == ends.flags[i]);
  }
  CHECK(status_of([&] { done.replay(2999, 2); }, "first is 2999 and count 2") == CHROMA2_STATUS_INVALID_ARGUMENT);
  CHECK(status_of([&] { plain.next_event_id(); }, "does not number") == CHROMA2_STATUS_INVALID_STATE);

  config.want = CHROMA2_WANT_HITS;
  config.priority = 2;
  const chroma2::event long_one = first.submit(endless, config);
  config.priority = -2;
  for (int i = 0; i < 3; ++i) first.submit(source, config);
  first.checkpoint(path);
  CHECK(first.suspend_for(path, std::chrono::minutes(1)));
  CHECK(status_of([&] { long_one.wait(); }, "is in its checkpoint") == CHROMA2_STATUS_CANCELLED);
  CHECK(status_of([&] { first.suspend(path); }, "is suspended") == CHROMA2_STATUS_INVALID_STATE);

  std::vector<chroma2::event> events;
  std::atomic<int> ended{0};
  std::atomic<std::uint64_t> streamed{0};
  const auto take = [&](chroma2::event&& event, const chroma2_event_info& info) {
    CHECK(info.tag == 31 && info.event_id == events.size() + 1 && info.seed == 8);
    if (info.photons == endless.count) event.cancel();
    events.push_back(std::move(event));
    chroma2::event_functions functions;
    functions.done = [&](chroma2_status) { ++ended; };
    functions.hits = [&](std::uint64_t, std::uint64_t, const chroma2::hits& hits) { streamed += hits.count; };
    return functions;
  };
  const auto second = chroma2::session::restore(context, g, path, take);
  CHECK(events.size() == 4 && second.next_event_id() == 5);
  second.drain();
  CHECK(ended == 4);
  std::uint64_t hits = 0;
  for (std::uint64_t i = 1; i < 4; ++i) {
    auto own = chroma2::make<chroma2_event_config>();
    own.seed = 8;
    own.event_id = i + 1;
    const chroma2::event expected = plain.submit(source, own);
    expected.wait();
    const chroma2::hits a = expected.hits(), b = events[i].hits();
    CHECK(a.count == b.count && a.count > 100);
    CHECK(std::vector<float>(a.time.begin(), a.time.end()) == std::vector<float>(b.time.begin(), b.time.end()));
    hits += b.count;
  }
  CHECK(streamed >= hits);
  // What a function throws comes from the call; all events end.
  const auto refuse = [](chroma2::event&&, const chroma2_event_info&) -> chroma2::event_functions {
    throw std::invalid_argument("not this one");
  };
  CHECK(refuses([&] { chroma2::session::restore(context, g, path, refuse); }, "not this one"));
  CHECK(std::remove(path.c_str()) == 0);
}

// state = 2 state + number; fails where that is odd.
struct number {
  std::uint64_t value;
};

std::uint32_t doubles(const chroma2_kernel_call* call) {
  auto& state = static_cast<number*>(call->state)->value;
  const std::uint64_t given = static_cast<const number*>(call->config)->value;
  CHECK(*static_cast<const int*>(call->user) == 5 && call->argument_count == 3);
  CHECK(*static_cast<const double*>(call->arguments[1]) == 0.5);
  state = 2 * state + given;
  static_cast<number*>(call->telemetry)->value = state;
  return given % 2 ? 7 : 0;
}

void pipelines(const chroma2::context& context) {
  CHECK(!chroma2::has_stream_management(context));
  const auto unsupported = CHROMA2_STATUS_UNSUPPORTED;
  CHECK(status_of([&] { chroma2::stream(context, CHROMA2_STREAM_PURPOSE_KERNEL); }, "on the processor") == unsupported);
  CHECK(status_of([&] { chroma2::module(context, CHROMA2_CODE_PTX, "x"); }, "on the processor") == unsupported);
  CHECK(status_of([&] { chroma2::stream_use(context, CHROMA2_STREAM_PURPOSE_UPLOAD); }, "on the processor") ==
        unsupported);
  int five = 5;
  const chroma2::kernel kernel(context, doubles, &five);
  CHECK(kernel.info().architecture == 0);
  const auto given = chroma2::arguments().config().value(0.5).telemetry();
  auto config = chroma2::make<chroma2_pipeline_config>();
  config.config_bytes = config.telemetry_bytes = config.state_bytes = sizeof(number);
  config.mode = CHROMA2_PIPELINE_MODE_SYNCHRONOUS;
  number telemetry{}, state{10};
  {
    const chroma2::pipeline pipeline(kernel, config, given);
    CHECK(pipeline.info().upload_depth == 3);
    pipeline.write_state(&state, sizeof state);
    chroma2_pipeline_result result = pipeline.step(number{1}, telemetry);
    CHECK(result.ready == 1 && result.step == 0 && result.code == 7 && telemetry.value == 21);
    pipeline.reserve<number>()->value = 2;
    CHECK(pipeline.submit(nullptr) == 1);
    CHECK(pipeline.submit(&state, std::chrono::seconds(1)) == 2);
    pipeline.flush();
    CHECK(pipeline.flush(std::chrono::nanoseconds(0)));
    CHECK(pipeline.view<number>(result)->value == 44 && result.code == 0);
    pipeline.release_view();
    CHECK(pipeline.wait(&telemetry, std::chrono::seconds(1)).step == 2 && telemetry.value == 98);
    const number zero{0};
    const number* given_by_address = &zero;
    number* to = &telemetry;
    CHECK(pipeline.reserve(std::chrono::seconds(1)) == pipeline.reserve());
    CHECK(pipeline.step(given_by_address, to).ready == 1 && telemetry.value == 196);
    CHECK(pipeline.view(result) == nullptr && pipeline.view(result, std::chrono::seconds(1)) == nullptr);
    CHECK(pipeline.wait(nullptr).ready == 0);
    pipeline.read_state(&state, sizeof state);
    CHECK(state.value == 196 && pipeline.stats().taken == 4 && pipeline.stats().failed == 1);
    char small = 0;
    CHECK(refuses([&] { pipeline.step(small, telemetry); }, "config has 1 bytes, and the pipeline's block 8"));
  }
  config.mode = CHROMA2_PIPELINE_MODE_ASYNCHRONOUS;
  std::uint64_t seen = 0;
  chroma2::pipeline calls(kernel, config, given,
                          [&](chroma2_status status, const chroma2_pipeline_result* result, const void* block) {
                            CHECK(status == CHROMA2_STATUS_OK && result->step == seen);
                            seen += static_cast<const number*>(block)->value > 0;
                          });
  for (const std::uint64_t i : {1, 2, 3, 4, 5}) calls.submit(&i);
  calls.flush();
  CHECK(seen == 5);
  chroma2::pipeline moved = std::move(calls);
  CHECK(moved.stats().taken == 5 && !calls);
  config.user = &seen;
  CHECK(refuses([&] { chroma2::pipeline(kernel, config, given, nullptr); }, "a user pointer of its own"));
  CHECK(status_of([&] { kernel.call(chroma2::arguments().step()); }, "which pipelines have") ==
        CHROMA2_STATUS_INVALID_ARGUMENT);
}

}  // namespace

int main() {
  library();
  spans();
  empty_objects();
  log();
  CHECK(chroma2_live_handles() == 0);
  {
    const chroma2::context context(2);
    steps(context);
    futures(context);
    checkpoints(context);
    many_instances_and_rays(context);
    surfaces(context);
    messages(context);
    queues(context);
    pipelines(context);
  }
  CHECK(chroma2_live_handles() == 0);
  return 0;
}
