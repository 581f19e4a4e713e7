#ifndef CHROMA2_EVENT_H
#define CHROMA2_EVENT_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"

/**
 * A bit of a photon's flags as those of chroma2_flag, outside of what enums of C can hold. Terminal: a
 * number was not finite, or a wavelength not positive.
 */
#define CHROMA2_FLAG_NAN_ABORT 2147483648u

/**
 * What happened to a photon, as bits of its flags, with CHROMA2_FLAG_NAN_ABORT. The names are the
 * field's; bits 10 and 11 are for generators to set. A photon with a terminal flag has ended.
 */
enum chroma2_flag
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Terminal: left the geometry: nothing lies ahead of it. Position and time are those of its last
   * interaction, or of its start.
   */
  CHROMA2_FLAG_NO_HIT = (1 << 0),
  /**
   * Terminal: absorbed in a material.
   */
  CHROMA2_FLAG_BULK_ABSORB = (1 << 1),
  /**
   * Terminal: detected at a surface.
   */
  CHROMA2_FLAG_SURFACE_DETECT = (1 << 2),
  /**
   * Terminal: absorbed at a surface.
   */
  CHROMA2_FLAG_SURFACE_ABSORB = (1 << 3),
  /**
   * Scattered in a material, by Rayleigh.
   */
  CHROMA2_FLAG_RAYLEIGH_SCATTER = (1 << 4),
  /**
   * Reflected diffusely.
   */
  CHROMA2_FLAG_REFLECT_DIFFUSE = (1 << 5),
  /**
   * Reflected as by a mirror, at a surface or a bare boundary.
   */
  CHROMA2_FLAG_REFLECT_SPECULAR = (1 << 6),
  /**
   * Absorbed and emitted again by a surface.
   */
  CHROMA2_FLAG_SURFACE_REEMIT = (1 << 7),
  /**
   * Went through a surface.
   */
  CHROMA2_FLAG_SURFACE_TRANSMIT = (1 << 8),
  /**
   * Absorbed and emitted again by a material.
   */
  CHROMA2_FLAG_BULK_REEMIT = (1 << 9),
  /**
   * Began as Cherenkov light.
   */
  CHROMA2_FLAG_CHERENKOV = (1 << 10),
  /**
   * Began as scintillation light.
   */
  CHROMA2_FLAG_SCINTILLATION = (1 << 11),
  /**
   * Terminal: took the largest number of steps.
   */
  CHROMA2_FLAG_STEP_LIMIT = (1 << 12),
  /**
   * Terminal: came to the time limit. In flight: at the place where it was then, with the limit as its
   * time. After a reemission whose delay passes the limit: at the place of the reemission, with its
   * direction and wavelength, CHROMA2_FLAG_BULK_REEMIT or CHROMA2_FLAG_SURFACE_REEMIT, and the time of the
   * emission, which is after the limit. Submitted with a later time: as it was.
   */
  CHROMA2_FLAG_TIME_LIMIT = (1 << 13),
  /**
   * Scattered in a material, by Mie.
   */
  CHROMA2_FLAG_MIE_SCATTER = (1 << 14),
  /**
   * One that an absorption gave beside its first one, with the history of that.
   */
  CHROMA2_FLAG_SECONDARY = (1 << 15),
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_flag chroma2_flag;
#else
typedef uint32_t chroma2_flag;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A submission and its results: a future. Results stay until it is destroyed.
 */
typedef struct chroma2_event chroma2_event;

/**
 * How far an event is.
 */
typedef struct chroma2_event_progress {
  /**
   * sizeof(chroma2_event_progress).
   */
  size_t struct_size;
  /**
   * 1 when it is finished (its callback has returned), else 0.
   */
  uint32_t done;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * Photons submitted.
   */
  uint64_t photons;
  /**
   * Photons that came to their end.
   */
  uint64_t photons_done;
  /**
   * Nanoseconds since the submission; of a finished event, until its end.
   */
  uint64_t elapsed_ns;
} chroma2_event_progress;

