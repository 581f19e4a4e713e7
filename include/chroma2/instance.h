#ifndef CHROMA2_INSTANCE_H
#define CHROMA2_INSTANCE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/geometry.h"

/**
 * Placed meshes as a structure of arrays of `count` entries: point = rotation * vertex +
 * translation. All arrays are copied. Arrays of double begin at multiples of 8, the others at multiples of
 * 4, and so do entries. A geometry has at most 2^31 - 1 instances.
 */
typedef struct chroma2_instances {
  /**
   * sizeof(chroma2_instances).
   */
  size_t struct_size;
  uint64_t count;
  /**
   * Index of the mesh of each; NULL: `mesh` for all.
   */
  const uint32_t *meshes;
  /**
   * Nine numbers of each, row by row: orthonormal within 1e-4 (then made exactly so), without
   * reflection. NULL: no rotation.
   */
  const double *rotations;
  /**
   * Bytes from rotation to rotation; 0: 72.
   */
  size_t rotation_stride;
  /**
   * x, y, z of each, mm, of magnitude 10^7 at most. NULL: no translation.
   */
  const double *translations;
  /**
   * Bytes from translation to translation; 0: 24.
   */
  size_t translation_stride;
  /**
   * Channel that each one's detected photons count for, 0 or more; -1: none. NULL: none has one. Several
   * may have one channel.
   */
  const int32_t *channels;
  /**
   * Index of the mesh of all.
   */
  uint32_t mesh;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * Of two that touch or overlap, the one of higher priority counts where both are, of one priority the one of smaller
   * volume. NULL: 0 for all.
   */
  const uint32_t *priorities;
} chroma2_instances;

/**
 * Parallel wires: cylinders along u, at v0 + k * pitch along v from the origin, for every integer k
 * for which that lies within [v_min, v_max]; an end within rounding of a wire is taken to lie on it.
 * They are met analytically, as tubes that are open at both ends. Lengths in mm, of magnitude 10^7 at most.
 */
typedef struct chroma2_wire_plane {
  /**
   * sizeof(chroma2_wire_plane).
   */
  size_t struct_size;
  double origin[3];
  /**
   * Direction of the wires, a unit vector; u and v are orthonormal within 1e-4, and then made exactly so.
   */
  double u[3];
  /**
   * Direction from wire to wire, a unit vector across u.
   */
  double v[3];
  /**
   * From axis to axis; more than two radii.
   */
  double pitch;
  /**
   * 1e-6 or more.
   */
  double radius;
  /**
   * Where wires begin and end along u from the origin, the same for all; u_max is above u_min.
   */
  double u_min;
  double u_max;
  /**
   * Where axes of wires may lie along v from the origin, both ends included: at least one must. The same
   * number twice is one wire there.
   */
  double v_min;
  double v_max;
  /**
   * Where wire k = 0 lies along v, or would lie.
   */
  double v0;
  uint32_t inner_material;
  uint32_t outer_material;
  /**
   * 1: the wires have `surface`; 0: they are bare.
   */
  uint32_t has_surface;
  uint32_t surface;
  /**
   * 1: the wires count for channels: first_channel for that of lowest v, and channel_stride more
   * for every further one.
   */
  uint32_t has_channels;
  int32_t first_channel;
  int32_t channel_stride;
  /**
   * 0.
   */
  uint32_t reserved;
} chroma2_wire_plane;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Places many meshes and writes the index of the first one to *first (may be NULL); the others
 * follow. All or none are added. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_instances(chroma2_geometry *geometry,
                                              const struct chroma2_instances *instances,
                                              uint32_t *first);

/**
 * Places a mesh and writes the instance's index to *instance (may be NULL). `rotation` has nine
 * numbers, row by row (NULL: none), `translation` three, in mm (NULL: none); `channel` is -1 for
 * none. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_instance(chroma2_geometry *geometry,
                                             uint32_t mesh,
                                             const double *rotation,
                                             const double *translation,
                                             int32_t channel,
                                             uint32_t *instance);

/**
 * Adds a surface for light that goes from instance `from` into instance `into`, where they touch or one is right
 * within the other; CHROMA2_NONE stands for what is in no instance. It comes before what surfaces the triangles there
 * have, for this order of the two alone, and what is met is a triangle of `into` where that has one there, else of
 * `from`. Both need to be closed meshes of one inner material, with normals outward, and a pair has one such surface;
 * the commit checks that, and warns in the log where the two do not meet. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_border_surface(chroma2_geometry *geometry,
                                                   uint32_t from,
                                                   uint32_t into,
                                                   uint32_t surface);

/**
 * As chroma2_geometry_add_border_surface for light that goes from any instance of mesh `from` into any one of mesh `into`
 * with which it has a face in common; CHROMA2_NONE stands for what is in no instance. Both may be the same mesh. The
 * commit finds the pairs of instances; one that has a border surface of its own keeps that. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_mesh_border_surface(chroma2_geometry *geometry,
                                                        uint32_t from,
                                                        uint32_t into,
                                                        uint32_t surface);

/**
 * Adds a plane of wires and writes its index to *plane (may be NULL). One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_wire_plane(chroma2_geometry *geometry,
                                               const struct chroma2_wire_plane *config,
                                               uint32_t *plane);

/**
 * Writes how many wires a plane has, to check pitch and ends with. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_get_wire_count(const chroma2_geometry *geometry,
                                               uint32_t plane,
                                               uint64_t *count);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_INSTANCE_H */
