#ifndef CHROMA2_RAYS_H
#define CHROMA2_RAYS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/geometry.h"

/**
 * Rays as a structure of arrays of `count` entries. Directions may have any length: distances are
 * in mm. A ray whose direction is zero, or which has anything that is not a finite number, hits
 * nothing, nor does one whose origin is 10^18 mm away. What is hit lies ahead: a triangle or wire that the
 * origin lies on exactly is not met, and one that it lies on within rounding is met or not. To go on from a
 * hit, set the next origin off it by a few times 2^-23 of its largest coordinate (5 micrometres at
 * 10 m). Addresses and strides are multiples of 4.
 */
typedef struct chroma2_rays {
  /**
   * sizeof(chroma2_rays).
   */
  size_t struct_size;
  uint64_t count;
  /**
   * x, y, z of each origin, mm.
   */
  const float *origins;
  /**
   * Bytes from origin to origin; 0: 12.
   */
  size_t origin_stride;
  /**
   * x, y, z of each direction.
   */
  const float *directions;
  /**
   * Bytes from direction to direction; 0: 12.
   */
  size_t direction_stride;
  /**
   * How far each ray goes, its end included, mm; above 0, else nothing is hit. NULL: without limit.
   */
  const float *max_distances;
  /**
   * Bytes from one to the next; 0: 4.
   */
  size_t max_distance_stride;
  /**
   * 0: these arrays and those of the hits are in host memory. Otherwise all of them are in the memory
   * of the GPU at this place in the list of chroma2_device_get_info, which is that of the geometry's
   * context, and what fills the rays is done (synchronize its stream). Nothing is copied then;
   * materials, surfaces and channels can't be had.
   */
  uint32_t device;
  /**
   * 0.
   */
  uint32_t reserved;
} chroma2_rays;

/**
 * Where to write what rays hit: arrays of the caller's with as many entries as there are rays, no
 * gaps, at multiples of 4. NULL ones are skipped.
 */
typedef struct chroma2_ray_hits {
  /**
   * sizeof(chroma2_ray_hits).
   */
  size_t struct_size;
  /**
   * mm; infinity: nothing was hit.
   */
  float *distances;
  /**
   * Instance, or with CHROMA2_WIRE_BIT a wire plane; CHROMA2_NONE: nothing was hit.
   */
  uint32_t *instances;
  /**
   * Triangle of the instance's mesh, or wire of the plane; CHROMA2_NONE: nothing was hit.
   */
  uint32_t *triangles;
  /**
   * x, y, z of the unit normal in the world: on the outer side of a triangle, towards where the ray
   * came from on a wire; 0: nothing was hit.
   */
  float *normals;
  /**
   * Two numbers a ray: the weights of the triangle's second and third vertex at the hit, between 0 and 1;
   * 0: a wire, or nothing was hit.
   */
  float *barycentrics;
  /**
   * Material on the inner side; CHROMA2_NONE: nothing was hit.
   */
  uint32_t *inner_materials;
  /**
   * Material on the outer side; CHROMA2_NONE: nothing was hit.
   */
  uint32_t *outer_materials;
  /**
   * Surface to light from the outer side; CHROMA2_NONE: a bare boundary, or nothing was hit.
   */
  uint32_t *surfaces;
  /**
   * Channel; -1: none, or nothing was hit.
   */
  int32_t *channels;
} chroma2_ray_hits;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Finds the first thing that each ray meets, on all threads of the context. Where several lie at
 * the same distance, the least instance, then the least triangle is taken. The arrays of `hits`
 * must not be used otherwise meanwhile. Fails as an invalid state before the commit. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_closest_hits(const chroma2_geometry *geometry,
                                             const struct chroma2_rays *rays,
                                             const struct chroma2_ray_hits *hits);

/**
 * Writes 1 for each ray that meets anything, else 0, to `hit`, an array of as many bytes as there
 * are rays; faster than the closest hits. Fails as an invalid state before the commit. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_any_hits(const chroma2_geometry *geometry,
                                         const struct chroma2_rays *rays,
                                         uint8_t *hit);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_RAYS_H */
