// The neighbours of one species within one cutoff: coordinates as separate arrays, and the cutoff function at each.
#pragma once
#include "../simd.h"

/** Zeros behind the last entry of arrays that are read several lanes at a time. */
#define PAD 8

typedef struct {
  int count;
  int *slot;  // index in the environment
  double *x, *y, *z, *squared, *distance, *inverse;
  double *value;  // fc(r)
  double *slope;  // (dfc/dr) / (fc r)
  double *record; // x, y, z, 0 of each
  double *gradient; // sum so far: x, y, z, and the factor of the neighbour's own displacement
} Shell;

CONSTANTS(cutoff_constants, 1.0, 1e-12, 0.78539816339744831, 2.0, -3.1415926535897932, -12.0)

/** fc(r) and (dfc/dr) / (fc r) for r < cutoff; kind 0: cosine, 1: tanh cubed. One division for both. */
INLINE void cutoff_function(int kind, v2 r, v2 inverse_cutoff, v2 *value, v2 *slope) {
  const double *k = cutoff_constants();
  const v2 one = constant(k, 0);
  // Rounding may reach 0, where the slope would be infinite; the value is 0 then all the same.
  const v2 x = larger(one - r * inverse_cutoff, constant(k, 1));
  if (kind == 0) {
    // cos^2 of half the usual angle: no cancellation at the cutoff.
    v2 s, c;
    sine_cosine(x * constant(k, 2), &s, &c);
    const v2 twice = s + s, sine = twice * c, cosine = one - twice * s;
    *value = sine * sine;
    *slope = constant(k, 4) * inverse_cutoff * cosine / (sine * r);
  } else {
    // tanh x = (e - 1) / (e + 1) and (1 - tanh^2) / tanh = 4 e / (e^2 - 1), with e = exp(2 x).
    const v2 e = exponential(x + x), up = e + one, down = e - one;
    const v2 inverse = one / (up * down * r);
    const v2 t = down * down * r * inverse;
    *value = t * t * t;
    *slope = constant(k, 5) * inverse_cutoff * e * inverse;
  }
}

static void build_shell(Shell *shell, const double *plan, const double *displacement, const double *distance, const int *species, int limit) {
  const int wanted = (int)plan[0], kind = (int)plan[1];
  const double cutoff = plan[2];
  const int room = limit + PAD;
  shell->slot = take_ints(room);
  double **arrays[] = {&shell->x, &shell->y, &shell->z, &shell->squared, &shell->distance, &shell->inverse, &shell->value, &shell->slope};
  for (int a = 0; a < 8; a++) *arrays[a] = take_doubles(room);
  shell->record = take_doubles(4 * room);
  shell->gradient = take_doubles(4 * room);
  int n = 0;
  for (int q = 0; q < limit; q++) {
    shell->slot[n] = q;
    shell->distance[n] = distance[q];
    n += (species[q] == wanted) & (distance[q] < cutoff);
  }
  shell->count = n;
  for (int q = 0; q < n; q++) {
    const double *d = displacement + 3 * shell->slot[q];
    const double r = shell->distance[q];
    shell->x[q] = d[0];
    shell->y[q] = d[1];
    shell->z[q] = d[2];
    store(shell->record + 4 * q, (v2){d[0], d[1]});
    store(shell->record + 4 * q + 2, (v2){d[2], 0.0});
    shell->squared[q] = r * r;
    shell->inverse[q] = 1.0 / r;
  }
  for (int q = n; q < n + PAD; q++) {
    shell->x[q] = shell->y[q] = shell->z[q] = 0.0;
    // Beyond every cutoff, whatever the other neighbour.
    shell->squared[q] = 1e30;
    shell->distance[q] = 0.5 * cutoff;
    shell->inverse[q] = 0.0;
  }
  for (int q = 0; q < n; q += 2) {
    v2 value, slope;
    cutoff_function(kind, load(shell->distance + q), splat(1.0 / cutoff), &value, &slope);
    store(shell->value + q, value);
    store(shell->slope + q, slope);
  }
  for (int q = n; q < n + PAD; q++) shell->value[q] = shell->slope[q] = 0.0;
}
