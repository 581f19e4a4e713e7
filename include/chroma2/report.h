#ifndef CHROMA2_REPORT_H
#define CHROMA2_REPORT_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/geometry.h"

/**
 * What the commit of a geometry noticed that is no error. Of each kind the first few examples are
 * kept: as many as the count says, 16 at most.
 */
typedef struct chroma2_geometry_report {
  /**
   * sizeof(chroma2_geometry_report).
   */
  size_t struct_size;
  /**
   * Triangles without area, counted once for each mesh. No ray meets them.
   */
  uint64_t degenerate_count;
  /**
   * Edges that belong to one triangle only: a photon may get through there.
   */
  uint64_t open_edge_count;
  /**
   * Edges at which windings disagree: inside and outside are swapped on one of the triangles.
   */
  uint64_t inconsistent_edge_count;
  /**
   * Edges of four triangles or more, in balance, such as where two bodies touch.
   */
  uint64_t shared_edge_count;
  /**
   * Vertices of open edges that are within weld_tolerance of another one. They are one with it in
   * the counts of edges, but stay as they are otherwise.
   */
  uint64_t welded_vertex_count;
  /**
   * Edges that are not counted as open because of that.
   */
  uint64_t welded_edge_count;
  /**
   * Closed meshes whose normals point inward: inner and outer material are swapped.
   */
  uint64_t inverted_mesh_count;
  /**
   * Pairs of instances that touch: light goes from one straight into the other. No fault. Of this and the
   * next count together the check looks at about 2^22 pairs at most.
   */
  uint64_t touching_count;
  /**
   * Pairs of instances that share space.
   */
  uint64_t overlapping_count;
  /**
   * Instances whose outer material is not the inner one of the instance around them.
   */
  uint64_t misfit_count;
  /**
   * 1: the commit was asked for a check. Without one all counts but those of triangles without area, materials, surfaces
   * and border surfaces are 0.
   */
  uint32_t checked;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * Meshes and triangles of the first triangles without area.
   */
  uint32_t degenerate_meshes[16];
  uint32_t degenerate_triangles[16];
  /**
   * Meshes and triangles of the first open edges.
   */
  uint32_t open_meshes[16];
  uint32_t open_triangles[16];
  /**
   * Meshes and triangles of the first inconsistent edges.
   */
  uint32_t inconsistent_meshes[16];
  uint32_t inconsistent_triangles[16];
  /**
   * The first meshes with normals inward.
   */
  uint32_t inverted_meshes[16];
  /**
   * Both instances of the first pairs that touch.
   */
  uint32_t touching_instances[16];
  uint32_t touched_instances[16];
  /**
   * Both instances of the first pairs that share space.
   */
  uint32_t overlapping_instances[16];
  uint32_t overlapped_instances[16];
  /**
   * The first instances whose outer material does not fit, and what is around them.
   */
  uint32_t misfit_instances[16];
  uint32_t misfit_surroundings[16];
  /**
   * Surfaces with a property that is not its default and changes nothing: their model does not use it
   * (`detect` of a wavelength shifter, say), or it has nothing to act on (`detect` of a film that absorbs
   * nothing). The log says which, and why.
   */
  uint64_t unused_property_count;
  /**
   * Materials whose reemission components do not add up: the sum of the material's absorption length over
   * the components' differs from 1 by more than 0.01 somewhere. The last component takes the remainder,
   * whatever its own length is.
   */
  uint64_t unbalanced_material_count;
  /**
   * The first such surfaces.
   */
  uint32_t unused_property_surfaces[16];
  /**
   * The first such materials.
   */
  uint32_t unbalanced_materials[16];
  /**
   * Materials with a property that is not its default and changes nothing: `mie_forward`, `mie_backward` or
   * `mie_forward_ratio` without `mie_length` or for light that never goes that way, `birks_constant` or `resolution_scale`
   * without `scintillation_yield`, a `scintillation_yield` without components. The log says which, and why.
   */
  uint64_t unused_material_property_count;
  /**
   * Materials whose group velocity, given or made from the refractive index, is somewhere above that of light in
   * vacuum or below a tenth of it. Light travels so all the same.
   */
  uint64_t odd_velocity_count;
  /**
   * Border surfaces that no light can meet: their instances have no face in common, or another one is all around the
   * one whose border with no instance it would be.
   */
  uint64_t unmet_border_surface_count;
  /**
   * The first such materials.
   */
  uint32_t unused_property_materials[16];
  /**
   * The first such materials.
   */
  uint32_t odd_velocity_materials[16];
  /**
   * The first such border surfaces, in the order in which they were added; those of meshes are counted after those of
   * instances.
   */
  uint32_t unmet_border_surfaces[16];
} chroma2_geometry_report;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Writes what the commit noticed; report->struct_size must be set. Fails as an invalid state before
 * the commit. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_geometry_get_report(const chroma2_geometry *geometry,
                                           struct chroma2_geometry_report *report);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_REPORT_H */
