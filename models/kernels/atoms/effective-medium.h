// Effective medium theory in two rounds; formulas and notation in potentials/effective-medium.ts.
#pragma once
#include "embedding.h"

/** What atoms of one species give to those of another: decays (1/angstrom) and amplitudes of its share in sigma1 and in the pair energy (eV). */
typedef struct {
  double density_decay, density, pair_decay, pair;
} EmtPair;

typedef struct {
  /** sigma1 of the perfect crystal, 12 gamma1; beta eta2. */
  double full, stretch;
  double e0, six_v0, kappa, lambda;
} EmtElement;

typedef struct {
  double reach, steepness, middle;
  int species, unused;
  int index[256];
  /** By receiving and giving species. */
  const EmtPair *pairs;
  const EmtElement *elements;
} EmtPlan;

#define GIVEN(field) (mixed ? (v2){one->field, two->field} : splat(one->field))

INLINE v2 taper_of(const EmtPlan *plan, v2 r) { return 1.0 / (1.0 + exponential(splat(plan->steepness) * (r - splat(plan->middle)))); }

/** Cohesive energy and the first part of the atomic-sphere correction above the free atom, and their derivative with sigma1. */
INLINE Embedded cohesion(const EmtElement *element, double sigma) {
  // An atom without neighbours: the limit.
  if (sigma == 0.0) return (Embedded){0.0, -element->e0};
  const double ds = -logarithm(splat(sigma / element->full))[0] / element->stretch;
  const v2 decays = exponential((v2){-element->lambda * ds, -element->kappa * ds});
  const double correction = element->six_v0 * decays[1];
  const double slope = -element->e0 * element->lambda * element->lambda * ds * decays[0] - element->kappa * correction;
  return (Embedded){-slope / (element->stretch * sigma), element->e0 * (1.0 + element->lambda * ds) * decays[0] + correction - element->e0};
}

INLINE void sigma_part(Part *part, const EmtPlan *plan, const unsigned char *numbers, const double *position, const double *cell, char *scratch,
                       Embedded *kept, int *rows, int mixed) {
  const Members members = place_members(part, plan->index, numbers, position, cell, scratch, mixed, 0);
  const int count = plan->species;
  clear_own(part);
  for (int i = 0; i < part->own; i++) {
    int *row = row_of(part, rows, i);
    find_row(part, &members, i, plan->reach, row);
    const int near = row[0], own = mixed ? members.species[i] : 0;
    v2 sums = splat(0.0);
    for (int n = 0; n < near; n += 2) {
      const Pairs pairs = pairs_at(&members, i, row, n, plan->reach);
      const v2 r = smaller(pairs.r, splat(plan->reach)), w = only(pairs.inside, taper_of(plan, r));
      const EmtPair *one = plan->pairs, *two = one;
      int s0 = 0, s1 = 0;
      if (mixed) {
        s0 = members.species[pairs.one];
        s1 = members.species[pairs.two];
        one += own * count + s0;
        two += own * count + s1;
      }
      const v2 taken = exponential(-GIVEN(density_decay) * r) * GIVEN(density) * w;
      sums += taken;
      if (mixed) {
        one = plan->pairs + s0 * count + own;
        two = plan->pairs + s1 * count + own;
        give_density(part, &pairs, exponential(-GIVEN(density_decay) * r) * GIVEN(density) * w);
      } else give_density(part, &pairs, taken);
    }
    part->force[4 * i] += sum(sums);
  }
  for (int i = 0; i < part->own; i++) kept[part->source[i]] = cohesion(plan->elements + (mixed ? members.species[i] : 0), part->force[4 * i]);
}

INLINE void medium_part(Part *part, const EmtPlan *plan, const unsigned char *numbers, const double *position, const double *cell, char *scratch,
                        const Embedded *kept, int *rows, int mixed) {
  const Members members = place_members(part, plan->index, numbers, position, cell, scratch, mixed, kept);
  Strain strain = {0};
  const int count = plan->species;
  part->crowded = 0;
  clear_own(part);
  for (int i = 0; i < part->own; i++) {
    const int *row = row_of(part, rows, i), near = row[0], own = mixed ? members.species[i] : 0;
    const v2 my_slope = splat(members.slope[i]);
    RowForce force = {0};
    for (int n = 0; n < near; n += 2) {
      const Pairs pairs = pairs_at(&members, i, row, n, plan->reach);
      const v2 r = smaller(pairs.r, splat(plan->reach)), w = taper_of(plan, r), w_slope = splat(plan->steepness) * (w - 1.0);
      const v2 their_slope = {members.slope[pairs.one], members.slope[pairs.two]};
      const EmtPair *one = plan->pairs, *two = one;
      int s0 = 0, s1 = 0;
      if (mixed) {
        s0 = members.species[pairs.one];
        s1 = members.species[pairs.two];
        one += own * count + s0;
        two += own * count + s1;
      }
      // What the neighbour gives to the atom ...
      const v2 taken = exponential(-GIVEN(density_decay) * r) * GIVEN(density) * w;
      v2 energy = exponential(-GIVEN(pair_decay) * r) * GIVEN(pair) * w, slope;
      if (mixed) {
        slope = my_slope * taken * (w_slope - GIVEN(density_decay)) + energy * (w_slope - GIVEN(pair_decay));
        // ... and the atom to the neighbour.
        one = plan->pairs + s0 * count + own;
        two = plan->pairs + s1 * count + own;
        const v2 given = exponential(-GIVEN(density_decay) * r) * GIVEN(density) * w;
        const v2 back = exponential(-GIVEN(pair_decay) * r) * GIVEN(pair) * w;
        slope += their_slope * given * (w_slope - GIVEN(density_decay)) + back * (w_slope - GIVEN(pair_decay));
        energy = 0.5 * (energy + back);
      } else slope = (my_slope + their_slope) * taken * (w_slope - GIVEN(density_decay)) + 2.0 * energy * (w_slope - GIVEN(pair_decay));
      add_pairs(part, &pairs, slope / r, energy, &force, &strain);
    }
    finish_row(part, i, &force, kept[part->source[i]].energy);
  }
  clear_ghosts(part);
  finish_strain(part, &strain);
}

EXPORT void effective_medium_densities(int task, Part *parts, const EmtPlan *plan, const unsigned char *numbers, const double *position,
                                       const double *cell, char *scratch, int scratch_bytes, Embedded *kept, int **rows) {
  scratch += member * scratch_bytes;
  if (plan->species > 1) sigma_part(parts + task, plan, numbers, position, cell, scratch, kept, rows[task], 1);
  else sigma_part(parts + task, plan, numbers, position, cell, scratch, kept, rows[task], 0);
}

EXPORT void effective_medium(int task, Part *parts, const EmtPlan *plan, const unsigned char *numbers, const double *position, const double *cell,
                             char *scratch, int scratch_bytes, const Embedded *kept, int **rows) {
  scratch += member * scratch_bytes;
  if (plan->species > 1) medium_part(parts + task, plan, numbers, position, cell, scratch, kept, rows[task], 1);
  else medium_part(parts + task, plan, numbers, position, cell, scratch, kept, rows[task], 0);
}
