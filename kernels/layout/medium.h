// Legs that began in one material and ended in another. Counts that devices add to are `c_ulonglong` in
// Rust, the type of CUDA's 64-bit atomics.
// Generated from src/layout/medium.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>

namespace chroma2 {

// Entries of MediumChanges.
constexpr uint32_t kMediumChanges = 1024;

// How often legs began in one material and ended in another: what lies between two surfaces is of one
// material, so volumes overlap there, a mesh is inside out, there is a gap, or a material is wrong.
struct MediumChange {
  // Hash of the four numbers below, never 0; 0: an unused entry.
  unsigned long long key;
  // Of legs.
  unsigned long long count;
  uint32_t material_begin;
  uint32_t material_end;
  // kWireBit | plane for a wire; kNone: began within a material.
  uint32_t instance_begin;
  uint32_t instance_end;
};

// A hash table of them, that any number of threads add to at once.
struct MediumChanges {
  // Of legs.
  unsigned long long total;
  // Of these, the ones for which there was no room below.
  unsigned long long unlisted;
  MediumChange entries[kMediumChanges];
};

}  // namespace chroma2
