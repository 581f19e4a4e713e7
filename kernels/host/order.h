// The order in which the rays of an array are traced: by where they would leave the world, so that
// successive rays meet nodes and triangles that the cache still holds. Results do not depend on it.
#pragma once
#include "geometry/query.h"
#include "host/simd8.h"

CHROMA2_BEGIN

// Cells along Morton's curve through the box of the world.
class WorldGrid {
 public:
  static constexpr int kBits = 6;    // an axis has 2^kBits cells
  static constexpr int kCoarse = 9;  // shift to cells that are eight times as wide

  explicit WorldGrid(const Node8& root) {
    for (int k = 0; k < 3; ++k) {
      float lo = kInfinity, hi = -kInfinity;
      for (int i = 0; i < 8; ++i) {  // empty children change nothing
        lo = min(lo, root.lo[k][i]);
        hi = max(hi, root.hi[k][i]);
      }
      lo_[k] = splat8(lo);
      hi_[k] = splat8(hi);
      scale_[k] = splat8(static_cast<float>(1 << kBits) / (hi - lo));
    }
  }

  // Where eight rays end that meet nothing; any cell for one that misses the world or is not valid.
  Int8 cells(const RayBatch& rays, const uint64_t* which) const {
    alignas(32) float origin[3][8], direction[3][8], limit[8];
    for (int lane = 0; lane < 8; ++lane) {
      const float* o = strided(rays.origin, rays.origin_stride, which[lane]);
      const float* d = strided(rays.direction, rays.direction_stride, which[lane]);
      for (int k = 0; k < 3; ++k) {
        origin[k][lane] = o[k];
        direction[k][lane] = d[k];
      }
      limit[lane] = kInfinity;
      if (rays.max_distance)
        limit[lane] = *strided(rays.max_distance, rays.max_distance_stride, which[lane]) / length(load(d));
    }
    Float8 o[3], d[3], zero = splat8(0.0f), t = load8(limit);
    for (int k = 0; k < 3; ++k) {
      o[k] = load8(origin[k]);
      d[k] = load8(direction[k]);
      Float8 far = (select8(d[k] < zero, lo_[k], hi_[k]) - o[k]) / d[k];
      t = min8(select8(d[k] == zero, t, far), t);
    }
    Int8 cell{};
    for (int k = 0; k < 3; ++k) {
      Float8 along = (fma8(t, d[k], o[k]) - lo_[k]) * scale_[k];
      along = min8(max8(along, zero), splat8(static_cast<float>((1 << kBits) - 1)));  // NaN: 0
      cell |= spread(__builtin_convertvector(along, Int8)) << k;
    }
    return cell;
  }

 private:
  // Bits 0 to 5 to places 0, 3, 6, 9, 12, 15.
  static Int8 spread(Int8 x) {
    x = (x | x << 8) & 0x300f;
    x = (x | x << 4) & 0x30c3;
    return (x | x << 2) & 0x9249;
  }
  Float8 lo_[3], hi_[3], scale_[3];
};

constexpr uint64_t kFewestToSort = 256;

// Numbers of the rays, each in the low half of an entry, in the order to trace them in; null: as they
// come. `scratch` has room for two entries a ray; null: none.
inline const uint64_t* trace_order(const Scene& scene, const RayBatch& rays, uint64_t* scratch) {
  constexpr int kDigit = 9, kDigits = 1 << kDigit;
  static_assert(2 * kDigit == 3 * WorldGrid::kBits, "two passes");
  if (!scratch || rays.count < kFewestToSort || scene.tlas_root == kNone) return nullptr;
  WorldGrid grid(scene.world_nodes[scene.tlas_root]);
  uint32_t begin[2][kDigits] = {};
  uint32_t previous = 0;
  uint64_t together = 0;
  for (uint64_t first = 0; first < rays.count; first += 8) {
    uint64_t which[8];
    for (uint64_t lane = 0; lane < 8; ++lane) which[lane] = first + lane < rays.count ? first + lane : rays.count - 1;
    Int8 cells = grid.cells(rays, which);
    for (int lane = 0; lane < 8 && first + lane < rays.count; ++lane) {
      uint32_t cell = static_cast<uint32_t>(cells[lane]);
      scratch[first + lane] = static_cast<uint64_t>(cell) << 32 | (first + lane);
      ++begin[0][cell % kDigits];
      ++begin[1][cell / kDigits];
      together += (cell ^ previous) >> WorldGrid::kCoarse == 0;
      previous = cell;
    }
  }
  if (2 * together > rays.count) return nullptr;  // in a good order already
  uint64_t *from = scratch, *to = scratch + rays.count;
  for (int pass = 0; pass < 2; ++pass) {
    uint32_t sum = 0;
    for (uint32_t& entry : begin[pass]) {
      uint32_t here = entry;
      entry = sum;
      sum += here;
    }
    for (uint64_t i = 0; i < rays.count; ++i)
      to[begin[pass][from[i] >> (32 + kDigit * pass) & (kDigits - 1)]++] = from[i];
    uint64_t* swap = from;
    from = to;
    to = swap;
  }
  return from;
}

// Fetches a ray that is traced soon, and where its results go. (Not a plain inline function: compilers
// take one that only prefetches for one without effect.)
CHROMA2_HD void prefetch_ray(const RayBatch& rays, uint64_t i) {
  __builtin_prefetch(strided(rays.origin, rays.origin_stride, i));
  __builtin_prefetch(strided(rays.direction, rays.direction_stride, i));
  if (rays.max_distance) __builtin_prefetch(strided(rays.max_distance, rays.max_distance_stride, i));
  if (rays.distance) __builtin_prefetch(rays.distance + i, 1);
  if (rays.instance) __builtin_prefetch(rays.instance + i, 1);
  if (rays.triangle) __builtin_prefetch(rays.triangle + i, 1);
  if (rays.normal) __builtin_prefetch(rays.normal + 3 * i, 1);
  if (rays.barycentric) __builtin_prefetch(rays.barycentric + 2 * i, 1);
  if (rays.hit) __builtin_prefetch(rays.hit + i, 1);
}

CHROMA2_END
