// How an existing simulation uses the library: a class that several threads feed with the photons of
// their events, in the simulation's own array of structs, and that gives hits back.
#pragma once
#include <chroma2.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

// The simulation's own photon; the library reads it in place, a column at a time.
struct Photon {
  float x, y, z;     // mm
  float px, py, pz;  // direction
  float wavelength;  // nm
  float t;           // ns
};

struct Hit {
  std::int32_t channel;
  float time;            // ns
  std::uint64_t photon;  // index in its event
  bool operator==(const Hit& other) const {
    return channel == other.channel && time == other.time && photon == other.photon;
  }
};

class LightSimulation {
 public:
  // `threads` 0: all cores.
  explicit LightSimulation(std::uint64_t seed, unsigned threads = 0);

  // Hands a part of an event over: its photons first_index, first_index + 1, ... Any thread, several
  // at once; returns when the photons are copied, not when they are propagated.
  void feed(std::uint64_t event_id, std::uint64_t first_index, const std::vector<Photon>& photons);

  // Waits for all parts of an event, forgets it, and gives its hits by ascending photon index.
  std::vector<Hit> collect(std::uint64_t event_id);

 private:
  static chroma2::geometry build(const chroma2::context& context);

  chroma2::context context_;
  chroma2::session session_;
  std::uint64_t seed_;
  std::mutex mutex_;  // guards parts_
  std::map<std::uint64_t, std::vector<chroma2::event>> parts_;
};
