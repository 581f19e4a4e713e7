#ifndef CHROMA2_SURFACE_H
#define CHROMA2_SURFACE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/geometry.h"

/**
 * How a surface of the models glisur and unified is worked, with Geant4's number; functions take it as a
 * property.
 */
enum chroma2_surface_finish
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Smooth.
   */
  CHROMA2_SURFACE_FINISH_POLISHED = 0,
  /**
   * Paint on the surface that reflects as a mirror.
   */
  CHROMA2_SURFACE_FINISH_POLISHED_FRONT_PAINTED = 1,
  /**
   * Facets, a gap, and paint behind it that reflects as a mirror.
   */
  CHROMA2_SURFACE_FINISH_POLISHED_BACK_PAINTED = 2,
  /**
   * Facets.
   */
  CHROMA2_SURFACE_FINISH_GROUND = 3,
  /**
   * Paint on the surface that reflects diffusely.
   */
  CHROMA2_SURFACE_FINISH_GROUND_FRONT_PAINTED = 4,
  /**
   * Facets, a gap, and paint behind it that reflects diffusely.
   */
  CHROMA2_SURFACE_FINISH_GROUND_BACK_PAINTED = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_surface_finish chroma2_surface_finish;
#else
typedef uint32_t chroma2_surface_finish;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a surface treats light; functions take it as uint32_t.
 */
enum chroma2_surface_model
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Detects, absorbs, reflects diffusely and specularly, by probabilities that add up to 1 at
   * most; the rest passes on to the boundary between the materials.
   */
  CHROMA2_SURFACE_MODEL_DEFAULT = 0,
  /**
   * A thin film of index eta + i k and a thickness between the materials.
   */
  CHROMA2_SURFACE_MODEL_COMPLEX = 1,
  /**
   * A wavelength shifter: absorbs and emits again, or reflects, or transmits.
   */
  CHROMA2_SURFACE_MODEL_WLS = 2,
  /**
   * Reflects and transmits by angle and wavelength; the rest is absorbed.
   */
  CHROMA2_SURFACE_MODEL_DICHROIC = 3,
  /**
   * Transmits and reflects by angle; the rest is absorbed.
   */
  CHROMA2_SURFACE_MODEL_ANGULAR = 4,
  /**
   * Geant4's surface of this name: a chroma2_surface_type, a chroma2_surface_finish, and facets that
   * `polish` tilts, which reflect as mirrors.
   */
  CHROMA2_SURFACE_MODEL_GLISUR = 5,
  /**
   * Geant4's surface of this name: as glisur, with facets that `sigma_alpha` tilts, which reflect as
   * mirrors, back, or diffusely, by probabilities.
   */
  CHROMA2_SURFACE_MODEL_UNIFIED = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_surface_model chroma2_surface_model;
#else
typedef uint32_t chroma2_surface_model;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Properties of a surface; functions take them as uint32_t. They default to 0 where nothing else is said.
 */
