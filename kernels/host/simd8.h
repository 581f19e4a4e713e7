// Eight floats at once for the host: compiler vectors, with intrinsics where x86-64-v3 has an
// instruction that the compiler would not find. Every operation rounds as its scalar twin.
#pragma once
#include "math/bits.h"
#if defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#endif

CHROMA2_BEGIN

typedef float Float8 __attribute__((vector_size(32)));
typedef int32_t Int8 __attribute__((vector_size(32)));
typedef float Float4 __attribute__((vector_size(16)));
typedef int32_t Int4 __attribute__((vector_size(16)));

CHROMA2_HD Float8 load8(const float* p) { return *reinterpret_cast<const Float8*>(p); }
CHROMA2_HD Float8 splat8(float x) { return Float8{x, x, x, x, x, x, x, x}; }
CHROMA2_HD Float4 splat4(float x) { return Float4{x, x, x, x}; }
CHROMA2_HD Float8 select8(Int8 mask, Float8 yes, Float8 no) { return mask ? yes : no; }

#if defined(__AVX2__) && defined(__FMA__)
constexpr bool kFast8 = true;
CHROMA2_HD Float8 min8(Float8 a, Float8 b) { return (Float8)_mm256_min_ps((__m256)a, (__m256)b); }
CHROMA2_HD Float8 max8(Float8 a, Float8 b) { return (Float8)_mm256_max_ps((__m256)a, (__m256)b); }
CHROMA2_HD Float8 fma8(Float8 a, Float8 b, Float8 c) {
  return (Float8)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}
CHROMA2_HD uint32_t mask8(Int8 m) { return static_cast<uint32_t>(_mm256_movemask_ps((__m256)m)); }
#else
constexpr bool kFast8 = false;
CHROMA2_HD Float8 min8(Float8 a, Float8 b) { return a < b ? a : b; }
CHROMA2_HD Float8 max8(Float8 a, Float8 b) { return a > b ? a : b; }
CHROMA2_HD Float8 fma8(Float8 a, Float8 b, Float8 c) {
  Float8 r{};
  for (int i = 0; i < 8; ++i) r[i] = fma(a[i], b[i], c[i]);
  return r;
}
CHROMA2_HD uint32_t mask8(Int8 m) {
  uint32_t mask = 0;
  for (int i = 0; i < 8; ++i) mask |= (static_cast<uint32_t>(m[i]) >> 31) << i;
  return mask;
}
#endif

CHROMA2_END
