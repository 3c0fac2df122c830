// Functions of two neighbours, pair by pair of them, a batch of pairs at a time: as triplet-part.ts of descriptors. Nothing is
// kept of a pair: its angle costs less to compute again than to fetch.
#pragma once
#include "arrangement.h"

enum { BATCH = 64 };

typedef struct {
  int pair_bank, pair_profiles;
  int third_bank, third_profiles;
  /** Terms of all groups. */
  int term_count;
  /** By two species: where their SpeciesPair lies, 0 where there is none. */
  int table;
} TripletPlan;

typedef struct {
  int angles; // AngularBank
  int group_count, groups;
  /** Square of the third side's reach where every function has one; beyond it a pair does not count. */
  int reach; // double
} SpeciesPair;

/** Functions with one radial profile: G[target] += weight A[angle] R R [R]. */
typedef struct {
  int profile;
  /** -1 where the third distance does not count. */
  int third;
  int terms, first_term;
  int targets, columns, angles, weights;
} Group;

typedef struct {
  const TripletPlan *plan;
  /** By profile, then by place among the near ones. */
  double *value, *slope;
} Triplets;

/** Pairs of places, and what is computed of them. */
typedef struct {
  int count;
  int first[BATCH], second[BATCH];
  double cosine[BATCH], third[BATCH];
  /** Of the third sides and angles by profile, BATCH each. */
  double *third_value, *third_slope, *angle_value, *angle_slope;
} Batch;

typedef struct {
  const Triplets *triplets;
  const char *base;
  const Arrangement *arrangement;
  const SpeciesPair *pair;
  Batch *batch;
  /** What is done: one of these is given. */
  v2 *totals;
  const double *by_value;
  double *rows;
  int width;
} Pass;

/** Products of the radial factors of a group; whether there is one that is not zero. */
INLINE int set_products(const Pass *pass, const Group *group, double *product) {
  const Batch *batch = pass->batch;
  const double *value = pass->triplets->value + group->profile * pass->arrangement->near;
  l2 any = {0, 0};
  for (int q = 0; q < batch->count; q += 2) {
    v2 p = (v2){value[batch->first[q]], value[batch->first[q + 1]]} * (v2){value[batch->second[q]], value[batch->second[q + 1]]};
    if (group->third >= 0) p *= load(batch->third_value + group->third * BATCH + q);
    store(product + q, p);
    any |= p != splat(0.0);
  }
  return (any[0] | any[1]) != 0;
}

static void add_values(const Pass *pass, const Group *group) {
  const Batch *batch = pass->batch;
  double product[BATCH];
  if (!set_products(pass, group, product)) return;
  const int *angles = AT(int, pass->base, group->angles);
  for (int t = 0; t < group->terms; t++) {
    const double *angle = batch->angle_value + angles[t] * BATCH;
    v2 s0 = splat(0.0), s1 = s0;
    for (int q = 0; q < batch->count; q += 4) {
      s0 = madd(load(product + q), load(angle + q), s0);
      s1 = madd(load(product + q + 2), load(angle + q + 2), s1);
    }
    pass->totals[group->first_term + t] += s0 + s1;
  }
}

/** Radial factors of two pairs of a group, and how they change with each side. */
typedef struct {
  v2 product, by_a, by_b, by_c;
} Factors;

INLINE Factors factors_of(const Pass *pass, const Group *group, int q) {
  const Batch *batch = pass->batch;
  const int near = pass->arrangement->near, *j = batch->first + q, *k = batch->second + q;
  const double *value = pass->triplets->value + group->profile * near, *slope = pass->triplets->slope + group->profile * near;
  const v2 rj = {value[j[0]], value[j[1]]}, rk = {value[k[0]], value[k[1]]};
  const v2 dj = {slope[j[0]], slope[j[1]]}, dk = {slope[k[0]], slope[k[1]]};
  v2 rc = splat(1.0), dc = splat(0.0);
  if (group->third >= 0) {
    rc = load(batch->third_value + group->third * BATCH + q);
    dc = load(batch->third_slope + group->third * BATCH + q);
  }
  const v2 both = rj * rk;
  return (Factors){both * rc, dj * rk * rc, rj * dk * rc, both * dc};
}

/** How far a pair of lanes is, and what turns dE by sides and cosine into gradients. */
typedef struct {
  v2 a, b, cosine, inverse_a, inverse_b, inverse_c;
} Sides;

