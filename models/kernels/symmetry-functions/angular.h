// Angular functions (G4, G5) of one pair of species that share a cutoff: triplets gathered once, values, contraction.
// Plan: shell A, shell B, three distances (1 or 0), groups, angles, shifts, members; the distinct shifts;
// (lambda, zeta, from, doublings) of each angle; (eta, shift's index, members, first function, first member) of each
// group; the angle of each member.
#pragma once
#include "shell.h"

/** Triplets handled at a time, so that what is kept for them stays in the nearest cache. */
#define BLOCK 64

typedef struct {
  Shell *a, *b;
  int three, groups, angles, shifts, members;
  const double *shift, *angle, *group;
  int *angle_of; // of each member
  int count;     // triplets
  int stride;
  int *row;      // first triplet of each neighbour of shell A, and the end
  int *second;   // neighbour of shell B of each triplet
  double *cosine;
  double *span, *span_slope; // distance between the two neighbours, (dfc/dr) / (fc r) there; G4 only
  double *product; // radial product of each group: `stride` for each
} AngularBundle;

INLINE int first_partner(const AngularBundle *bundle, int j) { return bundle->a == bundle->b ? j + 1 : 0; }
INLINE double group_eta(const AngularBundle *bundle, int g) { return bundle->group[5 * g]; }
INLINE double group_shift(const AngularBundle *bundle, int g) { return bundle->shift[(int)bundle->group[5 * g + 1]]; }

static const double *read_bundle(AngularBundle *bundle, Shell *shells, const double *plan) {
  bundle->a = &shells[(int)plan[0]];
  bundle->b = &shells[(int)plan[1]];
  bundle->three = (int)plan[2];
  bundle->groups = (int)plan[3];
  bundle->angles = (int)plan[4];
  bundle->shifts = (int)plan[5];
  bundle->members = (int)plan[6];
  bundle->shift = plan + 7;
  bundle->angle = bundle->shift + bundle->shifts;
  bundle->group = bundle->angle + 4 * bundle->angles;
  const double *angles = bundle->group + 5 * bundle->groups;
  bundle->angle_of = take_ints(bundle->members);
  for (int m = 0; m < bundle->members; m++) bundle->angle_of[m] = (int)angles[m];
  return angles + bundle->members;
}

/** G4: triplets whose neighbours see each other; the products' Gaussians are one exponential of all three distances. */
static void gather_three(AngularBundle *bundle, int kind, double cutoff) {
  const Shell *a = bundle->a, *b = bundle->b;
  const int stride = bundle->stride, shifts = bundle->shifts;
  double *span = bundle->span = take_doubles(stride);
  double *slope = bundle->span_slope = take_doubles(stride);
  double *both = take_doubles(stride);             // fc fc of the two near distances, then of all three
  double *exponent = take_doubles(shifts * stride); // sum of (r - shift)^2
  double *square_a = take_doubles(shifts * (a->count + PAD)), *square_b = take_doubles(shifts * (b->count + PAD));
  for (int s = 0; s < shifts; s++) {
    const v2 shift = splat(bundle->shift[s]);
    for (int j = 0; j < a->count; j += 2) {
      v2 d = load(a->distance + j) - shift;
      store(square_a + s * (a->count + PAD) + j, d * d);
    }
    for (int k = 0; k < b->count + 2; k += 2) {
      v2 d = load(b->distance + k) - shift;
      store(square_b + s * (b->count + PAD) + k, d * d);
    }
  }
  const v2 limit = splat(cutoff * cutoff);
  int n = 0;
  for (int j = 0; j < a->count; j++) {
    bundle->row[j] = n;
    const v2 x = splat(a->x[j]), y = splat(a->y[j]), z = splat(a->z[j]), squared = splat(a->squared[j]);
    const v2 inverse = splat(a->inverse[j]), value = splat(a->value[j]);
    for (int k = first_partner(bundle, j); k < b->count; k += 2) {
      v2 dot = madd(x, load(b->x + k), madd(y, load(b->y + k), z * load(b->z + k)));
      v2 apart = squared + load(b->squared + k) - (dot + dot);
      l2 inside = apart < limit;
      v2 cosine = dot * inverse * load(b->inverse + k);
      v2 fc = value * load(b->value + k);
      // Both lanes are written; the place moves on only past those that count.
      const int next = n - (int)inside[0];
      span[n] = apart[0];
      bundle->cosine[n] = cosine[0];
      both[n] = fc[0];
      bundle->second[n] = k;
      span[next] = apart[1];
      bundle->cosine[next] = cosine[1];
      both[next] = fc[1];
      bundle->second[next] = k + 1;
      for (int s = 0; s < shifts; s++) {
        v2 squares = splat(square_a[s * (a->count + PAD) + j]) + load(square_b + s * (b->count + PAD) + k);
        exponent[s * stride + n] = squares[0];
        exponent[s * stride + next] = squares[1];
      }
      n = next - (int)inside[1];
    }
  }
  bundle->row[a->count] = bundle->count = n;
  for (int q = n; q < n + PAD; q++) {
    span[q] = 0.25 * cutoff * cutoff;
    bundle->cosine[q] = both[q] = 0.0;
    for (int s = 0; s < shifts; s++) exponent[s * stride + q] = 0.0;
  }
  for (int q = 0; q < n; q += 2) {
    v2 value, l, r = root(larger(load(span + q), splat(1e-24)));
    cutoff_function(kind, r, splat(1.0 / cutoff), &value, &l);
    store(span + q, r);
    store(slope + q, l / r);
    store(both + q, load(both + q) * value);
    for (int s = 0; s < shifts; s++) {
      v2 d = r - splat(bundle->shift[s]);
      store(exponent + s * stride + q, madd(d, d, load(exponent + s * stride + q)));
    }
  }
  for (int g = 0; g < bundle->groups; g++) {
    const double *sums = exponent + (int)bundle->group[5 * g + 1] * stride;
    const v2 eta = splat(-group_eta(bundle, g));
    double *product = bundle->product + g * stride;
    for (int q = 0; q < n; q += 2) store(product + q, exponential(eta * load(sums + q)) * load(both + q));
  }
}

