// Scalar helpers whose result IEEE 754 fixes to the last bit.
#pragma once
#include "hd.h"

CHROMA2_BEGIN

constexpr float kInfinity = __builtin_huge_valf();

#if defined(__CUDA_ARCH__)
CHROMA2_HD uint32_t float_bits(float x) { return __float_as_uint(x); }
CHROMA2_HD float bits_float(uint32_t bits) { return __uint_as_float(bits); }
CHROMA2_HD float fma(float a, float b, float c) { return __fmaf_rn(a, b, c); }
CHROMA2_HD float sqrt(float x) { return __fsqrt_rn(x); }
CHROMA2_HD double sqrt(double x) { return __dsqrt_rn(x); }
CHROMA2_HD double floor(double x) { return ::floor(x); }
CHROMA2_HD double ceil(double x) { return ::ceil(x); }
#else
CHROMA2_HD uint32_t float_bits(float x) {
  uint32_t bits;
  __builtin_memcpy(&bits, &x, 4);
  return bits;
}
CHROMA2_HD float bits_float(uint32_t bits) {
  float x;
  __builtin_memcpy(&x, &bits, 4);
  return x;
}

// The compiler may not contract a * b + c by itself; where one rounding is wanted, say so.
CHROMA2_HD float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
CHROMA2_HD float sqrt(float x) { return __builtin_sqrtf(x); }
CHROMA2_HD double sqrt(double x) { return __builtin_sqrt(x); }
CHROMA2_HD double floor(double x) { return __builtin_floor(x); }
CHROMA2_HD double ceil(double x) { return __builtin_ceil(x); }
#endif
CHROMA2_HD float abs(float x) { return bits_float(float_bits(x) & 0x7fffffffu); }
CHROMA2_HD float copysign(float magnitude, float sign) {
  return bits_float((float_bits(magnitude) & 0x7fffffffu) | (float_bits(sign) & 0x80000000u));
}
// The second operand where one is NaN, on every machine.
CHROMA2_HD float min(float a, float b) { return a < b ? a : b; }
CHROMA2_HD float max(float a, float b) { return a > b ? a : b; }
CHROMA2_HD float clamp(float x, float lo, float hi) { return min(max(x, lo), hi); }
// Neither infinite nor NaN.
CHROMA2_HD bool finite(float x) { return (float_bits(x) & 0x7f800000u) != 0x7f800000u; }

// a * b - c * d within 1.5 ulp (Kahan; Jeannerod, Louvet, Muller 2013).
CHROMA2_HD float difference_of_products(float a, float b, float c, float d) {
  float cd = c * d;
  float error = fma(-c, d, cd);
  return fma(a, b, -cd) + error;
}

// Nearest integer, ties to even, for |x| < 2^22.
CHROMA2_HD float round_even(float x) {
  constexpr float kMagic = 12582912.0f;  // 1.5 * 2^23
  return (x + kMagic) - kMagic;
}

// The finalizer of MurmurHash3: one to one, each bit depends on all.
CHROMA2_HD unsigned long long mixed(unsigned long long x) {
  x = (x ^ x >> 33) * 0xff51afd7ed558ccdull;
  x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53ull;
  return x ^ x >> 33;
}

CHROMA2_END
