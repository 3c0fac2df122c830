// The neighbours of one atom in blocks: those that angular functions see first, by species, by distance; then the others by
// species. Behind each block at least one place is empty, out of every function's reach, so that two lanes never see a stranger.
#pragma once
#include "angles.h"

typedef struct {
  int species;
  /** Places of the near ones, and of all. */
  int near, total;
  /** First place and neighbours of each block: near by species, far by species. */
  int *begin, *count;
  /** Number of the neighbour in each place, -1 in empty ones. */
  int *slot;
  double *r, *x, *y, *z;
  /** x, y, z and 0 of each direction. */
  double *unit;
  /** Of each: dE by its position without what lies along the bond, and that: x, y, z, along. */
  double *gradient;
} Arrangement;

/** Ascending by distance (D. Shell's sort). */
static void sort_by_distance(int *slots, int count, const double *distance) {
  for (int gap = count >> 1; gap > 0; gap >>= 1)
    for (int i = gap; i < count; i++) {
      const int own = slots[i];
      int to = i;
      for (; to >= gap && distance[slots[to - gap]] > distance[own]; to -= gap) slots[to] = slots[to - gap];
      slots[to] = own;
    }
}

/** @param beyond a distance out of every function's reach */
static void arrange(Arrangement *a, int species, int count, int near, const double *displacement, const double *distance, const int *kind,
                    double beyond, int sorted) {
  a->species = species;
  a->begin = take_ints(2 * species);
  a->count = take_ints(2 * species);
  for (int b = 0; b < 2 * species; b++) a->count[b] = 0;
  for (int j = 0; j < count; j++) a->count[kind[j] + (j < near ? 0 : species)]++;
  int total = 0;
  for (int b = 0; b < 2 * species; b++) {
    if (b == species) a->near = total;
    a->begin[b] = total;
    total += (a->count[b] + 2) & ~1;
    a->count[b] = 0;
  }
  a->total = total;
  a->slot = take_ints(total);
  a->r = take_doubles(4 * total);
  a->x = a->r + total;
  a->y = a->x + total;
  a->z = a->y + total;
  a->unit = take_doubles(4 * total);
  a->gradient = take_doubles(4 * total);
  for (int i = 0; i < total; i++) a->slot[i] = -1;
  for (int j = 0; j < count; j++) {
    const int b = kind[j] + (j < near ? 0 : species);
    a->slot[a->begin[b] + a->count[b]++] = j;
  }
  if (sorted)
    for (int b = 0; b < species; b++) sort_by_distance(a->slot + a->begin[b], a->count[b], distance);
  for (int i = 0; i < total; i++) {
    const int j = a->slot[i];
    double *unit = a->unit + 4 * i;
    if (j < 0) {
      a->r[i] = beyond;
      unit[0] = unit[1] = unit[2] = a->x[i] = a->y[i] = a->z[i] = 0.0;
    } else {
      const double inverse = 1.0 / distance[j];
      a->r[i] = distance[j];
      unit[0] = a->x[i] = displacement[3 * j] * inverse;
      unit[1] = a->y[i] = displacement[3 * j + 1] * inverse;
      unit[2] = a->z[i] = displacement[3 * j + 2] * inverse;
    }
    unit[3] = 0.0;
  }
}

/** Places of a block, empty ones included: even. */
INLINE int places_of(const Arrangement *a, int block) { return (a->count[block] + 2) & ~1; }
