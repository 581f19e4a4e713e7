#ifndef CHROMA2_SOURCE_H
#define CHROMA2_SOURCE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/options.h"
#include "chroma2/session.h"
#include "chroma2/event.h"

/**
 * Where the photons of a source begin. Structs take it as uint32_t.
 */
enum chroma2_source_type
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * `position`.
   */
  CHROMA2_SOURCE_TYPE_POINT = 0,
  /**
   * A disk of `radius` around `position`, across `direction`, evenly.
   */
  CHROMA2_SOURCE_TYPE_BEAM = 1,
  /**
   * The line from `position` to `end`, evenly; times change from `time` to `end_time`.
   */
  CHROMA2_SOURCE_TYPE_LINE = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_source_type chroma2_source_type;
#else
typedef uint32_t chroma2_source_type;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How the photons of a source are polarized. Structs take it as uint32_t.
 */
enum chroma2_source_polarization
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Any way across the direction.
   */
  CHROMA2_SOURCE_POLARIZATION_RANDOM = 0,
  /**
   * Along `polarization`, as far as the direction allows.
   */
  CHROMA2_SOURCE_POLARIZATION_ALONG = 1,
  /**
   * In the plane of the photon's direction and `direction`, as Cherenkov light is.
   */
  CHROMA2_SOURCE_POLARIZATION_RADIAL = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_source_polarization chroma2_source_polarization;
#else
typedef uint32_t chroma2_source_polarization;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How the table of a source's spectrum is meant. Structs take it as uint32_t.
 */
enum chroma2_spectrum_type
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Relative densities per nm at the wavelengths, of any norm, 0 or more: linear between the wavelengths
   * and 0 beyond them, so that 0 at 400 nm and 1 at 500 nm have a mean of 466.7 nm. Cumulative values
   * are right to 10^-6. At most 524288 wavelengths.
   */
  CHROMA2_SPECTRUM_TYPE_DENSITY = 0,
  /**
   * Cumulative distribution at the wavelengths, from 0 to 1 (within 10^-6), linear between them: the
   * density is level there. At most 1048576 wavelengths.
   */
  CHROMA2_SPECTRUM_TYPE_CDF = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_spectrum_type chroma2_spectrum_type;
#else
typedef uint32_t chroma2_spectrum_type;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A photon source. All zero but struct_size and wavelength is an isotropic point at the origin.
 */
typedef struct chroma2_source {
  /**
   * sizeof(chroma2_source).
   */
  size_t struct_size;
  /**
   * Number of photons; 0 is fine, at most 2^40.
   */
  uint64_t count;
  /**
   * A chroma2_source_type.
   */
  uint32_t type;
  /**
   * A chroma2_source_polarization.
   */
  uint32_t polarized;
  /**
   * mm. A surface that it lies on is met or not, as rounding has it.
   */
  double position[3];
  /**
   * mm; lines only.
   */
  double end[3];
  /**
   * Axis, of any length; all zero: isotropic, not for beams.
   */
  double direction[3];
  /**
   * Photons go evenly in solid angle between inner_half_angle and half_angle around the axis, radians
   * up to pi; both 0: along it. Not without an axis.
   */
  double half_angle;
  double inner_half_angle;
  /**
   * mm, of a disk; beams only; 0: a point.
   */
  double radius;
  /**
   * ns, from the event's time_offset. Times of photons are single precision: resolved to 2^-24 of their
   * size.
   */
  double time;
  /**
   * Standard deviation of a Gaussian around the time, ns; 0: none.
   */
  double time_spread;
  /**
   * ns, from the event's time_offset; lines only.
   */
  double end_time;
  /**
   * Of any length; for CHROMA2_SOURCE_POLARIZATION_ALONG only.
   */
  double polarization[3];
  /**
   * The wavelength in nm, where spectrum_count is 0.
   */
  double wavelength;
  /**
   * Wavelengths evenly from `wavelength` to this one, nm; 0: `wavelength` alone.
   */
  double wavelength_end;
  /**
   * Strictly increasing wavelengths in nm, above 0, spectrum_count entries; copied.
   */
  const double *spectrum_wavelengths;
  /**
   * Densities or cumulative values there.
   */
  const double *spectrum_values;
  /**
   * 2 or more; 0: no spectrum.
   */
  uint64_t spectrum_count;
  /**
   * A chroma2_spectrum_type.
   */
  uint32_t spectrum_type;
  /**
   * Bits of chroma2_flag to begin with, none of them terminal.
   */
  uint32_t flags;
  /**
   * Weight of each photon, 0 or more; 0: 1.
   */
  double weight;
} chroma2_source;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Submits the photons of a source, which are made by the threads that propagate them: photon k is the
 * same in every part of an event that has it. `config` may be NULL for all defaults. The caller owns
 * *event, to be given to chroma2_event_destroy. Fails as chroma2_session_submit does. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_submit_source(const chroma2_session *session,
                                             const struct chroma2_source *source,
                                             const chroma2_event_config *config,
                                             chroma2_event **event);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_SOURCE_H */
