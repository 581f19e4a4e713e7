#ifndef CHROMA2_DEVICE_HITS_H
#define CHROMA2_DEVICE_HITS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/event.h"

/**
 * Detected photons that have a channel, in the order of their indices, in the memory of a GPU: a column
 * for each property, of `count` entries, whose stride is the number of bytes from one entry to the next.
 * Read entry i of `time` as *(const float *)((const char *)time + i * time_stride), and do not rely on
 * how the columns lie among each other: it may change. chroma2_photons takes columns like these: to
 * propagate the hits further, submit them with other flags (NULL, say: those here say that they have ended),
 * `borrow` 1 and the same time_offset. NULL where count is 0.
 */
typedef struct chroma2_device_hits {
  /**
   * sizeof(chroma2_device_hits).
   */
  size_t struct_size;
  uint64_t count;
  /**
   * Place of the GPU in the list of chroma2_device_get_info.
   */
  uint32_t device;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * The channel that detected each.
   */
  const int32_t *channel;
  size_t channel_stride;
  /**
   * Index in the event of each.
   */
  const uint64_t *photon;
  size_t photon_stride;
  /**
   * mm; 3 numbers each.
   */
  const float *position;
  size_t position_stride;
  /**
   * Unit vectors; 3 numbers each.
   */
  const float *direction;
  size_t direction_stride;
  /**
   * Unit vectors across the direction; 3 numbers each.
   */
  const float *polarization;
  size_t polarization_stride;
  /**
   * ns, from time_offset.
   */
  const float *time;
  size_t time_stride;
  /**
   * nm, in vacuum.
   */
  const float *wavelength;
  size_t wavelength_stride;
  /**
   * Statistical weights.
   */
  const float *weight;
  size_t weight_stride;
  /**
   * Bits of chroma2_flag.
   */
  const uint32_t *flags;
  size_t flags_stride;
  /**
   * Instance that was hit; with CHROMA2_WIRE_BIT: a wire plane.
   */
  const uint32_t *instance;
  size_t instance_stride;
  /**
   * Triangle of its mesh, or wire of the plane.
   */
  const uint32_t *triangle;
  size_t triangle_stride;
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
