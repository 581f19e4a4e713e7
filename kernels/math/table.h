// Lookup in piecewise-linear tables (built by src/tables).
#pragma once
#include "math/bits.h"

CHROMA2_BEGIN

CHROMA2_HD const Segment* segment_near(const Table& table, const Segment* segments, const uint32_t* buckets, float x) {
  uint32_t bucket = static_cast<uint32_t>((x - table.lo) * table.bucket_scale);
  if (bucket > table.bucket_count - 1) bucket = table.bucket_count - 1;
  return segments + table.segment_offset + buckets[table.bucket_offset + bucket];
}

CHROMA2_HD float value_from(const Segment* near, float x) {
#if defined(__CUDACC__)
  Segment segment = *near;
  while (x >= segment.next) segment = *++near;
  return fma(x - segment.x, segment.slope, segment.y);
#else
  while (x >= near->next) ++near;
  return fma(x - near->x, near->slope, near->y);
#endif
}

CHROMA2_CALL float table_value(const Table* tables, const Segment* segments, const uint32_t* buckets, uint32_t index,
                               float x) {
  Read<Table> table = tables[index];
  if (table.segment_count == 0) return table.value;
  x = min(max(x, table.lo), table.hi);  // NaN becomes lo
  return value_from(segment_near(table, segments, buckets, x), x);
}

// The values of four tables at one x. Their reads do not wait for each other, as they would one after another.
struct FourValues {
  float value[4];
};
CHROMA2_HD FourValues four_table_values(const Table* tables, const Segment* segments, const uint32_t* buckets,
                                        uint32_t a, uint32_t b, uint32_t c, uint32_t d, float x) {
  const uint32_t index[4] = {a, b, c, d};
  const Segment* near[4];
  float at[4];
  FourValues all;
  CHROMA2_UNROLL(4)
  for (int k = 0; k < 4; ++k) {
    Read<Table> table = tables[index[k]];
    all.value[k] = table.value;
    near[k] = nullptr;
    if (table.segment_count == 0) continue;
    at[k] = min(max(x, table.lo), table.hi);
    near[k] = segment_near(table, segments, buckets, at[k]);
  }
  CHROMA2_UNROLL(4)
  for (int k = 0; k < 4; ++k)
    if (near[k]) all.value[k] = value_from(near[k], at[k]);
  return all;
}

CHROMA2_HD float lookup(const TableView& view, uint32_t index, float x) {
  return table_value(view.tables, view.segments, view.buckets, index, x);
}

CHROMA2_END
