// Two float64 lanes of WebAssembly SIMD, the functions of them that kernels need, and memory that grows. No libc.
// RELAXED: multiply-adds may be fused (relaxed SIMD); otherwise they are two roundings everywhere.
#pragma once

typedef double v2 __attribute__((vector_size(16)));
typedef double v2u __attribute__((vector_size(16), aligned(8), may_alias));
typedef long long l2 __attribute__((vector_size(16)));

#define EXPORT __attribute__((visibility("default")))
#define INLINE static inline __attribute__((always_inline))

INLINE v2 splat(double x) { return (v2){x, x}; }
INLINE v2 load(const double *p) { return *(const v2u *)p; }
INLINE void store(double *p, v2 x) { *(v2u *)p = x; }
INLINE double sum(v2 x) { return x[0] + x[1]; }
INLINE v2 root(v2 x) { return __builtin_wasm_sqrt_f64x2(x); }
INLINE v2 larger(v2 a, v2 b) { return __builtin_wasm_pmax_f64x2(a, b); }

/** a * b + c */
INLINE v2 madd(v2 a, v2 b, v2 c) {
#ifdef RELAXED
  return __builtin_wasm_relaxed_madd_f64x2(a, b, c);
#else
  return a * b + c;
#endif
}

/**
 * Constants in memory, behind a pointer that the compiler cannot see through: V8 builds a vector constant anew at every
 * use, three instructions, where a load is one. Measured: 10 % of the whole symmetry-function kernel.
 */
#define CONSTANTS(name, ...) \
  static const double name##_table[] = {__VA_ARGS__};  \
  INLINE const double *name(void) {                    \
    const double *table = name##_table;                \
    __asm__("" : "+r"(table));                         \
    return table;                                      \
  }
INLINE v2 constant(const double *table, int k) { return splat(table[k]); }

CONSTANTS(exponential_constants, -700.0, 6755399441055744.0, 1.4426950408889634, -6.93147180369123816490e-01, -1.90821492927058770002e-10,
          2.7626371065696354e-07, 2.764019739169484e-06, 2.480150431378554e-05, 0.00019841170230570286, 0.001388888893251478,
          0.008333333385699212, 0.041666666666573066, 0.16666666666554314, 0.5000000000000006, 1.0000000000000067, 1.0)

/** e^x for x <= 700, within 5e-16 of it; below -700 as at -700. 2^n times a near-minimax polynomial on |r| <= ln 2 / 2. */
INLINE v2 exponential(v2 x) {
  const double *k = exponential_constants();
  x = larger(x, constant(k, 0));
  const v2 shifted = madd(x, constant(k, 2), constant(k, 1)), n = shifted - constant(k, 1);
  x = madd(n, constant(k, 4), madd(n, constant(k, 3), x));
  v2 p = constant(k, 5);
  for (int c = 6; c <= 15; c++) p = madd(p, x, constant(k, c));
  return (v2)((l2)p + ((l2)shifted << 52));
}

CONSTANTS(circle_constants, 1.5894720300223109e-10, -2.5050716696695676e-08, 2.7557313374649857e-06, -0.0001984126982864526,
          0.008333333333320356, -0.16666666666666616, 2.063042988376311e-09, -2.7555233469269026e-07, 2.4801578535940913e-05,
          -0.001388888886997111, 0.04166666666647221, -0.4999999999999925, 1.0)

/** sin and cos of t in [0, pi / 4], within 1e-16: near-minimax polynomials in t^2. */
INLINE void sine_cosine(v2 t, v2 *sine, v2 *cosine) {
  const double *k = circle_constants();
  const v2 y = t * t;
  v2 s = constant(k, 0), c = constant(k, 6);
  for (int i = 1; i <= 5; i++) s = madd(s, y, constant(k, i));
  for (int i = 7; i <= 12; i++) c = madd(c, y, constant(k, i));
  *sine = madd(s * y, t, t);
  *cosine = c;
}

/** x^n for n >= 1, by squaring. */
INLINE v2 raised(v2 x, int n) {
  for (; !(n & 1); n >>= 1) x *= x;
  v2 y = x;
  while (n >>= 1) {
    x *= x;
    if (n & 1) y *= x;
  }
  return y;
}

/** Where free memory begins; what is taken is never given back, the next call begins anew. */
static char *top;

/** `bytes` of memory, 16-byte aligned and not cleared; traps where there is no more. */
INLINE void *take(unsigned bytes) {
  char *start = top;
  top += (bytes + 15u) & ~15u;
  unsigned pages = __builtin_wasm_memory_size(0);
  if ((unsigned)top > pages * 65536u) {
    unsigned missing = ((unsigned)top - pages * 65536u + 65535u) >> 16;
    // A quarter more than asked for, so that growth is rare.
    if (__builtin_wasm_memory_grow(0, missing + pages / 4) == (unsigned)-1 && __builtin_wasm_memory_grow(0, missing) == (unsigned)-1)
      __builtin_trap();
  }
  return start;
}
INLINE double *take_doubles(int count) { return (double *)take((unsigned)count * 8u); }
INLINE int *take_ints(int count) { return (int *)take((unsigned)count * 4u); }
