// Functions of two lanes that Tersoff's potential needs beyond those of simd.h.
#pragma once
#include "../simd.h"

CONSTANTS(logarithm_constants, 1.0 / 21.0, 1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0, 1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0,
          6.93147180369123816490e-01, 1.90821492927058770002e-10)

/**
 * ln x for x > 0 that is no subnormal, within 2e-16 of it or of 1. x = 2^k m with m in [1/sqrt 2, sqrt 2): ln m = 2 artanh s with
 * s = (m - 1) / (m + 1), as its series: s^2 < 0.0295, so that the first term left out is 1e-17.
 */
INLINE v2 logarithm(v2 x) {
  const double *c = logarithm_constants();
  const l2 bits = (l2)x, root_half = {0x3fe6a09e667f3bcdll, 0x3fe6a09e667f3bcdll};
  const l2 offset = bits - root_half, k = offset >> 52;
  const v2 m = (v2)(bits - (k << 52));
  const v2 s = (m - 1.0) / (m + 1.0), y = s * s;
  v2 p = constant(c, 0);
  for (int i = 1; i < 10; i++) p = madd(p, y, constant(c, i));
  const v2 whole = {(double)k[0], (double)k[1]};
  const v2 twice = s + s;
  return madd(whole, constant(c, 10), madd(twice * y, p, twice) + whole * constant(c, 11));
}

/** sin and cos of t in [-pi/2, pi/2], within 3e-16. */
INLINE void sine_cosine_half_circle(v2 t, v2 *sine, v2 *cosine) {
  const l2 sign = {(long long)0x8000000000000000ull, (long long)0x8000000000000000ull};
  v2 s, c;
  sine_cosine((v2)((l2)(0.5 * t) & ~sign), &s, &c);
  *sine = (v2)((l2)(2.0 * s * c) | ((l2)t & sign));
  *cosine = 1.0 - 2.0 * s * s;
}
