// Columns that objects take and give: reemission, many instances, rays and what they hit, photons and their states.
#ifndef CHROMA2_CPP_COLUMNS_HPP
#define CHROMA2_CPP_COLUMNS_HPP

#include "chroma2/cpp/core.hpp"

namespace chroma2 {

namespace detail {
inline void same_size(const char* a, std::size_t size_a, const char* b, std::size_t size_b) {
  if (size_a == size_b) return;
  throw std::invalid_argument(std::string("chroma2: ") + a + " has " + std::to_string(size_a) + " entries and " + b +
                              " " + std::to_string(size_b) + "; as many of both are needed");
}
}  // namespace detail

/// A reemission component, see chroma2_reemission_config: pairs of columns of the same length. One value
/// without wavelengths is the same everywhere; no times: no delay.
struct reemission {
  span<double> absorption_wavelengths, absorption_lengths;  // nm; mm
  span<double> probability_wavelengths, probabilities;      // nm
  span<double> wavelengths, wavelength_cdf;                 // nm; 0 to 1
  span<double> times, time_cdf;                             // ns; 0 to 1
  double delay = 0, decay_time = 0;                         // ns, added to that: fixed, exponential
  bool downshift_only = false;                              // never with more energy than was absorbed
  double mean_number = 0;                                   // of photons, 0: exactly one

  chroma2_reemission_config config() const {
    const auto fits = [](const char* a, span<double> x, const char* b, span<double> y) {
      if (!(x.empty() && y.size() == 1)) detail::same_size(a, x.size(), b, y.size());
    };
    fits("absorption_wavelengths", absorption_wavelengths, "absorption_lengths", absorption_lengths);
    fits("probability_wavelengths", probability_wavelengths, "probabilities", probabilities);
    detail::same_size("wavelengths", wavelengths.size(), "wavelength_cdf", wavelength_cdf.size());
    detail::same_size("times", times.size(), "time_cdf", time_cdf.size());
    auto raw = make<chroma2_reemission_config>();
    raw.absorption_wavelengths = absorption_wavelengths.data();
    raw.absorption_lengths = absorption_lengths.data();
    raw.absorption_count = absorption_lengths.size();
    raw.probability_wavelengths = probability_wavelengths.data();
    raw.probabilities = probabilities.data();
    raw.probability_count = probabilities.size();
    raw.wavelengths = wavelengths.data();
    raw.wavelength_cdf = wavelength_cdf.data();
    raw.wavelength_count = wavelengths.size();
    raw.times = times.data();
    raw.time_cdf = time_cdf.data();
    raw.time_count = times.size();
    raw.delay = delay;
    raw.decay_time = decay_time;
    raw.downshift_only = downshift_only;
    raw.mean_number = mean_number;
    return raw;
  }
};

/// Many placed meshes. Columns that are not empty have one length, the number of instances; `meshes` empty:
/// `mesh` for all. Rotations row by row, translations in mm, channels -1 for none; priorities as in ::chroma2_instances.
struct instances {
  std::uint32_t mesh = 0;
  span<std::uint32_t> meshes;
  span<std::array<double, 9>> rotations;
  span<std::array<double, 3>> translations;
  span<std::int32_t> channels;
  span<std::uint32_t> priorities;

  chroma2_instances config() const {
    auto raw = make<chroma2_instances>();
    const char* counted = nullptr;
    const auto column = [&](const char* name, std::size_t size) {
      if (size == 0) return;
      if (counted) detail::same_size(counted, raw.count, name, size);
      counted = name;
      raw.count = size;
    };
    column("meshes", meshes.size());
    column("rotations", rotations.size());
    column("translations", translations.size());
    column("channels", channels.size());
    column("priorities", priorities.size());
    raw.meshes = meshes.data();
    raw.rotations = rotations.empty() ? nullptr : rotations.data()->data();
    raw.translations = translations.empty() ? nullptr : translations.data()->data();
    raw.channels = channels.data();
    raw.priorities = priorities.data();
    raw.mesh = mesh;
    return raw;
  }
};

/// What rays hit, one entry a ray: see chroma2_ray_hits.
struct ray_hits {
  std::vector<float> distance;  // mm; infinity: nothing
  std::vector<std::uint32_t> instance, triangle;
  std::vector<float> normal;       // 3 each
  std::vector<float> barycentric;  // 2 each
  std::vector<std::uint32_t> inner_material, outer_material, surface;
  std::vector<std::int32_t> channel;