/**
 * The summary of an event. Each photon is in exactly one of the terminal counts (of its lowest
 * terminal flag, where it was submitted with several): with `unfinished` they add up to `photons` and
 * `secondaries`. The
 * counts are of photons, whatever their weights are. Where weights carry probabilities (weight_mode,
 * scatter_first), the expected number of detections is detected_weight, or hit_weight; surface_detect and
 * `hits` only say of how many photons these are sums.
 */
typedef struct chroma2_summary {
  /**
   * sizeof(chroma2_summary).
   */
  size_t struct_size;
  uint64_t photons;
  uint64_t no_hit;
  uint64_t bulk_absorb;
  uint64_t surface_detect;
  uint64_t surface_absorb;
  uint64_t step_limit;
  uint64_t time_limit;
  uint64_t nan_abort;
  /**
   * Photons that a cancelled event did not get to; else 0.
   */
  uint64_t unfinished;
  /**
   * Detected photons that have a channel.
   */
  uint64_t hits;
  /**
   * Random numbers used.
   */
  uint64_t random_numbers;
  /**
   * Sum of the weights of the photons in surface_detect, in fixed point (2^-48), so that it does
   * not depend on any order; weights above 2^38 count as that.
   */
  double detected_weight;
  /**
   * Sum of the weights of the hits, likewise.
   */
  double hit_weight;
  /**
   * Legs of the photons that began in one material and ended in another: 0 where the geometry is right;
   * chroma2_session_get_medium_changes says which.
   */
  uint64_t medium_changes;
  /**
   * Photons that absorptions gave beside their first ones (mean_number of chroma2_reemission_config,
   * CHROMA2_SURFACE_PROPERTY_MEAN_NUMBER): in the terminal counts, `hits` and all sums too.
   */
  uint64_t secondaries;
} chroma2_summary;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Waits until an event is finished, at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for
 * ever). OK when it ended well; cancelled, or the status of what went wrong with it; timeout while it
 * goes on. In its own completion callback it returns at once; a callback that waits for another event
 * gets an invalid state. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_wait(const struct chroma2_event *event,
                                  uint64_t timeout_ns);

/**
 * Waits until one of several events is finished, at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for
 * ever), and writes its place in `events` to *index: of several that are finished, the lowest. How it ended is
 * told by its own chroma2_event_wait, which returns at once. The `count` events may be of any sessions and
 * contexts; each is there once, and all of them live. Timeout while none is finished. In a callback it does not
 * wait, and fails as an invalid state where none is finished; in its own completion callback an event is.
 * The end of an event wakes those that wait for it, and costs the same however many others they wait for.
 * Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_wait_any(struct chroma2_event *const *events,
                                      uint64_t count,
                                      uint64_t timeout_ns,
                                      uint64_t *index);

/**
 * Writes how far an event is, without waiting; progress->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_poll(const struct chroma2_event *event,
                                  struct chroma2_event_progress *progress);

/**
 * Asks an event to end early and returns at once. Photons not yet begun are left and those on the way are
 * given up, so that it ends within milliseconds however large it is: as cancelled, with a summary and no
 * other results, unless all its photons were done. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_cancel(const struct chroma2_event *event);

/**
 * Writes the summary of a finished event, cancelled ones included; summary->struct_size must be set. Of one
 * that has failed there is none: the call fails as its wait does.
 * Invalid state before its end. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_get_summary(const struct chroma2_event *event,
                                         struct chroma2_summary *summary);

/**
 * Gives an event and its results up; NULL is fine. An event that is not finished goes on to its end,
 * callbacks and borrowed arrays included: cancel it and wait for it first where that is not wanted.
 * Any thread.
 */
CHROMA2_API
chroma2_status chroma2_event_destroy(struct chroma2_event *event);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_EVENT_H */