INLINE Sides sides_of(const Pass *pass, int q) {
  const Batch *batch = pass->batch;
  const double *r = pass->arrangement->r;
  const v2 a = {r[batch->first[q]], r[batch->first[q + 1]]}, b = {r[batch->second[q]], r[batch->second[q + 1]]}, c = load(batch->third + q);
  const v2 one = splat(1.0);
  return (Sides){a, b, load(batch->cosine + q), one / a, one / b, choose(c > splat(0.0), one / c, splat(0.0))};
}

/** Along the own direction of either, and along the other's. */
typedef struct {
  v2 along_j, along_k, cross_j, cross_k;
} Pulls;

INLINE Pulls pulls_of(const Sides *s, v2 by_a, v2 by_b, v2 by_c, v2 by_cosine) {
  const v2 between = by_c * s->inverse_c, turn_a = by_cosine * s->inverse_a, turn_b = by_cosine * s->inverse_b;
  return (Pulls){by_a + between * s->a - turn_a * s->cosine, by_b + between * s->b - turn_b * s->cosine, turn_a - between * s->b,
                 turn_b - between * s->a};
}

static void add_gradients(const Pass *pass) {
  const Batch *batch = pass->batch;
  double by[4][BATCH];
  for (int q = 0; q < batch->count; q += 2)
    for (int k = 0; k < 4; k++) store(by[k] + q, splat(0.0));
  const Group *groups = AT(Group, pass->base, pass->pair->groups);
  for (int g = 0; g < pass->pair->group_count; g++) {
    const Group *group = groups + g;
    double product[BATCH];
    if (!set_products(pass, group, product)) continue;
    const int *targets = AT(int, pass->base, group->targets), *angles = AT(int, pass->base, group->angles);
    const double *weights = AT(double, pass->base, group->weights);
    double value[BATCH], slope[BATCH];
    for (int q = 0; q < batch->count; q += 2) {
      store(value + q, splat(0.0));
      store(slope + q, splat(0.0));
    }
    for (int t = 0; t < group->terms; t++) {
      const v2 weight = splat(weights[t] * pass->by_value[targets[t]]);
      const double *angle = batch->angle_value + angles[t] * BATCH, *bend = batch->angle_slope + angles[t] * BATCH;
      for (int q = 0; q < batch->count; q += 2) {
        store(value + q, madd(weight, load(angle + q), load(value + q)));
        store(slope + q, madd(weight, load(bend + q), load(slope + q)));
      }
    }
    for (int q = 0; q < batch->count; q += 2) {
      const Factors f = factors_of(pass, group, q);
      const v2 v = load(value + q);
      store(by[0] + q, madd(v, f.by_a, load(by[0] + q)));
      store(by[1] + q, madd(v, f.by_b, load(by[1] + q)));
      store(by[2] + q, madd(v, f.by_c, load(by[2] + q)));
      store(by[3] + q, madd(load(slope + q), f.product, load(by[3] + q)));
    }
  }
  const double *unit = pass->arrangement->unit;
  double *gradient = pass->arrangement->gradient;
  for (int q = 0; q < batch->count; q += 2) {
    const Sides sides = sides_of(pass, q);
    const Pulls p = pulls_of(&sides, load(by[0] + q), load(by[1] + q), load(by[2] + q), load(by[3] + q));
    for (int lane = 0; lane < 2; lane++) {
      const int j = batch->first[q + lane], k = batch->second[q + lane];
      double *gj = gradient + 4 * j, *gk = gradient + 4 * k;
      const v2 cross_j = splat(p.cross_j[lane]), cross_k = splat(p.cross_k[lane]);
      const v2 j0 = load(unit + 4 * j), j1 = load(unit + 4 * j + 2), k0 = load(unit + 4 * k), k1 = load(unit + 4 * k + 2);
      store(gj, madd(cross_j, k0, load(gj)));
      store(gj + 2, madd(cross_j, k1, load(gj + 2)) + (v2){0.0, p.along_j[lane]});
      store(gk, madd(cross_k, j0, load(gk)));
      store(gk + 2, madd(cross_k, j1, load(gk + 2)) + (v2){0.0, p.along_k[lane]});
    }
  }
}

/** How the positions of both neighbours of one pair pull at a product, by its angle's value and by its slope: x, y, z of either. */
typedef struct {
  double by_value[6], by_slope[6];
} Rates;

