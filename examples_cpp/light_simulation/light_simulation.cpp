#include "light_simulation.hpp"

#include <algorithm>

LightSimulation::LightSimulation(std::uint64_t seed, unsigned threads)
    : context_(threads), session_(context_, build(context_)), seed_(seed) {}

// A cube of water, 4 m wide; each of its six walls is a channel that detects a quarter of the light.
chroma2::geometry LightSimulation::build(const chroma2::context& context) {
  chroma2::geometry g(context);
  const std::uint32_t water = g.add_material("water");
  g.set_material(water, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, 1.34);
  g.set_material(water, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, 60000.0);
  g.set_material(water, CHROMA2_MATERIAL_PROPERTY_SCATTERING_LENGTH, 90000.0);
  const std::uint32_t wall = g.add_surface("wall");
  g.set_surface(wall, CHROMA2_SURFACE_PROPERTY_DETECT, 0.25);
  g.set_surface(wall, CHROMA2_SURFACE_PROPERTY_ABSORB, 0.65);
  g.set_surface(wall, CHROMA2_SURFACE_PROPERTY_REFLECT_DIFFUSE, 0.10);

  // One square at z = 2 m, placed six times.
  const std::vector<std::array<float, 3>> corners = {
      {-2000, -2000, 2000}, {2000, -2000, 2000}, {2000, 2000, 2000}, {-2000, 2000, 2000}};
  const std::vector<std::array<std::uint32_t, 3>> triangles = {{0, 1, 2}, {0, 2, 3}};
  const std::uint32_t square = g.add_mesh("square", corners, triangles, water, water, wall);
  const std::array<double, 9> turns[6] = {{1, 0, 0, 0, 1, 0, 0, 0, 1},  {1, 0, 0, 0, -1, 0, 0, 0, -1},
                                          {0, 0, 1, 0, 1, 0, -1, 0, 0}, {0, 0, -1, 0, 1, 0, 1, 0, 0},
                                          {1, 0, 0, 0, 0, 1, 0, -1, 0}, {1, 0, 0, 0, 0, -1, 0, 1, 0}};
  for (int channel = 0; channel < 6; ++channel) g.add_instance(square, turns[channel], {0, 0, 0}, channel);
  g.commit();
  return g;
}

void LightSimulation::feed(std::uint64_t event_id, std::uint64_t first_index, const std::vector<Photon>& photons) {
  auto columns = chroma2::make<chroma2_photons>();
  columns.count = photons.size();
  if (!photons.empty()) {
    const std::size_t stride = sizeof(Photon);
    columns.position = &photons[0].x;
    columns.direction = &photons[0].px;
    columns.wavelength = &photons[0].wavelength;
    columns.time = &photons[0].t;
    columns.position_stride = columns.direction_stride = stride;
    columns.wavelength_stride = columns.time_stride = stride;
  }
  auto config = chroma2::make<chroma2_event_config>();
  config.seed = seed_;
  config.event_id = event_id;
  config.first_index = first_index;
  chroma2::event part = session_.submit(columns, config);
  const std::lock_guard<std::mutex> lock(mutex_);
  parts_[event_id].push_back(std::move(part));
}

std::vector<Hit> LightSimulation::collect(std::uint64_t event_id) {
  std::vector<chroma2::event> parts;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    parts = std::move(parts_[event_id]);
    parts_.erase(event_id);
  }
  std::vector<Hit> all;
  for (const chroma2::event& part : parts) {
    part.wait();
    const chroma2::hits hits = part.hits();
    for (std::size_t i = 0; i < hits.count; ++i) all.push_back({hits.channel[i], hits.time[i], hits.photon[i]});
  }
  std::sort(all.begin(), all.end(), [](const Hit& a, const Hit& b) { return a.photon < b.photon; });
  return all;
}
