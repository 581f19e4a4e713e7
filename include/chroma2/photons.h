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

/**
 * Detected photons that have a channel, in the order of their indices; one array for each property,
 * of `count` entries (vectors: 3 numbers each). NULL where count is 0. Secondary photons have the index of the
 * submitted one that they come from: its own hit is before theirs, which are in the order of their ids.
 */
typedef struct chroma2_hits {
  /**
   * sizeof(chroma2_hits).
   */
  size_t struct_size;
  uint64_t count;
  /**
   * The channel that detected it, 0 or more.
   */
  const int32_t *channel;
  /**
   * Index in the event, of a secondary photon that of the submitted one.
   */
  const uint64_t *photon;
  /**
   * The event's number.
   */
  const uint64_t *event;
  /**
   * mm; where it was detected.
   */
  const float *position;
  /**
   * Unit vectors, of the arriving photon.
   */
  const float *direction;
  /**
   * Unit vectors.
   */
  const float *polarization;
  /**
   * ns, from time_offset.
   */
  const float *time;
  /**
   * nm, in vacuum.
   */
  const float *wavelength;
  /**
   * Statistical weights, what absorption took off included (weight_mode of the event's config).
   */
  const float *weight;
  /**
   * Bits of chroma2_flag.
   */
  const uint32_t *flags;
  /**
   * Instance that was hit; with CHROMA2_WIRE_BIT: a wire plane.
   */
  const uint32_t *instance;
  /**
   * Triangle of its mesh, or wire of the plane.
   */
  const uint32_t *triangle;
  /**
   * Time in ns that the times are counted from: that of the event's config. A photon's time is
   * time_offset + (double)time[i].
   */
  double time_offset;
  /**
   * Whose hit it is: the photon's index, or the id of a secondary one (CHROMA2_FLAG_SECONDARY), whose highest bit is set.
   * It says which random numbers the photon and its readout had, and tells the secondary photons of a submitted one
   * apart. NULL in geometries where an absorption gives one photon, as it does without a mean_number.
   */
  const uint64_t *id;
} chroma2_hits;

/**
 * End states of all submitted photons of an event, in their order: entry i is of the photon with index
 * first_index + i. (Secondary photons have none: they are among the hits and in the summary.) One array for each property, of `count` entries (vectors: 3 numbers each). NULL
 * where count is 0.
 */
typedef struct chroma2_photon_states {
  /**
   * sizeof(chroma2_photon_states).
   */
  size_t struct_size;
  uint64_t count;
  /**
   * mm.
   */
  const float *position;
  /**
   * Unit vectors.
   */
  const float *direction;
  /**
   * Unit vectors.
   */
  const float *polarization;
  /**
   * ns, from time_offset.
   */
  const float *time;
  /**
   * nm, in vacuum.
   */
  const float *wavelength;
  /**
   * Statistical weights, what absorption took off included (weight_mode of the event's config).
   */
  const float *weight;
  /**
   * Bits of chroma2_flag.
   */
  const uint32_t *flags;
  /**
   * Instance met last; with CHROMA2_WIRE_BIT: a wire plane; CHROMA2_NONE after an interaction in
   * a material, and where none was met.
   */
  const uint32_t *instance;
  /**
   * Triangle of its mesh, wire of the plane, or CHROMA2_NONE.
   */
  const uint32_t *triangle;
  /**
   * Time in ns that the times are counted from: that of the event's config. A photon's time is
   * time_offset + (double)time[i].
   */
  double time_offset;
} chroma2_photon_states;

/**
 * States of chosen photons at their start and after every step, in the order of their indices. Those
 * of chosen photon k are entries offset[k] to before offset[k + 1] of the arrays of states.
 */
typedef struct chroma2_records {
  /**
   * sizeof(chroma2_records).
   */
  size_t struct_size;
  /**
   * Chosen photons.
   */
  uint64_t photon_count;
  /**
   * States of all of them together.
   */
  uint64_t state_count;
  /**
   * Index in the event, photon_count entries.
   */
  const uint64_t *photon;
  /**
   * photon_count + 1 entries.
   */
  const uint64_t *offset;
  /**
   * As in chroma2_photon_states, state_count entries; NULL where there is none.
   */
  const float *position;
  const float *direction;
  const float *polarization;
  const float *time;
  const float *wavelength;
  const float *weight;
  const uint32_t *flags;
  const uint32_t *instance;
  const uint32_t *triangle;
  /**
   * Time in ns that the times are counted from: that of the event's config. A photon's time is
   * time_offset + (double)time[i].
   */
  double time_offset;
} chroma2_records;

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
   * Index in the event of each, of a secondary photon that of the submitted one.
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

#endif  /* CHROMA2_PHOTONS_H */
