#ifndef CHROMA2_PHOTONS_H
#define CHROMA2_PHOTONS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"

/**
 * Photons to submit, one array for each property. A vector is given either as interleaved triples
 * (position) or as three arrays of components (position_x, position_y, position_z). A stride is the
 * number of bytes from one photon to the next (0: no gaps), for all three components of a vector.
 * Position, direction and wavelength are needed; the others may be NULL. In host memory addresses and
 * strides need no alignment; a stride is at least the size of an entry (12 of triples, else 4).
 */
typedef struct chroma2_photons {
  /**
   * sizeof(chroma2_photons).
   */
  size_t struct_size;
  /**
   * Number of photons; 0 is fine, at most 2^40.
   */
  uint64_t count;
  /**
   * mm. Resolved to 2^-24 of their size: 0.6 micrometres at 10 m. A surface that a photon starts on is
   * met or not, as rounding has it: set it off that surface, to the side it is to start on, by four
   * times that or more.
   */
  const float *position;
  const float *position_x;
  const float *position_y;
  const float *position_z;
  size_t position_stride;
  /**
   * Of any length but 0.
   */
  const float *direction;
  const float *direction_x;
  const float *direction_y;
  const float *direction_z;
  size_t direction_stride;
  /**
   * Its part across the direction counts. NULL, and for a photon whose vector has no such part: random.
   */
  const float *polarization;
  const float *polarization_x;
  const float *polarization_y;
  const float *polarization_z;
  size_t polarization_stride;
  /**
   * nm, in vacuum.
   */
  const float *wavelength;
  size_t wavelength_stride;
  /**
   * ns, from the event's time_offset; NULL: 0. Resolved to 2^-24 of their size, 6 * 10^-6 ns at 100 ns,
   * but 30 ns (and steps of 64 ns) at 10^9 ns: let time_offset carry what is common to all.
   */
  const float *time;
  size_t time_stride;
  /**
   * Factors of what the photon counts for in sums (detected_weight) and for a readout, 0 or more; above
   * 1 too. NULL: 1.
   */
  const float *weight;
  size_t weight_stride;
  /**
   * Bits of chroma2_flag to begin with; NULL: none.
   */
  const uint32_t *flags;
  size_t flags_stride;
  /**
   * 0: the arrays are in host memory. Otherwise they are in the memory of the GPU at this place in the
   * list of chroma2_device_get_info, which is that of the session's context; what fills them is done
   * (synchronize its stream), and they are read until the event is done: `borrow` of the event's config
   * must be 1. Addresses and strides are multiples of 4 then, and no steps can be recorded.
   */
  uint32_t device;
  /**
   * 0.
   */
  uint32_t reserved;
} chroma2_photons;

#endif  /* CHROMA2_PHOTONS_H */
