// How many photons an absorption gives, where light is emitted after it: one, which is the absorbed photon itself, or
// any number. Those who make steps choose by a type.
#pragma once
#include "physics/emission.h"
#include "physics/medium.h"
#include "physics/poisson.h"

CHROMA2_BEGIN

// For geometries where it is always one.
struct OneEmitted {
  static constexpr bool kSpawns = false;

  // `emitted` and `absorbed` are the flags of what happens.
  CHROMA2_HD Outcome operator()(const TableView& tables, const Emission& emission, uint32_t emitted, uint32_t,
                                Photon& p, Random& random) {
    emit(tables, emission, p, random);
    p.flags |= emitted;
    return kContinue;
  }
};

// The id of a photon beside the first one of an absorption: a hash of its parent's id, of how many random numbers that
// one had used by then, and of its place, from 1 on. Two photons of an event share one, and so their random
// numbers, with a probability of 2^-63.
CHROMA2_HD uint64_t secondary_id(uint64_t parent, uint32_t draw, uint32_t place) {
  static_assert(kMostEmitted <= 1u << 11, "a place has 11 bits");
  return mixed(mixed(parent) + (static_cast<uint64_t>(draw) << 11 | place)) | kSecondaryBit;
}

// For others: a photon's emissions. The absorbed photon goes on as the first one, when all that emit with it have done
// so; List has
//   bool reserve(uint32_t count)                          room for so many, or kUnusual is returned with nothing done
//   void put(uint32_t i, const PhotonState&, Descent)     the i-th of these
template <class List>
class ManyEmitted {
 public:
  static constexpr bool kSpawns = true;

  CHROMA2_HD ManyEmitted(List& list, const PropagateParams& params, const Descent& parent)
      : list_(list), params_(params), parent_(parent) {}

  CHROMA2_HD Outcome operator()(const TableView& tables, const Emission& emission, uint32_t emitted, uint32_t absorbed,
                                Photon& p, Random& random) {
    uint32_t number = emission.mean_number > 0.0f ? poisson(emission.mean_number, random) : 1u;
    if (number == 0) {
      p.flags |= absorbed;
      return kStop;
    }
    if (number > 1 && !list_.reserve(number - 1)) return kUnusual;
    p.flags |= emitted;
    others_ = number - 1;
    emission_ = &emission;
    absorbed_ = p;
    draw_ = random.draw();
    emit(tables, emission, p, random);
    return kContinue;
  }

  // Emits the others of the step's absorption, if there was one, each with random numbers of its own. Leave puts a
  // photon where it goes on, and gives the medium of its leg; `steps` the photon has made.
  template <class Leave>
  CHROMA2_HD void finish(const TableView& tables, uint32_t steps, Leave leave) {
    for (uint32_t place = 1; place <= others_; ++place) {
      Photon photon = absorbed_;
      photon.flags |= kSecondary;
      Descent descent{secondary_id(parent_.id, draw_, place), parent_.root, parent_.generation + 1u, steps, 0u};
      Random random(params_, descent.id, 0u);
      emit(tables, *emission_, photon, random);
      descent.medium = leave(photon).word;
      PhotonState state;
      pack(photon, random.draw(), state);
      list_.put(place - 1u, state, descent);
    }
    spawned_ = spawned_ || others_ != 0;
    others_ = 0;
  }

  // Whether there were others.
  CHROMA2_HD bool spawned() const { return spawned_; }

 private:
  List& list_;
  const PropagateParams& params_;
  Descent parent_;
  bool spawned_ = false;
  uint32_t others_ = 0;
  uint32_t draw_ = 0;
  const Emission* emission_ = nullptr;
  Photon absorbed_{};
};

CHROMA2_END
