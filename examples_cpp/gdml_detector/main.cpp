// A detector from a GDML file: what it is made of, light of a point in its middle, hits by module, and a picture.
//
//   gdml_detector [--file detector.gdml] [--photons N] [--out FOLDER]
#include <algorithm>
#include <array>
#include <chroma2.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace {

struct Options {
  std::string file = DETECTOR, out = "out";
  std::uint64_t photons = 200000;
};

Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; i += 2) {
    const std::string name = arguments[i], value = i + 1 < count ? arguments[i + 1] : "";
    if (name == "--file" && !value.empty()) {
      options.file = value;
    } else if (name == "--out" && !value.empty()) {
      options.out = value;
    } else if (name == "--photons" && std::atoll(value.c_str()) > 0) {
      options.photons = static_cast<std::uint64_t>(std::atoll(value.c_str()));
    } else {
      std::fprintf(stderr, "usage: gdml_detector [--file detector.gdml] [--photons N] [--out FOLDER]\n");
      std::exit(2);
    }
  }
  return options;
}

chroma2::geometry load(const chroma2::context& context, const std::string& file) {
  chroma2::gdml_options reading;
  // The file has both surfaces with EFFICIENCY and volumes with SensDet: it is the surfaces that detect here.
  reading.detection = CHROMA2_GDML_DETECTION_SURFACE;
  reading.channels = {"sensdet:SiPM"};
  chroma2::geometry geometry = chroma2::geometry::load_gdml(context, file, reading);
  geometry.commit();
  return geometry;
}

// Where the photons ended; false if one is missing.
bool account(const chroma2_summary& s) {
  const auto row = [](const char* name, std::uint64_t count) {
    std::printf("  %-22s %10llu\n", name, static_cast<unsigned long long>(count));
  };
  row("detected", s.surface_detect);
  row("absorbed in bulk", s.bulk_absorb);
  row("absorbed at surfaces", s.surface_absorb);
  row("left the geometry", s.no_hit);
  row("step or time limit", s.step_limit + s.time_limit);
  row("not a number", s.nan_abort);
  const std::uint64_t sum =
      s.surface_detect + s.bulk_absorb + s.surface_absorb + s.no_hit + s.step_limit + s.time_limit + s.nan_abort;
  row("sum", sum);
  row("submitted", s.photons);
  return sum == s.photons;
}

// A module is what sensors are placed in.
struct Module {
  std::uint64_t hits = 0;
  double time = 0;  // ns, their sum
};

std::map<std::uint32_t, Module> by_module(const chroma2::geometry& geometry, const chroma2::hits& hits) {
  std::map<std::uint32_t, Module> modules;
  for (std::uint32_t i = 0; i < geometry.placement_count(); ++i) {
    const chroma2_gdml_placement placement = geometry.placement(i);
    if (placement.channel >= 0) modules.emplace(placement.mother, Module{});
  }
  for (std::size_t i = 0; i < hits.count; ++i) {
    Module& module = modules[geometry.placement(hits.instance[i]).mother];
    ++module.hits;
    module.time += static_cast<double>(hits.time[i]);
  }
  return modules;
}

