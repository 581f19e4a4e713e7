#ifndef CHROMA2_REPLAY_H
#define CHROMA2_REPLAY_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/event.h"

/**
 * What an event was submitted as.
 */
typedef struct chroma2_event_info {
  /**
   * sizeof(chroma2_event_info).
   */
  size_t struct_size;
  /**
   * Its seed; of a batch, that of its config, or of its session.
   */
  uint64_t seed;
  /**
   * Its number; of a batch, that of its config, or what its session has given to the first of its events.
   */
  uint64_t event_id;
  /**
   * Index of its first photon; of a batch, of the first photon of each event.
   */
  uint64_t first_index;
  /**
   * Its photons; of a batch, those of all events.
   */
  uint64_t photons;
  /**
   * 1; of a batch, the number of its events.
   */
  uint64_t events;
  /**
   * The program's own number for it.
   */
  uint64_t tag;
} chroma2_event_info;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Writes what an event was submitted as; info->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_get_info(const chroma2_event *event,
                                      struct chroma2_event_info *info);

/**
 * Runs `count` photons of an event again, 1 to 1048576, from the one of index `first` in the event on, and records every step: *replay
 * is an event of the same session, which ends as any other, with the records (chroma2_event_get_records), end states and
 * hits of these photons. `place` is that of an event of a batch, else 0. The photons are the same bit for bit whatever has
 * propagated the event, and go to the processor, without waiting for room. Their numbers are the event's; in telemetry they
 * count as photons of their own. `event` is one source's, or was submitted with keep_light; before its end, after it,
 * cancelled and failed ones too. Steps of secondary photons are not recorded, and of a photon that was given with a terminal flag there are none. The caller owns *replay, to be given to chroma2_event_destroy. Invalid state where the
 * photons are not kept. (Without keep_light: submit photon k alone, with first_index k, or of steps with first_photon k and
 * photon_count 1, and record_first 1.) Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_replay(const chroma2_event *event,
                                    uint64_t place,
                                    uint64_t first,
                                    uint64_t count,
                                    chroma2_event **replay);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_REPLAY_H */
