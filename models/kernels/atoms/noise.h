// Normal deviates from the stream of dynamics/random.ts (xoshiro128** 1.1, polar method), the same bits, block by block of its tries:
// a try takes four words whatever comes of it, so where each block begins in the stream is known beforehand.
#pragma once
#include "../simd.h"

typedef struct {
  unsigned words[4];
} Stream;

INLINE unsigned next_bits(Stream *s) {
  unsigned *w = s->words;
  const unsigned product = w[1] * 5u, result = ((product << 7) | (product >> 25)) * 9u, shifted = w[1] << 9;
  w[2] ^= w[0];
  w[3] ^= w[1];
  w[1] ^= w[2];
  w[0] ^= w[3];
  w[2] ^= shifted;
  w[3] = (w[3] << 11) | (w[3] >> 21);
  return result;
}

/** Uniform in [-1, 1) from 53 bits. */
INLINE double next_side(Stream *s) {
  const double high = next_bits(s) >> 5, low = next_bits(s) >> 6;
  return 2.0 * ((high * 67108864.0 + low) * 0x1p-53) - 1.0;
}

INLINE int gives_pair(double square) { return (square < 1.0) & (square != 0.0); }

/** ln x for normal x in (0, 1), in the operations of fdlibm (e_log.c), as engines of JavaScript have it. */
INLINE double log_of(double x) {
  const long long bits = __builtin_bit_cast(long long, x);
  int high = (int)(bits >> 32), k = (high >> 20) - 1023;
  high &= 0x000fffff;
  const int over = (high + 0x95f64) & 0x100000;
  k += over >> 20;
  const double f = __builtin_bit_cast(double, ((long long)(high | (over ^ 0x3ff00000)) << 32) | (bits & 0xffffffffll)) - 1.0, dk = k;
  const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
  if ((0x000fffff & (2 + high)) < 3) {
    if (f == 0.0) return k == 0 ? 0.0 : dk * ln2_high + dk * ln2_low;
    const double rest = f * f * (0.5 - 0.33333333333333333 * f);
    return k == 0 ? f - rest : dk * ln2_high - ((rest - dk * ln2_low) - f);
  }
  const double s = f / (2.0 + f), z = s * s, w = z * z;
  const double odd = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const double even = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const double series = even + odd;
  if (((high - 0x6147a) | (0x6b851 - high)) > 0) {
    const double half = 0.5 * f * f;
    return k == 0 ? f - (half - s * (half + series)) : dk * ln2_high - ((half - (s * (half + series) + dk * ln2_low)) - f);
  }
  return k == 0 ? f - s * (f - series) : dk * ln2_high - ((s * (f - series) - dk * ln2_low) - f);
}

/** Steps a stream by so many words. */
EXPORT void skip_words(Stream *stream, int words) {
  Stream s = *stream;
  for (int k = 0; k < words; k++) next_bits(&s);
  *stream = s;
}

/** Moves a stream to behind the try that gives its pair number `pairs`, counted from 1. */
EXPORT void skip_pairs(Stream *stream, int pairs) {
  Stream s = *stream;
  for (int found = 0; found < pairs;) {
    const double u = next_side(&s), v = next_side(&s);
    found += gives_pair(u * u + v * v);
  }
  *stream = s;
}

/** Deviates of `tries` tries from each block's stream: pairs behind one another, and how many there are. */
EXPORT void draw_normals(int task, int tries, const Stream *streams, double *normals, int *pairs) {
  Stream s = streams[task];
  double *out = normals + 2 * tries * task;
  int found = 0;
  for (int t = 0; t < tries; t++) {
    const double u = next_side(&s), v = next_side(&s);
    out[2 * found] = u;
    out[2 * found + 1] = v;
    found += gives_pair(u * u + v * v);
  }
  for (int n = 0; n < found; n++) {
    const double u = out[2 * n], v = out[2 * n + 1], square = u * u + v * v;
    const double scale = __builtin_sqrt((-2.0 * log_of(square)) / square);
    out[2 * n] = u * scale;
    out[2 * n + 1] = v * scale;
  }
  pairs[task] = found;
}

/**
 * v = keep v + sqrt(noise / m) times a deviate for the components that a block has deviates for.
 * @param first of each block: its first component; one more at the end
 */
EXPORT void exchange(int task, int tries, const double *normals, const int *first, double *speed, const double *mass, double keep, double noise) {
  const double *own = normals + 2 * tries * task;
  for (int p = first[task], i = p / 3; p < first[task + 1]; i++) {
    const double width = __builtin_sqrt(noise / mass[i]);
    for (; p < 3 * i + 3 && p < first[task + 1]; p++) speed[p] = keep * speed[p] + width * own[p - first[task]];
  }
}
