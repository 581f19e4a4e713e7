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

// Most secondary photons of a submitted one in a generation that is propagated: a larger one ends where it began.
constexpr uint32_t kMostSecondaries = (1u << 20);

// Photons of the job, from their start.
constexpr uint32_t kFirst = 0;

// Secondary photons of a generation, as they were emitted.
constexpr uint32_t kGeneration = 1;

// Photons of either that have not ended: there was no room for what they emit.
constexpr uint32_t kGoesOn = 2;

// Where a photon comes from, and how far it is.
struct Descent {
  // Its sequence of random numbers: an index in the event, or with kSecondaryBit a number made of its parent's, of
  // the random numbers that this one had used, and of its place among the photons of the absorption.
  uint64_t id;
  // The submitted photon, by its place in the array.
  uint32_t root;
  // 0 of that, one more than its parent's of a secondary one.
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
  // Without what is said of photons put aside. Its photons are those of a generation.
  PropagateJob all;
  // One each; written in the first phase.
  Descent *descents;
  // What they emit: without what is for the host.
  SecondaryList list;
  // Photons that wait for room in that, how many entries these ask for, and entries that there are; added to.
  unsigned long long *counters;
  // Secondary photons of each submitted one in this generation; after the first phase.
  const uint32_t *begun;
  // In the next one; added to.
  uint32_t *secondaries;
  // One of `phase`.
  uint32_t phase;
  uint32_t reserved;
};

}  // namespace chroma2
