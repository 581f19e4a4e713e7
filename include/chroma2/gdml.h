#ifndef CHROMA2_GDML_H
#define CHROMA2_GDML_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/context.h"
#include "chroma2/geometry.h"

/**
 * What counts as a detection in a GDML file; functions take it as uint32_t.
 */
enum chroma2_gdml_detection
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * As the file says, where it has surfaces with EFFICIENCY or auxiliary tags SensDet, but not both: then it must be said.
   */
  CHROMA2_GDML_DETECTION_FILE = 0,
  /**
   * EFFICIENCY of surfaces is the share of what they absorb that is detected (Geant4's boundary status Detection; Opticks).
   */
  CHROMA2_GDML_DETECTION_SURFACE = 1,
  /**
   * That, and all light that enters a volume with the tag SensDet, past the reflection at its boundary (Geant4's
   * sensitive detectors; LArSoft).
   */
  CHROMA2_GDML_DETECTION_SENSITIVE = 2,
  /**
   * Light that enters a volume with that tag; EFFICIENCY has no meaning (Celeritas).
   */
  CHROMA2_GDML_DETECTION_ENTERED = 3,
  /**
   * Nothing.
   */
  CHROMA2_GDML_DETECTION_NONE = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_gdml_detection chroma2_gdml_detection;
#else
typedef uint32_t chroma2_gdml_detection;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a GDML file is read. All zero but struct_size is allowed, as is NULL in its place.
 */
typedef struct chroma2_gdml_config {
  /**
   * sizeof(chroma2_gdml_config).
   */
  size_t struct_size;
  /**
   * Largest distance in mm of meshes from the surfaces of curved solids, at most 10^7; 0: 0.05.
   */
  double chord;
  /**
   * What the file sets, that is not simulated and may be left out: `ignore_count` texts, each PROPERTY (of materials, and of
   * surfaces as far as it is not simulated there), OBJECT.PROPERTY or the name of an optical surface. NULL: nothing.
   */
  const char *const *ignore;
  uint64_t ignore_count;
  /**
   * Which placements have channels: `channel_count` rules, in the order of channels. A rule is a pattern, with * for any
   * text and ? for any character, of paths ("/world:0/tank:0/tube*", see chroma2_geometry_get_placement_path), of names of logical
   * volumes ("volume:PMT*") or of sensitive detectors ("sensdet:PMT"); placements get the next numbers in their order, or
   * with "=copy" behind the pattern their copy number, with "=copy:1" that of their mother, and so on. NULL: all that
   * detect have one, in their order.
   */
  const char *const *channels;
  uint64_t channel_count;
  /**
   * A chroma2_gdml_detection.
   */
  uint32_t detection;
  /**
   * 1: radii of curved solids are such that volumes stay, the surface lying on both sides of them; 0: vertices lie on the
   * surface.
   */
  uint32_t keep_volume;
  /**
   * 1: files that it includes may lie outside of its folder.
   */
  uint32_t outside_files;
  /**
   * 1: wavelength shifters emit with an exponential delay of their time constant; 0: after that time exactly, which is
   * Geant4's default.
   */
  uint32_t exponential_shifters;
} chroma2_gdml_config;

/**
 * A placed volume of a file.
 */
typedef struct chroma2_gdml_placement {
  /**
   * sizeof(chroma2_gdml_placement).
   */
  size_t struct_size;
  /**
   * Of the origin of its frame, mm.
   */
  double position[3];
  /**
   * Of the z axis of its frame.
   */
  double direction[3];
  /**
   * Copy number of its physical volume.
   */
  int64_t copy;
  /**
   * Instance that it is in; CHROMA2_NONE: it is the world.
   */
  uint32_t mother;
  /**
   * How many volumes it is in.
   */
  uint32_t depth;
  /**
   * Its mesh, whose name is that of the logical volume (chroma2_geometry_get_name).
   */
  uint32_t mesh;
  /**
   * -1: none.
   */
  int32_t channel;
} chroma2_gdml_placement;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes a geometry from a GDML file (docs/gdml.md says what of it is read): each logical volume's solid a mesh, each placement
 * an instance, in the order of chroma2_geometry_get_placement. It is not committed, so that it can be changed first, and
 * chroma2_geometry_save writes it as a scene file. The caller owns *geometry, to be given to chroma2_geometry_destroy. Fails as
 * an input or output error where a file can't be read, as a format error where its content is wrong or sets what is not
 * simulated; the message names file, line and object. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_load_gdml(const chroma2_context *context,
                                          const char *path,
                                          const struct chroma2_gdml_config *config,
                                          chroma2_geometry **geometry);

/**
 * Tells how many placements a geometry of a GDML file has; they are its first instances, with the same numbers. Fails as an
 * invalid state where it was not loaded from one. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_get_placement_count(const chroma2_geometry *geometry,
                                                    uint64_t *count);

/**
 * The placement of an instance, where it is now. Fails as chroma2_geometry_get_placement_count, and as an invalid argument
 * where there is none of that number. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_get_placement(const chroma2_geometry *geometry,
                                              uint32_t instance,
                                              struct chroma2_gdml_placement *placement);

/**
 * Writes the path of a placement, physical volumes with their copy numbers from the world on, as
 * "/world:0/tank:0/tube:17", NUL-terminated, and to *needed how many bytes that takes, the NUL included. With `buffer` NULL it
 * only tells these. Fails as chroma2_geometry_get_placement, and as an invalid argument where `size`, the bytes of `buffer`, is
 * less. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_get_placement_path(const chroma2_geometry *geometry,
                                                   uint32_t instance,
                                                   char *buffer,
                                                   uint64_t size,
                                                   uint64_t *needed);

/**
 * Finds the placement of a path as chroma2_geometry_get_placement_path gives it; copy numbers may be left out where there is
 * one only. Fails as an invalid argument where there is none, or are several. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_find_placement(const chroma2_geometry *geometry,
                                               const char *path,
                                               uint32_t *instance);

/**
 * Writes what a user should know of the file: one line a sentence, as to which materials stop light because they have no
 * refractive index; NUL-terminated. `buffer`, `size` and `needed` as for chroma2_geometry_get_placement_path. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_get_notes(const chroma2_geometry *geometry,
                                          char *buffer,
                                          uint64_t size,
                                          uint64_t *needed);

/**
 * Looks at how the placements of a committed geometry lie: parts that stick out of their mother, volumes that share space though
 * neither is in the other, and gaps of less than `gap` mm (0: 0.001) between faces; by the middles of facets all over. Writes
 * one line each, with numbers, paths and mm, "" where nothing is wrong; NUL-terminated. `buffer`, `size` and `needed` as for
 * chroma2_geometry_get_placement_path. Takes seconds for 100,000 placements. Fails as
 * chroma2_geometry_get_placement_count, and as an invalid state before the commit. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_check_placements(const chroma2_geometry *geometry,
                                                 double gap,
                                                 char *buffer,
                                                 uint64_t size,
                                                 uint64_t *needed);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_GDML_H */