  ray_hits() = default;
  explicit ray_hits(std::size_t rays)
      : distance(rays),
        instance(rays),
        triangle(rays),
        normal(3 * rays),
        barycentric(2 * rays),
        inner_material(rays),
        outer_material(rays),
        surface(rays),
        channel(rays) {}
  /// The columns as places to write to; this object must not change meanwhile.
  chroma2_ray_hits config() {
    auto raw = make<chroma2_ray_hits>();
    raw.distances = distance.data();
    raw.instances = instance.data();
    raw.triangles = triangle.data();
    raw.normals = normal.data();
    raw.barycentrics = barycentric.data();
    raw.inner_materials = inner_material.data();
    raw.outer_materials = outer_material.data();
    raw.surfaces = surface.data();
    raw.channels = channel.data();
    return raw;
  }
};

/// Photons to submit, one column for each property; vectors have three numbers a photon. Position,
/// direction and wavelength are needed; empty others have their defaults.
struct photons {
  span<float> position, direction;  // mm; of any length but 0
  span<float> wavelength;           // nm
  span<float> polarization;         // default: random
  span<float> time, weight;         // ns, default 0; default 1
  span<std::uint32_t> flags;        // bits of chroma2_flag to begin with, default none

  chroma2_photons config() const {
    const std::size_t count = wavelength.size();
    const auto fits = [count](std::size_t size, std::size_t each, bool needed, const char* name) {
      if (size != count * each && (needed || size != 0)) {
        throw std::invalid_argument(std::string("chroma2: photons: ") + name + " has " + std::to_string(size) +
                                    " numbers; " + std::to_string(count * each) + " are needed");
      }
    };
    fits(position.size(), 3, true, "position");
    fits(direction.size(), 3, true, "direction");
    fits(polarization.size(), 3, false, "polarization");
    fits(time.size(), 1, false, "time");
    fits(weight.size(), 1, false, "weight");
    fits(flags.size(), 1, false, "flags");
    auto raw = make<chroma2_photons>();
    raw.count = count;
    raw.position = position.data();
    raw.direction = direction.data();
    raw.wavelength = wavelength.data();
    raw.polarization = polarization.size() ? polarization.data() : nullptr;
    raw.time = time.size() ? time.data() : nullptr;
    raw.weight = weight.size() ? weight.data() : nullptr;
    raw.flags = flags.size() ? flags.data() : nullptr;
    return raw;
  }
};

/// States of photons, one column for each property; vectors have three numbers an entry. The columns
/// belong to the event and live as long as it does. A photon's time is time_offset + time[i].
struct states {
  std::size_t count = 0;
  double time_offset = 0;                         // ns, of the event's config
  span<float> position, direction, polarization;  // mm; unit vectors
  span<float> time, wavelength, weight;           // ns; nm
  span<std::uint32_t> flags;                      // bits of chroma2_flag
  span<std::uint32_t> instance, triangle;         // what was met last

  /// Takes the columns of a C struct that has those of chroma2_photon_states.
  template <class Raw>
  void fill(const Raw& raw, std::uint64_t entries) {
    const auto n = static_cast<std::size_t>(entries);
    count = n;
    time_offset = raw.time_offset;
    position = {raw.position, 3 * n};
    direction = {raw.direction, 3 * n};
    polarization = {raw.polarization, 3 * n};
    time = {raw.time, n};
    wavelength = {raw.wavelength, n};
    weight = {raw.weight, n};
    flags = {raw.flags, n};
    instance = {raw.instance, n};
    triangle = {raw.triangle, n};
  }
};

namespace detail {
inline chroma2_rays rays_of(span<float> origins, span<float> directions, span<float> max_distances) {
  same_size("origins", origins.size(), "directions", directions.size());
  if (origins.size() % 3 != 0) {
    throw std::invalid_argument("chroma2: rays: origins has " + std::to_string(origins.size()) +
                                " numbers; three for each ray are needed");
  }
  auto raw = make<chroma2_rays>();
  raw.count = origins.size() / 3;
  if (!max_distances.empty()) same_size("max_distances", max_distances.size(), "origins (of three numbers)", raw.count);
  raw.origins = origins.data();
  raw.directions = directions.data();
  raw.max_distances = max_distances.data();
  return raw;
}
}  // namespace detail

}  // namespace chroma2

#endif  // CHROMA2_CPP_COLUMNS_HPP
