// What potentials of two rounds share: each atom's energy depends on a density that its neighbours make, so that the force between two
// atoms needs the densities at both. The first round sums densities and embeds the atoms, the second sums forces. A pair of own atoms is
// met once and added to both; one of an own atom and a ghost is met in the parts of both, and each adds to its own. Lanes are two neighbours.
#pragma once
#include "bonds.h"
#include "functions.h"

/** What the first round keeps of each atom of the structure for the second. */
typedef struct {
  /** Derivative of the atom's embedding energy with its density, and that energy, eV. */
  double slope, energy;
} Embedded;

/** A part's atoms as both rounds want them: 12 bytes a local more than `Locals`. */
typedef struct {
  Locals places;
  /** Of each local: place among the potential's species, and the kept slope in the second round. */
  int *species;
  double *slope;
} Members;

INLINE Members place_members(const Part *part, const int *index, const unsigned char *numbers, const double *position, const double *cell,
                             char *scratch, int mixed, const Embedded *kept) {
  Members members;
  const int count = locals_of(part);
  members.places = place_locals(part, position, cell, scratch);
  members.slope = (double *)members.places.rest;
  members.species = (int *)(members.slope + count);
  for (int l = 0; l < count; l++) {
    const int atom = part->source[l];
    if (mixed) members.species[l] = index[numbers[atom]];
    if (kept) members.slope[l] = kept[atom].slope;
  }
  return members;
}

/** Where the first round keeps the neighbours of own atom i that the second goes over again: how many, then themselves. */
INLINE int *row_of(const Part *part, int *rows, int i) { return rows + part->first[i] + 4 * i; }

/** Finds neighbours of own atom i that come after it in its part and may be within `reach`; behind them stands what is nowhere. */
INLINE void find_row(const Part *part, const Members *members, int i, double reach, int *row) {
  const Locals *locals = &members->places;
  const float limit = (float)reach + locals->doubt;
  const f4 middle = locals->rough[i], most = {limit * limit, limit * limit, limit * limit, limit * limit};
  const i4 own = {i, i, i, i};
  int count = 0;
  for (int e = part->first[i]; e < part->first[i + 1]; e += 4) {
    const int *four = part->near + e;
    const i4 inside = (i4)(rough_squares(locals->rough, four, middle) <= most) & (i4)(*(const i4u *)four > own);
    count += append_where(__builtin_wasm_bitmask_i32x4(inside), four, row + 1 + count);
  }
  row[0] = count;
  row[1 + count] = locals_of(part);
}

/** Two neighbours: locals (an odd row's last is the atom itself, beyond reach), vectors, lengths, and which are within reach. */
typedef struct {
  int one, two;
  v2 x, y, z, r;
  l2 inside;
} Pairs;

INLINE Pairs pairs_at(const Members *members, int i, const int *row, int n, double reach) {
  Pairs pairs;
  const int one = row[1 + n], two = row[2 + n];
  const double *at = members->places.at, *centre = at + 3 * i, *a = at + 3 * one, *b = at + 3 * two;
  pairs.one = one;
  pairs.two = n + 1 < row[0] ? two : i;
  const v2 plane_one = load(a), plane_two = load(b);
  pairs.x = __builtin_shufflevector(plane_one, plane_two, 0, 2) - splat(centre[0]);
  pairs.y = __builtin_shufflevector(plane_one, plane_two, 1, 3) - splat(centre[1]);
  pairs.z = (v2){a[2], b[2]} - splat(centre[2]);
  const v2 square = pairs.x * pairs.x + pairs.y * pairs.y + pairs.z * pairs.z;
  pairs.inside = below(square, splat(reach * reach));
  pairs.r = root(square);
  return pairs;
}

/** Densities are summed where forces will be, every fourth double; ghosts' come to nothing. */
INLINE void clear_own(Part *part) {
  for (int p = 0; p < 4 * part->own; p += 2) store(part->force + p, splat(0.0));
}
INLINE void clear_ghosts(Part *part) {
  for (int p = 4 * part->own; p < 4 * locals_of(part); p += 2) store(part->force + p, splat(0.0));
}

INLINE void give_density(Part *part, const Pairs *pairs, v2 given) {
  part->force[4 * pairs->one] += given[0];
  part->force[4 * pairs->two] += given[1];
}

/** What the atom in hand gets from its row. */
typedef struct {
  v2 x, y, z, energy;
} RowForce;

/** Adds two pairs: `slope` is their dE/dr over r, `energy` what each of the two ends gets. Of the strain of a pair that is met twice, a half. */
INLINE void add_pairs(Part *part, const Pairs *pairs, v2 slope, v2 energy, RowForce *force, Strain *strain) {
  slope = only(pairs->inside, slope);
  energy = only(pairs->inside, energy);
  const v2 x = pairs->x, y = pairs->y, z = pairs->z, gx = slope * x, gy = slope * y, gz = slope * z;
  const int own = part->own;
  const v2 share = {pairs->one < own ? 1.0 : 0.5, pairs->two < own ? 1.0 : 0.5}, sx = share * gx, sy = share * gy, sz = share * gz;
  force->x += gx;
  force->y += gy;
  force->z += gz;
  force->energy += energy;
  strain->xx = madd(sx, x, strain->xx);
  strain->yy = madd(sy, y, strain->yy);
  strain->zz = madd(sz, z, strain->zz);
  strain->yz = madd(sy, z, strain->yz);
  strain->xz = madd(sx, z, strain->xz);
  strain->xy = madd(sx, y, strain->xy);
  double *to = part->force + 4 * pairs->one;
  store(to, load(to) - __builtin_shufflevector(gx, gy, 0, 2));
  store(to + 2, load(to + 2) + __builtin_shufflevector(-gz, energy, 0, 2));
  to = part->force + 4 * pairs->two;
  store(to, load(to) - __builtin_shufflevector(gx, gy, 1, 3));
  store(to + 2, load(to + 2) + __builtin_shufflevector(-gz, energy, 1, 3));
}

INLINE void finish_row(Part *part, int i, const RowForce *force, double embedding) {
  double *to = part->force + 4 * i;
  to[0] += sum(force->x);
  to[1] += sum(force->y);
  to[2] += sum(force->z);
  to[3] += embedding + sum(force->energy);
}
