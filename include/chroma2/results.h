#ifndef CHROMA2_RESULTS_H
#define CHROMA2_RESULTS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/event.h"

/**
 * Detected photons that have a channel, in the order of their indices; one array for each property,
 * of `count` entries (vectors: 3 numbers each). NULL where count is 0.
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
   * Index in the event.
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
} chroma2_hits;

/**
 * End states of all photons of an event, in their order: entry i is of the photon with index
 * first_index + i. One array for each property, of `count` entries (vectors: 3 numbers each). NULL
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

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Writes where an event's hits are; hits->struct_size must be set. The arrays belong to the event and
 * are valid until it is destroyed. Invalid state before its end and where hits were not wanted;
 * otherwise what a wait gives. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_get_hits(const chroma2_event *event,
                                      struct chroma2_hits *hits);

/**
 * Writes where the end states of an event's photons are; photons->struct_size must be set. The arrays
 * belong to the event and are valid until it is destroyed. Invalid state before its end and where
 * they were not wanted; otherwise what a wait gives. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_get_photons(const chroma2_event *event,
                                         struct chroma2_photon_states *photons);

/**
 * Writes where the steps of an event's chosen photons are; records->struct_size must be set. The
 * arrays belong to the event and are valid until it is destroyed. Invalid state before its end;
 * otherwise what a wait gives. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_get_records(const chroma2_event *event,
                                         struct chroma2_records *records);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_RESULTS_H */
