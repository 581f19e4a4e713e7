#ifndef CHROMA2_BATCH_H
#define CHROMA2_BATCH_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/photons.h"
#include "chroma2/options.h"
#include "chroma2/session.h"
#include "chroma2/source.h"
#include "chroma2/steps.h"
#include "chroma2/event.h"

/**
 * Many events: their photons are of sources, one for each; or of arrays or of steps, in which `offsets` says which ones
 * each event has. One of the three is given.
 */
typedef struct chroma2_batch {
  /**
   * sizeof(chroma2_batch).
   */
  size_t struct_size;
  /**
   * Number of events.
   */
  uint64_t count;
  /**
   * One source for each event; else NULL.
   */
  const chroma2_source *sources;
  /**
   * Bytes between two of them; 0: sizeof(chroma2_source) of this version.
   */
  size_t source_size;
  /**
   * The photons of all events; else NULL.
   */
  const chroma2_photons *photons;
  /**
   * The steps of all events, without first_photon and photon_count; else NULL.
   */
  const chroma2_steps *steps;
  /**
   * Of photons or steps: the first one of each event, and the number of all at the end: count + 1 entries that
   * begin with 0 and never fall. NULL with sources.
   */
  const uint64_t *offsets;
  /**
   * Numbers of the events; NULL: config->event_id, and each the next (2^64 - 1 is followed by 0). NULL, as the seeds,
   * where the session numbers its events.
   */
  const uint64_t *event_ids;
  /**
   * Their seeds; NULL: config->seed for all.
   */
  const uint64_t *seeds;
} chroma2_batch;

/**
 * What the events of a batch give.
 */
typedef struct chroma2_batch_results {
  /**
   * sizeof(chroma2_batch_results).
   */
  size_t struct_size;
  /**
   * Number of events.
   */
  uint64_t count;
  /**
   * Place of the first hit of each event in the arrays of chroma2_event_get_hits, and the number of all hits at the
   * end: count + 1 entries. They belong to the event and are valid until it is destroyed.
   */
  const uint64_t *hit_offsets;
} chroma2_batch_results;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Submits many events with the same options, which cost less together than one by one, and returns when they are
 * queued. They give one *event, to be given to chroma2_event_destroy by the caller, who waits for all of them, cancels all of
 * them and hears of their end together: its summary is the sum, and its hits are those of all events in their order, each with
 * its event's number (chroma2_event_get_batch says which are whose). Each event's photons are what they are in an event of its
 * own with that seed and number: photon i of an event has index config->first_index + i. Wanted may be hits and the summary;
 * on_hits is refused, since hits come at the end of all, and so is what records or finds steps. For limits, telemetry and traces
 * it is one event. `config` may be NULL for all defaults; its placement is that of all. Fails as chroma2_session_submit does. Any
 * thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_submit_batch(const chroma2_session *session,
                                            const struct chroma2_batch *batch,
                                            const chroma2_event_config *config,
                                            chroma2_event **event);

/**
 * Writes which hits of a batch are whose; results->struct_size must be set. Invalid state before the batch's end, and
 * of other events; otherwise what a wait gives. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_get_batch(const chroma2_event *event,
                                       struct chroma2_batch_results *results);

/**
 * Writes the summary of one event of a batch, by its place there; summary->struct_size must be set. Fails as
 * chroma2_event_get_batch does. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_get_batch_summary(const chroma2_event *event,
                                               uint64_t place,
                                               chroma2_summary *summary);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_BATCH_H */
