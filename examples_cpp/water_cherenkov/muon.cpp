#include "muon.hpp"

#include <cmath>
#include <random>

#include "optics.hpp"

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kMuonMass = 105.658;  // MeV (Particle Data Group)
constexpr double kLoss = 0.23;         // MeV/mm: about 2.3 MeV cm2/g near the minimum in water
constexpr double kFineStructure = 1.0 / 137.036;
constexpr double kSpeedOfLight = 299.792458;  // mm/ns

using Vector = std::array<double, 3>;

Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

Vector unit(const Vector& a) {
  const double length = std::sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
  return {a[0] / length, a[1] / length, a[2] / length};
}

void append(std::vector<float>& column, const Vector& v) {
  for (const double x : v) column.push_back(static_cast<float>(x));
}

// sin^2 of the Cherenkov angle; negative below the threshold.
double sine_squared(double beta, double wavelength) {
  const double cosine = 1.0 / (beta * optics::water_index(wavelength));
  return 1.0 - cosine * cosine;
}

}  // namespace

Photons cherenkov_light(const Muon& muon, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto uniform = [&engine] { return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53; };
  const Vector axis = unit(muon.direction);
  const Vector across = unit(cross(axis, std::abs(axis[2]) < 0.9 ? Vector{0, 0, 1} : Vector{1, 0, 0}));
  const Vector third = cross(axis, across);

  // dN = 2 pi alpha sin^2 dx d(1/wavelength): uniform in 1/wavelength, kept in proportion to sin^2.
  const double highest = 1.0 / optics::kFirst, lowest = 1.0 / optics::kLast;  // 1/nm
  const double step = 1.0;                                                    // mm
  const double most = sine_squared(1.0, optics::kFirst);
  const double trials_per_step = 2.0 * kPi * kFineStructure * most * (highest - lowest) * 1e6 * step;

  Photons photons;
  double energy = muon.kinetic_energy, time = 0.0, owed = 0.0;
  for (double way = 0.0; energy > 0.0; way += step, energy -= kLoss * step) {
    const double gamma = 1.0 + energy / kMuonMass;
    const double beta = std::sqrt(1.0 - 1.0 / (gamma * gamma));
    for (owed += trials_per_step; owed >= 1.0; owed -= 1.0) {
      const double wavelength = 1.0 / (lowest + (highest - lowest) * uniform());
      const double sine2 = sine_squared(beta, wavelength);
      if (uniform() * most > sine2) continue;
      const double sine = std::sqrt(sine2), cosine = std::sqrt(1.0 - sine2);
      const double phi = 2.0 * kPi * uniform(), along = way + step * uniform();
      const double c = std::cos(phi), s = std::sin(phi);
      Vector position, direction, polarization;
      for (int k = 0; k < 3; ++k) {
        const double radial = c * across[k] + s * third[k];
        position[k] = muon.start[k] + along * axis[k];
        direction[k] = cosine * axis[k] + sine * radial;
        polarization[k] = sine * axis[k] - cosine * radial;  // in the plane of track and photon
      }
      append(photons.position, position);
      append(photons.direction, direction);
      append(photons.polarization, polarization);
      photons.wavelength.push_back(static_cast<float>(wavelength));
      photons.time.push_back(static_cast<float>(time + (along - way) / (beta * kSpeedOfLight)));
    }
    time += step / (beta * kSpeedOfLight);
  }
  return photons;
}
