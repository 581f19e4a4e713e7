#ifndef CHROMA2_RESULTS_H
#define CHROMA2_RESULTS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/photons.h"
#include "chroma2/event.h"

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
                                      chroma2_hits *hits);

/**
 * Writes where the end states of an event's photons are; photons->struct_size must be set. The arrays
 * belong to the event and are valid until it is destroyed. Invalid state before its end and where
 * they were not wanted; otherwise what a wait gives. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_get_photons(const chroma2_event *event,
                                         chroma2_photon_states *photons);

/**
 * Writes where the steps of an event's chosen photons are; records->struct_size must be set. The
 * arrays belong to the event and are valid until it is destroyed. Invalid state before its end;
 * otherwise what a wait gives. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_get_records(const chroma2_event *event,
                                         chroma2_records *records);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_RESULTS_H */