// Looks into the cell from the side of a gap between modules; what is in front of the field cage is cut away. Sensors are
// coloured by their hits, other things by what they are made of.
void draw(const chroma2::geometry& geometry, const chroma2::hits& hits, const std::string& path) {
  const std::map<std::string, std::array<std::uint8_t, 4>> colors = {
      {"Foam", {224, 200, 130, 255}},     {"Steel", {150, 160, 176, 255}},       {"Aluminium", {206, 212, 220, 255}},
      {"Copper", {214, 130, 70, 255}},    {"G10", {84, 128, 92, 255}},           {"Terphenyl", {168, 132, 240, 255}},
      {"BlueGuide", {70, 120, 255, 170}}, {"PolymerFoil", {225, 228, 232, 255}}, {"LAr", {60, 140, 230, 22}}};
  std::vector<std::uint8_t> materials;
  for (std::uint32_t i = 0; i < geometry.info().material_count; ++i) {
    const auto found = colors.find(geometry.name(CHROMA2_GEOMETRY_ITEM_MATERIAL, i));
    const std::array<std::uint8_t, 4> unseen = {0, 0, 0, 0};
    const auto& color = found == colors.end() ? unseen : found->second;
    materials.insert(materials.end(), color.begin(), color.end());
  }
  std::vector<float> counts(geometry.info().channel_count);
  for (const std::int32_t channel : hits.channel) counts[static_cast<std::size_t>(channel)] += 1.0f;

  // A level view from above has an upright cut. The cell is in the lower part of it, which is what is kept.
  constexpr double kAway = 2600.0, kCut = 212.0, kTurn = 0.3927;  // mm, mm, 22.5 degrees
  constexpr std::uint32_t kLeftOut = 800;
  auto camera = chroma2::make<chroma2_camera>();
  camera.position[0] = kAway * std::sin(kTurn);
  camera.position[1] = -kAway * std::cos(kTurn);
  camera.position[2] = camera.target[2] = 700.0;
  camera.vertical_fov = 1.02;
  camera.near_clip = kAway - kCut;
  camera.width = 1200;
  camera.height = 1000 + kLeftOut;
  auto style = chroma2::make<chroma2_style>();
  style.material_colors = materials.data();
  style.material_color_count = materials.size() / 4;
  style.channel_values = counts.data();
  style.channel_value_count = counts.size();
  const std::uint8_t night[4] = {10, 12, 18, 255};
  std::copy(night, night + 4, style.background);
  const std::vector<std::uint8_t> whole = chroma2::render(geometry, camera, style);
  const std::size_t left_out = std::size_t{4} * camera.width * kLeftOut;
  chroma2::write_png(path, chroma2::span<std::uint8_t>(whole.data() + left_out, whole.size() - left_out), camera.width,
                     camera.height - kLeftOut);
}

int demo(const Options& options) {
  chroma2::check_version();
  const chroma2::context context;
  const chroma2::geometry geometry = load(context, options.file);
  const auto info = geometry.info();
  std::printf("%s: %llu placements, %llu channels, %llu triangles\n", options.file.c_str(),
              static_cast<unsigned long long>(geometry.placement_count()),
              static_cast<unsigned long long>(info.channel_count),
              static_cast<unsigned long long>(info.triangle_count));
  std::printf("notes:\n%s\n", geometry.notes().c_str());
  const std::string wrong = geometry.check_placements();
  std::printf("placements: %s\n", wrong.empty() ? "nothing overlaps or sticks out" : wrong.c_str());

  const chroma2::session session(context, geometry);
  auto light = chroma2::make<chroma2_source>();  // an isotropic point at the origin
  light.count = options.photons;
  light.wavelength = 128.0;
  auto config = chroma2::make<chroma2_event_config>();
  config.seed = 20240601;
  const chroma2::event event = session.submit(light, config);
  event.wait();
  const chroma2_summary summary = event.summary();
  const bool complete = account(summary);
  const double seconds = 1e-9 * static_cast<double>(event.poll().elapsed_ns);
  std::printf("rate: %.2f million photons per second (%u threads)\n", 1e-6 * static_cast<double>(light.count) / seconds,
              context.info().threads);

  const chroma2::hits hits = event.hits();
  bool all_hit = true;
  std::printf("hits:\n");
  for (const auto& [placement, module] : by_module(geometry, hits)) {
    const double mean = module.hits ? module.time / static_cast<double>(module.hits) : 0.0;
    std::printf("  %8llu, at %.2f ns on average, %s\n", static_cast<unsigned long long>(module.hits), mean,
                geometry.placement_path(placement).c_str());
    all_hit &= module.hits > 0;
  }
  std::filesystem::create_directories(options.out);
  const std::string picture = options.out + "/gdml.png";
  draw(geometry, hits, picture);
  std::printf("picture: %s\n", picture.c_str());
  const bool fine = complete && all_hit && wrong.empty() && summary.medium_changes == 0;
  std::printf("%s\n", fine ? "all photons accounted for, all modules hit" : "SOMETHING IS WRONG");
  return fine ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) try {
  return demo(parse(count, arguments));
} catch (const std::exception& error) {
  std::fprintf(stderr, "gdml_detector: %s\n", error.what());
  return 1;
}
