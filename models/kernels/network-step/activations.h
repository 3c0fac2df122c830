// Activations of float32 numbers with first and second derivative, those of networks/behler-parrinello/activation.ts in its order.
// What is made of a logistic function is computed in float32, four at a time; the rest, seldom used, in float64.
#pragma once
#include "products.h"

typedef int i4 __attribute__((vector_size(16)));

enum { TANH, LINEAR, SIGMOID, SOFTPLUS, SCALED_TANH, TWISTED_TANH, SILU, GAUSSIAN, RELU, COSINE, REVERSED_SIGMOID, EXPONENTIAL, HARMONIC };

typedef struct {
  f4 value, slope, curvature;
} Activated;

INLINE f4 bounded(f4 x, float least, float most) {
  return __builtin_wasm_pmax_f32x4(__builtin_wasm_pmin_f32x4(x, splat4(most)), splat4(least));
}

/** e^x within 2e-7 of it, for x from -87 to 88; beyond, as there. 2^n times a polynomial on |r| <= ln 2 / 2 (Cephes, expf). */
INLINE f4 exponential4(f4 x) {
  x = bounded(x, -87.0f, 88.0f);
  const f4 magic = splat4(12582912.0f), shifted = madd4(x, splat4(1.44269504f), magic), n = shifted - magic;
  const f4 r = madd4(n, splat4(2.12194440e-4f), madd4(n, splat4(-0.693359375f), x));
  f4 p = splat4(1.9875691500e-4f);
  p = madd4(p, r, splat4(1.3981999507e-3f));
  p = madd4(p, r, splat4(8.3334519073e-3f));
  p = madd4(p, r, splat4(4.1665795894e-2f));
  p = madd4(p, r, splat4(1.6666665459e-1f));
  p = madd4(p, r, splat4(5.0000001201e-1f));
  p = madd4(p * r, r, r + splat4(1.0f));
  return (f4)((i4)p + ((i4)shifted << 23));
}

/** Beyond 10 it is 1 to rounding. */
INLINE f4 hyperbolic(f4 x) {
  const f4 u = bounded(x, -10.0f, 10.0f);
  return splat4(1.0f) - splat4(2.0f) / (exponential4(u + u) + splat4(1.0f));
}

INLINE f4 logistic(f4 x) { return splat4(1.0f) / (splat4(1.0f) + exponential4(-x)); }

/** ln(1 + u) for u in [0, 1], within 1e-10: 2 artanh(u / (2 + u)) as a series. */
INLINE v2 log_of_one_and(v2 u) {
  const v2 s = u / (splat(2.0) + u), y = s * s;
  v2 p = splat(1.0 / 19.0);
  for (int n = 17; n >= 1; n -= 2) p = madd(p, y, splat(1.0 / n));
  return (s + s) * p;
}

/** sin x and cos x by quarters of a circle. */
INLINE void circular(v2 x, v2 *sine, v2 *cosine) {
  const v2 magic = splat(6755399441055744.0), shifted = madd(x, splat(0.6366197723675814), magic), n = shifted - magic;
  const v2 t = (x - n * splat(1.5707963267341256)) - n * splat(6.077100506506192e-11);
  v2 s, c;
  sine_cosine(t, &s, &c);
  const l2 quarter = (l2)shifted, odd = -(quarter & 1);
  *sine = (v2)((((l2)c & odd) | ((l2)s & ~odd)) ^ ((quarter & 2) << 62));
  *cosine = (v2)((((l2)s & odd) | ((l2)c & ~odd)) ^ (((quarter + 1) & 2) << 62));
}

/** Float64 functions of four numbers by halves. */
typedef float f2 __attribute__((vector_size(8)));
INLINE v2 low_half(f4 x) { return __builtin_convertvector(__builtin_shufflevector(x, x, 0, 1), v2); }
INLINE v2 high_half(f4 x) { return __builtin_convertvector(__builtin_shufflevector(x, x, 2, 3), v2); }
INLINE f4 joined(v2 low, v2 high) {
  return __builtin_shufflevector(__builtin_convertvector(low, f2), __builtin_convertvector(high, f2), 0, 1, 2, 3);
}
INLINE v2 exponential_up_to_700(v2 x) { return exponential(__builtin_wasm_pmin_f64x2(x, splat(700.0))); }
INLINE f4 wide_exponential(f4 x) { return joined(exponential_up_to_700(low_half(x)), exponential_up_to_700(high_half(x))); }

INLINE Activated activated(const int kind, f4 x) {
  const f4 one = splat4(1.0f), zero = splat4(0.0f);
  switch (kind) {
    case TANH: {
      const f4 t = hyperbolic(x), bend = one - t * t;
      return (Activated){t, bend, splat4(-2.0f) * t * bend};
    }
    case SIGMOID: {
      const f4 s = logistic(x), bend = s * (one - s);
      return (Activated){s, bend, bend * (one - s - s)};
    }
    case SOFTPLUS: {
      const f4 s = logistic(x), size = -__builtin_wasm_pmax_f32x4(x, -x);
      const v2 low = log_of_one_and(exponential(low_half(size))), high = log_of_one_and(exponential(high_half(size)));
      return (Activated){__builtin_wasm_pmax_f32x4(x, zero) + joined(low, high), s, s * (one - s)};
    }
    case SCALED_TANH:
    case TWISTED_TANH: {
      const f4 t = hyperbolic(x * splat4(2.0f / 3.0f)), bend = one - t * t, twist = splat4(kind == TWISTED_TANH ? 0.1f : 0.0f);
      return (Activated){splat4(1.7159f) * t + twist * x, splat4(1.7159f * 2.0f / 3.0f) * bend + twist, splat4(-2.0f * 1.7159f * 4.0f / 9.0f) * t * bend};
    }
    case SILU: {
      const f4 s = logistic(x), rest = one - s;
      return (Activated){x * s, s + x * s * rest, s * rest * (splat4(2.0f) + x * (one - s - s))};
    }
    case GAUSSIAN: {
      const f4 g = wide_exponential(splat4(-0.5f) * x * x);
      return (Activated){g, -x * g, (x * x - one) * g};
    }
    case RELU: {
      const f4 positive = (f4)((i4)one & (x > zero));
      return (Activated){__builtin_wasm_pmax_f32x4(x, zero), positive, zero};
    }
    case COSINE: {
      v2 low_sine, low_cosine, high_sine, high_cosine;
      circular(low_half(x), &low_sine, &low_cosine);
      circular(high_half(x), &high_sine, &high_cosine);
      const f4 c = joined(low_cosine, high_cosine);
      return (Activated){c, -joined(low_sine, high_sine), -c};
    }
    case REVERSED_SIGMOID: {
      const f4 s = logistic(-x), bend = s * (one - s);
      return (Activated){s, -bend, bend * (one - s - s)};
    }
    case EXPONENTIAL: {
      const f4 g = wide_exponential(-x);
      return (Activated){g, -g, g};
    }
    case HARMONIC: return (Activated){x * x, x + x, splat4(2.0f)};
    default: return (Activated){x, one, zero};
  }
}