INLINE Rates rates_of(const Pass *pass, const Factors *f, const Sides *s, int q, int lane) {
  const double *uj = pass->arrangement->unit + 4 * pass->batch->first[q + lane], *uk = pass->arrangement->unit + 4 * pass->batch->second[q + lane];
  const Pulls value = pulls_of(s, f->by_a, f->by_b, f->by_c, splat(0.0)), slope = pulls_of(s, splat(0.0), splat(0.0), splat(0.0), f->product);
  Rates rates;
  for (int c = 0; c < 3; c++) {
    rates.by_value[c] = value.along_j[lane] * uj[c] + value.cross_j[lane] * uk[c];
    rates.by_value[3 + c] = value.along_k[lane] * uk[c] + value.cross_k[lane] * uj[c];
    rates.by_slope[c] = slope.along_j[lane] * uj[c] + slope.cross_j[lane] * uk[c];
    rates.by_slope[3 + c] = slope.along_k[lane] * uk[c] + slope.cross_k[lane] * uj[c];
  }
  return rates;
}

/** Adds to rows of near x 3 x width; two terms at a time where their columns lie side by side. */
static void add_rows(const Pass *pass, const Group *group) {
  const Batch *batch = pass->batch;
  const Arrangement *a = pass->arrangement;
  double product[BATCH];
  if (!set_products(pass, group, product)) return;
  const int *columns = AT(int, pass->base, group->columns), *angles = AT(int, pass->base, group->angles), width = pass->width;
  const double *weights = AT(double, pass->base, group->weights);
  for (int q = 0; q < batch->count; q += 2) {
    if (product[q] == 0.0 && product[q + 1] == 0.0) continue;
    const Factors f = factors_of(pass, group, q);
    const Sides sides = sides_of(pass, q);
    for (int lane = 0; lane < 2; lane++) {
      const int j = batch->first[q + lane], k = batch->second[q + lane];
      if (product[q + lane] == 0.0 || a->slot[j] < 0 || a->slot[k] < 0) continue;
      const Rates rates = rates_of(pass, &f, &sides, q, lane);
      double *rows[2] = {pass->rows + 3 * a->slot[j] * width, pass->rows + 3 * a->slot[k] * width};
      const double *angle = batch->angle_value + q + lane, *bend = batch->angle_slope + q + lane;
      for (int t = 0; t < group->terms;) {
        const int from = angles[t] * BATCH, to = columns[t];
        if (t + 1 < group->terms && columns[t + 1] == to + 1) {
          const int next = angles[t + 1] * BATCH;
          const v2 weight = load(weights + t), value = weight * (v2){angle[from], angle[next]}, slope = weight * (v2){bend[from], bend[next]};
          for (int c = 0; c < 6; c++) {
            double *row = rows[c / 3] + (c % 3) * width + to;
            store(row, madd(splat(rates.by_slope[c]), slope, madd(splat(rates.by_value[c]), value, load(row))));
          }
          t += 2;
        } else {
          const double value = weights[t] * angle[from], slope = weights[t] * bend[from];
          for (int c = 0; c < 6; c++) rows[c / 3][(c % 3) * width + to] += rates.by_value[c] * value + rates.by_slope[c] * slope;
          t++;
        }
      }
    }
  }
}

/** Does a batch of pairs of two species, and empties it. `empty`: a place with no neighbour. */
static void finish_batch(const Pass *pass, int empty) {
  Batch *batch = pass->batch;
  if (batch->count == 0) return;
  const Arrangement *a = pass->arrangement;
  const char *base = pass->base;
  for (; batch->count & 3; batch->count++) {
    batch->first[batch->count] = batch->second[batch->count] = empty;
    batch->cosine[batch->count] = 0.0;
    batch->third[batch->count] = a->r[empty];
  }
  const TripletPlan *plan = pass->triplets->plan;
  if (plan->third_profiles > 0)
    evaluate_radial(base, AT(RadialBank, base, plan->third_bank), batch->count, batch->third, batch->third_value, batch->third_slope, BATCH);
  evaluate_angles(base, AT(AngularBank, base, pass->pair->angles), batch->count, batch->cosine, batch->angle_value, batch->angle_slope, BATCH);
  if (pass->by_value) add_gradients(pass);
  else {
    const Group *groups = AT(Group, base, pass->pair->groups);
    for (int g = 0; g < pass->pair->group_count; g++) {
      if (pass->rows) add_rows(pass, groups + g);
      else add_values(pass, groups + g);
    }
  }
  batch->count = 0;
}

