// Own transcendental functions, the same bits on every machine. The coefficients are our minimax
// fits (Remez, 40 digits, rounded to float); tests/kernel_math.rs asserts the errors given here.
#pragma once
#include "math/bits.h"

CHROMA2_BEGIN

// log(2^k (1 + f)) for sqrt(1/2) <= 1 + f < sqrt(2); with k = 0 log(1 + f) to f's own precision.
CHROMA2_HD float log_parts(float k, float f) {
  float p = -0x1.38b5acp-4f;
  p = fma(p, f, 0x1.055b6cp-3f);
  p = fma(p, f, -0x1.0d853ap-3f);
  p = fma(p, f, 0x1.22da1cp-3f);
  p = fma(p, f, -0x1.547246p-3f);
  p = fma(p, f, 0x1.99a008p-3f);
  p = fma(p, f, -0x1.000226p-2f);
  p = fma(p, f, 0x1.555554p-2f);
  float f2 = f * f;
  float tail = fma(k, 0x1.7f7d1cp-20f, f2 * f * p);  // ln 2 = 0x1.62e4p-1 + 0x1.7f7d1cp-20
  return fma(k, 0x1.62e4p-1f, f - (0.5f * f2 - tail));
}

// Natural logarithm of a positive, normal x. Below 1.0 ulp.
CHROMA2_CALL float log(float x) {
  // x = 2^k * (1 + f), sqrt(1/2) <= 1 + f < sqrt(2)
  uint32_t bits = float_bits(x) + (0x3f800000u - 0x3f3504f3u);
  float k = static_cast<float>(static_cast<int32_t>(bits >> 23) - 127);
  return log_parts(k, bits_float((bits & 0x007fffffu) + 0x3f3504f3u) - 1.0f);
}

// log(1 - x) for 0 <= x < 1, to x's own precision near 0.
CHROMA2_HD float log_complement(float x) { return x < 0.25f ? log_parts(0.0f, -x) : log(1.0f - x); }

// e^r - 1 for |r| <= ln(2) / 2, to r's own precision near 0.
CHROMA2_HD float exp_rest(float r) {
  float p = 0x1.6a244ep-10f;
  p = fma(p, r, 0x1.1239d4p-7f);
  p = fma(p, r, 0x1.5558f2p-5f);
  p = fma(p, r, 0x1.555492p-3f);
  p = fma(p, r, 0x1.fffffcp-2f);
  return fma(r * r, p, r);
}

// e^x. Below 1.0 ulp where the result is normal; 0 below -103.97, +inf above 88.72.
CHROMA2_CALL float exp(float x) {
  if (!(x > -104.0f)) return x != x ? x : 0.0f;
  if (x > 88.73f) return kInfinity;
  float k = round_even(x * 0x1.715476p+0f);
  float r = fma(-k, 0x1.7f7d1cp-20f, fma(-k, 0x1.62e4p-1f, x));
  float y = 1.0f + exp_rest(r);
  // 2^k in two factors: k reaches from -150 to 128.
  int32_t n = static_cast<int32_t>(k), half = n / 2;
  return y * bits_float(static_cast<uint32_t>(half + 127) << 23) *
         bits_float(static_cast<uint32_t>(n - half + 127) << 23);
}

// 1 - e^-x for x >= 0, to x's own precision near 0. By abs, since a negated fma could become another
// fused operation, which gives the other zero.
CHROMA2_HD float exp_complement(float x) { return x < 0.34f ? abs(exp_rest(-x)) : 1.0f - exp(-x); }

struct SinCos {
  float sin, cos;
};

// Sine and cosine of x turns (2 pi x), |x| < 2^20; the reduction is exact. Below 1 ulp in the first
// eighth of a turn, below 2^-24 anywhere.
CHROMA2_CALL SinCos sincos_turns(float x) {
  float q = round_even(4.0f * x);
  float r = fma(-0.25f, q, x);  // exact: |r| <= 1/8
  float r2 = r * r;
  float s = fma(fma(fma(0x1.4be09ep+5f, r2, -0x1.32cb0ep+6f), r2, 0x1.466bbcp+6f), r2, -0x1.4abbcep+5f);
  // 2 pi = 0x1.921fb6p+2 - 0x1.777a5cp-23
  s = fma(r, 0x1.921fb6p+2f, r * fma(s, r2, -0x1.777a5cp-23f));
  float c = fma(fma(fma(0x1.d9f7bep+5f, r2, -0x1.55c664p+6f), r2, 0x1.03c1dep+6f), r2, -0x1.3bd3ccp+4f);
  c = fma(c, r2, 1.0f);
  int32_t quadrant = static_cast<int32_t>(q) & 3;
  bool swap = quadrant & 1;
  float sin = swap ? c : s, cos = swap ? s : c;
  return {quadrant & 2 ? -sin : sin, (quadrant + 1) & 2 ? -cos : cos};
}

CHROMA2_HD float asin_half(float x) {  // |x| <= 1/2
  float x2 = x * x;
  float p = 0x1.596d1ep-5f;
  p = fma(p, x2, 0x1.8c2848p-6f);
  p = fma(p, x2, 0x1.747e48p-5f);
  p = fma(p, x2, 0x1.3301e4p-4f);
  p = fma(p, x2, 0x1.5555c8p-3f);
  return fma(x * x2, p, x);
}

// Arc cosine in [0, pi]; x outside [-1, 1] counts as the nearer end. Below 2 ulp.
CHROMA2_CALL float acos(float x) {
  constexpr float kHalfPiHi = 0x1.921fb6p+0f, kHalfPiLo = -0x1.777a5cp-25f;
  x = clamp(x, -1.0f, 1.0f);
  if (abs(x) <= 0.5f) return kHalfPiHi - (asin_half(x) - kHalfPiLo);
  float half_angle = asin_half(sqrt(0.5f * (1.0f - abs(x))));
  if (x > 0.0f) return 2.0f * half_angle;
  return 2.0f * (kHalfPiHi - (half_angle - kHalfPiLo));
}

CHROMA2_END
