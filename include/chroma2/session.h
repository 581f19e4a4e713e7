#ifndef CHROMA2_SESSION_H
#define CHROMA2_SESSION_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/context.h"
#include "chroma2/geometry.h"
#include "chroma2/photons.h"
#include "chroma2/options.h"
#include "chroma2/telemetry.h"
#include "chroma2/event.h"

/**
 * A context and a committed geometry that take events. It keeps both alive, and events keep it alive.
 * Several threads may submit to one at once.
 */
typedef struct chroma2_session chroma2_session;

/**
 * How to make a session. All zero but struct_size is right for most programs.
 */
typedef struct chroma2_session_config {
  /**
   * sizeof(chroma2_session_config).
   */
  size_t struct_size;
  /**
   * Most photons that unfinished events may have together: a submission above it waits for room, or
   * fails as a timeout where the event's no_wait is 1, its submit_timeout_ns is over, or a callback submits. Those
   * that wait go in by priority, and by turns among equals. An event that alone has
   * more is taken when there is no other. 0: no limit.
   */
  uint64_t max_queued_photons;
  /**
   * Photons that a thread takes at a time, at most 1048576; 0: chosen by the library. Results do not
   * depend on it.
   */
  uint32_t chunk_photons;
  /**
   * A chroma2_placement: where events are propagated that do not say so. 0: as CHROMA2_PLACEMENT in the
   * environment says ("auto", "processor" or "device"), else where each is done first.
   */
  uint32_t placement;
  /**
   * Most unfinished events, as max_queued_photons; 0: no limit.
   */
  uint64_t max_queued_events;
  /**
   * Milliseconds between calls of on_telemetry; 0: 1000.
   */
  uint32_t telemetry_interval_ms;
  /**
   * 1: a GPU measures with its own clock how long its stages take (chroma2_telemetry); it does so during a trace in
   * any case. On the processor this changes nothing.
   */
  uint32_t device_timing;
  /**
   * May be NULL. Called until the session is destroyed: once chroma2_session_destroy returns it is not running and
   * will not be called again, unless it was the one who called that.
   */
  chroma2_telemetry_callback on_telemetry;
  /**
   * Given to it.
   */
  void *telemetry_user;
  /**
   * 1: the session gives its events their numbers, one after another in the order in which submissions are taken in
   * (a batch takes as many as it has events), and its seed; seed and event_id of an event's config are 0 then, and
   * chroma2_event_get_info tells what it got. chroma2_session_checkpoint saves the next one.
   */
  uint32_t number_events;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * Of its events, where number_events is 1.
   */
  uint64_t seed;
  /**
   * Number of the first event, where number_events is 1.
   */
  uint64_t first_event_id;
} chroma2_session_config;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes a session. `config` may be NULL for all defaults. The caller owns *session, to be given to
 * chroma2_session_destroy. Invalid state where the geometry is not committed. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_create(const chroma2_context *context,
                                      const chroma2_geometry *geometry,
                                      const struct chroma2_session_config *config,
                                      struct chroma2_session **session);

/**
 * Gives a session up; NULL is fine. Its events go on, and this does not wait for them; but for a call of on_telemetry
 * that is under way, and for the end of its trace's file. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_session_destroy(struct chroma2_session *session);

/**
 * Submits photons and returns when they are queued (and copied, unless config->borrow is 1). `config`
 * may be NULL for all defaults. The photons' times are counted from config->time_offset. The caller owns *event, to be given to chroma2_event_destroy. Photons
 * that have a terminal flag are left as they are; one with a number that is not finite, or a wavelength
 * that is not positive, ends with CHROMA2_FLAG_NAN_ABORT. Fails as an invalid argument (the message
 * names it), out of memory, or a timeout where the queue is full. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_submit(const struct chroma2_session *session,
                                      const chroma2_photons *photons,
                                      const chroma2_event_config *config,
                                      chroma2_event **event);

/**
 * Gives a session another committed geometry, mostly a revision of the one that it has (chroma2_geometry_revise), for
 * what is submitted from now on. Events that were submitted before end with the geometry that they were submitted
 * with, which they keep alive until they are done; nothing waits for them. Of a revision a GPU gets only what differs.
 * Invalid state where the geometry is not committed; where this fails the session stays as it was. Medium changes are
 * those of all events, by the numbers that each one's geometry has. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_set_geometry(const struct chroma2_session *session,
                                            const chroma2_geometry *geometry);

/**
 * Waits until all events submitted so far are finished, at most `timeout_ns` nanoseconds (0: only
 * looks; UINT64_MAX: for ever). How each of them ended is told by its own wait. Timeout while there is
 * one; invalid state in a callback. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_drain(const struct chroma2_session *session,
                                     uint64_t timeout_ns);

/**
 * Writes what a session did and has to do; telemetry->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_get_telemetry(const struct chroma2_session *session,
                                             chroma2_telemetry *telemetry);

/**
 * Writes all of that in the text format of Prometheus (version 0.0.4), NUL-terminated, and to *needed how many bytes that
 * takes, the NUL included. With `buffer` NULL it only tells these. Fails as an invalid argument where `size`, the bytes
 * of `buffer`, is less; the text may have grown since it was asked for: 16384 are enough at any time. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_telemetry_text(const struct chroma2_session *session,
                                              char *buffer,
                                              uint64_t size,
                                              uint64_t *needed);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_SESSION_H */