enum chroma2_surface_property
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Probability; with a film (complex), of detection after absorption.
   */
  CHROMA2_SURFACE_PROPERTY_DETECT = 0,
  /**
   * Probability of absorption (default, wls).
   */
  CHROMA2_SURFACE_PROPERTY_ABSORB = 1,
  /**
   * Probability of emission after absorption (wls).
   */
  CHROMA2_SURFACE_PROPERTY_REEMIT = 2,
  /**
   * Probability of diffuse reflection; with a film, of diffuse instead of specular reflection.
   */
  CHROMA2_SURFACE_PROPERTY_REFLECT_DIFFUSE = 3,
  /**
   * Probability of specular reflection (default, wls).
   */
  CHROMA2_SURFACE_PROPERTY_REFLECT_SPECULAR = 4,
  /**
   * Real part of the film's index, above 0 and by default 1 (complex).
   */
  CHROMA2_SURFACE_PROPERTY_ETA = 5,
  /**
   * Imaginary part of the film's index (complex).
   */
  CHROMA2_SURFACE_PROPERTY_K = 6,
  /**
   * Thickness of the film in nm: one value without wavelengths (complex).
   */
  CHROMA2_SURFACE_PROPERTY_THICKNESS = 7,
  /**
   * Whether light goes through the film, 0 or 1: one value without wavelengths (complex).
   */
  CHROMA2_SURFACE_PROPERTY_TRANSMISSIVE = 8,
  /**
   * Delay of the emission in ns, the same always: one value without wavelengths (wls).
   */
  CHROMA2_SURFACE_PROPERTY_DELAY = 9,
  /**
   * Mean of an exponential delay in ns, added to that; 0: none. One value without wavelengths (wls).
   */
  CHROMA2_SURFACE_PROPERTY_DECAY_TIME = 10,
  /**
   * Whether no photon is emitted with more energy than was absorbed, 0 or 1: one value without wavelengths
   * (wls). The spectrum is cut there; what is absorbed stays so where nothing is left of it.
   */
  CHROMA2_SURFACE_PROPERTY_DOWNSHIFT_ONLY = 11,
  /**
   * A chroma2_surface_type, by default dielectric_dielectric: one value without wavelengths (glisur and unified,
   * as all that follow).
   */
  CHROMA2_SURFACE_PROPERTY_TYPE = 12,
  /**
   * A chroma2_surface_finish, by default polished: one value without wavelengths.
   */
  CHROMA2_SURFACE_PROPERTY_FINISH = 13,
  /**
   * Probability, by default 1, of what is neither absorbed nor transmitted: reflection by a metal or paint,
   * Fresnel's reflection and refraction by a dielectric.
   */
  CHROMA2_SURFACE_PROPERTY_REFLECTIVITY = 14,
  /**
   * Probability to go straight on to what is beyond.
   */
  CHROMA2_SURFACE_PROPERTY_TRANSMITTANCE = 15,
  /**
   * Probability of detection after absorption.
   */
  CHROMA2_SURFACE_PROPERTY_EFFICIENCY = 16,
  /**
   * Probability of a reflection off the mean surface instead of a facet (unified, as the next two).
   */
  CHROMA2_SURFACE_PROPERTY_SPECULAR_SPIKE = 17,
  /**
   * Probability of a reflection off a facet.
   */
  CHROMA2_SURFACE_PROPERTY_SPECULAR_LOBE = 18,
  /**
   * Probability of a reflection back where light came from. What these three leave of 1 is reflected
   * diffusely.
   */
  CHROMA2_SURFACE_PROPERTY_BACKSCATTER = 19,
  /**
   * Index of refraction, by default 1, of the gap between the surface and the paint behind it (back-painted).
   */
  CHROMA2_SURFACE_PROPERTY_GAP_INDEX = 20,
  /**
   * Real part of a metal's index of refraction; where it or the next one is above 0 they say what a metal
   * reflects, instead of the reflectivity (dielectric_metal).
   */
  CHROMA2_SURFACE_PROPERTY_REAL_INDEX = 21,
  /**
   * Imaginary part of a metal's index of refraction (dielectric_metal).
   */
  CHROMA2_SURFACE_PROPERTY_IMAGINARY_INDEX = 22,
  /**
   * From 1, by default, for no facets to 0 for the most rugged ones: one value without wavelengths (glisur).
   */
  CHROMA2_SURFACE_PROPERTY_POLISH = 23,
  /**
   * Standard deviation of the angle between facets and surface in radians, at most pi/2: one value without
   * wavelengths (unified).
   */
  CHROMA2_SURFACE_PROPERTY_SIGMA_ALPHA = 24,
  /**
   * Height of the roughness of a dielectric in nm, which reflects light diffusely that Fresnel's boundary to a
   * medium of lower index reflects: one value without wavelengths (dielectric_dielectric).
   */
  CHROMA2_SURFACE_PROPERTY_SURFACE_ROUGHNESS = 25,
  /**
   * Mean number of photons, from 0 to 1000, where light is emitted after absorption: the number is Poisson's, and
   * where it is 0 the light stays absorbed. 0: exactly one. One value without wavelengths (wls).
   */
  CHROMA2_SURFACE_PROPERTY_MEAN_NUMBER = 26,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_surface_property chroma2_surface_property;
