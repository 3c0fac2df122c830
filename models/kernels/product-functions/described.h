// A descriptor of product functions around one atom: `describe` gives the values and keeps what it found out about the
// neighbours; the others go on from there. The plan is written by plan.ts.
#pragma once
#include "moments.h"
#include "single.h"
#include "triplets.h"

typedef struct {
  int functions, species;
  /** Columns of stored derivatives of functions of two neighbours. */
  int angular_size;
  /** Whether functions of pairs want the neighbours by distance. */
  int sorted;
  /** A distance beyond every function's reach. */
  int beyond; // double
  /** Parts; 0: none. */
  int single, moments, triplets;
} ProductPlan;

typedef struct {
  const ProductPlan *plan;
  int count, near;
  Arrangement arrangement;
  Single single;
  Moments moments;
  Triplets triplets;
} Described;

/** Fills `values`. `near`: the first neighbours, all within the angular cutoff. What it keeps lies from `top` on. */
static void describe(Described *d, const ProductPlan *plan, int count, int near, const double *displacement, const double *distance,
                     const int *species, double *values) {
  const char *base = (const char *)plan;
  d->plan = plan;
  d->count = count;
  d->near = near;
  for (int k = 0; k < plan->functions; k++) values[k] = 0.0;
  arrange(&d->arrangement, plan->species, count, near, displacement, distance, species, *AT(double, base, plan->beyond), plan->sorted);
  if (plan->single) prepare_single(&d->single, base, AT(SinglePlan, base, plan->single), &d->arrangement, values);
  if (plan->moments) prepare_moments(&d->moments, base, AT(MomentPlan, base, plan->moments), &d->arrangement, values);
  if (plan->triplets) prepare_triplets(&d->triplets, base, AT(TripletPlan, base, plan->triplets), &d->arrangement, values);
}

/** dE/d(neighbour position) from dE/dG, after describe; `gradients`: count x 3. */
__attribute__((unused)) static void contract_described(Described *d, const double *by_value, double *gradients) {
  const char *base = (const char *)d->plan;
  const Arrangement *a = &d->arrangement;
  for (int i = 0; i < 4 * a->total; i += 2) store(a->gradient + i, splat(0.0));
  if (d->plan->single) contract_single(&d->single, base, a, by_value);
  if (d->plan->moments) contract_moments(&d->moments, base, a, by_value);
  if (d->plan->triplets) contract_triplets(&d->triplets, base, a, by_value);
  for (int i = 0; i < a->total; i++) {
    if (a->slot[i] < 0) continue;
    const double *g = a->gradient + 4 * i, *unit = a->unit + 4 * i;
    double *out = gradients + 3 * a->slot[i];
    for (int c = 0; c < 3; c++) out[c] = g[c] + g[3] * unit[c];
  }
}

/** Derivatives after describe; `radial`: count x width by distances, `angular`: near x 3 x angular columns. */
INLINE void derive_described(const Described *d, double *radial, double *angular) {
  const char *base = (const char *)d->plan;
  const int size = d->plan->angular_size;
  if (d->plan->single) derive_single(&d->single, base, &d->arrangement, radial);
  for (int i = 0; i < 3 * d->near * size; i++) angular[i] = 0.0;
  if (d->plan->moments) derive_moments(&d->moments, base, &d->arrangement, angular, size);
  if (d->plan->triplets) derive_triplets(&d->triplets, base, &d->arrangement, angular, size);
}
