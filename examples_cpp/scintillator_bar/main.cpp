// Muons through a bar of plastic scintillator, as steps: how much of the light comes to its ends where the sides are polished
// and where they are ground (Geant4's model unified), and of which muon each hit is.
#include <array>
#include <chroma2.hpp>
#include <cmath>
#include <cstdio>
#include <vector>

namespace {

constexpr double kLight = 299.792458;  // mm/ns
constexpr float kHalf[3] = {300.f, 20.f, 10.f};

std::uint32_t add_plastic(chroma2::geometry& g) {
  const std::vector<double> at = {300, 350, 400, 450, 500, 600}, index = {1.66, 1.62, 1.60, 1.59, 1.585, 1.58};
  const std::vector<double> absorption = {1, 30, 1500, 3500, 4000, 4000};  // mm
  const std::vector<double> emitted = {395, 410, 425, 450, 480, 520}, density = {0, 0.7, 1, 0.6, 0.2, 0};
  const std::uint32_t plastic = g.add_material("plastic");
  g.set_material(plastic, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, at, index);
  g.set_material(plastic, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, at, absorption);
  g.set_material(plastic, CHROMA2_MATERIAL_PROPERTY_SCINTILLATION_YIELD, 10000.0);  // per MeV
  g.set_material(plastic, CHROMA2_MATERIAL_PROPERTY_BIRKS_CONSTANT, 0.126);         // mm/MeV
  auto light = chroma2::make<chroma2_scintillation_config>();
  light.spectrum_wavelengths = emitted.data();
  light.spectrum_values = density.data();
  light.spectrum_count = emitted.size();
  light.decay_time = 2.1;
  light.rise_time = 0.9;
  g.add_scintillation(plastic, light);
  return plastic;
}

// The sides of a box, each of two triangles: -x, +x, -y, +y, -z, +z. Both ends are sensors, channels 0.
chroma2::geometry build(const chroma2::context& context, std::uint32_t finish) {
  chroma2::geometry g(context);
  const std::uint32_t air = g.add_material("air"), plastic = add_plastic(g);
  const std::uint32_t side = g.add_surface("side", CHROMA2_SURFACE_MODEL_UNIFIED);
  g.set_surface(side, CHROMA2_SURFACE_PROPERTY_TYPE, CHROMA2_SURFACE_TYPE_DIELECTRIC_DIELECTRIC);
  g.set_surface(side, CHROMA2_SURFACE_PROPERTY_FINISH, finish);
  if (finish == CHROMA2_SURFACE_FINISH_GROUND) {
    g.set_surface(side, CHROMA2_SURFACE_PROPERTY_SIGMA_ALPHA, 0.2);  // radians, of the facets' slopes
    g.set_surface(side, CHROMA2_SURFACE_PROPERTY_SPECULAR_LOBE, 1.0);
  }
  const std::uint32_t sensor = g.add_surface("sensor", CHROMA2_SURFACE_MODEL_UNIFIED);
  g.set_surface(sensor, CHROMA2_SURFACE_PROPERTY_TYPE, CHROMA2_SURFACE_TYPE_DIELECTRIC_METAL);
  g.set_surface(sensor, CHROMA2_SURFACE_PROPERTY_REFLECTIVITY, 0.0);
  g.set_surface(sensor, CHROMA2_SURFACE_PROPERTY_EFFICIENCY, 0.4);

  std::vector<std::array<float, 3>> corners;
  for (int i = 0; i < 8; ++i)
    corners.push_back({i & 1 ? kHalf[0] : -kHalf[0], i & 2 ? kHalf[1] : -kHalf[1], i & 4 ? kHalf[2] : -kHalf[2]});
  const std::vector<std::array<std::uint32_t, 3>> triangles = {{0, 4, 6}, {0, 6, 2}, {1, 3, 7}, {1, 7, 5},
                                                               {0, 1, 5}, {0, 5, 4}, {2, 6, 7}, {2, 7, 3},
                                                               {0, 2, 3}, {0, 3, 1}, {4, 5, 7}, {4, 7, 6}};
  std::vector<std::uint32_t> surfaces(12, side);
  for (std::size_t i = 0; i < 4; ++i) surfaces[i] = sensor;
  auto mesh = chroma2::make<chroma2_mesh_config>();
  mesh.name = "bar";
  mesh.vertices = corners[0].data();
  mesh.vertex_count = corners.size();
  mesh.triangles = triangles[0].data();
  mesh.triangle_count = triangles.size();
  mesh.inner_material = plastic;
  mesh.outer_material = air;
  mesh.surfaces = surfaces.data();
  g.add_instance(g.add_mesh(mesh), {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0, 0, 0}, 0);
  g.commit();
  return g;
}

// Muons straight down at places along the bar, 20 ns after one another; each step makes light of two kinds.
std::vector<chroma2_step> muons(std::uint32_t plastic, int count) {
  std::vector<chroma2_step> records;
  for (int muon = 0; muon < count; ++muon) {
    for (const std::uint32_t kind : {CHROMA2_STEP_KIND_CHERENKOV, CHROMA2_STEP_KIND_SCINTILLATION}) {
      chroma2_step step{};
      step.id = static_cast<std::uint64_t>(muon);
      step.kind = kind;
      step.material = plastic;
      step.position[0] = -0.8 * kHalf[0] + 1.6 * kHalf[0] * muon / (count - 1);
      step.position[2] = kHalf[2];
      step.displacement[2] = -2.0 * kHalf[2];
      step.time = 20.0 * muon;
      step.velocity = step.end_velocity = 0.998 * kLight;
      step.charge = -1;
      if (kind == CHROMA2_STEP_KIND_SCINTILLATION) step.energy = 4.0;  // MeV
      records.push_back(step);
    }
  }
  return records;
}

}  // namespace

