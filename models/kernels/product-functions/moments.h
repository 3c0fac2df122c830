// Functions of two distances and a polynomial of the cosine, by moments: see moment-part.ts of descriptors for the formula.
// Sums over neighbours are taken once for each profile and species; what functions weigh them by comes afterwards.
#pragma once
#include "arrangement.h"

typedef struct {
  /** Of the cosine's polynomials; monomials of a direction up to it, and below it. */
  int degree, monomials, lower;
  int bank;
  int profiles;
  /** Channels: their profiles, and weights by species. */
  int channels, channel_profile, channel_weight;
  /** Of each monomial: its parent, the axis it is multiplied by, how often it occurs in a power of x + y + z. */
  int parent, axis, multiplicity;
  /** First monomial of each degree. */
  int first;
  /** By axis, of each lower monomial: itself times the axis, and the power there. */
  int raised, exponent;
  int pairing_count, pairings;
} MomentPlan;

/** Functions of one pair of channels. */
typedef struct {
  int a, b;
  int members;
  int targets, columns;
  /** members x (degree + 1); the polynomials at cosine 1. */
  int coefficients, at_one;
} Pairing;

typedef struct {
  const MomentPlan *plan;
  /** By profile, then by place among the near ones. */
  double *value, *slope;
  /** By monomial, then by place. */
  double *power;
  /** By channel: moments, and sums of squares. */
  double *moments, *self;
} Moments;

/** Adds to `values`; keeps profiles, powers and moments. */
static void prepare_moments(Moments *s, const char *base, const MomentPlan *plan, const Arrangement *a, double *values) {
  const int near = a->near, monomials = plan->monomials, species = a->species;
  s->plan = plan;
  s->value = take_doubles(2 * plan->profiles * near);
  s->slope = s->value + plan->profiles * near;
  s->power = take_doubles(monomials * near);
  s->moments = take_doubles(plan->channels * monomials);
  s->self = take_doubles(plan->channels);
  evaluate_radial(base, AT(RadialBank, base, plan->bank), near, a->r, s->value, s->slope, near);
  const int *parent = AT(int, base, plan->parent), *axis = AT(int, base, plan->axis);
  for (int i = 0; i < near; i += 2) store(s->power + i, splat(1.0));
  for (int m = 1; m < monomials; m++) {
    const double *from = s->power + parent[m] * near, *by = axis[m] == 0 ? a->x : axis[m] == 1 ? a->y : a->z;
    double *to = s->power + m * near;
    for (int i = 0; i < near; i += 2) store(to + i, load(from + i) * load(by + i));
  }
  for (int c = 0; c < plan->channels * monomials; c++) s->moments[c] = 0.0;
  for (int c = 0; c < plan->channels; c++) s->self[c] = 0.0;

  char *kept = top;
  double *own = take_doubles(monomials);
  const int *channel_profile = AT(int, base, plan->channel_profile);
  const double *channel_weight = AT(double, base, plan->channel_weight);
  for (int z = 0; z < species; z++) {
    const int begin = a->begin[z], places = places_of(a, z);
    if (a->count[z] == 0) continue;
    for (int p = 0; p < plan->profiles; p++) {
      const double *f = s->value + p * near + begin;
      int wanted = 0;
      for (int c = 0; c < plan->channels; c++) wanted |= channel_profile[c] == p && channel_weight[c * species + z] != 0.0;
      if (!wanted) continue;
      v2 square = splat(0.0);
      for (int i = 0; i < places; i += 2) square = madd(load(f + i), load(f + i), square);
      int m = 0;
      for (; m + 4 <= monomials; m += 4) {
        const double *u = s->power + m * near + begin;
        v2 s0 = splat(0.0), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < places; i += 2) {
          const v2 weight = load(f + i);
          s0 = madd(weight, load(u + i), s0);
          s1 = madd(weight, load(u + near + i), s1);
          s2 = madd(weight, load(u + 2 * near + i), s2);
          s3 = madd(weight, load(u + 3 * near + i), s3);
        }
        own[m] = sum(s0);
        own[m + 1] = sum(s1);
        own[m + 2] = sum(s2);
        own[m + 3] = sum(s3);
      }
      for (; m < monomials; m++) {
        const double *u = s->power + m * near + begin;
        v2 s0 = splat(0.0);
        for (int i = 0; i < places; i += 2) s0 = madd(load(f + i), load(u + i), s0);
        own[m] = sum(s0);
      }
      for (int c = 0; c < plan->channels; c++) {
        const double weight = channel_weight[c * species + z];
        if (channel_profile[c] != p || weight == 0.0) continue;
        s->self[c] += weight * weight * sum(square);
        for (int k = 0; k < monomials; k++) s->moments[c * monomials + k] += weight * own[k];
      }
    }
  }

  const int *first = AT(int, base, plan->first), degree = plan->degree;
  const double *multiplicity = AT(double, base, plan->multiplicity);
  double *sums = take_doubles(degree + 1);
  for (int q = 0; q < plan->pairing_count; q++) {
    const Pairing *pairing = AT(Pairing, base, plan->pairings) + q;
    const double *one = s->moments + pairing->a * monomials, *other = s->moments + pairing->b * monomials;
    for (int p = 0; p <= degree; p++) {
      double total = 0.0;
      for (int m = first[p]; m < first[p + 1]; m++) total += multiplicity[m] * one[m] * other[m];
      sums[p] = pairing->a == pairing->b ? 0.5 * (total - s->self[pairing->a]) : total;
    }
    const int *targets = AT(int, base, pairing->targets);
    const double *coefficients = AT(double, base, pairing->coefficients);
    for (int k = 0; k < pairing->members; k++) {
      double total = 0.0;
      for (int p = 0; p <= degree; p++) total += coefficients[k * (degree + 1) + p] * sums[p];
      values[targets[k]] += total;
    }
  }
  top = kept;
}

