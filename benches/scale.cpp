// What must not grow with the number of things: the time to add one, a photon's time among wire planes, a
// waiting submission's wake-up, a cancel.
//
//     g++ -std=c++20 -O2 -Iinclude benches/scale.cpp -o scale -Llib -lchroma2 -pthread
//     scale cpu|cuda [add|wires|waiting|cancel|coincident]

#include <algorithm>
#include <cmath>
#include <string_view>
#include <thread>
#include <vector>

#include "detector.h"

namespace {

chroma2_context* context = nullptr;

chroma2_geometry* world() {
  chroma2_geometry* geometry = nullptr;
  uint32_t index = 0;
  check(chroma2_geometry_create(context, &geometry));
  check(chroma2_geometry_add_material(geometry, "medium", &index));
  return geometry;
}

double commit(chroma2_geometry* geometry) {
  auto start = Clock::now();
  check(chroma2_geometry_commit(geometry, nullptr));
  return since(start);
}

chroma2_session* session(chroma2_geometry* geometry, uint64_t most_queued = 0) {
  chroma2_session* made = nullptr;
  auto config = make<chroma2_session_config>();
  config.max_queued_photons = most_queued;
  check(chroma2_session_create(context, geometry, &config, &made));
  return made;
}

chroma2_event* shine(chroma2_session* session, uint64_t count, uint32_t max_steps = 0) {
  auto source = make<chroma2_source>();
  source.count = count;
  source.wavelength = 420;
  source.position[0] = 1.0;
  source.position[1] = 2.0;
  source.position[2] = 3.0;
  auto config = make<chroma2_event_config>();
  config.want = CHROMA2_WANT_SUMMARY;
  config.max_steps = max_steps;
  chroma2_event* event = nullptr;
  check(chroma2_session_submit_source(session, &source, &config, &event));
  return event;
}

double run(chroma2_session* session, uint64_t count) {
  auto start = Clock::now();
  chroma2_event* event = shine(session, count);
  check(chroma2_event_wait(event, UINT64_MAX));
  double seconds = since(start);
  check(chroma2_event_destroy(event));
  return seconds;
}

void add_many() {
  const double nm[2] = {300, 600}, mm[2] = {1e7, 1e7}, half[2] = {0.5, 0.5}, cdf[2] = {0, 1}, length = 100;
  std::printf("%10s  %22s  %22s  %10s\n", "number", "reemission components", "dichroic angles", "commit");
  for (int number : {1000, 10000, 100000}) {
    chroma2_geometry* geometry = world();
    check(chroma2_geometry_set_material_property(geometry, 0, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, nullptr,
                                                 &length, 1));
    auto component = make<chroma2_reemission_config>();
    component.absorption_wavelengths = nm;
    component.absorption_lengths = mm;
    component.probability_wavelengths = nm;
    component.probabilities = half;
    component.wavelengths = nm;
    component.wavelength_cdf = cdf;
    component.absorption_count = component.probability_count = component.wavelength_count = 2;
    auto start = Clock::now();
    for (int i = 0; i < number; ++i) check(chroma2_geometry_add_reemission(geometry, 0, &component));
    double components = since(start);
    uint32_t surface = 0;
    check(chroma2_geometry_add_surface(geometry, "dichroic", CHROMA2_SURFACE_MODEL_DICHROIC, &surface));
    start = Clock::now();
    for (int i = 0; i < number; ++i)
      check(chroma2_geometry_add_surface_dichroic_angle(geometry, surface, 1.5 * i / number, nm, half, 2, nm, half, 2));
    double angles = since(start);
    std::printf("%10d  %20.3f s  %20.3f s  %8.3f s\n", number, components, angles, commit(geometry));
    check(chroma2_geometry_destroy(geometry));
  }
}

enum class Layout { kWall, kModules, kStack, kHeap };

void add_box(chroma2_geometry* geometry, float half, int copies);

// Planes of wires, a metre across: in modules of ten, 5 mm apart, that stand in rows as those of a large detector do,
// with a black wall around the first module, so that photons meet the same ten planes however many there are, or
// without; all in one stack, 20 mm apart, or anywhere, so that a photon goes through more planes where there are more.
chroma2_geometry* wires(int number, Layout layout) {
  chroma2_geometry* geometry = world();
  uint32_t surface = 0;
  const double one = 1;
  check(chroma2_geometry_add_surface(geometry, "wire", CHROMA2_SURFACE_MODEL_DEFAULT, &surface));
  check(chroma2_geometry_set_surface_property(geometry, surface, CHROMA2_SURFACE_PROPERTY_ABSORB, nullptr, &one, 1));
  uint64_t state = 1;
  auto chance = [&] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(state >> 11) / 9007199254740992.0;
  };
  bool heap = layout == Layout::kHeap;
  double half = heap ? 500 * std::cbrt(number) : 0;
  int modules = (number + 9) / 10, side = static_cast<int>(std::ceil(std::cbrt(modules)));
  for (int i = 0; i < number; ++i) {
    auto plane = make<chroma2_wire_plane>();
    double turn = heap ? 6.28 * chance() : 1.05 * (i % 3), c = std::cos(turn), s = std::sin(turn);
    double u[3] = {c, s, 0}, v[3] = {-s, c, 0};
    for (int k = 0; k < 3; ++k) {
      plane.u[k] = u[k];
      plane.v[k] = v[k];
      plane.origin[k] = half * (2 * chance() - 1);
    }
    if (layout == Layout::kStack) plane.origin[2] = 20.0 * (i - number / 2) + 10;
    if (layout == Layout::kModules || layout == Layout::kWall) {
      int module = (i / 10 + modules / 2) % modules;
      plane.origin[0] = 1200.0 * (module % side - modules / 2 % side);
      plane.origin[1] = 1200.0 * (module / side % side - modules / 2 / side % side);
      plane.origin[2] = 600.0 * (module / side / side - modules / 2 / side / side) + 5.0 * (i % 10) - 22.5;
    }
    plane.pitch = 3;
    plane.radius = 0.075;
    plane.u_min = plane.v_min = -500;
    plane.u_max = plane.v_max = 500;
    plane.has_surface = 1;
    check(chroma2_geometry_add_wire_plane(geometry, &plane, nullptr));
  }
  if (layout == Layout::kWall) add_box(geometry, 550, 1);
  return geometry;
}

