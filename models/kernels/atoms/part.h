// A part: a block of space with the atoms in it (own) and images of all atoms within reach of the block (ghosts). Everything that
// interacts lies within one part, so that loops know neither cells nor images, and parts can be done in any order by any thread:
// what belongs to a ghost is added to its atom afterwards, in an order that is part of the list.
#pragma once
#include "../simd-float.h"

typedef int i4 __attribute__((vector_size(16)));

/** Locals: own atoms first, then ghosts. Read and written by TypeScript as well: parts.ts. */
typedef struct {
  int own, ghosts;
  /** Room for locals and for neighbours; what was needed where it did not suffice. */
  int local_room, near_room, locals_needed, near_needed;
  /** Atom of each local, and the cell multiples (3) that bring it here. */
  int *source, *shift;
  /** Rows of neighbours (locals) of own atoms; begin at multiples of 4 and are filled up with `own + ghosts`, which is nowhere. */
  int *first, *near;
  /** Neighbours without the filling, and those of the longest row, filling included. */
  int pairs, longest;
  /** Of each local: what it gets from this part's own atoms: force x y z, energy. */
  double *force;
  /** Rows of own atoms: addresses of `force` of their ghosts in all parts. */
  int *back_first;
  double **back;
  /** Not 0 where a loop met more bonds than it has room for. */
  int crowded;
  /** Energy, and strain derivative xx yy zz yz xz xy. */
  double energy, strain[6];
} Part;

/** Which member of the team this is. */
static _Thread_local int member;
EXPORT void join(int number) { member = number; }

/** A part's atoms where they are now, in a member's scratch. */
typedef struct {
  /** x y z, angstrom; one more local than there are, far away. */
  double *at;
  /** The same about the part's middle, single precision, x y z 0. */
  f4 *rough;
  /** How far `rough` may be off a distance, angstrom. */
  float doubt;
  char *rest;
} Locals;

INLINE int locals_of(const Part *part) { return part->own + part->ghosts; }

INLINE Locals place_locals(const Part *part, const double *position, const double *cell, char *scratch) {
  const int count = locals_of(part);
  Locals locals;
  locals.at = (double *)scratch;
  locals.rough = (f4 *)(scratch + (((count + 1) * 24 + 15) & ~15));
  locals.rest = (char *)(locals.rough + count + 1);
  double low[3] = {1e300, 1e300, 1e300}, high[3] = {-1e300, -1e300, -1e300};
  for (int l = 0; l < count; l++) {
    const double *from = position + 3 * part->source[l];
    const int *s = part->shift + 3 * l;
    double *at = locals.at + 3 * l;
    double x = from[0], y = from[1], z = from[2];
    if (s[0] | s[1] | s[2]) {
      x += s[0] * cell[0] + s[1] * cell[3] + s[2] * cell[6];
      y += s[0] * cell[1] + s[1] * cell[4] + s[2] * cell[7];
      z += s[0] * cell[2] + s[1] * cell[5] + s[2] * cell[8];
    }
    at[0] = x;
    at[1] = y;
    at[2] = z;
    low[0] = __builtin_wasm_min_f64(low[0], x);
    low[1] = __builtin_wasm_min_f64(low[1], y);
    low[2] = __builtin_wasm_min_f64(low[2], z);
    high[0] = __builtin_wasm_max_f64(high[0], x);
    high[1] = __builtin_wasm_max_f64(high[1], y);
    high[2] = __builtin_wasm_max_f64(high[2], z);
  }
  const double x = 0.5 * (low[0] + high[0]), y = 0.5 * (low[1] + high[1]), z = 0.5 * (low[2] + high[2]);
  for (int l = 0; l < count; l++) {
    const double *at = locals.at + 3 * l;
    locals.rough[l] = (f4){(float)(at[0] - x), (float)(at[1] - y), (float)(at[2] - z), 0.0f};
  }
  locals.at[3 * count] = locals.at[3 * count + 1] = locals.at[3 * count + 2] = 1e100;
  locals.rough[count] = (f4){1e15f, 1e15f, 1e15f, 0.0f};
  // Four roundings of numbers as large as the part, of 6e-8 each.
  locals.doubt = (float)(1e-6 * (high[0] - low[0] + high[1] - low[1] + high[2] - low[2]) + 1e-6);
  return locals;
}

/** Squared distances of four locals from one. */
INLINE f4 rough_squares(const f4 *rough, const int *near, f4 centre) {
  f4 a = rough[near[0]] - centre, b = rough[near[1]] - centre, c = rough[near[2]] - centre, d = rough[near[3]] - centre;
  a *= a;
  b *= b;
  c *= c;
  d *= d;
  const f4 ab = __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const f4 cd = __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
  return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

/** By mask: which bytes of four integers to bring to the front. */
static const unsigned char front_bytes[16][16] __attribute__((aligned(16))) = {
#define WORD(k) 4 * k, 4 * k + 1, 4 * k + 2, 4 * k + 3
    {0},
    {WORD(0)},
    {WORD(1)},
    {WORD(0), WORD(1)},
    {WORD(2)},
    {WORD(0), WORD(2)},
    {WORD(1), WORD(2)},
    {WORD(0), WORD(1), WORD(2)},
    {WORD(3)},
    {WORD(0), WORD(3)},
    {WORD(1), WORD(3)},
    {WORD(0), WORD(1), WORD(3)},
    {WORD(2), WORD(3)},
    {WORD(0), WORD(2), WORD(3)},
    {WORD(1), WORD(2), WORD(3)},
    {WORD(0), WORD(1), WORD(2), WORD(3)},
#undef WORD
};
typedef signed char c16 __attribute__((vector_size(16)));
typedef int i4u __attribute__((vector_size(16), aligned(4), may_alias));

/** Writes those of four integers whose bit is set to `to`, one after another, and something behind them; returns how many. No branch for each: the processor could not predict it. */
INLINE int append_where(unsigned mask, const int *four, int *to) {
  const c16 order = *(const c16 *)front_bytes[mask];
  *(i4u *)to = (i4)__builtin_wasm_swizzle_i8x16((c16)*(const i4u *)four, order);
  return __builtin_popcount(mask);
}

/** Neighbours of own atom i that may be within `reach`, into `found`; returns how many. Room: a whole row and 4. */
INLINE int near_within(const Part *part, const Locals *locals, int i, float reach, int *found) {
  const float limit = reach + locals->doubt;
  const f4 centre = locals->rough[i], most = {limit * limit, limit * limit, limit * limit, limit * limit};
  int count = 0;
  for (int e = part->first[i]; e < part->first[i + 1]; e += 4) {
    const int *near = part->near + e;
    const unsigned inside = __builtin_wasm_bitmask_i32x4((i4)(rough_squares(locals->rough, near, centre) <= most));
    count += append_where(inside, near, found + count);
  }
  return count;
}

/** Adds what atoms get from ghosts of theirs, and writes them to the caller's arrays. */
EXPORT void collect_forces(int task, Part *parts, double *force, double *energies) {
  Part *part = parts + task;
  double energy = 0.0;
  for (int i = 0; i < part->own; i++) {
    const double *own = part->force + 4 * i;
    v2 xy = load(own), ze = load(own + 2);
    for (int b = part->back_first[i]; b < part->back_first[i + 1]; b++) {
      xy += load(part->back[b]);
      ze += load(part->back[b] + 2);
    }
    double *to = force + 3 * part->source[i];
    store(to, xy);
    to[2] = ze[0];
    energies[part->source[i]] = ze[1];
    energy += ze[1];
  }
  part->energy = energy;
}
