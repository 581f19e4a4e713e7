#ifndef CHROMA2_REVISION_H
#define CHROMA2_REVISION_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/geometry.h"
#include "chroma2/instance.h"

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes a geometry that is the same as a committed one, and can be changed: instances moved, channels and properties set
 * again, components and angles replaced, things added. Its commit takes over what has not changed: the meshes with
 * their trees in any case, so that it costs far less than that of a new geometry (its `quality` is that of the tree over
 * the instances, and it uses no `tree_cache`). Only where meshes are added it is one from nothing. Results and digest
 * are those of a geometry made so from the start. Numbers stay what they are. The committed one stays as it is, with
 * its sessions and events, and may be destroyed at any time. The caller owns *revision, to be given to
 * chroma2_geometry_destroy. Invalid state where `geometry` is not committed. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_revise(const chroma2_geometry *geometry,
                                       chroma2_geometry **revision);

/**
 * Moves an instance: `rotation` has nine numbers, row by row (NULL: that stays), `translation` three, in mm (NULL: that
 * stays), as for chroma2_geometry_add_instance. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_move_instance(chroma2_geometry *geometry,
                                              uint32_t instance,
                                              const double *rotation,
                                              const double *translation);

/**
 * Moves many instances: instances[k] to the k-th of placements->rotations (NULL: these stay) and
 * placements->translations (NULL: these stay); `instances` has placements->count entries, and placements->meshes and
 * channels must be NULL. Of an instance that is named twice the last placement counts. All or none are moved. One thread
 * at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_move_instances(chroma2_geometry *geometry,
                                               const uint32_t *instances,
                                               const chroma2_instances *placements);

/**
 * Sets the channel that an instance's detected photons count for, 0 or more; -1: none. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_set_channel(chroma2_geometry *geometry,
                                            uint32_t instance,
                                            int32_t channel);

/**
 * Takes all reemission components of a material away; chroma2_geometry_add_reemission adds others. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_clear_reemission(chroma2_geometry *geometry,
                                                 uint32_t material);

/**
 * Takes all scintillation components of a material away; chroma2_geometry_add_scintillation adds others. One thread at a
 * time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_clear_scintillation(chroma2_geometry *geometry,
                                                    uint32_t material);

/**
 * Takes all angles of a dichroic surface away; chroma2_geometry_add_surface_dichroic_angle adds others. One thread at a
 * time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_clear_surface_dichroic(chroma2_geometry *geometry,
                                                       uint32_t surface);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_REVISION_H */
