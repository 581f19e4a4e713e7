#ifndef CHROMA2_REPORT_H
#define CHROMA2_REPORT_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include <stddef.h>
#include <stdint.h>
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
   * 1: the commit was asked to check edges.
   */
  uint32_t edges_checked;
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
} chroma2_geometry_report;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Writes what the commit noticed; report->struct_size must be set. Fails as an invalid state before
 * the commit. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_geometry_get_report(const chroma2_geometry *geometry,
                                           struct chroma2_geometry_report *report);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_REPORT_H */
