// Lookup in piecewise-linear tables (built by src/tables).
#pragma once
#include "math/bits.h"

CHROMA2_BEGIN

CHROMA2_CALL float table_value(const Table* tables, const Segment* segments, const uint32_t* buckets, uint32_t index,
                               float x) {
  const Table& table = tables[index];
  if (table.segment_count == 0) return table.value;
  x = max(x, table.lo);  // NaN becomes lo
  x = min(x, table.hi);
  uint32_t bucket = static_cast<uint32_t>((x - table.lo) * table.bucket_scale);
  if (bucket > table.bucket_count - 1) bucket = table.bucket_count - 1;
  const Segment* segment = segments + table.segment_offset;
  const Segment* last = segment + (table.segment_count - 1);
  segment += buckets[table.bucket_offset + bucket];
  while (segment < last && x >= segment[1].x) ++segment;
  return fma(x - segment->x, segment->slope, segment->y);
}

// The values of four tables at one x. Their reads do not wait for each other, as they would one after another.
struct FourValues {
  float value[4];
};
CHROMA2_HD FourValues four_table_values(const Table* tables, const Segment* segments, const uint32_t* buckets,
                                        uint32_t a, uint32_t b, uint32_t c, uint32_t d, float x) {
  const uint32_t index[4] = {a, b, c, d};
  const Segment *segment[4], *last[4];
  float at[4];
  FourValues all;
  CHROMA2_UNROLL(4)
  for (int k = 0; k < 4; ++k) {
    const Table& table = tables[index[k]];
    all.value[k] = table.value;
    segment[k] = last[k] = nullptr;
    if (table.segment_count == 0) continue;
    at[k] = min(max(x, table.lo), table.hi);
    uint32_t bucket = static_cast<uint32_t>((at[k] - table.lo) * table.bucket_scale);
    if (bucket > table.bucket_count - 1) bucket = table.bucket_count - 1;
    const Segment* first = segments + table.segment_offset;
    segment[k] = first + buckets[table.bucket_offset + bucket];
    last[k] = first + (table.segment_count - 1);
  }
  CHROMA2_UNROLL(4)
  for (int k = 0; k < 4; ++k) {
    if (!segment[k]) continue;
    while (segment[k] < last[k] && at[k] >= segment[k][1].x) ++segment[k];
    all.value[k] = fma(at[k] - segment[k]->x, segment[k]->slope, segment[k]->y);
  }
  return all;
}

CHROMA2_HD float lookup(const TableView& view, uint32_t index, float x) {
  return table_value(view.tables, view.segments, view.buckets, index, x);
}

CHROMA2_END
