// Complex numbers of float, as thin films need them.
#pragma once
#include "math/bits.h"

CHROMA2_BEGIN

struct Complex {
  float re, im;
};

CHROMA2_HD Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
CHROMA2_HD Complex operator-(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }
CHROMA2_HD Complex operator*(Complex a, Complex b) {
  return {difference_of_products(a.re, b.re, a.im, b.im), difference_of_products(a.re, b.im, -a.im, b.re)};
}
CHROMA2_HD Complex operator*(float s, Complex a) { return {s * a.re, s * a.im}; }
CHROMA2_HD float norm2(Complex a) { return fma(a.re, a.re, a.im * a.im); }
CHROMA2_HD Complex operator/(Complex a, Complex b) {
  float scale = 1.0f / norm2(b);
  return scale * (a * Complex{b.re, -b.im});
}
// The root with a nonnegative imaginary part (and a nonnegative real part where that is 0). The part
// that would cancel comes from the other one: 2 re im = a.im.
CHROMA2_HD Complex sqrt(Complex a) {
  float large = sqrt(0.5f * (sqrt(norm2(a)) + abs(a.re)));
  float small = large > 0.0f ? 0.5f * abs(a.im) / large : 0.0f;
  float re = a.re < 0.0f ? small : large, im = a.re < 0.0f ? large : small;
  return {a.im < 0.0f ? -re : re, im};
}

CHROMA2_END
