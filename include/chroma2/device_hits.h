#ifndef CHROMA2_DEVICE_HITS_H
#define CHROMA2_DEVICE_HITS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/photons.h"
#include "chroma2/event.h"

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
                                             chroma2_device_hits *hits);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_DEVICE_HITS_H */
