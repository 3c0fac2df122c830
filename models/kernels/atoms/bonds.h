// The bonds of two neighbouring own atoms, one a lane: gathered once, so that what depends on one bond alone is computed once and
// shared by all its triplets; and how gradients with respect to bond vectors become forces.
#pragma once
#include "part.h"

#define MOST_BONDS 96

/** Slots of bonds; of both lanes as many as the longer one has, the shorter filled up with bonds of no weight. */
typedef struct {
  /** Vectors, then (after `directions`) unit vectors; squares, then lengths; inverse lengths. */
  v2 x[MOST_BONDS], y[MOST_BONDS], z[MOST_BONDS], r[MOST_BONDS], inverse[MOST_BONDS];
  /** Gradient of the energy with respect to the bond vector, and energy that goes to the bond's other end. */
  v2 gx[MOST_BONDS], gy[MOST_BONDS], gz[MOST_BONDS], energy[MOST_BONDS];
  /** Whatever the potential keeps of a bond. */
  v2 kept[4][MOST_BONDS];
  /** Local at the other end. */
  int atom[MOST_BONDS][2];
  int species[MOST_BONDS][2];
  /** The atoms of the lanes, how many bonds each has, and the larger number. */
  int lane_atom[2], lane_bonds[2], bonds;
} Bonds;

static _Thread_local Bonds thread_bonds;

INLINE l2 below(v2 a, v2 b) { return (l2)(a < b); }
INLINE v2 only(l2 mask, v2 x) { return (v2)(mask & (l2)x); }
INLINE v2 smaller(v2 a, v2 b) { return __builtin_wasm_pmin_f64x2(a, b); }

/** Gathers the bonds of own atoms i and i + 1 (where there is one) shorter than `reach`. Returns 0 where there are more than there is room for. */
INLINE int gather_bonds(const Part *part, const Locals *locals, int i, double reach, int *found, Bonds *bonds) {
  const double limit = reach * reach;
  int most = 0;
  for (int lane = 0; lane < 2; lane++) {
    bonds->lane_atom[lane] = i + lane;
    bonds->lane_bonds[lane] = 0;
    if (i + lane >= part->own) continue;
    const int near = near_within(part, locals, i + lane, (float)reach, found);
    const double *centre = locals->at + 3 * (i + lane);
    const double x = centre[0], y = centre[1], z = centre[2];
    int count = 0;
    for (int n = 0; n < near; n++) {
      const double *at = locals->at + 3 * found[n];
      const double dx = at[0] - x, dy = at[1] - y, dz = at[2] - z, square = dx * dx + dy * dy + dz * dz;
      ((double *)(bonds->x + count))[lane] = dx;
      ((double *)(bonds->y + count))[lane] = dy;
      ((double *)(bonds->z + count))[lane] = dz;
      ((double *)(bonds->r + count))[lane] = square;
      bonds->atom[count][lane] = found[n];
      count += square < limit;
      if (count == MOST_BONDS) return 0;
    }
    bonds->lane_bonds[lane] = count;
    most = count > most ? count : most;
  }
  for (int lane = 0; lane < 2; lane++)
    for (int b = bonds->lane_bonds[lane]; b < most; b++) {
      ((double *)(bonds->x + b))[lane] = reach;
      ((double *)(bonds->y + b))[lane] = ((double *)(bonds->z + b))[lane] = 0.0;
      ((double *)(bonds->r + b))[lane] = limit;
      bonds->atom[b][lane] = 0;
    }
  bonds->bonds = most;
  return 1;
}

typedef struct {
  v2 xx, yy, zz, yz, xz, xy;
} Strain;

/** Adds what the gradients mean to forces and strain; `own`: energy of the lanes' atoms themselves. */
INLINE void scatter_bonds(double *force, Bonds *bonds, v2 own, Strain *strain) {
  v2 sx = splat(0.0), sy = sx, sz = sx;
  for (int b = 0; b < bonds->bonds; b++) {
    const v2 gx = bonds->gx[b], gy = bonds->gy[b], gz = bonds->gz[b], r = bonds->r[b];
    const v2 x = bonds->x[b] * r, y = bonds->y[b] * r, z = bonds->z[b] * r;
    sx += gx;
    sy += gy;
    sz += gz;
    strain->xx = madd(gx, x, strain->xx);
    strain->yy = madd(gy, y, strain->yy);
    strain->zz = madd(gz, z, strain->zz);
    strain->yz = madd(gy, z, strain->yz);
    strain->xz = madd(gx, z, strain->xz);
    strain->xy = madd(gx, y, strain->xy);
    const v2 e = bonds->energy[b];
    if (b < bonds->lane_bonds[0]) {
      double *to = force + 4 * bonds->atom[b][0];
      store(to, load(to) - (v2){gx[0], gy[0]});
      store(to + 2, load(to + 2) + (v2){-gz[0], e[0]});
    }
    if (b < bonds->lane_bonds[1]) {
      double *to = force + 4 * bonds->atom[b][1];
      store(to, load(to) - (v2){gx[1], gy[1]});
      store(to + 2, load(to + 2) + (v2){-gz[1], e[1]});
    }
  }
  for (int lane = 0; lane < 2; lane++) {
    if (bonds->lane_bonds[lane] == 0) continue;
    double *to = force + 4 * bonds->lane_atom[lane];
    store(to, load(to) + (v2){sx[lane], sy[lane]});
    store(to + 2, load(to + 2) + (v2){sz[lane], own[lane]});
  }
}

INLINE void finish_strain(Part *part, const Strain *strain) {
  part->strain[0] = sum(strain->xx);
  part->strain[1] = sum(strain->yy);
  part->strain[2] = sum(strain->zz);
  part->strain[3] = sum(strain->yz);
  part->strain[4] = sum(strain->xz);
  part->strain[5] = sum(strain->xy);
}

/** Places a part's atoms and clears what it will add up. */
INLINE Locals start_part(Part *part, const double *position, const double *cell, char *scratch) {
  const Locals locals = place_locals(part, position, cell, scratch);
  for (int p = 0; p < 4 * locals_of(part); p += 2) store(part->force + p, splat(0.0));
  part->crowded = 0;
  return locals;
}
