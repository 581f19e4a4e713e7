#ifndef CHROMA2_STEP_IMPORT_H
#define CHROMA2_STEP_IMPORT_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/steps.h"

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes records of Opticks' gensteps: `count` times 24 numbers of single precision, six quads each. Cherenkov light
 * (gentypes 15 and 18, before 2021 1 and 3) and scintillation light (16 and 5; 2 and 4) are taken, others refused.
 * A genstep's material is a row of Opticks' boundary texture: materials[row] is the geometry's material for it, or
 * CHROMA2_NONE, and a genstep of such a row, or of one beyond material_count, is refused. Scintillation light gets
 * ScintillationTime as its decay_time, without a rise time, and the spectra of the material's components. `records` gets
 * `count` records, record_size bytes apart (0: sizeof(chroma2_step) of this library). Nothing is written when it fails. Any
 * thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_steps_from_opticks(const float *gensteps,
                                          uint64_t count,
                                          const uint32_t *materials,
                                          uint64_t material_count,
                                          chroma2_step *records,
                                          size_t record_size);

/**
 * The same of a .npy file of single precision and the shape (N, 6, 4). Writes N to *count; where `records` is NULL
 * nothing else. Fails as an invalid argument where `capacity`, the records that there is room for, is below N, as I/O or
 * format where the file cannot be read. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_steps_load_opticks(const char *path,
                                          const uint32_t *materials,
                                          uint64_t material_count,
                                          chroma2_step *records,
                                          size_t record_size,
                                          uint64_t capacity,
                                          uint64_t *count);

/**
 * Makes records of clsim's steps (I3CLSimStep): `count` times 48 bytes, in m and ns, all of Cherenkov light in a
 * material of the geometry, along straight lines at constant velocity. Wavelengths are those of the list or of the
 * material; clsim's bias of wavelengths has no part. The step's identifier becomes the id. `records` is as
 * for chroma2_steps_from_opticks. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_steps_from_clsim(const void *clsim_steps,
                                        uint64_t count,
                                        uint32_t material,
                                        chroma2_step *records,
                                        size_t record_size);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_STEP_IMPORT_H */
