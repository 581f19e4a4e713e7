#ifndef CHROMA2_MATERIAL_H
#define CHROMA2_MATERIAL_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/geometry.h"

/**
 * Properties of a material; functions take them as uint32_t.
 */
enum chroma2_material_property
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Phase refractive index, 0.001 to 1000. Default 1.
   */
  CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX = 0,
  /**
   * Absorption length in mm, above 0; infinity: none. Default infinity.
   */
  CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH = 1,
  /**
   * Rayleigh scattering length in mm, above 0; infinity: none. Default infinity.
   */
  CHROMA2_MATERIAL_PROPERTY_SCATTERING_LENGTH = 2,
  /**
   * Group velocity in mm/ns, 0.001 to 1000000, at which light travels unless the event asks for the phase
   * velocity. Default 0, one value without wavelengths: from the points of the refractive index, as Geant4
   * does (c / (n + dn/dln E) between them, linear in the photon energy).
   */
  CHROMA2_MATERIAL_PROPERTY_GROUP_VELOCITY = 3,
  /**
   * Mie scattering length in mm, above 0; infinity: none. Default infinity.
   */
  CHROMA2_MATERIAL_PROPERTY_MIE_LENGTH = 4,
  /**
   * Mean cosine of the angle of Mie scattering, -1 to 1: g of Henyey and Greenstein. Default 0.
   */
  CHROMA2_MATERIAL_PROPERTY_MIE_FORWARD = 5,
  /**
   * The same of light that is scattered backward: the mean cosine to the opposite direction. Default 0.
   */
  CHROMA2_MATERIAL_PROPERTY_MIE_BACKWARD = 6,
  /**
   * Share of Mie scattering that is forward, 0 to 1. Default 1.
   */
  CHROMA2_MATERIAL_PROPERTY_MIE_FORWARD_RATIO = 7,
  /**
   * Mean number of scintillation photons per MeV of visible energy, 0 or more; one value and NULL. Default 0.
   */
  CHROMA2_MATERIAL_PROPERTY_SCINTILLATION_YIELD = 8,
  /**
   * Birks' constant in mm/MeV, 0 or more: an energy E over a length L is visible as E / (1 + constant E / L);
   * one value and NULL. Default 0.
   */
  CHROMA2_MATERIAL_PROPERTY_BIRKS_CONSTANT = 9,
  /**
   * Standard deviation of numbers of scintillation photons above 10, over that of Poisson's distribution, 0
   * or more; one value and NULL. Default 1.
   */
  CHROMA2_MATERIAL_PROPERTY_RESOLUTION_SCALE = 10,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_material_property chroma2_material_property;
#else
typedef uint32_t chroma2_material_property;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A component of a material that emits light again after it has absorbed some. Every table has two
 * arrays of the same length, at most 1048576: values at strictly increasing wavelengths (or times), linear
 * between them; lengths and probabilities are constant beyond the ends.
 */
typedef struct chroma2_reemission_config {
  /**
   * sizeof(chroma2_reemission_config).
   */
  size_t struct_size;
  /**
   * nm; NULL with a count of 1: the same length everywhere.
   */
  const double *absorption_wavelengths;
  /**
   * The component's own absorption length, mm. The ratio of the material's to it is its share of
   * the absorptions; the last component takes what remains.
   */
  const double *absorption_lengths;
  uint64_t absorption_count;
  /**
   * nm; NULL with a count of 1: the same probability everywhere.
   */
  const double *probability_wavelengths;
  /**
   * Probability of emission after an absorption.
   */
  const double *probabilities;
  uint64_t probability_count;
  /**
   * nm.
   */
  const double *wavelengths;
  /**
   * Cumulative distribution of the emitted wavelength there, from 0 to 1; linear in between, so that the
   * density is level there. (Scene files take densities too.)
   */
  const double *wavelength_cdf;
  uint64_t wavelength_count;
  /**
   * ns; NULL with a count of 0: emission without delay.
   */
  const double *times;
  /**
   * Cumulative distribution of the delay there, from 0 to 1. A photon whose delay passes the event's
   * time limit ends with CHROMA2_FLAG_TIME_LIMIT.
   */
  const double *time_cdf;
  uint64_t time_count;
  /**
   * ns: the same delay always, added to that of time_cdf.
   */
  double delay;
  /**
   * ns: the mean of an exponential delay, added to both; 0: none.
   */
  double decay_time;
  /**
   * 1: no photon is emitted with more energy than was absorbed. The spectrum is cut there, and nothing is
   * emitted where nothing is left of it. 0: whatever was absorbed.
   */
  uint32_t downshift_only;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * Mean number of photons, at most 1000, where light is emitted: the number is Poisson's, and where it is 0 the light
   * stays absorbed. The absorbed photon goes on as the first of them, the others are secondary photons
   * (CHROMA2_FLAG_SECONDARY). 0: exactly one.
   */
  double mean_number;
} chroma2_reemission_config;

/**
 * A component of a material's scintillation light. The time from the energy loss to a photon has the density
 * exp(-t / decay_time) (1 - exp(-t / rise_time)), of any norm; without a rise time, exp(-t / decay_time).
 */
typedef struct chroma2_scintillation_config {
  /**
   * sizeof(chroma2_scintillation_config).
   */
  size_t struct_size;
  /**
   * Strictly increasing wavelengths in nm, above 0, spectrum_count entries.
   */
  const double *spectrum_wavelengths;
  /**
   * Densities or cumulative values there.
   */
  const double *spectrum_values;
  /**
   * 2 or more.
   */
  uint64_t spectrum_count;
  /**
   * A chroma2_spectrum_type.
   */
  uint32_t spectrum_type;
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
  /**
   * Share of the material's light, of any norm; 0: 1.
   */
  double fraction;
} chroma2_scintillation_config;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Adds a material that is transparent with index 1 until its properties are set, and writes its
 * index to *material. The name may be NULL and need not be unique. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_material(chroma2_geometry *geometry,
                                             const char *name,
                                             uint32_t *material);

/**
 * Sets a chroma2_material_property: `count` values, at most 1048576, at strictly increasing wavelengths (nm),
 * linear between them and constant beyond the ends; or one value and NULL, the same everywhere. The arrays
 * are copied. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_set_material_property(chroma2_geometry *geometry,
                                                      uint32_t material,
                                                      uint32_t property,
                                                      const double *wavelengths,
                                                      const double *values,
                                                      uint64_t count);

/**
 * Adds a reemission component to a material; any number is allowed. The arrays are copied. One
 * thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_reemission(chroma2_geometry *geometry,
                                               uint32_t material,
                                               const struct chroma2_reemission_config *config);

/**
 * Adds a scintillation component to a material; any number is allowed. The arrays are copied. How many photons
 * a particle makes is said by the properties CHROMA2_MATERIAL_PROPERTY_SCINTILLATION_YIELD, BIRKS_CONSTANT and
 * RESOLUTION_SCALE. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_scintillation(chroma2_geometry *geometry,
                                                  uint32_t material,
                                                  const struct chroma2_scintillation_config *config);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_MATERIAL_H */
