#ifndef CHROMA2_MEDIUM_CHANGES_H
#define CHROMA2_MEDIUM_CHANGES_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/session.h"

/**
 * How often a leg of a photon (its way between two interactions) began in one material and ended at a
 * surface that has another on that side, by materials and instances, over all events of a session. A
 * right geometry has none; else volumes overlap, a mesh is inside out, there is a gap between volumes
 * that should touch, or a material is wrong. A leg that meets nothing does not count, nor does a photon's
 * first one.
 */
typedef struct chroma2_medium_changes {
  /**
   * sizeof(chroma2_medium_changes).
   */
  size_t struct_size;
  /**
   * Written: legs, those of all entries and the unlisted ones.
   */
  uint64_t total;
  /**
   * Written: legs whose materials and instances have no entry because there are too many.
   */
  uint64_t unlisted;
  /**
   * Written: entries that there are, at most 1024.
   */
  uint64_t count;
  /**
   * Entries that each array below has room for; the first ones are written, the most frequent first.
   */
  uint64_t capacity;
  /**
   * Arrays to be written to; each may be NULL. The material in which the leg began.
   */
  uint32_t *material_begin;
  /**
   * The material on the side of the surface at which it ended.
   */
  uint32_t *material_end;
  /**
   * The instance at whose surface it began; with CHROMA2_WIRE_BIT: a wire plane; CHROMA2_NONE: it began
   * where the photon scattered or was emitted again.
   */
  uint32_t *instance_begin;
  /**
   * The instance at whose surface it ended; with CHROMA2_WIRE_BIT: a wire plane.
   */
  uint32_t *instance_end;
  /**
   * Legs of the entry.
   */
  uint64_t *legs;
} chroma2_medium_changes;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Writes which legs of a session's photons began in one material and ended in another, of all events so
 * far; changes->struct_size must be set. With all else 0 it writes the counts only; an event's own total
 * is in its summary. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_get_medium_changes(const chroma2_session *session,
                                                  struct chroma2_medium_changes *changes);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_MEDIUM_CHANGES_H */
