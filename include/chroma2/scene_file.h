#ifndef CHROMA2_SCENE_FILE_H
#define CHROMA2_SCENE_FILE_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/context.h"
#include "chroma2/geometry.h"

/**
 * A mesh from a file: STL (binary or ASCII), OBJ or PLY (ASCII or binary), by the end of its name.
 * docs/scene-format.md says what of them is read; what is left out is reported to the log. Faces of more
 * than three corners are split inside their outline. Seen from the outer side the vertices of a triangle
 * run counterclockwise.
 */
typedef struct chroma2_mesh_file_config {
  /**
   * sizeof(chroma2_mesh_file_config).
   */
  size_t struct_size;
  /**
   * Name of the mesh; may be NULL, need not be unique.
   */
  const char *name;
  /**
   * The file.
   */
  const char *path;
  /**
   * Length of the file's unit in mm (1000: the file is in metres); 0: 1.
   */
  double scale;
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
  /**
   * 1: where faces of a PLY file have the integer properties inner_material, outer_material or
   * surface (-1: none), these indices are taken instead of the ones above.
   */
  uint32_t use_file_attributes;
  /**
   * 0.
   */
  uint32_t reserved;
} chroma2_mesh_file_config;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes a geometry from a scene file (docs/scene-format.md): the TOML file, or the folder that has
 * scene.toml. It is not committed, so that it can be changed first. The caller owns *geometry, to be
 * given to chroma2_geometry_destroy. Fails as an input or output error where a file can't be read,
 * and as a format error where its content is wrong; the message names the file and the place. Any
 * thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_load(const chroma2_context *context,
                                     const char *path,
                                     chroma2_geometry **geometry);

/**
 * Saves a geometry, committed or not, to the folder `path`, which is made where it is missing:
 * scene.toml, meshes/ and, for many instances, instances.csv. Files of these names are replaced.
 * Loading it gives a geometry of the same digest. Fails as an invalid argument where the geometry
 * does not hold together, and as an input or output error. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_save(const chroma2_geometry *geometry,
                                     const char *path);

/**
 * Adds a mesh from a file, and writes its index to *mesh; the rest is as in
 * chroma2_geometry_add_mesh. Fails as an input or output error or a format error; the message names
 * the file and the place. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_add_mesh_file(chroma2_geometry *geometry,
                                              const struct chroma2_mesh_file_config *config,
                                              uint32_t *mesh);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_SCENE_FILE_H */
