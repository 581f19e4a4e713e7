#ifndef CHROMA2_GEOMETRY_H
#define CHROMA2_GEOMETRY_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/context.h"

/**
 * "No such index", "none", "nothing was hit".
 */
#define CHROMA2_NONE 4294967295u

/**
 * Set in an instance number that names a wire plane: the plane's index is in the other bits, and
 * what would be the triangle is the wire, counted from the one of lowest position along v.
 */
#define CHROMA2_WIRE_BIT 2147483648u

/**
 * Trade-off between the time of a commit and that of rays and photons. Structs take it as uint32_t.
 */
enum chroma2_build_quality
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * For most uses.
   */
  CHROMA2_BUILD_QUALITY_DEFAULT = 0,
  /**
   * For geometries that change often.
   */
  CHROMA2_BUILD_QUALITY_FAST = 1,
  /**
   * For long runs.
   */
  CHROMA2_BUILD_QUALITY_BEST = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_build_quality chroma2_build_quality;
#else
typedef uint32_t chroma2_build_quality;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Kinds of things with names. Functions take it as uint32_t.
 */
enum chroma2_geometry_item
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  CHROMA2_GEOMETRY_ITEM_MATERIAL = 0,
  CHROMA2_GEOMETRY_ITEM_SURFACE = 1,
  CHROMA2_GEOMETRY_ITEM_MESH = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_geometry_item chroma2_geometry_item;
#else
typedef uint32_t chroma2_geometry_item;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A detector: materials, surfaces, meshes, their instances and wire planes. It is put together,
 * committed once, and never changes after that.
 */
typedef struct chroma2_geometry chroma2_geometry;

/**
 * How to commit. All zero but struct_size is right for most programs.
 */
typedef struct chroma2_commit_config {
  /**
   * sizeof(chroma2_commit_config).
   */
  size_t struct_size;
  /**
   * A chroma2_build_quality.
   */
  uint32_t quality;
  /**
   * 1: look for what seems wrong in meshes and in how their instances lie, for
   * chroma2_geometry_get_report and the log. Takes longer than the commit itself only
   * where very many instances touch. It is done anew by each commit: tree_cache keeps nothing of it.
   */
  uint32_t check;
  /**
   * The check takes vertices of open edges that are at most so far apart, in mm, as one vertex, and its
   * report says what that changes. 0: none. Only with `check`.
   */
  double weld_tolerance;
  /**
   * Folder that built trees are kept in, and nothing else, one file for each geometry and way to build; it
   * is made where it is missing. A commit of a geometry that is there reads the file and builds nothing; a
   * file that is damaged or of another version is replaced. Where the folder cannot be used the log
   * warns, trees are built and the commit succeeds. Any number of processes may share it, and only
   * those who may change the program's answers should be able to write to it. Files are never
   * removed. The text is read during the call. NULL: none.
   */
  const char *tree_cache;
} chroma2_commit_config;

/**
 * What a geometry has. The box is one of 0 to 0 where it is empty.
 */
typedef struct chroma2_geometry_info {
  /**
   * sizeof(chroma2_geometry_info).
   */
  size_t struct_size;
  uint64_t material_count;
  uint64_t surface_count;
  uint64_t mesh_count;
  uint64_t instance_count;
  uint64_t wire_plane_count;
  /**
   * Triangles of all instances together.
   */
  uint64_t triangle_count;
  /**
   * 1 after the commit. The fields after it are 0 before.
   */
  uint32_t is_committed;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * One more than the largest channel; 0: nothing has a channel.
   */
  uint64_t channel_count;
  /**
   * Bytes of host memory.
   */
  uint64_t memory;
  /**
   * Seconds that the commit took.
   */
  double commit_seconds;
  /**
   * Corner of lowest coordinates of a box around everything, mm.
   */
  float lower[3];
  /**
   * Corner of highest coordinates, mm.
   */
  float upper[3];
} chroma2_geometry_info;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes an empty geometry. It uses the threads of `context`, and keeps it alive. The caller owns
 * *geometry, to be given to chroma2_geometry_destroy. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_create(const chroma2_context *context,
                                       struct chroma2_geometry **geometry);

/**
 * Gives a geometry up; NULL is fine. Sessions keep it alive as long as they need it. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_geometry_destroy(struct chroma2_geometry *geometry);

/**
 * Checks a geometry as a whole and freezes it; from then on it cannot be changed, and sessions and
 * ray queries can use it. `config` may be NULL. Fails as an invalid argument for what does not fit
 * together (the message names it) and as an invalid state for a second commit; a geometry that
 * fails stays as it was. An empty geometry is fine. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_commit(struct chroma2_geometry *geometry,
                                       const struct chroma2_commit_config *config);

/**
 * Writes what a geometry has; info->struct_size must be set. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_get_info(const struct chroma2_geometry *geometry,
                                         struct chroma2_geometry_info *info);

/**
 * Writes the SHA-256 digest of all that decides results: the same for the same geometry in every
 * version of this library, whatever names things have. `digest` has room for 32 bytes. Fails as an
 * invalid state before the commit. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_get_digest(const struct chroma2_geometry *geometry,
                                           uint8_t *digest);

/**
 * Writes the channel of what a photon or ray hit: `instance` and `triangle` as in hits. -1: it has
 * none, or does not exist. Fails as an invalid state before the commit. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_get_channel(const struct chroma2_geometry *geometry,
                                            uint32_t instance,
                                            uint32_t triangle,
                                            int32_t *channel);

/**
 * Writes the index of the first thing of a name; `item` is a chroma2_geometry_item. Fails as an
 * invalid argument where there is none. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_find(const struct chroma2_geometry *geometry,
                                     uint32_t item,
                                     const char *name,
                                     uint32_t *index);

/**
 * Copies the name of a thing; `item` is a chroma2_geometry_item. Writes at most `capacity` bytes,
 * NUL-terminated, to `name` (may be NULL if `capacity` is 0), and the length of the whole name,
 * without the NUL, to `length` (may be NULL). Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_get_name(const struct chroma2_geometry *geometry,
                                         uint32_t item,
                                         uint32_t index,
                                         char *name,
                                         size_t capacity,
                                         size_t *length);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_GEOMETRY_H */
