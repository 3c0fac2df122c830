// The triplets of one pair of species for angular functions (G4, G5) that share a cutoff: angles, distances, and the
// radial product of each group. Plan: shell A, shell B, three distances (1 or 0), groups, angles, shifts, members; the distinct shifts;
// (lambda, zeta, from, doublings) of each angle; (eta, shift's index, members, first function, first member, power) of
// each group; the angle of each member. A power above 1: the Gaussian is that power of the last group's before with power 1.
#pragma once
#include "shell.h"

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
INLINE double group_eta(const AngularBundle *bundle, int g) { return bundle->group[6 * g]; }
INLINE double group_shift(const AngularBundle *bundle, int g) { return bundle->shift[(int)bundle->group[6 * g + 1]]; }

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
  const double *angles = bundle->group + 6 * bundle->groups;
  bundle->angle_of = take_ints(bundle->members);
  for (int m = 0; m < bundle->members; m++) bundle->angle_of[m] = (int)angles[m];
  return angles + bundle->members;
}

/** Triplets whose neighbours see each other, their cosines, squared spans, cutoffs and sums of squares; how many. */
INLINE int select_triplets(const AngularBundle *bundle, double cutoff, int shifts, const double *restrict square_a, const double *restrict square_b,
                           double *restrict span, double *restrict both, double *restrict exponent) {
  const Shell *a = bundle->a, *b = bundle->b;
  const int stride = bundle->stride, room_a = a->count + PAD, room_b = b->count + PAD;
  double *restrict cosines = bundle->cosine;
  int *restrict second = bundle->second;
  const v2 limit = splat(cutoff * cutoff);
  int n = 0;
  for (int j = 0; j < a->count; j++) {
    bundle->row[j] = n;
    const v2 x = splat(a->x[j]), y = splat(a->y[j]), z = splat(a->z[j]), squared = splat(a->squared[j]);
    const v2 inverse = splat(a->inverse[j]), value = splat(a->value[j]);
    for (int k = first_partner(bundle, j); k < b->count; k += 2) {
      v2 dot = madd(x, load(b->x + k), madd(y, load(b->y + k), z * load(b->z + k)));
      v2 apart = squared + load(b->squared + k) - (dot + dot);
      const int inside = __builtin_wasm_bitmask_i64x2(apart < limit);
      v2 cosine = dot * inverse * load(b->inverse + k);
      v2 fc = value * load(b->value + k);
      // Both lanes are written; the place moves on only past those that count.
      const int next = n + (inside & 1);
      span[n] = apart[0];
      cosines[n] = cosine[0];
      both[n] = fc[0];
      second[n] = k;
      span[next] = apart[1];
      cosines[next] = cosine[1];
      both[next] = fc[1];
      second[next] = k + 1;
      for (int s = 0; s < shifts; s++) {
        v2 squares = splat(square_a[s * room_a + j]) + load(square_b + s * room_b + k);
        exponent[s * stride + n] = squares[0];
        exponent[s * stride + next] = squares[1];
      }
      n = next + (inside >> 1);
    }
  }
  return n;
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
  // Two copies of the hot loop: nearly every set has one shift.
  const int n = shifts == 1 ? select_triplets(bundle, cutoff, 1, square_a, square_b, span, both, exponent)
                            : select_triplets(bundle, cutoff, shifts, square_a, square_b, span, both, exponent);
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
    store(slope + q, l);
    store(both + q, load(both + q) * value);
    for (int s = 0; s < shifts; s++) {
      v2 d = r - splat(bundle->shift[s]);
      store(exponent + s * stride + q, madd(d, d, load(exponent + s * stride + q)));
    }
  }
  double *gaussian = take_doubles(stride);
  for (int g = 0; g < bundle->groups; g++) {
    const double *sums = exponent + (int)bundle->group[6 * g + 1] * stride;
    const v2 eta = splat(-group_eta(bundle, g));
    const int power = (int)bundle->group[6 * g + 5];
    double *product = bundle->product + g * stride;
    if (power == 1) {
      for (int q = 0; q < n; q += 2) {
        v2 e = exponential(eta * load(sums + q));
        store(gaussian + q, e);
        store(product + q, e * load(both + q));
      }
    } else {
      for (int q = 0; q < n; q += 2) store(product + q, raised(load(gaussian + q), power) * load(both + q));
    }
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
