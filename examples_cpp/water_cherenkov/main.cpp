// A water Cherenkov detector: the ring of a muon and a flash of a laser ball, with an account of
// every photon, hits, rate and three pictures.
//
//   water_cherenkov [--size small|full] [--out FOLDER] [--quick]
#include <unistd.h>

#include <chroma2.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>

#include "detector.hpp"
#include "display.hpp"
#include "muon.hpp"
#include "plots.hpp"

namespace {

struct Options {
  Layout layout = kSmall;
  std::string out = "out";
  bool quick = false;
};

Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i], value = i + 1 < count ? arguments[i + 1] : "";
    if (name == "--quick") {
      options.quick = true;
    } else if (name == "--size" && (value == "small" || value == "full")) {
      options.layout = value == "full" ? kFull : kSmall;
      ++i;
    } else if (name == "--out" && !value.empty()) {
      options.out = value;
      ++i;
    } else {
      std::fprintf(stderr, "usage: water_cherenkov [--size small|full] [--out FOLDER] [--quick]\n");
      std::exit(2);
    }
  }
  return options;
}

// Waits for an event with a bar on the terminal; gives the seconds that it took.
double watch(const chroma2::event& event, const char* name) {
  const bool terminal = isatty(STDOUT_FILENO);
  const auto show = [&](double share) {
    if (!terminal) return;
    const int full = static_cast<int>(30 * share);
    std::printf("\r%-12s [%.*s%.*s] %3.0f %%", name, full, "##############################", 30 - full,
                "..............................", 100 * share);
    std::fflush(stdout);
  };
  while (!event.wait_for(std::chrono::milliseconds(50))) {
    const auto now = event.poll();
    show(now.photons ? static_cast<double>(now.photons_done) / static_cast<double>(now.photons) : 1.0);
  }
  show(1.0);
  if (terminal) std::printf("\n");
  return static_cast<double>(event.poll().elapsed_ns) * 1e-9;
}

// Where the photons of both events ended; false if one is missing.
bool account(const chroma2_summary& muon, const chroma2_summary& flash) {
  const auto row = [](const char* name, std::uint64_t a, std::uint64_t b) {
    std::printf("  %-22s %12llu %12llu\n", name, static_cast<unsigned long long>(a),
                static_cast<unsigned long long>(b));
  };
  std::printf("\n  %-22s %12s %12s\n", "photons", "muon", "laser ball");
  row("detected", muon.surface_detect, flash.surface_detect);
  row("absorbed in bulk", muon.bulk_absorb, flash.bulk_absorb);
  row("absorbed at surfaces", muon.surface_absorb, flash.surface_absorb);
  row("left the geometry", muon.no_hit, flash.no_hit);
  row("step or time limit", muon.step_limit + muon.time_limit, flash.step_limit + flash.time_limit);
  row("not a number", muon.nan_abort, flash.nan_abort);
  const auto sum = [](const chroma2_summary& s) {
    return s.surface_detect + s.bulk_absorb + s.surface_absorb + s.no_hit + s.step_limit + s.time_limit + s.nan_abort;
  };
  row("sum", sum(muon), sum(flash));
  row("submitted", muon.photons, flash.photons);
  return sum(muon) == muon.photons && sum(flash) == flash.photons;
}

void save(const Canvas& canvas, const std::string& path) {
  chroma2::write_png(path, canvas.rgba(), static_cast<std::uint32_t>(canvas.width()),
                     static_cast<std::uint32_t>(canvas.height()));
  std::printf("  %s\n", path.c_str());
}

// Charges by photomultiplier, arrival times of direct and of other photons.
struct Response {
  std::vector<double> charge;
  std::vector<float> direct, indirect;
};

Response read_out(const chroma2::hits& hits, std::size_t channels) {
  constexpr std::uint32_t kTurned =
      CHROMA2_FLAG_RAYLEIGH_SCATTER | CHROMA2_FLAG_REFLECT_DIFFUSE | CHROMA2_FLAG_REFLECT_SPECULAR;
  Response response;
  response.charge.resize(channels);
  for (std::size_t i = 0; i < hits.count; ++i) {
    response.charge[static_cast<std::size_t>(hits.channel[i])] += 1.0;
    (hits.flags[i] & kTurned ? response.indirect : response.direct).push_back(hits.time[i]);
  }
  return response;
}

int demo(const Options& options) {
  const Layout& layout = options.layout;
  const bool full = layout.name == "full";
  chroma2::check_version();
  std::printf("%s\n", chroma2_build_info());

  const chroma2::context context;
  const auto photomultipliers = place(layout);
  const chroma2::geometry geometry = build(context, layout, photomultipliers);
  const auto info = geometry.info();
  std::printf("detector: %zu photomultipliers, %.1f million triangles in %.1f MB, built in %.2f s\n",
              photomultipliers.size(), 1e-6 * static_cast<double>(info.triangle_count),
              1e-6 * static_cast<double>(info.memory), info.commit_seconds);
  const chroma2::session session(context, geometry);

  // A muon that stops in the tank; its light is handed over as columns.
  const Muon muon =
      full ? Muon{{-6000, -1000, 1500}, {0.96, 0.25, -0.12}, 900.0} : Muon{{-900, 0, 0}, {0.995, 0.0995, 0.0}, 330.0};
  const Photons light = cherenkov_light(muon, 1);
  auto config = chroma2::make<chroma2_event_config>();
  config.seed = 20240601;
  config.event_id = 1;
  const chroma2::event ring = session.submit(
      chroma2::photons{light.position, light.direction, light.wavelength, light.polarization, light.time, {}, {}},
      config);
  watch(ring, "muon");

  // A laser ball in the middle of the tank, made by the library from its description.
  auto ball = chroma2::make<chroma2_source>();
  ball.count = options.quick ? 20000 : full ? 2000000 : 5000000;
  ball.wavelength = 405.0;
  ball.time_spread = 1.0;
  config.event_id = 2;
  const chroma2::event flash = session.submit(ball, config);
  const double seconds = watch(flash, "laser ball");

  const bool complete = account(ring.summary(), flash.summary());
  const chroma2::hits hits = ring.hits();
  const Response response = read_out(hits, photomultipliers.size());
  std::size_t lit = 0;
  for (const double charge : response.charge) lit += charge > 0.0;
  std::printf("\n%s\n", complete ? "all photons accounted for" : "PHOTONS ARE MISSING");
  std::printf("muon: %zu hits on %zu photomultipliers\n", hits.count, lit);
  std::printf("rate: %.2f million photons per second (laser ball, %u threads)\n\npictures:\n",
              1e-6 * static_cast<double>(ball.count) / seconds, context.info().threads);

  std::filesystem::create_directories(options.out);
  char title[128];
  std::snprintf(title, sizeof title, "%.0f MeV muon, %zu of %zu photomultipliers hit", muon.kinetic_energy, lit,
                photomultipliers.size());
  save(hit_map(layout, photomultipliers, response.charge, title), options.out + "/hitmap.png");
  save(event_display(geometry, layout, muon, response.charge, title), options.out + "/event.png");
  std::snprintf(title, sizeof title, "%.0f MeV muon: %zu photoelectrons", muon.kinetic_energy, hits.count);
  save(time_histogram(response.direct, response.indirect, title), options.out + "/times.png");
  return complete ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) try {
  return demo(parse(count, arguments));
} catch (const std::exception& error) {
  std::fprintf(stderr, "water_cherenkov: %s\n", error.what());
  return 1;
}