#else
typedef uint32_t chroma2_surface_property;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What is beyond a surface of the models glisur and unified, with Geant4's number; functions take it as a
 * property.
 */
enum chroma2_surface_type
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * A metal: what is not reflected is absorbed, or goes straight on by its transmittance.
   */
  CHROMA2_SURFACE_TYPE_DIELECTRIC_METAL = 0,
  /**
   * A dielectric or a paint.
   */
  CHROMA2_SURFACE_TYPE_DIELECTRIC_DIELECTRIC = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_surface_type chroma2_surface_type;
#else
typedef uint32_t chroma2_surface_type;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Adds a surface of a chroma2_surface_model and writes its index to *surface. The name may be NULL
 * and need not be unique. What the model needs is checked by the commit. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_surface(chroma2_geometry *geometry,
                                            const char *name,
                                            uint32_t model,
                                            uint32_t *surface);

/**
 * Sets a chroma2_surface_property: `count` values, at most 1048576, at strictly increasing wavelengths (nm),
 * linear between them and constant beyond the ends; or one value and NULL, the same everywhere. The arrays
 * are copied. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_set_surface_property(chroma2_geometry *geometry,
                                                     uint32_t surface,
                                                     uint32_t property,
                                                     const double *wavelengths,
                                                     const double *values,
                                                     uint64_t count);

/**
 * Lets another surface stand for one to light that comes from the inner side of a triangle (or from within a
 * wire): CHROMA2_NONE for a bare boundary. Without this call the surface is the same to both sides. That other
 * one's own inner side does not count. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_set_surface_inner_side(chroma2_geometry *geometry,
                                                       uint32_t surface,
                                                       uint32_t inner_side);

/**
 * Sets the cumulative distribution, from 0 to 1, of the wavelength (nm) that a wavelength shifter
 * emits, at `count` strictly increasing wavelengths, 2 to 1048576; linear in between, so that the density is
 * level there. The arrays are copied. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_set_surface_reemission_cdf(chroma2_geometry *geometry,
                                                           uint32_t surface,
                                                           const double *wavelengths,
                                                           const double *cumulative,
                                                           uint64_t count);

/**
 * Sets the cumulative distribution, from 0 to 1, of the delay (ns, 0 or more) with which a wavelength shifter
 * emits, at `count` strictly increasing times, 2 to 1048576; linear in between. A fixed and an exponential
 * delay (CHROMA2_SURFACE_PROPERTY_DELAY, CHROMA2_SURFACE_PROPERTY_DECAY_TIME) add to it. The arrays are
 * copied. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_set_surface_reemission_time_cdf(chroma2_geometry *geometry,
                                                                uint32_t surface,
                                                                const double *times,
                                                                const double *cumulative,
                                                                uint64_t count);

/**
 * Sets the probabilities of an angular surface at `count` angles of incidence (at most 1048576; radians,
 * strictly increasing, within 0 and pi/2), linear between them and constant beyond the ends. Where they add up
 * to less than 1, the rest is absorbed. The arrays are copied. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_set_surface_angular(chroma2_geometry *geometry,
                                                    uint32_t surface,
                                                    const double *angles,
                                                    const double *transmit,
                                                    const double *reflect_specular,
                                                    const double *reflect_diffuse,
                                                    uint64_t count);

/**
 * Adds an angle of incidence (radians, 0 to pi/2, above those added before) to a dichroic surface,
 * with the probabilities of specular reflection and of transmission there, as tables over the
 * wavelength (nm) or as one value each with NULL wavelengths. Probabilities are linear between
 * angles and constant beyond the first and last one. The arrays are copied. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_surface_dichroic_angle(chroma2_geometry *geometry,
                                                           uint32_t surface,
                                                           double angle,
                                                           const double *reflect_wavelengths,
                                                           const double *reflect,
                                                           uint64_t reflect_count,
                                                           const double *transmit_wavelengths,
                                                           const double *transmit,
                                                           uint64_t transmit_count);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_SURFACE_H */
