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

CHROMA2_HD float lookup(const TableView& view, uint32_t index, float x) {
  return table_value(view.tables, view.segments, view.buckets, index, x);
}

CHROMA2_END