void wire_planes(bool gpu) {
  uint64_t photons = gpu ? 1u << 24 : 1u << 20;
  std::printf("%8s %8s  %14s\n", "", "planes", "ns a photon");
  const char* names[] = {"wall", "modules", "stack", "heap"};
  for (Layout layout : {Layout::kWall, Layout::kModules, Layout::kStack, Layout::kHeap}) {
    for (int number : {10, 100, 1000, 10000}) {
      chroma2_geometry* geometry = wires(number, layout);
      commit(geometry);
      chroma2_session* made = session(geometry);
      run(made, photons / 16);
      double best = 1e9;
      for (int i = 0; i < 5; ++i) best = std::min(best, run(made, photons));
      std::printf("%8s %8d  %14.2f\n", names[static_cast<int>(layout)], number, best / photons * 1e9);
      check(chroma2_session_destroy(made));
      check(chroma2_geometry_destroy(geometry));
    }
  }
}

void waiting() {
  chroma2_geometry* geometry = world();
  commit(geometry);
  chroma2_session* made = session(geometry, 40);
  std::printf("%10s  %14s\n", "threads", "us an event");
  for (int number : {2, 20, 200, 2000}) {
    int events = std::max(20000 / number, 5);
    auto start = Clock::now();
    std::vector<std::thread> threads;
    for (int i = 0; i < number; ++i)
      threads.emplace_back([=] {
        for (int k = 0; k < events; ++k) check(chroma2_event_destroy(shine(made, 10)));
      });
    for (auto& thread : threads) thread.join();
    check(chroma2_session_drain(made, UINT64_MAX));
    std::printf("%10d  %14.2f\n", number, since(start) / (number * events) * 1e6);
  }
  check(chroma2_session_destroy(made));
  check(chroma2_geometry_destroy(geometry));
}

// Boxes of surface 0 around the origin.
void add_box(chroma2_geometry* geometry, float half, int copies) {
  auto instances = make<chroma2_instances>();
  instances.count = copies;
  instances.mesh = box_mesh(geometry, half, 0, 0, 0);
  check(chroma2_geometry_add_instances(geometry, &instances, nullptr));
}