/** Of each monomial m four numbers: the coefficients of u^m in the gradient of sum_m by_moment[m] u^m, and by_moment[m]. */
INLINE void set_steepness(const MomentPlan *plan, const char *base, const double *by_moment, double *out) {
  const int *raised_to = AT(int, base, plan->raised);
  const double *exponent = AT(double, base, plan->exponent);
  for (int m = 0; m < plan->lower; m++)
    for (int c = 0; c < 3; c++) out[4 * m + c] = exponent[c * plan->lower + m] * by_moment[raised_to[c * plan->lower + m]];
  for (int m = 0; m < plan->monomials; m++) out[4 * m + 3] = by_moment[m];
}

/** Adds to the gradients of `a`. */
static void contract_moments(const Moments *s, const char *base, const Arrangement *a, const double *by_value) {
  const MomentPlan *plan = s->plan;
  const int near = a->near, monomials = plan->monomials, species = a->species, degree = plan->degree;
  char *kept = top;
  double *by_moment = take_doubles(plan->channels * monomials), *by_self = take_doubles(plan->channels), *sums = take_doubles(degree + 1);
  for (int c = 0; c < plan->channels * monomials; c++) by_moment[c] = 0.0;
  for (int c = 0; c < plan->channels; c++) by_self[c] = 0.0;
  const int *first = AT(int, base, plan->first);
  const double *multiplicity = AT(double, base, plan->multiplicity);
  for (int q = 0; q < plan->pairing_count; q++) {
    const Pairing *pairing = AT(Pairing, base, plan->pairings) + q;
    const int one = pairing->a, other = pairing->b, *targets = AT(int, base, pairing->targets);
    const double *coefficients = AT(double, base, pairing->coefficients), *at_one = AT(double, base, pairing->at_one);
    for (int p = 0; p <= degree; p++) sums[p] = 0.0;
    for (int k = 0; k < pairing->members; k++) {
      const double weight = by_value[targets[k]];
      for (int p = 0; p <= degree; p++) sums[p] += weight * coefficients[k * (degree + 1) + p];
      if (one == other) by_self[one] -= weight * at_one[k];
    }
    for (int p = 0; p <= degree; p++)
      for (int m = first[p]; m < first[p + 1]; m++) {
        const double factor = sums[p] * multiplicity[m];
        by_moment[one * monomials + m] += factor * s->moments[other * monomials + m];
        if (one != other) by_moment[other * monomials + m] += factor * s->moments[one * monomials + m];
      }
  }
  double *own = take_doubles(monomials), *steepness = take_doubles(4 * monomials);
  const int *channel_profile = AT(int, base, plan->channel_profile);
  const double *channel_weight = AT(double, base, plan->channel_weight);
  for (int z = 0; z < species; z++) {
    const int begin = a->begin[z], end = begin + a->count[z];
    if (a->count[z] == 0) continue;
    for (int p = 0; p < plan->profiles; p++) {
      double itself = 0.0;
      int wanted = 0;
      for (int m = 0; m < monomials; m++) own[m] = 0.0;
      for (int c = 0; c < plan->channels; c++) {
        const double weight = channel_weight[c * species + z];
        if (channel_profile[c] != p || weight == 0.0) continue;
        wanted = 1;
        itself += weight * weight * by_self[c];
        for (int m = 0; m < monomials; m++) own[m] += weight * by_moment[c * monomials + m];
      }
      if (!wanted) continue;
      set_steepness(plan, base, own, steepness);
      for (int i = begin; i < end; i += 2) {
        const double *u = s->power + i;
        v2 gx = splat(0.0), gy = gx, gz = gx, total = gx;
        int m = 0;
        for (; m < plan->lower; m++, u += near) {
          const v2 power = load(u);
          const double *k = steepness + 4 * m;
          gx = madd(splat(k[0]), power, gx);
          gy = madd(splat(k[1]), power, gy);
          gz = madd(splat(k[2]), power, gz);
          total = madd(splat(k[3]), power, total);
        }
        for (; m < monomials; m++, u += near) total = madd(splat(steepness[4 * m + 3]), load(u), total);
        const v2 f = load(s->value + p * near + i), across = f / load(a->r + i);
        total = madd(splat(itself), f, total);
        const v2 radial = load(a->x + i) * gx + load(a->y + i) * gy + load(a->z + i) * gz;
        const v2 along = load(s->slope + p * near + i) * total - across * radial;
        gx *= across;
        gy *= across;
        gz *= across;
        for (int lane = 0; lane < 2 && i + lane < end; lane++) {
          double *g = a->gradient + 4 * (i + lane);
          store(g, load(g) + (v2){gx[lane], gy[lane]});
          store(g + 2, load(g + 2) + (v2){gz[lane], along[lane]});
        }
      }
    }
  }
  top = kept;
}