/** All pairs of near neighbours that functions see, batch by batch. */
static void pass_pairs(Pass *pass) {
  const TripletPlan *plan = pass->triplets->plan;
  const Arrangement *a = pass->arrangement;
  char *kept = top;
  Batch *batch = pass->batch = take(sizeof(Batch));
  batch->count = 0;
  batch->third_value = take_doubles(2 * BATCH * plan->third_profiles);
  batch->third_slope = batch->third_value + BATCH * plan->third_profiles;
  char *of_pairs = top;
  for (int one = 0; one < a->species; one++) {
    for (int other = one; other < a->species; other++) {
      const int place = AT(int, pass->base, plan->table)[one * a->species + other];
      if (place == 0) continue;
      top = of_pairs;
      pass->pair = AT(SpeciesPair, pass->base, place);
      const int size = AT(AngularBank, pass->base, pass->pair->angles)->size;
      const double reach = *AT(double, pass->base, pass->pair->reach);
      batch->angle_value = take_doubles(2 * BATCH * size);
      batch->angle_slope = batch->angle_value + BATCH * size;
      const int begin_j = a->begin[one], end_j = begin_j + a->count[one], end_k = a->begin[other] + a->count[other];
      for (int j = begin_j; j < end_j; j++) {
        const double xj = a->x[j], yj = a->y[j], zj = a->z[j], rj = a->r[j];
        for (int k = one == other ? j + 1 : a->begin[other]; k < end_k; k++) {
          double cosine = xj * a->x[k] + yj * a->y[k] + zj * a->z[k];
          // Rounding can take the cosine a hair beyond -1 or 1.
          cosine = cosine > 1.0 ? 1.0 : cosine < -1.0 ? -1.0 : cosine;
          const double rk = a->r[k], square = rj * rj + rk * rk - 2.0 * rj * rk * cosine;
          if (square >= reach) continue;
          const int q = batch->count++;
          batch->first[q] = j;
          batch->second[q] = k;
          batch->cosine[q] = cosine;
          batch->third[q] = __builtin_sqrt(square > 0.0 ? square : 0.0);
          if (batch->count == BATCH) finish_batch(pass, end_k);
        }
      }
      finish_batch(pass, end_k);
    }
  }
  top = kept;
}

/** Adds to `values`; keeps the profiles of the two sides at the centre. */
static void prepare_triplets(Triplets *s, const char *base, const TripletPlan *plan, const Arrangement *a, double *values) {
  s->plan = plan;
  s->value = take_doubles(2 * plan->pair_profiles * a->near);
  s->slope = s->value + plan->pair_profiles * a->near;
  evaluate_radial(base, AT(RadialBank, base, plan->pair_bank), a->near, a->r, s->value, s->slope, a->near);
  char *kept = top;
  v2 *totals = take(16u * (unsigned)plan->term_count);
  for (int t = 0; t < plan->term_count; t++) totals[t] = splat(0.0);
  Pass pass = {.triplets = s, .base = base, .arrangement = a, .totals = totals};
  pass_pairs(&pass);
  for (int pair = 0; pair < a->species * a->species; pair++) {
    const int place = AT(int, base, plan->table)[pair];
    if (place == 0) continue;
    const SpeciesPair *own = AT(SpeciesPair, base, place);
    const Group *groups = AT(Group, base, own->groups);
    for (int g = 0; g < own->group_count; g++)
      for (int t = 0; t < groups[g].terms; t++)
        values[AT(int, base, groups[g].targets)[t]] += AT(double, base, groups[g].weights)[t] * sum(totals[groups[g].first_term + t]);
  }
  top = kept;
}

/** Adds to the gradients of `a`. */
static void contract_triplets(const Triplets *s, const char *base, const Arrangement *a, const double *by_value) {
  Pass pass = {.triplets = s, .base = base, .arrangement = a, .by_value = by_value};
  pass_pairs(&pass);
}

/** Adds to rows of near x 3 x width. */
static void derive_triplets(const Triplets *s, const char *base, const Arrangement *a, double *rows, int width) {
  Pass pass = {.triplets = s, .base = base, .arrangement = a, .rows = rows, .width = width};
  pass_pairs(&pass);
}
