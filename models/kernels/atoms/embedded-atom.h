// The embedded-atom method from tables, in two rounds; formulas in potentials/eam.ts, tables in potentials/eam-spline.ts.
#pragma once
#include "embedding.h"

/** Numbers a node: the cubic that begins there, highest power first, in units of the node distance. */
#define STRIDE 4

typedef struct {
  double reach, nodes_per_angstrom, density_step, largest_density;
  int species;
  /** Last node that a cubic starts from, of functions of distance and of density. */
  int last_distance, last_density;
  int index[256];
  /** By giving and receiving species; r phi by both; F by species. */
  const double **density, **pair, **embedding;
} EamPlan;

/** Where two lanes are in tables of distance: where their cubics begin, and how far beyond the node. */
typedef struct {
  int one, two;
  v2 x;
} Place;

INLINE Place place_of(const EamPlan *plan, v2 r) {
  const v2 p = r * splat(plan->nodes_per_angstrom);
  const v2 node = smaller(__builtin_wasm_floor_f64x2(p), splat((double)plan->last_distance));
  // The node's number stands in the low bits of this sum.
  const l2 bits = (l2)(node + splat(6755399441055744.0));
  return (Place){STRIDE * (int)bits[0], STRIDE * (int)bits[1], smaller(p - node, splat(1.0))};
}

typedef struct {
  v2 c3, c2, c1, c0;
} Cubics;

INLINE Cubics cubics_at(const double *one, const double *two, Place place) {
  one += place.one;
  two += place.two;
  const v2 a = load(one), b = load(two), c = load(one + 2), d = load(two + 2);
  return (Cubics){__builtin_shufflevector(a, b, 0, 2), __builtin_shufflevector(a, b, 1, 3), __builtin_shufflevector(c, d, 0, 2),
                  __builtin_shufflevector(c, d, 1, 3)};
}

INLINE v2 value_of(Cubics c, v2 x) { return madd(madd(madd(c.c3, x, c.c2), x, c.c1), x, c.c0); }

/** Derivative, per node. */
INLINE v2 slope_of(Cubics c, v2 x) { return madd(madd(3.0 * c.c3, x, c.c2 + c.c2), x, c.c1); }

/** Embeds an atom; beyond the last tabulated density F goes on as a straight line. */
INLINE Embedded embed(const EamPlan *plan, const double *table, double rho) {
  const double p = rho / plan->density_step;
  const int node = p > 0.0 ? (p < plan->last_density ? (int)p : plan->last_density) : 0;
  const double beyond = p - node, x = beyond < 1.0 ? beyond : 1.0, *c = table + STRIDE * node;
  const double slope = ((3.0 * c[0] * x + 2.0 * c[1]) * x + c[2]) / plan->density_step, value = ((c[0] * x + c[1]) * x + c[2]) * x + c[3];
  const double excess = rho - plan->largest_density;
  return (Embedded){slope, value + (excess > 0.0 ? excess * slope : 0.0)};
}

INLINE void density_part(Part *part, const EamPlan *plan, const unsigned char *numbers, const double *position, const double *cell, char *scratch,
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
      const Place place = place_of(plan, pairs.r);
      if (mixed) {
        const int one = members.species[pairs.one], two = members.species[pairs.two];
        sums += only(pairs.inside, value_of(cubics_at(plan->density[one * count + own], plan->density[two * count + own], place), place.x));
        const Cubics given = cubics_at(plan->density[own * count + one], plan->density[own * count + two], place);
        give_density(part, &pairs, only(pairs.inside, value_of(given, place.x)));
      } else {
        const v2 value = only(pairs.inside, value_of(cubics_at(plan->density[0], plan->density[0], place), place.x));
        sums += value;
        give_density(part, &pairs, value);
      }
    }
    part->force[4 * i] += sum(sums);
  }
  for (int i = 0; i < part->own; i++)
    kept[part->source[i]] = embed(plan, plan->embedding[mixed ? members.species[i] : 0], part->force[4 * i]);
}

INLINE void embedded_part(Part *part, const EamPlan *plan, const unsigned char *numbers, const double *position, const double *cell, char *scratch,
                          const Embedded *kept, int *rows, int mixed) {
  const Members members = place_members(part, plan->index, numbers, position, cell, scratch, mixed, kept);
  Strain strain = {0};
  const int count = plan->species;
  const v2 per_angstrom = splat(plan->nodes_per_angstrom);
  part->crowded = 0;
  clear_own(part);
  for (int i = 0; i < part->own; i++) {
    const int *row = row_of(part, rows, i), near = row[0], own = mixed ? members.species[i] : 0;
    const v2 my_slope = splat(members.slope[i]);
    RowForce force = {0};
    for (int n = 0; n < near; n += 2) {
      const Pairs pairs = pairs_at(&members, i, row, n, plan->reach);
      const v2 inverse = 1.0 / pairs.r, their_slope = {members.slope[pairs.one], members.slope[pairs.two]};
      const Place place = place_of(plan, pairs.r);
      const double *pair_one = plan->pair[0], *pair_two = pair_one;
      v2 bend;
      if (mixed) {
        const int one = members.species[pairs.one], two = members.species[pairs.two];
        pair_one = plan->pair[own * count + one];
        pair_two = plan->pair[own * count + two];
        const v2 taken = slope_of(cubics_at(plan->density[one * count + own], plan->density[two * count + own], place), place.x);
        const v2 given = slope_of(cubics_at(plan->density[own * count + one], plan->density[own * count + two], place), place.x);
        bend = madd(my_slope, taken, their_slope * given);
      } else bend = (my_slope + their_slope) * slope_of(cubics_at(plan->density[0], plan->density[0], place), place.x);
      const Cubics product = cubics_at(pair_one, pair_two, place);
      const v2 phi = value_of(product, place.x) * inverse;
      const v2 slope = madd(per_angstrom, madd(slope_of(product, place.x), inverse, bend), -phi * inverse) * inverse;
      add_pairs(part, &pairs, slope, 0.5 * phi, &force, &strain);
    }
    finish_row(part, i, &force, kept[part->source[i]].energy);
  }
  clear_ghosts(part);
  finish_strain(part, &strain);
}

EXPORT void embedded_atom_densities(int task, Part *parts, const EamPlan *plan, const unsigned char *numbers, const double *position,
                                    const double *cell, char *scratch, int scratch_bytes, Embedded *kept, int **rows) {
  scratch += member * scratch_bytes;
  if (plan->species > 1) density_part(parts + task, plan, numbers, position, cell, scratch, kept, rows[task], 1);
  else density_part(parts + task, plan, numbers, position, cell, scratch, kept, rows[task], 0);
}

EXPORT void embedded_atom(int task, Part *parts, const EamPlan *plan, const unsigned char *numbers, const double *position, const double *cell,
                          char *scratch, int scratch_bytes, const Embedded *kept, int **rows) {
  scratch += member * scratch_bytes;
  if (plan->species > 1) embedded_part(parts + task, plan, numbers, position, cell, scratch, kept, rows[task], 1);
  else embedded_part(parts + task, plan, numbers, position, cell, scratch, kept, rows[task], 0);
}