/** Adds the derivatives of a pairing's members by the neighbours of channel `own`, whose partners are those of channel `other`. */
static void derive_pairing(const Moments *s, const char *base, const Arrangement *a, const Pairing *pairing, int own, int other,
                           double *rows, int width) {
  const MomentPlan *plan = s->plan;
  const int near = a->near, monomials = plan->monomials, species = a->species, degree = plan->degree;
  const int *first = AT(int, base, plan->first), *columns = AT(int, base, pairing->columns);
  const double *multiplicity = AT(double, base, plan->multiplicity), *coefficients = AT(double, base, pairing->coefficients);
  const double *at_one = AT(double, base, pairing->at_one);
  char *kept = top;
  double *by_moment = take_doubles(monomials), *steepness = take_doubles(4 * monomials);
  v2 *vector = take(3 * 16 * (unsigned)(degree + 1));
  for (int m = 0; m < monomials; m++) by_moment[m] = multiplicity[m] * s->moments[other * monomials + m];
  set_steepness(plan, base, by_moment, steepness);
  const int profile = AT(int, base, plan->channel_profile)[own];
  for (int z = 0; z < species; z++) {
    const double weight = AT(double, base, plan->channel_weight)[own * species + z];
    const int begin = a->begin[z], end = begin + a->count[z];
    if (weight == 0.0) continue;
    for (int i = begin; i < end; i += 2) {
      const v2 x = load(a->x + i), y = load(a->y + i), zz = load(a->z + i), f = splat(weight) * load(s->value + profile * near + i);
      const v2 along = splat(weight) * load(s->slope + profile * near + i), across = f / load(a->r + i);
      const v2 whole = along * splat(by_moment[0]);
      vector[0] = whole * x;
      vector[1] = whole * y;
      vector[2] = whole * zz;
      for (int p = 1; p <= degree; p++) {
        v2 gx = splat(0.0), gy = gx, gz = gx;
        for (int m = first[p - 1]; m < first[p]; m++) {
          const v2 power = load(s->power + m * near + i);
          gx = madd(splat(steepness[4 * m]), power, gx);
          gy = madd(splat(steepness[4 * m + 1]), power, gy);
          gz = madd(splat(steepness[4 * m + 2]), power, gz);
        }
        // Euler: u . gradient = p times the polynomial.
        const v2 radial = x * gx + y * gy + zz * gz, outwards = along * radial * splat(1.0 / p) - across * radial;
        vector[3 * p] = outwards * x + across * gx;
        vector[3 * p + 1] = outwards * y + across * gy;
        vector[3 * p + 2] = outwards * zz + across * gz;
      }
      const v2 itself = own == other ? -along * f : splat(0.0);
      double *row0 = rows + 3 * a->slot[i] * width, *row1 = i + 1 < end ? rows + 3 * a->slot[i + 1] * width : 0;
      for (int k = 0; k < pairing->members; k++) {
        const v2 own_share = itself * splat(at_one[k]);
        v2 gx = own_share * x, gy = own_share * y, gz = own_share * zz;
        const double *factor = coefficients + k * (degree + 1);
        for (int p = 0; p <= degree; p++) {
          gx = madd(splat(factor[p]), vector[3 * p], gx);
          gy = madd(splat(factor[p]), vector[3 * p + 1], gy);
          gz = madd(splat(factor[p]), vector[3 * p + 2], gz);
        }
        const int to = columns[k];
        row0[to] += gx[0];
        row0[to + width] += gy[0];
        row0[to + 2 * width] += gz[0];
        if (row1) {
          row1[to] += gx[1];
          row1[to + width] += gy[1];
          row1[to + 2 * width] += gz[1];
        }
      }
    }
  }
  top = kept;
}

/** Adds to rows of near x 3 x width. */
static void derive_moments(const Moments *s, const char *base, const Arrangement *a, double *rows, int width) {
  for (int q = 0; q < s->plan->pairing_count; q++) {
    const Pairing *pairing = AT(Pairing, base, s->plan->pairings) + q;
    derive_pairing(s, base, a, pairing, pairing->a, pairing->b, rows, width);
    if (pairing->a != pairing->b) derive_pairing(s, base, a, pairing, pairing->b, pairing->a, rows, width);
  }
}
