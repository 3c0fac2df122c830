// Stillinger-Weber energies, forces and strain of a part; formulas and notation in potentials/stillinger-weber.ts. One element and
// mixtures are the same code: with one the parameters are the same for all bonds, and the compiler leaves out the looking up.
#pragma once
#include "bonds.h"

/** A pair of elements, and the legs of triplets along it. */
typedef struct {
  double sigma;
  /** Where the exponentials end, how near to that counts, and how near the exponentials are computed, angstrom. */
  double end, reach, nearest;
  double gamma;
  /** Half of epsilon A, and B. */
  double half_scale, big_b;
} SwPair;

typedef struct {
  double reach;
  int species, p, q;
  /** Whether gamma is 1.2 everywhere: both exponentials are powers of one. */
  int fifths;
  /** By atomic number. */
  int index[256];
  /** By central atom and neighbour: species x species. */
  const SwPair *pairs;
  /** By central atom, neighbour, other neighbour: epsilon lambda and cos theta 0. */
  const double *strengths, *cosines;
} SwPlan;

#define LANES(field) (mixed ? (v2){one->field, two->field} : splat(one->field))

INLINE void stillinger_weber_part(Part *part, const SwPlan *plan, const unsigned char *numbers, const double *position, const double *cell,
                                  char *scratch, int mixed, int silicon) {
  const Locals locals = start_part(part, position, cell, scratch);
  Bonds *bonds = &thread_bonds;
  v2 *g = bonds->kept[0], *decay = bonds->kept[1];
  Strain strain = {0};
  const int count = plan->species, p = silicon ? 4 : plan->p, q = silicon ? 0 : plan->q, fifths = silicon || plan->fifths;
  for (int i = 0; i < part->own; i += 2) {
    if (!gather_bonds(part, &locals, i, plan->reach, (int *)locals.rest, bonds)) {
      part->crowded = 1;
      return;
    }
    const int most = bonds->bonds;
    int rows[2] = {0, 0};
    if (mixed) {
      for (int lane = 0; lane < 2; lane++) {
        if (i + lane >= part->own) continue;
        rows[lane] = plan->index[numbers[part->source[i + lane]]] * count;
        for (int b = 0; b < bonds->lane_bonds[lane]; b++)
          bonds->species[b][lane] = rows[lane] + plan->index[numbers[part->source[bonds->atom[b][lane]]]];
        for (int b = bonds->lane_bonds[lane]; b < most; b++) bonds->species[b][lane] = rows[lane];
      }
      if (i + 1 >= part->own)
        for (int b = 0; b < most; b++) bonds->species[b][1] = 0;
    }
    v2 own = splat(0.0);
    for (int b = 0; b < most; b++) {
      const SwPair *one = plan->pairs + (mixed ? bonds->species[b][0] : 0), *two = plan->pairs + (mixed ? bonds->species[b][1] : 0);
      const v2 r = root(bonds->r[b]), inverse = 1.0 / r;
      const l2 inside = below(r, LANES(reach));
      const v2 u = 1.0 / smaller(r - LANES(end), LANES(nearest)), su = LANES(sigma) * u;
      v2 pair_factor, own_g;
      if (fifths) {
        const v2 e = exponential(0.2 * su), e2 = e * e, e4 = e2 * e2;
        pair_factor = e4 * e;
        own_g = e4 * e2;
      } else {
        pair_factor = exponential(su);
        own_g = exponential(LANES(gamma) * su);
      }
      pair_factor = only(inside, pair_factor) * LANES(half_scale);
      const v2 ratio = LANES(sigma) * inverse;
      const v2 repulsion = LANES(big_b) * raised(ratio, p), attraction = q == 0 ? splat(1.0) : raised(ratio, q);
      const v2 pair = repulsion - attraction;
      own = madd(pair, pair_factor, own);
      const v2 steep = q == 0 ? (double)p * repulsion : (double)p * repulsion - (double)q * attraction;
      const v2 slope = pair_factor * madd(steep, inverse, pair * su * u);
      const v2 ux = bonds->x[b] * inverse, uy = bonds->y[b] * inverse, uz = bonds->z[b] * inverse;
      bonds->x[b] = ux;
      bonds->y[b] = uy;
      bonds->z[b] = uz;
      bonds->r[b] = r;
      bonds->inverse[b] = inverse;
      bonds->gx[b] = -slope * ux;
      bonds->gy[b] = -slope * uy;
      bonds->gz[b] = -slope * uz;
      bonds->energy[b] = splat(0.0);
      g[b] = only(inside, own_g);
      decay[b] = LANES(gamma) * su * u;
    }
    v2 triplets = splat(0.0);
    const v2 strength = splat(mixed ? 1.0 : plan->strengths[0]);
    v2 favoured = splat(mixed ? 0.0 : plan->cosines[0]);
    for (int b = 0; b + 1 < most; b++) {
      const v2 ux = bonds->x[b], uy = bonds->y[b], uz = bonds->z[b], inverse = bonds->inverse[b], decay_b = decay[b];
      const v2 gb = g[b] * strength;
      v2 gx = bonds->gx[b], gy = bonds->gy[b], gz = bonds->gz[b], energy = bonds->energy[b];
      for (int k = b + 1; k < most; k++) {
        const v2 kx = bonds->x[k], ky = bonds->y[k], kz = bonds->z[k];
        const v2 cosine = madd(ux, kx, madd(uy, ky, uz * kz));
        v2 weight = gb * g[k];
        if (mixed) {
          const int t0 = bonds->species[b][0] * count + bonds->species[k][0] - rows[0];
          const int t1 = bonds->species[b][1] * count + bonds->species[k][1] - rows[1];
          weight *= (v2){plan->strengths[t0], plan->strengths[t1]};
          favoured = (v2){plan->cosines[t0], plan->cosines[t1]};
        }
        const v2 bend = cosine - favoured, half = weight * bend, value = half * bend, twice = half + half;
        const v2 turn_b = twice * inverse, turn_k = twice * bonds->inverse[k];
        const v2 along_b = madd(value, decay_b, cosine * turn_b), along_k = madd(value, decay[k], cosine * turn_k);
        gx += kx * turn_b - ux * along_b;
        gy += ky * turn_b - uy * along_b;
        gz += kz * turn_b - uz * along_b;
        bonds->gx[k] += ux * turn_k - kx * along_k;
        bonds->gy[k] += uy * turn_k - ky * along_k;
        bonds->gz[k] += uz * turn_k - kz * along_k;
        energy += value;
        bonds->energy[k] += value;
      }
      bonds->gx[b] = gx;
      bonds->gy[b] = gy;
      bonds->gz[b] = gz;
      bonds->energy[b] = energy;
    }
    // Every triplet stands in the sums of both its legs.
    for (int b = 0; b < most; b++) {
      triplets += bonds->energy[b];
      bonds->energy[b] *= 1.0 / 3.0;
    }
    scatter_bonds(part->force, bonds, madd(triplets, splat(0.5 / 3.0), own), &strain);
  }
  finish_strain(part, &strain);
}

EXPORT void stillinger_weber(int task, Part *parts, const SwPlan *plan, const unsigned char *numbers, const double *position, const double *cell,
                             char *scratch, int scratch_bytes) {
  Part *part = parts + task;
  scratch += member * scratch_bytes;
  if (plan->species > 1) stillinger_weber_part(part, plan, numbers, position, cell, scratch, 1, 0);
  else if (plan->p == 4 && plan->q == 0 && plan->fifths) stillinger_weber_part(part, plan, numbers, position, cell, scratch, 0, 1);
  else stillinger_weber_part(part, plan, numbers, position, cell, scratch, 0, 0);
}
