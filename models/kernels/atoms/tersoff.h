// Tersoff energies, forces and strain of a part; formulas and notation in potentials/tersoff.ts. One element and mixtures are the same
// code, as in stillinger-weber.h.
#pragma once
#include "bonds.h"
#include "functions.h"

/** A triplet's parameters; a pair's own stand in the triplet i j j. */
typedef struct {
  /** gamma (1 + c^2 / d^2), gamma c^2, d^2, cos theta 0. */
  double g_whole, g_part, d_squared, cos_theta0;
  double lambda3;
  /** 1 where m is 3, 0 where it is 1. */
  double cubic;
  /** Cutoff: begin, end, middle; pi/2 / D and pi/4 / D (0 where D is 0). */
  double inner, outer, middle, half_turn, quarter_turn;
  /** Half of A and of -B. */
  double half_a, half_b, lambda1, lambda2;
  double beta, n, minus_half_over_n;
  /** beta zeta below this is none. */
  double none;
} TersoffTriplet;

typedef struct {
  double reach;
  int species;
  /** Whether any lambda3 is not 0. */
  int decays;
  int index[256];
  /** By central atom, neighbour, other neighbour. */
  const TersoffTriplet *triplets;
} TersoffPlan;

/** Cutoff function and derivative at r as triplets `one` and `two` (lanes) have them. */
#define FIELD(field) (mixed ? (v2){one->field, two->field} : splat(one->field))
INLINE void taper(v2 r, const TersoffTriplet *one, const TersoffTriplet *two, int mixed, v2 *value, v2 *slope) {
  const l2 full = below(r, FIELD(inner)), beyond = ~below(r, FIELD(outer));
  v2 between = splat(0.0), steep = splat(0.0);
  const l2 partly = ~full & ~beyond;
  if (__builtin_wasm_any_true_v128((i4)partly)) {
    v2 s, c;
    const v2 phase = (r - FIELD(middle)) * FIELD(half_turn);
    sine_cosine_half_circle(phase, &s, &c);
    between = only(partly, 0.5 - 0.5 * s);
    steep = only(partly, -FIELD(quarter_turn) * c);
  }
  *value = between + only(full, splat(1.0));
  *slope = steep;
}

/** Room for the taper of each bond as every species of bonded neighbour sees it. */
#define MOST_SPECIES 8
static _Thread_local v2 tapers[MOST_SPECIES][2][MOST_BONDS];
/** Of the bond in hand with each other: cosine, g, its derivative, exponential, the logarithm's derivative of that with r. */
static _Thread_local v2 angles[5][MOST_BONDS];