/** exp(-eta (r - shift)^2) fc(r) of a group at every neighbour of a shell. */
static double *shell_terms(const AngularBundle *bundle, const Shell *shell, int g) {
  double *terms = take_doubles(shell->count + PAD);
  const v2 eta = splat(-group_eta(bundle, g)), shift = splat(group_shift(bundle, g));
  for (int q = 0; q < shell->count; q += 2) {
    v2 d = load(shell->distance + q) - shift;
    store(terms + q, exponential(eta * d * d) * load(shell->value + q));
  }
  for (int q = shell->count; q < shell->count + PAD; q++) terms[q] = 0.0;
  return terms;
}

/** G5: every pair of neighbours. The lane behind a row's end is written over by the next row. */
static void gather_two(AngularBundle *bundle) {
  const Shell *a = bundle->a, *b = bundle->b;
  int n = 0;
  for (int j = 0; j < a->count; j++) {
    bundle->row[j] = n;
    const v2 x = splat(a->x[j]), y = splat(a->y[j]), z = splat(a->z[j]), inverse = splat(a->inverse[j]);
    const int from = first_partner(bundle, j);
    for (int k = from; k < b->count; k += 2) {
      v2 dot = madd(x, load(b->x + k), madd(y, load(b->y + k), z * load(b->z + k)));
      store(bundle->cosine + n + k - from, dot * inverse * load(b->inverse + k));
    }
    for (int k = from; k < b->count; k++) bundle->second[n + k - from] = k;
    n += from < b->count ? b->count - from : 0;
  }
  bundle->row[a->count] = bundle->count = n;
  for (int g = 0; g < bundle->groups; g++) {
    double *product = bundle->product + g * bundle->stride;
    const double *near = shell_terms(bundle, a, g), *far = a == b ? near : shell_terms(bundle, b, g);
    for (int j = 0; j < a->count; j++) {
      const v2 own = splat(near[j]);
      const int from = first_partner(bundle, j);
      double *out = product + bundle->row[j] - from;
      for (int k = from; k < b->count; k += 2) store(out + k, own * load(far + k));
    }
  }
}

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
      } else {
        v2 square = h;
        for (int left = zeta - 1; left > 0; left >>= 1) {
          if (left & 1) p *= square;
          square *= square;
        }
      }
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
      const double *group = bundle->group + 5 * g, *product = bundle->product + g * stride + start;
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
