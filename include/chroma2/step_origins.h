#ifndef CHROMA2_STEP_ORIGINS_H
#define CHROMA2_STEP_ORIGINS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/event.h"

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Tells the steps of photons of an event that was submitted as steps, with CHROMA2_WANT_STEPS among what is wanted:
 * `photons` has `count` indices in the event, as hits and records have them and end states from first_index on
 * (first_index + first_photon where a part was submitted). steps[i] becomes the number of the step in the list that was
 * submitted, ids[i] its id; each may be NULL. Whether a photon was absorbed and emitted again on its way is in its
 * flags (CHROMA2_FLAG_BULK_REEMIT, CHROMA2_FLAG_SURFACE_REEMIT). Nothing is written when it fails: as an invalid state
 * where this was not wanted, as an invalid argument for an index that the event does not have. It need not be finished.
 * Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_event_find_steps(const chroma2_event *event,
                                        const uint64_t *photons,
                                        uint64_t count,
                                        uint64_t *steps,
                                        uint64_t *ids);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_STEP_ORIGINS_H */
