#ifndef CHROMA2_TELEMETRY_H
#define CHROMA2_TELEMETRY_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"

/**
 * What a session did and has to do. Its parts are read one after another: while events run they may differ by what ends
 * meanwhile; after a drain they agree.
 */
typedef struct chroma2_telemetry {
  /**
   * sizeof(chroma2_telemetry).
   */
  size_t struct_size;
  /**
   * Events submitted and not finished.
   */
  uint64_t events_queued;
  /**
   * Their photons.
   */
  uint64_t photons_queued;
  /**
   * Events finished, cancelled and failed ones included.
   */
  uint64_t events_done;
  /**
   * Photons of those that came to their end.
   */
  uint64_t photons_done;
  /**
   * Seconds during which there was an unfinished event.
   */
  double busy_seconds;
  /**
   * photons_done / busy_seconds; 0 before the first event.
   */
  double photons_per_second;
  /**
   * The most events that were unfinished at a time.
   */
  uint64_t events_queued_max;
  /**
   * The most photons that unfinished events had together.
   */
  uint64_t photons_queued_max;
  /**
   * Events that ended with results.
   */
  uint64_t events_succeeded;
  /**
   * Events that were cancelled.
   */
  uint64_t events_cancelled;
  /**
   * Events that failed.
   */
  uint64_t events_failed;
  /**
   * Events that were run together with others, as one.
   */
  uint64_t events_merged;
  /**
   * Parts of events that the processor ran.
   */
  uint64_t processor_parts;
  /**
   * Photons of these that came to their end, those of unfinished events included.
   */
  uint64_t processor_photons;
  /**
   * Parts of events that a GPU ran.
   */
  uint64_t device_parts;
  /**
   * Photons of these that came to their end, those of unfinished events included.
   */
  uint64_t device_photons;
  /**
   * Random numbers that all these photons used: a measure of their steps, which are not counted.
   */
  uint64_t random_numbers;
  /**
   * Hits among them.
   */
  uint64_t hits;
  /**
   * Seconds that the next three are of: the last 10 to 11, or all since the session was made.
   */
  double window_seconds;
  /**
   * Photons a second that came to their end, of parts that were done during these.
   */
  double window_photons_per_second;
  /**
   * Random numbers a second, likewise.
   */
  double window_random_numbers_per_second;
  /**
   * Hits a second, likewise.
   */
  double window_hits_per_second;
  /**
   * Seconds by the host's clock, of all threads together, that events waited from their submission until a thread took
   * their first part. Of events of one part and fewer than 128 photons on the processor, one in 16 is measured for this and
   * the next five, and counts 16 times.
   */
  double queue_seconds;
  /**
   * Seconds that photons were gathered or made, and sent to a GPU as far as a thread had a part in that.
   */
  double upload_seconds;
  /**
   * Seconds that photons were propagated. Of a GPU: from its work having been put on its way until its tally was
   * there, so waiting for other slices and the tally are included.
   */
  double propagate_seconds;
  /**
   * Seconds that the processor counted end states and packed hits.
   */
  double tally_seconds;
  /**
   * Seconds that results were brought from a GPU.
   */
  double download_seconds;
  /**
   * Seconds that results of parts were joined.
   */
  double join_seconds;
  /**
   * Seconds in on_done, on_progress and on_hits of all events, which are in no other stage's.
   */
  double callback_seconds;
  /**
   * Seconds by the GPU's own clock that it received or made photons of steps, in slices that were run with
   * device_timing or during a trace; as the next two. A slice that waits for room beside another one counts that too.
   * A small event that the resident kernel takes has no such times.
   */
  double device_upload_seconds;
  /**
   * Seconds that it propagated photons, and made those of sources.
   */
  double device_propagate_seconds;
  /**
   * Seconds that it counted end states and packed hits.
   */
  double device_tally_seconds;
  /**
   * Bytes of photons, sources and steps sent to a GPU.
   */
  uint64_t bytes_to_device;
  /**
   * Bytes of results brought from a GPU, or written by it to the host's memory.
   */
  uint64_t bytes_to_host;
  /**
   * Submissions that waited for room (max_queued_photons, max_queued_events), those that gave up included.
   */
  uint64_t submit_waits;
  /**
   * Seconds that they waited, together.
   */
  double submit_wait_seconds;
  /**
   * Seconds from the submission of events to their end, without on_done, of all events together.
   */
  double latency_seconds;
  /**
   * Events by that time: entry 0: up to 1 microsecond; entry i: above 2^(i - 1) and up to 2^i microseconds; the last
   * one: all above 2^30. They add up to all events that ended.
   */
  uint64_t latency_histogram[32];
  /**
   * Bytes of host memory in use by the session's context, as chroma2_context_info counts them.
   */
  uint64_t memory;
  /**
   * The most of these so far.
   */
  uint64_t memory_max;
  /**
   * Bytes of the GPU's memory that the context holds.
   */
  uint64_t device_memory;
  /**
   * The most of these so far.
   */
  uint64_t device_memory_max;
  /**
   * Records that traces of the session have kept.
   */
  uint64_t trace_records;
  /**
   * Records that were lost since there was no room for them, or for those that came after them.
   */
  uint64_t trace_lost_records;
  /**
   * Submissions that wait for room now, which are not among events_queued yet. A batch counts as one.
   */
  uint64_t events_waiting;
  /**
   * Their photons.
   */
  uint64_t photons_waiting;
  /**
   * Photons that absorptions gave beside their first ones, of parts that were run, replays included. Counts of hits and
   * random numbers include theirs, counts of photons do not.
   */
  uint64_t secondaries;
} chroma2_telemetry;

/**
 * Called by a thread of the library every so often with what a session did; `telemetry` is valid during the call. It may
 * call the library, also to destroy the session, but not wait for events. It must not throw.
 */
typedef void (*chroma2_telemetry_callback)(void *user, const struct chroma2_telemetry *telemetry);

#endif  /* CHROMA2_TELEMETRY_H */
