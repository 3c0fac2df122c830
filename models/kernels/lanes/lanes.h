// Functions of two float64 lanes beyond simd.h, for kernels that need them: choices, sine and cosine of any angle, logarithm, arc cosine.
#pragma once
#include "../simd.h"

INLINE v2 choose(l2 mask, v2 a, v2 b) { return (v2)((mask & (l2)a) | (~mask & (l2)b)); }
INLINE v2 smaller(v2 a, v2 b) { return __builtin_wasm_pmin_f64x2(a, b); }
INLINE v2 magnitude(v2 x) { return __builtin_wasm_abs_f64x2(x); }
/** a with the sign of b. */
INLINE v2 signed_as(v2 a, v2 b) {
  const l2 sign = (l2)splat(-0.0);
  return (v2)(((l2)a & ~sign) | ((l2)b & sign));
}

CONSTANTS(turn_constants, 6755399441055744.0, 0.63661977236758134308, -1.57079632673412561417e+00, -6.07710050630396597660e-11,
          -2.02226624879595063154e-21)

/** sin and cos of |x| < 1e5, within a few 1e-16: quarter turns are taken off (W. J. Cody, W. M. Waite). */
INLINE void turned(v2 x, v2 *sine, v2 *cosine) {
  const double *k = turn_constants();
  const v2 shifted = x * constant(k, 1) + constant(k, 0), n = shifted - constant(k, 0);
  const v2 t = n * constant(k, 4) + (n * constant(k, 3) + (n * constant(k, 2) + x));
  v2 s, c;
  sine_cosine(t, &s, &c);
  const l2 quarter = (l2)shifted, odd = -(quarter & 1), one = (l2){1, 1};
  const v2 own_sine = choose(odd, c, s), own_cosine = choose(odd, s, c);
  *sine = (v2)((l2)own_sine ^ (((quarter >> 1) & one) << 63));
  *cosine = (v2)((l2)own_cosine ^ ((((quarter + one) >> 1) & one) << 63));
}

CONSTANTS(logarithm_constants, 1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01, 2.222219843214978396e-01,
          2.857142874366239149e-01, 3.999999999940941908e-01, 6.666666666666735130e-01, 6.93147180369123816490e-01,
          1.90821492927058770002e-10)

/** ln x for normal x > 0, within 1e-16 of its size: the series of fdlibm. */
INLINE v2 logarithm(v2 x) {
  const double *k = logarithm_constants();
  // The mantissa between the roots of 1/2 and 2.
  const l2 bits = (l2)x, power = (bits - 0x3fe6a09e667f3bcdll) >> 52;
  const v2 f = (v2)(bits - (power << 52)) - splat(1.0), s = f / (splat(2.0) + f), z = s * s;
  const v2 n = {(double)power[0], (double)power[1]}, half = splat(0.5) * f * f;
  v2 p = constant(k, 0);
  for (int c = 1; c <= 6; c++) p = madd(p, z, constant(k, c));
  return n * constant(k, 7) - ((half - (s * (half + p * z) + n * constant(k, 8))) - f);
}

CONSTANTS(arc_constants, 3.47933107596021167570e-05, 7.91534994289814532176e-04, -4.00555345006794114027e-02, 2.01212532134862925881e-01,
          -3.25565818622400915405e-01, 1.66666666666666657415e-01, 7.70381505559019352791e-02, -6.88283971605453293030e-01,
          2.02094576023350569471e+00, -2.40339491173441421878e+00, 1.0, 1.57079632679489661923, 3.14159265358979323846)

/** Angle, 0 to pi, of a cosine from -1 to 1, within 4e-16: the rational function of fdlibm. */
INLINE v2 arc_cosine(v2 c) {
  const double *k = arc_constants();
  const v2 size = magnitude(c);
  const l2 steep = size < splat(0.5);
  const v2 z = choose(steep, c * c, splat(0.5) - splat(0.5) * size), t = choose(steep, c, root(z));
  v2 p = constant(k, 0), q = constant(k, 6);
  for (int i = 1; i <= 5; i++) p = madd(p, z, constant(k, i));
  for (int i = 7; i <= 10; i++) q = madd(q, z, constant(k, i));
  const v2 arc = t + t * (z * p / q), twice = arc + arc;
  return choose(steep, constant(k, 11) - arc, choose(c < splat(0.0), constant(k, 12) - twice, twice));
}