INLINE void tersoff_part(Part *part, const TersoffPlan *plan, const unsigned char *numbers, const double *position, const double *cell,
                         char *scratch, int mixed, int decays) {
  const Locals locals = start_part(part, position, cell, scratch);
  Bonds *bonds = &thread_bonds;
  Strain strain = {0};
  const int count = mixed ? plan->species : 1;
  const TersoffTriplet *all = plan->triplets;
  for (int i = 0; i < part->own; i += 2) {
    if (!gather_bonds(part, &locals, i, plan->reach, (int *)locals.rest, bonds)) {
      part->crowded = 1;
      return;
    }
    const int most = bonds->bonds;
    int centre[2] = {0, 0};
    if (mixed)
      for (int lane = 0; lane < 2; lane++) {
        if (i + lane < part->own) centre[lane] = plan->index[numbers[part->source[i + lane]]] * count;
        for (int b = 0; b < most; b++)
          bonds->species[b][lane] = b < bonds->lane_bonds[lane] ? plan->index[numbers[part->source[bonds->atom[b][lane]]]] : 0;
      }
    for (int b = 0; b < most; b++) {
      const v2 r = root(bonds->r[b]), inverse = 1.0 / r;
      bonds->r[b] = r;
      bonds->inverse[b] = inverse;
      bonds->x[b] *= inverse;
      bonds->y[b] *= inverse;
      bonds->z[b] *= inverse;
      bonds->gx[b] = bonds->gy[b] = bonds->gz[b] = bonds->energy[b] = splat(0.0);
      for (int s = 0; s < count; s++) {
        const TersoffTriplet *one = all + (mixed ? (centre[0] + s) * count + bonds->species[b][0] : 0);
        const TersoffTriplet *two = all + (mixed ? (centre[1] + s) * count + bonds->species[b][1] : 0);
        taper(r, one, two, mixed, &tapers[s][0][b], &tapers[s][1][b]);
      }
    }
    v2 own = splat(0.0);
    for (int b = 0; b < most; b++) {
      const int s0 = mixed ? bonds->species[b][0] : 0, s1 = mixed ? bonds->species[b][1] : 0;
      const v2 cut = mixed ? (v2){tapers[s0][0][b][0], tapers[s1][0][b][1]} : tapers[0][0][b];
      const v2 cut_slope = mixed ? (v2){tapers[s0][1][b][0], tapers[s1][1][b][1]} : tapers[0][1][b];
      const int row0 = (centre[0] + s0) * count, row1 = (centre[1] + s1) * count;
      const v2 ux = bonds->x[b], uy = bonds->y[b], uz = bonds->z[b], r = bonds->r[b];
      v2 zeta = splat(0.0);
      for (int k = 0; k < most; k++) {
        if (k == b) continue;
        const TersoffTriplet *one = all + (mixed ? row0 + bonds->species[k][0] : 0);
        const TersoffTriplet *two = all + (mixed ? row1 + bonds->species[k][1] : 0);
        const v2 cut_k = mixed ? (v2){tapers[s0][0][k][0], tapers[s1][0][k][1]} : tapers[0][0][k];
        const v2 cosine = madd(ux, bonds->x[k], madd(uy, bonds->y[k], uz * bonds->z[k]));
        const v2 bend = FIELD(cos_theta0) - cosine, inverse = 1.0 / madd(bend, bend, FIELD(d_squared));
        const v2 share = FIELD(g_part) * inverse, g = FIELD(g_whole) - share;
        angles[0][k] = cosine;
        angles[1][k] = g;
        angles[2][k] = -2.0 * share * bend * inverse;
        if (decays) {
          const v2 lambda3 = FIELD(lambda3), difference = lambda3 * (r - bonds->r[k]), square = difference * difference;
          const v2 cubic = FIELD(cubic), power = madd(cubic, square - 1.0, splat(1.0));
          // As LAMMPS bounds it, so that an atom pushed through another gives no infinity.
          const v2 exponent = smaller(larger(difference * power, splat(-69.0776)), splat(69.0776));
          const v2 e = exponential(exponent);
          angles[3][k] = e;
          angles[4][k] = lambda3 * madd(cubic, 3.0 * square - 1.0, splat(1.0));
          zeta = madd(cut_k * g, e, zeta);
        } else zeta = madd(cut_k, g, zeta);
      }
      const TersoffTriplet *one = all + (mixed ? row0 + s0 : 0), *two = all + (mixed ? row1 + s1 : 0);
      // b = (1 + x^n)^(-1/2n), x = beta zeta; 1 where x^n is nothing beside 1.
      const v2 x = FIELD(beta) * zeta;
      const l2 some = ~below(x, FIELD(none));
      const v2 power = exponential(FIELD(n) * logarithm(larger(x, splat(1e-300)))), raised_by = 1.0 + power;
      const v2 full = exponential(FIELD(minus_half_over_n) * logarithm(raised_by));
      const v2 order = (v2)((some & (l2)full) | (~some & (l2)splat(1.0)));
      const v2 order_slope = only(some, -0.5 * full * power / (raised_by * larger(zeta, splat(1e-300))));
      const v2 repulsion = FIELD(half_a) * exponential(-FIELD(lambda1) * r), attraction = FIELD(half_b) * exponential(-FIELD(lambda2) * r);
      const v2 uncut = madd(order, attraction, repulsion), half = 0.5 * cut * uncut;
      own += half;
      bonds->energy[b] += half;
      const v2 slope = cut_slope * uncut - cut * (FIELD(lambda1) * repulsion + FIELD(lambda2) * order * attraction);
      // dE / dzeta
      const v2 factor = cut * attraction * order_slope, inverse = bonds->inverse[b];
      v2 gx = slope * ux, gy = slope * uy, gz = slope * uz;
      for (int k = 0; k < most; k++) {
        if (k == b) continue;
        const v2 cut_k = mixed ? (v2){tapers[s0][0][k][0], tapers[s1][0][k][1]} : tapers[0][0][k];
        const v2 slope_k = mixed ? (v2){tapers[s0][1][k][0], tapers[s1][1][k][1]} : tapers[0][1][k];
        const v2 cosine = angles[0][k], g = angles[1][k], weight = decays ? factor * angles[3][k] : factor;
        const v2 turn = weight * cut_k * angles[2][k];
        const v2 along = decays ? weight * cut_k * g * angles[4][k] : splat(0.0), along_k = weight * slope_k * g - along;
        const v2 kx = bonds->x[k], ky = bonds->y[k], kz = bonds->z[k];
        const v2 turn_b = turn * inverse, turn_k = turn * bonds->inverse[k];
        const v2 own_b = along - cosine * turn_b, own_k = along_k - cosine * turn_k;
        gx += turn_b * kx + own_b * ux;
        gy += turn_b * ky + own_b * uy;
        gz += turn_b * kz + own_b * uz;
        bonds->gx[k] += turn_k * ux + own_k * kx;
        bonds->gy[k] += turn_k * uy + own_k * ky;
        bonds->gz[k] += turn_k * uz + own_k * kz;
      }
      bonds->gx[b] += gx;
      bonds->gy[b] += gy;
      bonds->gz[b] += gz;
    }
    scatter_bonds(part->force, bonds, own, &strain);
  }
  finish_strain(part, &strain);
}

EXPORT void tersoff(int task, Part *parts, const TersoffPlan *plan, const unsigned char *numbers, const double *position, const double *cell,
                    char *scratch, int scratch_bytes) {
  Part *part = parts + task;
  scratch += member * scratch_bytes;
  if (plan->species > 1) tersoff_part(part, plan, numbers, position, cell, scratch, 1, 1);
  else if (plan->decays) tersoff_part(part, plan, numbers, position, cell, scratch, 0, 1);
  else tersoff_part(part, plan, numbers, position, cell, scratch, 0, 0);
}
