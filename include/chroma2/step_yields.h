#ifndef CHROMA2_STEP_YIELDS_H
#define CHROMA2_STEP_YIELDS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/session.h"
#include "chroma2/steps.h"

/**
 * What decides the random numbers of chroma2_session_count_steps.
 */
typedef struct chroma2_step_count_config {
  /**
   * sizeof(chroma2_step_count_config).
   */
  size_t struct_size;
  uint64_t seed;
  /**
   * Number of the event.
   */
  uint64_t event_id;
  /**
   * Number of the list's first step in the event, where its steps are counted in parts.
   */
  uint64_t first_step;
} chroma2_step_count_config;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Counts the photons that the steps of a list make, by random numbers that depend on seed, event and the step's
 * number alone.
 * Cherenkov steps: Poisson's distribution about the mean, 2 pi alpha charge^2 length times the integral of
 * 1 - 1/(beta n)^2 over 1/wavelength where that is above 0, at the mean velocity; yield_start and yield_end become
 * the mean numbers per mm at the two velocities.
 * Scintillation steps: of a mean of the material's scintillation_yield times the visible part of `energy`
 * (birks_constant); above 10 normal with resolution_scale times the square root of the mean, and rounded, else Poisson's.
 * Points keep their count.
 * `records` gets `count`, yield_start and yield_end of each step, record_size bytes apart; it may be steps->records.
 * `means` gets the mean numbers, or is NULL. `config` may be NULL. Steps are checked as by
 * chroma2_session_submit_steps, but that light below the threshold has a count of 0, and that the light of a step needs
 * no spectrum yet. Nothing is written when it fails. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_count_steps(const chroma2_session *session,
                                           const chroma2_steps *steps,
                                           const struct chroma2_step_count_config *config,
                                           chroma2_step *records,
                                           double *means);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_STEP_YIELDS_H */
