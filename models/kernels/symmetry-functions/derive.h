// Derivatives of every angular function with respect to every neighbour, two functions a vector. For each neighbour and
// function a factor of its own displacement and a sum of its partners' are kept; the rows are formed from them at the end.
#pragma once
#include "angular.h"

/** x, y, z of the partners' sum and the factor, for two functions. */
#define PART 8

/** (dG/dr) / (G r) of every group's radial shape at every neighbour of a shell: groups x count. */
static double *log_slopes(const AngularBundle *bundle, const Shell *shell) {
  double *slopes = take_doubles(bundle->groups * shell->count);
  for (int g = 0; g < bundle->groups; g++) {
    const double eta = group_eta(bundle, g), shift = group_shift(bundle, g);
    for (int q = 0; q < shell->count; q++)
      slopes[g * shell->count + q] = shell->slope[q] - 2.0 * eta * (1.0 - shift * shell->inverse[q]);
  }
  return slopes;
}

/**
 * Distinct pairs of angles that pairs of functions have: `angles` gets both of each, `kind` says which one every pair of
 * functions has, times 4. Groups mostly share theirs.
 */
static int distinct_pairs(const AngularBundle *bundle, int *angles, int *kind) {
  int kinds = 0;
  for (int g = 0; g < bundle->groups; g++) {
    const int members = (int)bundle->group[6 * g + 2], *angle = bundle->angle_of + (int)bundle->group[6 * g + 4];
    for (int m = 0; m < members; m += 2) {
      const int first = angle[m], second = angle[m + 1 < members ? m + 1 : m];
      int found = 0;
      while (found < kinds && (angles[2 * found] != first || angles[2 * found + 1] != second)) found++;
      if (found == kinds) kinds++;
      angles[2 * found] = first;
      angles[2 * found + 1] = second;
      *kind++ = 4 * found;
    }
  }
  return kinds;
}

static void derive_angular(const AngularBundle *bundle, double *angular, int angular_size, int radial_size) {
  const Shell *a = bundle->a, *b = bundle->b;
  const int same = a == b;
  // Pairs of functions of each group; the last of an odd group is accompanied by itself and not written.
  int pairs = 0;
  for (int g = 0; g < bundle->groups; g++) pairs += ((int)bundle->group[6 * g + 2] + 1) >> 1;
  const int width = PART * pairs;
  int *angles = take_ints(2 * pairs), *kind = take_ints(pairs);
  const int kinds = distinct_pairs(bundle, angles, kind);
  const double *slopes_a = log_slopes(bundle, a), *slopes_b = same ? slopes_a : log_slopes(bundle, b);
  double *both = take_doubles(4 * kinds); // factors and slopes of each pair of angles at one triplet
  const int size_a = a->count * width, total = same ? size_a : size_a + b->count * width;
  double *of_a = take_doubles(total + 2), *of_b = same ? of_a : of_a + size_a;
  for (int i = 0; i < total; i += 2) store(of_a + i, splat(0.0));
  double *factor = take_doubles(BLOCK * bundle->angles), *slope = take_doubles(BLOCK * bundle->angles);
  double *power = take_doubles(BLOCK * bundle->angles);
  int j = 0;
  for (int n = 0; n < bundle->count; n++) {
    const int at = n % BLOCK;
    if (at == 0) {
      const int left = bundle->count - n;
      angular_factors(bundle, n, left >= BLOCK ? BLOCK : (left + 7) & ~7, factor, slope, power);
    }
    while (n >= bundle->row[j + 1]) j++;
    const int k = bundle->second[n];
    const double ij = a->inverse[j], ik = b->inverse[k], cosine = bundle->cosine[n];
    const double *rj = a->record + 4 * j, *rk = b->record + 4 * k;
    const v2 xj = splat(rj[0]), yj = splat(rj[1]), zj = splat(rj[2]), xk = splat(rk[0]), yk = splat(rk[1]), zk = splat(rk[2]);
    double *pj = of_a + j * width, *pk = of_b + k * width;
    for (int p = 0; p < kinds; p++) {
      const int first = BLOCK * angles[2 * p] + at, second = BLOCK * angles[2 * p + 1] + at;
      store(both + 4 * p, (v2){factor[first], factor[second]});
      store(both + 4 * p + 2, (v2){slope[first], slope[second]});
    }
    const int *own = kind;
    const double span_slope = bundle->three ? bundle->span_slope[n] : 0.0, span_inverse = bundle->three ? 1.0 / bundle->span[n] : 0.0;
    const double jk = ij * ik, bent_j = cosine * ij * ij, bent_k = cosine * ik * ik;
    for (int g = 0; g < bundle->groups; g++) {
      const double product = bundle->product[g * bundle->stride + n];
      double across = 0.0;
      if (bundle->three) across = product * (span_slope - 2.0 * group_eta(bundle, g) * (1.0 - group_shift(bundle, g) * span_inverse));
      const v2 along_j = splat(product * slopes_a[g * a->count + j] + across);
      const v2 along_k = splat(product * slopes_b[g * b->count + k] + across);
      const v2 bend_j = splat(product * bent_j), bend_k = splat(product * bent_k), cross = splat(product * jk), between = splat(across);
      const int members = (int)bundle->group[6 * g + 2];
      for (int m = 0; m < members; m += 2, pj += PART, pk += PART) {
        const v2 f = load(both + *own), s = load(both + *own + 2);
        own++;
        const v2 beta = s * cross - f * between;
        store(pj, madd(beta, xk, load(pj)));
        store(pj + 2, madd(beta, yk, load(pj + 2)));
        store(pj + 4, madd(beta, zk, load(pj + 4)));
        store(pj + 6, load(pj + 6) + (f * along_j - s * bend_j));
        store(pk, madd(beta, xj, load(pk)));
        store(pk + 2, madd(beta, yj, load(pk + 2)));
        store(pk + 4, madd(beta, zj, load(pk + 4)));
        store(pk + 6, load(pk + 6) + (f * along_k - s * bend_k));
      }
    }
  }
  for (int side = 0; side < (same ? 1 : 2); side++) {
    const Shell *shell = side ? b : a;
    const double *part = side ? of_b : of_a;
    for (int q = 0; q < shell->count; q++) {
      const double *record = shell->record + 4 * q;
      double *row = angular + 3 * shell->slot[q] * angular_size;
      for (int g = 0; g < bundle->groups; g++) {
        const int members = (int)bundle->group[6 * g + 2], column = (int)bundle->group[6 * g + 3] - radial_size;
        for (int m = 0; m < members; m++) {
          const double *p = part + PART * (m >> 1) + (m & 1);
          for (int c = 0; c < 3; c++) row[c * angular_size + column + m] = p[2 * c] + p[6] * record[c];
        }
        part += PART * ((members + 1) >> 1);
      }
    }
  }
}
