// Values of the angular functions: for every triplet the factors of its angle, and their products with the radial parts.
#pragma once
#include "triplets.h"

/** Triplets handled at a time, so that what is kept for them stays in the nearest cache. */
#define BLOCK 64

/** 2 h^zeta, and lambda zeta h^(zeta - 1) where asked for, of every angle; h = (1 + lambda cos) / 2; at BLOCK m of each. */
static void angular_factors(const AngularBundle *bundle, int start, int size, double *factor, double *slope, double *power) {
  for (int m = 0; m < bundle->angles; m++) {
    const double *angle = bundle->angle + 4 * m;
    const int zeta = (int)angle[1], from = (int)angle[2], doublings = (int)angle[3];
    const v2 half = splat(0.5 * angle[0]), steepness = splat(angle[0] * angle[1]);
    for (int q = 0; q < size; q += 2) {
      v2 h = madd(half, load(bundle->cosine + start + q), splat(0.5));
      v2 p = splat(1.0);
      if (from >= 0) {
        p = load(power + BLOCK * from + q);
        for (int d = 0; d < doublings; d++) p = p * p * h;
      } else if (zeta > 1) p = raised(h, zeta - 1);
      store(power + BLOCK * m + q, p);
      store(factor + BLOCK * m + q, (h + h) * p);
      if (slope) store(slope + BLOCK * m + q, steepness * p);
    }
  }
}

static const double *prepare_angular(AngularBundle *bundle, Shell *shells, const double *cutoffs, const double *plan, double *values) {
  const double *next = read_bundle(bundle, shells, plan);
  const Shell *a = bundle->a, *b = bundle->b;
  const int most = a == b ? (a->count * (a->count - 1)) / 2 : a->count * b->count;
  const int stride = bundle->stride = ((most + 1) & ~1) + 2 * PAD;
  bundle->row = take_ints(a->count + 1);
  bundle->second = take_ints(stride);
  bundle->cosine = take_doubles(stride);
  bundle->product = take_doubles(bundle->groups * stride);
  const double *cutoff = cutoffs + 3 * (int)plan[0];
  if (bundle->three) gather_three(bundle, (int)cutoff[1], cutoff[2]);
  else gather_two(bundle);
  const int count = bundle->count;
  for (int q = count; q < count + PAD; q++) {
    bundle->cosine[q] = 0.0;
    for (int g = 0; g < bundle->groups; g++) bundle->product[g * stride + q] = 0.0;
  }
  double *factor = take_doubles(BLOCK * bundle->angles), *power = take_doubles(BLOCK * bundle->angles);
  for (int start = 0; start < count; start += BLOCK) {
    const int left = count - start, size = left >= BLOCK ? BLOCK : (left + 7) & ~7;
    angular_factors(bundle, start, size, factor, 0, power);
    for (int g = 0; g < bundle->groups; g++) {
      const double *group = bundle->group + 6 * g, *product = bundle->product + g * stride + start;
      const int *angle = bundle->angle_of + (int)group[4];
      double *out = values + (int)group[3];
      const int members = (int)group[2];
      int m = 0;
      for (; m + 4 <= members; m += 4) {
        const double *f0 = factor + BLOCK * angle[m], *f1 = factor + BLOCK * angle[m + 1];
        const double *f2 = factor + BLOCK * angle[m + 2], *f3 = factor + BLOCK * angle[m + 3];
        v2 s0 = splat(0.0), s1 = s0, s2 = s0, s3 = s0;
        for (int q = 0; q < size; q += 2) {
          v2 p = load(product + q);
          s0 = madd(p, load(f0 + q), s0);
          s1 = madd(p, load(f1 + q), s1);
          s2 = madd(p, load(f2 + q), s2);
          s3 = madd(p, load(f3 + q), s3);
        }
        out[m] += sum(s0);
        out[m + 1] += sum(s1);
        out[m + 2] += sum(s2);
        out[m + 3] += sum(s3);
      }
      for (; m < members; m++) {
        const double *f = factor + BLOCK * angle[m];
        v2 s0 = splat(0.0), s1 = s0, s2 = s0, s3 = s0;
        for (int q = 0; q < size; q += 8) {
          s0 = madd(load(product + q), load(f + q), s0);
          s1 = madd(load(product + q + 2), load(f + q + 2), s1);
          s2 = madd(load(product + q + 4), load(f + q + 4), s2);
          s3 = madd(load(product + q + 6), load(f + q + 6), s3);
        }
        out[m] += sum((s0 + s1) + (s2 + s3));
      }
    }
  }
  return next;
}
