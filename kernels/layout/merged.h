// Photons of several events in one propagation on a device.
// Generated from src/layout/merged.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/compact.h"
#include "layout/photon.h"
#include "layout/propagate.h"
#include "layout/scene.h"
#include "layout/source.h"
#include "layout/tables.h"

namespace chroma2 {

// The photons of an event begin at a multiple of so many; what is left of the last ones is not used.
constexpr uint32_t kMergedUnit = 32;

// Threads of a block of `chroma2_merged_count` and `chroma2_merged_write`.
constexpr uint32_t kMergedBlock = 128;

// Most photons of a tile.
constexpr uint32_t kMergedTile = 1024;

// One of the events.
struct MergedEvent {
  // `first_index` is the index in the event of photon 0 of the array, as if there were such a one.
  PropagateParams params;
  // The event's number.
  uint64_t event;
  // Its photons in the array: the first one, and how many.
  uint32_t first;
  uint32_t count;
  Source source;
  // 1: photons of `source`; 0: they are in the array.
  uint32_t generate;
  uint32_t reserved;
};

// Photons to propagate; all pointers are to memory of the device.
struct MergedJob {
  // Without its params, sources and what `generate` says.
  PropagateJob all;
  const MergedEvent *events;
  // The number in `events` of the event that each kMergedUnit photons are of.
  const uint32_t *owners;
  // Spectra of the sources.
  TableView tables;
  // Changes of the medium by event; added to.
  unsigned long long *changes;
};

// Photons of an event that are looked at together when they have ended; all tiles are in the order of their photons.
struct MergedTile {
  // Its number.
  uint32_t event;
  // In the array.
  uint32_t first;
  uint32_t count;
};

// Where an event's photons ended.
struct MergedEnd {
  Totals totals;
  // The place of its first hit among those of all.
  unsigned long long first_hit;
};

// Tallies and hits of events that were propagated together, in three kernels one after another.
struct MergedEndsJob {
  Scene scene;
  const PhotonState *photons;
  const MergedEvent *events;
  const MergedTile *tiles;
  uint32_t tile_count;
  // Picked: any of these flags.
  uint32_t mask;
  // 1: and on an instance or wire with a channel.
  uint32_t need_channel;
  uint32_t reserved;
  // One for each tile.
  uint64_t *offsets;
  // One for each event, 0 before the first kernel.
  MergedEnd *ends;
  // Of `hits`; what is beyond is left out.
  uint64_t capacity;
  // In the order of the tiles.
  HitArrays hits;
};

}  // namespace chroma2
