// Ray queries.
// Generated from src/layout/rays.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>
#include "layout/scene.h"

namespace chroma2 {

// Threads of a block of ray queries.
constexpr uint32_t kRayBlock = 128;

// Rays in, closest hits out. Strides are in bytes; null outputs are skipped.
struct RayBatch {
  const float *origin;
  const float *direction;
  // Null: unlimited.
  const float *max_distance;
  uint64_t origin_stride;
  uint64_t direction_stride;
  uint64_t max_distance_stride;
  uint64_t count;
  // +inf: no hit.
  float *distance;
  // kNone: no hit.
  uint32_t *instance;
  // kNone: no hit.
  uint32_t *triangle;
  // 3 each, unit, the triangle's counterclockwise side, in the world.
  float *normal;
  // 2 each: weights of the triangle's second and third vertex.
  float *barycentric;
  // Any-hit: 1 or 0.
  uint8_t *hit;
};

// Ray queries on a device; all pointers are to its memory.
struct RayJob {
  Scene scene;
  RayBatch rays;
  // 0 before a launch.
  unsigned long long *next;
  // As in PropagateJob.
  uint32_t linger;
  uint32_t reserved;
};

}  // namespace chroma2
