// Four float32 lanes of WebAssembly SIMD, beside the two float64 lanes of simd.h.
#pragma once
#include "simd.h"

typedef float f4 __attribute__((vector_size(16)));
typedef float f4u __attribute__((vector_size(16), aligned(4), may_alias));

INLINE f4 splat4(float x) { return (f4){x, x, x, x}; }
INLINE f4 load4(const float *p) { return *(const f4u *)p; }
INLINE void store4(float *p, f4 x) { *(f4u *)p = x; }

/** a * b + c */
INLINE f4 madd4(f4 a, f4 b, f4 c) {
#ifdef RELAXED
  return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
#else
  return a * b + c;
#endif
}
