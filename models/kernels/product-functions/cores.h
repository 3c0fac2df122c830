// Core functions and cutoff functions at two arguments, with slopes: as core-function.ts and radial-bank.ts of descriptors.
#pragma once
#include "../lanes/lanes.h"

enum { POLYNOMIAL_1, POLYNOMIAL_2, POLYNOMIAL_3, POLYNOMIAL_4, EXPONENTIAL };

/** f(x) and df/dx for x >= 0; zero from 1 on. `kind` is to be known when this is compiled. */
INLINE void core(const int kind, v2 x, v2 *value, v2 *slope) {
  const v2 one = splat(1.0), zero = splat(0.0);
  const l2 inside = x < one;
  x = smaller(x, one);
  const v2 rest = one - x;
  v2 f, df;
  if (kind == EXPONENTIAL) {
    // At the end the exponential is as good as zero long before its argument overflows.
    const v2 t = one / larger(one - x * x, splat(1e-12));
    f = exponential(one - t);
    df = splat(-2.0) * x * t * t * f;
  } else {
    // f(x) + f(1 - x) = 1: near the end the small difference is computed as such, not as 1 minus nearly 1.
    const v2 y = smaller(x, rest), square = y * y, bell = x * rest;
    v2 p;
    if (kind == POLYNOMIAL_1) {
      p = (splat(2.0) * y - splat(3.0)) * square;
      df = splat(-6.0) * bell;
    } else if (kind == POLYNOMIAL_2) {
      p = ((splat(15.0) - splat(6.0) * y) * y - splat(10.0)) * (y * square);
      df = splat(-30.0) * bell * bell;
    } else if (kind == POLYNOMIAL_3) {
      p = (((splat(20.0) * y - splat(70.0)) * y + splat(84.0)) * y - splat(35.0)) * (square * square);
      df = splat(-140.0) * bell * bell * bell;
    } else {
      p = ((((splat(315.0) - splat(70.0) * y) * y - splat(540.0)) * y + splat(420.0)) * y - splat(126.0)) * (y * square * square);
      df = splat(-630.0) * (bell * bell) * (bell * bell);
    }
    f = choose(x < splat(0.5), one + p, -p);
  }
  *value = choose(inside, f, zero);
  *slope = choose(inside, df, zero);
}

/** Calls `body` with the kind of core function as a constant. */
#define FOR_CORE(kind, body)                      \
  switch (kind) {                                 \
    case POLYNOMIAL_1: body(POLYNOMIAL_1); break; \
    case POLYNOMIAL_2: body(POLYNOMIAL_2); break; \
    case POLYNOMIAL_3: body(POLYNOMIAL_3); break; \
    case POLYNOMIAL_4: body(POLYNOMIAL_4); break; \
    default: body(EXPONENTIAL);                   \
  }

/** Cutoff functions: the core functions above, and these. */
enum { HARD = 5, COSINE, TANH_CUBED };

typedef struct {
  double cutoff;
  /** Where it begins to fall. */
  double start;
  /** Factor of a hyperbolic tangent cubed. */
  double amplitude;
  double kind;
} Cutoff;

/** fc and its slopes at r[0 .. count), count even; zero from the cutoff on. */
static void fill_cutoff(const Cutoff *own, int count, const double *r, double *value, double *slope) {
  const int kind = (int)own->kind;
  const v2 cutoff = splat(own->cutoff), zero = splat(0.0), one = splat(1.0), start = splat(own->start);
  if (kind == HARD) {
    for (int i = 0; i < count; i += 2) {
      store(value + i, choose(load(r + i) < cutoff, one, zero));
      store(slope + i, zero);
    }
  } else if (kind == COSINE) {
    const v2 rate = splat(3.14159265358979323846 / (own->cutoff - own->start));
    for (int i = 0; i < count; i += 2) {
      const v2 x = smaller(load(r + i), cutoff);
      v2 s, c;
      turned(larger(x - start, zero) * rate, &s, &c);
      const l2 inside = load(r + i) < cutoff;
      store(value + i, choose(inside, splat(0.5) * (c + one), zero));
      store(slope + i, choose(inside, splat(-0.5) * rate * s, zero));
    }
  } else if (kind == TANH_CUBED) {
    const v2 rate = splat(1.0 / own->cutoff), amplitude = splat(own->amplitude);
    for (int i = 0; i < count; i += 2) {
      const v2 x = one - smaller(load(r + i), cutoff) * rate, t = one - splat(2.0) / (exponential(x + x) + one), square = t * t;
      const l2 inside = load(r + i) < cutoff;
      store(value + i, choose(inside, amplitude * square * t, zero));
      store(slope + i, choose(inside, splat(-3.0) * amplitude * rate * square * (one - square), zero));
    }
  } else {
    const v2 rate = splat(1.0 / (own->cutoff - own->start));
#define FALLING(constant_kind)                                             \
  for (int i = 0; i < count; i += 2) {                                     \
    v2 f, df;                                                              \
    core(constant_kind, larger(load(r + i) - start, zero) * rate, &f, &df); \
    store(value + i, f);                                                   \
    store(slope + i, df * rate);                                           \
  }
    FOR_CORE(kind, FALLING)
#undef FALLING
  }
}