// A box that sends all light back.
chroma2_geometry* white_box(int copies) {
  chroma2_geometry* geometry = world();
  uint32_t surface = 0;
  const double one = 1;
  check(chroma2_geometry_add_surface(geometry, "white", CHROMA2_SURFACE_MODEL_DEFAULT, &surface));
  check(chroma2_geometry_set_surface_property(geometry, 0, CHROMA2_SURFACE_PROPERTY_REFLECT_DIFFUSE, nullptr, &one, 1));
  add_box(geometry, 50, copies);
  return geometry;
}

double cancel(chroma2_event* event) {
  auto start = Clock::now();
  check(chroma2_event_cancel(event));
  chroma2_status status = chroma2_event_wait(event, UINT64_MAX);
  double seconds = since(start);
  if (status != CHROMA2_STATUS_CANCELLED && status != CHROMA2_STATUS_OK) check(status);
  check(chroma2_event_destroy(event));
  return seconds;
}

void cancels() {
  chroma2_geometry* geometry = white_box(1);
  commit(geometry);
  chroma2_session* made = session(geometry);
  std::printf("%16s %12s  %20s  %16s\n", "photons", "steps", "cancel to end, ms", "progress, ms");
  std::printf("%16s %12s  %9s %10s  %16s\n", "", "", "median", "longest", "longest pause");
  auto row = [&](uint64_t photons, uint32_t steps) {
    std::vector<double> times;
    double pause = 0;
    for (int i = 0; i < 20; ++i) {
      chroma2_event* event = shine(made, photons, steps);
      auto start = Clock::now(), last = start;
      uint64_t seen = 0;
      while (since(start) < 0.13 + 0.007 * i) {
        auto status = make<chroma2_event_progress>();
        check(chroma2_event_poll(event, &status));
        if (status.photons_done > seen || status.done) {
          if (seen > 0) pause = std::max(pause, since(last));
          seen = status.photons_done;
          last = Clock::now();
        }
        std::this_thread::sleep_for(std::chrono::microseconds(200));
      }
      times.push_back(cancel(event));
    }
    std::sort(times.begin(), times.end());
    std::printf("%16llu %12u  %9.2f %10.2f  %16.2f\n", static_cast<unsigned long long>(photons), steps,
                times[times.size() / 2] * 1e3, times.back() * 1e3, pause * 1e3);
  };
  row(1, UINT32_MAX);
  row(1000, UINT32_MAX);
  for (uint64_t photons = 1000000; photons <= 1000000000000; photons *= 10) row(photons, 100);
  check(chroma2_session_destroy(made));
  check(chroma2_geometry_destroy(geometry));
}

void coincident() {
  std::printf("%10s  %10s  %16s  %18s\n", "boxes", "commit, s", "ms a photon", "cancel to end, ms");
  for (int number : {1000, 10000, 100000, 1000000}) {
    chroma2_geometry* geometry = white_box(number);
    double built = commit(geometry);
    chroma2_session* made = session(geometry);
    auto start = Clock::now();
    chroma2_event* event = shine(made, 64, 2);
    chroma2_status status = chroma2_event_wait(event, 20'000'000'000u);
    double each = status == CHROMA2_STATUS_OK ? since(start) / 64 * 1e3 : INFINITY;
    std::printf("%10d  %10.2f  %16.3f  ", number, built, each);
    std::printf("%18.2f\n", cancel(event) * 1e3);
    std::fflush(stdout);
    check(chroma2_session_destroy(made));
    check(chroma2_geometry_destroy(geometry));
  }
}

}  // namespace

int main(int count, char** arguments) {
  std::string_view backend = count > 1 ? arguments[1] : "cpu", part = count > 2 ? arguments[2] : "";
  auto config = make<chroma2_context_config>();
  config.backend = backend == "cuda" ? CHROMA2_BACKEND_CUDA : CHROMA2_BACKEND_CPU;
  check(chroma2_context_create(&config, &context));
  bool gpu = backend == "cuda";
  if (part.empty() || part == "add") add_many();
  if (part.empty() || part == "wires") wire_planes(gpu);
  if (part.empty() || part == "waiting") waiting();
  if (part.empty() || part == "cancel") cancels();
  if (part.empty() || part == "coincident") coincident();
  check(chroma2_context_destroy(context));
}
