#ifndef CHROMA2_MESH_H
#define CHROMA2_MESH_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/geometry.h"

/**
 * A triangle mesh in its own frame, in mm. Seen from the outer side the vertices of a triangle run
 * counterclockwise. All arrays are copied; they begin at multiples of 4, and so do entries. A mesh has at most
 * 2^31 - 1 triangles.
 */
typedef struct chroma2_mesh_config {
  /**
   * sizeof(chroma2_mesh_config).
   */
  size_t struct_size;
  /**
   * May be NULL, need not be unique.
   */
  const char *name;
  /**
   * x, y, z of each vertex, of magnitude 10^7 at most.
   */
  const float *vertices;
  uint64_t vertex_count;
  /**
   * Bytes from vertex to vertex; 0: 12.
   */
  size_t vertex_stride;
  /**
   * Three indices of vertices, from 0, of each triangle.
   */
  const uint32_t *triangles;
  uint64_t triangle_count;
  /**
   * Bytes from triangle to triangle; 0: 12.
   */
  size_t triangle_stride;
  /**
   * Material on the inner side of each triangle; NULL: inner_material for all.
   */
  const uint32_t *inner_materials;
  /**
   * Material on the outer side of each triangle; NULL: outer_material for all.
   */
  const uint32_t *outer_materials;
  /**
   * Surface of each triangle, CHROMA2_NONE for none; NULL: `surface` for all.
   */
  const uint32_t *surfaces;
  /**
   * Material on the inner side of all triangles.
   */
  uint32_t inner_material;
  /**
   * Material on the outer side of all triangles.
   */
  uint32_t outer_material;
  /**
   * 1: all triangles have `surface`; 0: they are bare boundaries between the materials.
   */
  uint32_t has_surface;
  /**
   * Surface of all triangles.
   */
  uint32_t surface;
} chroma2_mesh_config;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Adds a mesh of one triangle or more, of materials and surfaces that the geometry has, and writes its index
 * to *mesh. It shows once an instance places it. Triangles without area are kept but never hit; the report of
 * the commit counts them. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_mesh(chroma2_geometry *geometry,
                                         const struct chroma2_mesh_config *config,
                                         uint32_t *mesh);

/**
 * Says how far facets of all meshes may be from the smooth bodies that they stand for, in mm; 0 (the default): not known, and
 * judged by how facets bend. Round bodies that come as near to each other as this touch. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_set_chord(chroma2_geometry *geometry,
                                          double chord);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_MESH_H */
