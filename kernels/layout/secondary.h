// Photons beside the first one of an absorption that gives several.
// Generated from src/layout/secondary.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/photon.h"
#include "layout/propagate.h"

namespace chroma2 {

// Most photons of an absorption.
constexpr uint32_t kMostEmitted = (1u << 11);

// Largest mean number of them.
constexpr uint32_t kMostEmittedMean = 1000;

// Set in the ids of secondary photons, never in the index of a submitted one.
constexpr uint64_t kSecondaryBit = (1ull << 63);

// Most secondary photons that a submitted one may get in a generation: of one with more, no photon goes on.
constexpr uint32_t kMostSecondaries = (1u << 16);

// Where a photon comes from, and how far it is.
struct Descent {
  // Its sequence of random numbers: an index in the event, or with kSecondaryBit a number made of its parent's, of
  // the random numbers that this one had used, and of its place among the photons of the absorption.
  uint64_t id;
  // The submitted photon, by its place in the array.
  uint32_t root;
  // Absorptions that gave several, among its own and its ancestors'.
  uint32_t generation;
  // Steps made, its ancestors' included.
  uint32_t steps;
  // In which its leg begins.
  uint32_t medium;
};

// Secondary photons in the order of their making, which may be any.
struct SecondaryList {
  // `capacity` entries, as of the next.
  PhotonState *states;
  Descent *descents;
  uint64_t capacity;
  // On the host: makes room for `more` entries beside those that there are; 0 where there is no memory for them.
  uint32_t (*grow)(SecondaryList *list, uint64_t more);
  // What that works on.
  void *owner;
  // Entries that there are, on the host.
  uint64_t count;
};

// Photons to propagate on a device in a geometry where an absorption may give several; all pointers are to its memory.
struct SpawningJob {
  // Without what is said of photons put aside. Its photons are submitted ones, or the first of `list`.
  PropagateJob all;
  // One each; of submitted photons written where they start.
  Descent *descents;
  // What they emit: without what is for the host.
  SecondaryList list;
  // Photons that have emitted others, which stop there; how many entries photons ask for that find no room in the list,
  // and stop before; entries that there are. Added to.
  unsigned long long *counters;
  // Secondary photons that each submitted one got in the generation before; after generation 0.
  const uint32_t *before;
  // In this one; added to.
  uint32_t *secondaries;
  // Photons of others are left as they are.
  uint32_t generation;
  // 1: photons of generation 0, which have not started.
  uint32_t starts;
};

}  // namespace chroma2
