#ifndef CHROMA2_STEPS_H
#define CHROMA2_STEPS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/options.h"
#include "chroma2/session.h"
#include "chroma2/event.h"

/**
 * What light a step makes. Structs take it as uint32_t.
 */
enum chroma2_step_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * None of a particle's: isotropic, at the step's start.
   */
  CHROMA2_STEP_KIND_POINT = 0,
  /**
   * Cherenkov light, along the step; CHROMA2_FLAG_CHERENKOV is set.
   */
  CHROMA2_STEP_KIND_CHERENKOV = 1,
  /**
   * Scintillation light: isotropic; CHROMA2_FLAG_SCINTILLATION is set.
   */
  CHROMA2_STEP_KIND_SCINTILLATION = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_step_kind chroma2_step_kind;
#else
typedef uint32_t chroma2_step_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A step of a particle, or another place where light begins. Lengths in mm, times in ns from the event's
 * time_offset, velocities in mm/ns; what is 0 has its default. Photons begin where and when the particle was:
 * at a share f of the step after f length / (velocity + f (end_velocity - velocity) / 2), or f duration.
 */
typedef struct chroma2_step {
  /**
   * The program's own number for it, such as that of a track; given back by chroma2_event_find_steps.
   */
  uint64_t id;
  /**
   * Number of photons; 0 is fine. All steps of a list have at most 2^40 together.
   */
  uint64_t count;
  /**
   * A chroma2_step_kind.
   */
  uint32_t kind;
  /**
   * Index in the geometry; not used where a spectrum of the list is.
   */
  uint32_t material;
  /**
   * 1 + the number of a scintillation component of the material; 0: drawn for each photon, by their
   * fractions. Not for Cherenkov light.
   */
  uint32_t component;
  /**
   * 1 + the number of a spectrum of the list, in place of the material's components; 0: these. Not for
   * Cherenkov light.
   */
  uint32_t spectrum;
  /**
   * Of its start.
   */
  double position[3];
  /**
   * Of its start.
   */
  double time;
  /**
   * From its start to its end. The direction of Cherenkov light's particle.
   */
  double displacement[3];
  /**
   * Of the path; 0: that of the displacement.
   */
  double length;
  /**
   * Of the particle at the start; above that of light by 10^-7 at most, which is rounding.
   */
  double velocity;
  /**
   * At the end; 0: it stops. Cherenkov light is that of the mean of both.
   */
  double end_velocity;
  /**
   * From start to end, where velocity is 0.
   */
  double duration;
  /**
   * Of the particle, in units of the proton's. Where it is 0 all scintillation photons begin at the end.
   */
  double charge;
  /**
   * Cherenkov photons per mm at the start, of any norm; in between the density of photons is linear. Both
   * yields 0: those at the two velocities.
   */
  double yield_start;
  /**
   * At the end.
   */
  double yield_end;
  /**
   * Share of the scintillation photons that begin at the end, 0 to 1; the others begin evenly along the
   * step.
   */
  double end_fraction;
  /**
   * Weight of each photon, 0 or more; 0: 1.
   */
  double weight;
  /**
   * Shortest wavelength of Cherenkov light, nm; both 0: those of the list.
   */
  double wavelength_min;
  /**
   * Longest one.
   */
  double wavelength_max;
  /**
   * ns; above 0: in place of that of components or spectrum.
   */
  double rise_time;
  /**
   * ns; above 0: both times are the step's own, and a rise_time of 0 is none.
   */
  double decay_time;
  /**
   * Energy that it leaves, MeV; for chroma2_session_count_steps alone.
   */
  double energy;
} chroma2_step;

/**
 * A spectrum of a list of steps, with the times of its light: of the density exp(-t / decay_time) (1 - exp(-t /
 * rise_time)).
 */
typedef struct chroma2_step_spectrum {
  /**
   * Strictly increasing wavelengths in nm, above 0, `count` entries.
   */
  const double *wavelengths;
  /**
   * Densities or cumulative values there.
   */
  const double *values;
  /**
   * 2 or more.
   */
  uint64_t count;
  /**
   * A chroma2_spectrum_type.
   */
  uint32_t type;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * ns; 0: all at once.
   */
  double decay_time;
  /**
   * ns; 0: none.
   */
  double rise_time;
} chroma2_step_spectrum;

/**
 * A list of steps, in the order of their photons: photon k of all steps together has the index first_index +
 * k in the event, whichever part of them is submitted.
 */
typedef struct chroma2_steps {
  /**
   * sizeof(chroma2_steps).
   */
  size_t struct_size;
  /**
   * `count` of them; read during the call.
   */
  const struct chroma2_step *records;
  /**
   * At most 2147483647.
   */
  uint64_t count;
  /**
   * Bytes from one record to the next, sizeof(chroma2_step) of the program; 0: that of this library.
   */
  size_t record_size;
  /**
   * `spectrum_count` of them, or NULL; read during the call.
   */
  const struct chroma2_step_spectrum *spectra;
  uint64_t spectrum_count;
  /**
   * Bytes from one spectrum to the next, sizeof(chroma2_step_spectrum) of the program; 0: that of this library.
   */
  size_t spectrum_size;
  /**
   * Shortest wavelength of Cherenkov light, nm, for steps that say nothing of their own; both 0: the first
   * and last wavelengths of the material's refractive_index, which must not be the same everywhere then.
   */
  double wavelength_min;
  /**
   * Longest one.
   */
  double wavelength_max;
  /**
   * Place of the first photon to submit, among those of all steps.
   */
  uint64_t first_photon;
  /**
   * Photons from there on; 0: all of these, so what has none is not to be submitted.
   */
  uint64_t photon_count;
} chroma2_steps;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Submits the photons of steps, which are made by the threads or the GPU that propagate them: photon k is the
 * same in every part of an event that has it. All steps are checked before anything runs; a message names the
 * first one that is not as it must be. `config` may be NULL for all defaults. The caller owns *event, to be
 * given to chroma2_event_destroy. Fails as chroma2_session_submit does. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_submit_steps(const chroma2_session *session,
                                            const struct chroma2_steps *steps,
                                            const chroma2_event_config *config,
                                            chroma2_event **event);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_STEPS_H */
