// Functions of one variable.
// Generated from src/layout/tables.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>

namespace chroma2 {

// Piecewise-linear function of one variable; it may jump between segments (inverse CDFs do).
// value(x) = segment.y + (x - segment.x) * segment.slope in the last segment with segment.x <= x,
// x clamped to lo and hi. Buckets map equal intervals between these to a segment at or before it.
struct alignas(16) Table {
  uint32_t segment_offset;
  // 0: the constant `value`.
  uint32_t segment_count;
  uint32_t bucket_offset;
  uint32_t bucket_count;
  float lo;
  float hi;
  // Buckets per unit of x.
  float bucket_scale;
  float value;
};

// One linear piece of a Table.
struct alignas(16) Segment {
  float x;
  float y;
  float slope;
  // `x` of the next one; infinite: there is none.
  float next;
};

// Tables with their arrays: those of a scene, the spectrum of a photon source, the distributions of a
// readout.
struct TableView {
  const Table *tables;
  const Segment *segments;
  const uint32_t *buckets;
};

}  // namespace chroma2
