#ifndef CHROMA2_DEVICE_HITS_H
#define CHROMA2_DEVICE_HITS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/event.h"

/**
 * State of a photon in the memory of a GPU: 64 bytes. Its size and fields will not change.
 */
typedef struct chroma2_photon_state {
  /**
   * mm.
   */
  float position[3];
  /**
   * ns, from the event's time_offset.
   */
  float time;
  /**
   * Unit vector.
   */
  float direction[3];
  /**
   * nm, in vacuum.
   */
  float wavelength;
  /**
   * Unit vector across the direction.
   */
  float polarization[3];
  /**
   * Statistical weight.
   */
  float weight;
  /**
   * Bits of chroma2_flag.
   */
  uint32_t flags;
  /**
   * The instance met last, or CHROMA2_WIRE_BIT and a wire plane.
   */
  uint32_t instance;
  /**
   * The triangle of its mesh, or the wire of its plane.
   */
  uint32_t triangle;
  /**
   * Random numbers used.
   */
  uint32_t draws;
} chroma2_photon_state;

/**
 * Detected photons that have a channel, in the order of their indices, in the memory of a GPU: arrays of
 * `count` entries, NULL where that is 0.
 */
typedef struct chroma2_device_hits {
  /**
   * sizeof(chroma2_device_hits).
   */
  size_t struct_size;
  uint64_t count;
  /**
   * Place of the GPU in the list of chroma2_device_info.
   */
  uint32_t device;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * Their end states.
   */
  const struct chroma2_photon_state *state;
  /**
   * Index in the event of each.
   */
  const uint64_t *photon;
  /**
   * The channel that detected each.
   */
  const int32_t *channel;
  /**
   * Time in ns that the times are counted from: that of the event's config.
   */
  double time_offset;
} chroma2_device_hits;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Writes where an event's hits are in the memory of its GPU; hits->struct_size must be set. The arrays
 * belong to the event and are valid until it is destroyed. Invalid state before its end and where
 * CHROMA2_WANT_DEVICE_HITS was not among what is wanted; otherwise what a wait gives. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_get_device_hits(const chroma2_event *event,
                                             struct chroma2_device_hits *hits);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_DEVICE_HITS_H */
