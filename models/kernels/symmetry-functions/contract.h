// The angular part of the forces: dE/dG times the derivatives, summed over functions before any vector is formed.
// With u_g = (sum_m w f) P of a group, the slope along a distance r is (l(r) sum u - 2 r sum eta u + 2 sum eta shift u):
// a handful of sums a triplet, however many functions there are.
#pragma once
#include "angular.h"

typedef struct {
  double *whole;   // sum of u
  double *steep;   // - 2 sum of eta u, plus what lies along the third distance
  double *shifted; // 2 sum of eta shift u
  double *bend;    // sum of w (df/dcos) P
  double *across;  // what lies along the third distance, over that distance
} TripletSums;

static void sum_block(const AngularBundle *bundle, const double *weights, int start, int size, const double *factor, const double *slope,
                      TripletSums *sums) {
  for (int g = 0; g < bundle->groups; g++) {
    const double *group = bundle->group + 6 * g, *product = bundle->product + g * bundle->stride + start;
    const int members = (int)group[2], *angle = bundle->angle_of + (int)group[4];
    const double *weight = weights + (int)group[3];
    const v2 eta = splat(-2.0 * group[0]), eta_shift = splat(2.0 * group[0] * group_shift(bundle, g));
    for (int q = 0; q < size; q += 8) {
      v2 f0 = splat(0.0), f1 = f0, f2 = f0, f3 = f0, s0 = f0, s1 = f0, s2 = f0, s3 = f0;
      for (int m = 0; m < members; m++) {
        const v2 w = splat(weight[m]);
        const double *f = factor + BLOCK * angle[m] + q, *s = slope + BLOCK * angle[m] + q;
        f0 = madd(w, load(f), f0);
        f1 = madd(w, load(f + 2), f1);
        f2 = madd(w, load(f + 4), f2);
        f3 = madd(w, load(f + 6), f3);
        s0 = madd(w, load(s), s0);
        s1 = madd(w, load(s + 2), s1);
        s2 = madd(w, load(s + 4), s2);
        s3 = madd(w, load(s + 6), s3);
      }
      const v2 fs[4] = {f0, f1, f2, f3}, ss[4] = {s0, s1, s2, s3};
      for (int i = 0; i < 4; i++) {
        const int to = start + q + 2 * i;
        const v2 p = load(product + q + 2 * i), u = fs[i] * p;
        // The first group finds nothing to add to.
        const v2 none = splat(0.0);
        store(sums->whole + to, u + (g ? load(sums->whole + to) : none));
        store(sums->steep + to, madd(eta, u, g ? load(sums->steep + to) : none));
        store(sums->shifted + to, madd(eta_shift, u, g ? load(sums->shifted + to) : none));
        store(sums->bend + to, madd(ss[i], p, g ? load(sums->bend + to) : none));
      }
    }
  }
}

/** From the sums of each triplet to the neighbours' gradients. */
static void spread(const AngularBundle *bundle, const TripletSums *sums) {
  Shell *a = bundle->a, *b = bundle->b;
  for (int j = 0; j < a->count; j++) {
    const double inverse = a->inverse[j];
    const v2 low = load(a->record + 4 * j), high = load(a->record + 4 * j + 2);
    v2 own_low = splat(0.0), own_high = splat(0.0);
    double whole = 0.0, steep = 0.0, shifted = 0.0, turned = 0.0;
    for (int n = bundle->row[j]; n < bundle->row[j + 1]; n++) {
      const int k = bundle->second[n];
      const double u = sums->whole[n], e = sums->steep[n], s = sums->shifted[n], bend = sums->bend[n];
      const double bent = bend * bundle->cosine[n], ik = b->inverse[k];
      const double across = bend * inverse * ik - sums->across[n];
      whole += u;
      steep += e;
      shifted += s;
      turned += bent;
      const v2 both = splat(across);
      const double along = b->slope[k] * u + e + ik * (s - bent * ik);
      double *gradient = b->gradient + 4 * k;
      store(gradient, madd(both, low, load(gradient)));
      store(gradient + 2, madd(both, high, load(gradient + 2) + (v2){0.0, along}));
      own_low = madd(both, load(b->record + 4 * k), own_low);
      own_high = madd(both, load(b->record + 4 * k + 2), own_high);
    }
    own_high[1] = a->slope[j] * whole + steep + inverse * (shifted - turned * inverse);
    store(a->gradient + 4 * j, load(a->gradient + 4 * j) + own_low);
    store(a->gradient + 4 * j + 2, load(a->gradient + 4 * j + 2) + own_high);
  }
}

static void contract_angular(const AngularBundle *bundle, const double *weights) {
  TripletSums sums;
  double **arrays[] = {&sums.whole, &sums.steep, &sums.shifted, &sums.bend, &sums.across};
  for (int i = 0; i < 5; i++) *arrays[i] = take_doubles(bundle->stride);
  double *factor = take_doubles(BLOCK * bundle->angles), *slope = take_doubles(BLOCK * bundle->angles);
  double *power = take_doubles(BLOCK * bundle->angles);
  for (int start = 0; start < bundle->count; start += BLOCK) {
    const int left = bundle->count - start, size = left >= BLOCK ? BLOCK : (left + 7) & ~7;
    angular_factors(bundle, start, size, factor, slope, power);
    sum_block(bundle, weights, start, size, factor, slope, &sums);
    for (int n = start; n < start + size; n += 2) {
      v2 across = splat(0.0);
      if (bundle->three) {
        const v2 steep = load(sums.steep + n);
        across = madd(load(sums.whole + n), load(bundle->span_slope + n), steep + load(sums.shifted + n) / load(bundle->span + n));
        store(sums.steep + n, steep + across);
      }
      store(sums.across + n, across);
    }
  }
  spread(bundle, &sums);
}