int main() try {
  constexpr int kMuons = 5;
  chroma2::check_version();
  const chroma2::context context;
  double collected[2] = {};
  for (const std::uint32_t finish : {CHROMA2_SURFACE_FINISH_POLISHED, CHROMA2_SURFACE_FINISH_GROUND}) {
    const bool is_ground = finish == CHROMA2_SURFACE_FINISH_GROUND;
    const chroma2::geometry bar = build(context, finish);
    const chroma2::session session(context, bar);
    std::vector<chroma2_step> steps = muons(bar.find(CHROMA2_GEOMETRY_ITEM_MATERIAL, "plastic"), kMuons);
    auto numbers = chroma2::make<chroma2_step_count_config>();
    numbers.seed = 11;
    chroma2::count_steps(session, steps, numbers);  // fills how many photons each makes
    auto config = chroma2::make<chroma2_event_config>();
    config.seed = 11;
    config.want = CHROMA2_WANT_HITS | CHROMA2_WANT_STEPS;
    const chroma2::event event = session.submit(chroma2::list_of(steps), config);
    event.wait();
    const chroma2::hits hits = event.hits();
    const chroma2::step_origins origins = event.find_steps(hits.photon);
    std::array<int, kMuons> of_muon{};
    for (const std::uint64_t muon : origins.id) ++of_muon[muon];
    collected[is_ground] = static_cast<double>(hits.count) / static_cast<double>(event.summary().photons);
    std::printf("%s: %.2f %% of the light is seen; hits of each muon:", is_ground ? "ground" : "polished",
                100 * collected[is_ground]);
    for (const int count : of_muon) std::printf(" %d", count);
    std::printf("\n");
  }
  // Total reflection keeps light between polished sides; ground ones let it out, a little at each reflection.
  if (!(collected[0] > 1.2 * collected[1] && collected[1] > 0)) return 1;
  std::printf("polished sides bring more light to the ends\n");
  return 0;
} catch (const chroma2::error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
