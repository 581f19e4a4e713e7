// Cherenkov light of a muon that stops in water: photons as columns, ready for the library.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

struct Photons {
  std::vector<float> position, direction, polarization;  // 3 a photon
  std::vector<float> wavelength, time;                   // 1 a photon
  std::size_t size() const { return time.size(); }
};

struct Muon {
  std::array<double, 3> start;      // mm
  std::array<double, 3> direction;  // unit
  double kinetic_energy;            // MeV
};

// Photons of 280-680 nm, as many as Frank and Tamm's formula gives for the whole track.
Photons cherenkov_light(const Muon& muon, std::uint64_t seed);
