// The surroundings of one atom, gathered from rows of a neighbour list as descriptors take them. Memory comes from thread-memory.h.
#pragma once
#include "thread-memory.h"

/** A structure and rows of its list, for atoms from `from` on. */
typedef struct {
  const double *positions, *cell;
  const int *element;                   // of each atom; -1: one that is not asked for
  const int *first, *neighbour, *shift; // rows
} Rows;

typedef struct {
  double cutoff_squared, angular_squared;
  const int *kind; // by element of a neighbour: its species in the plan, -1 where no function sees it
} Reach;

typedef struct {
  int count, near;
  double *displacement, *distance;
  int *species, *neighbour;
} Surroundings;

/** As gatherEnvironment of descriptors/environment.ts, in the same order. @param row of the atom among the rows */
INLINE void gather(const Rows *rows, const Reach *reach, int atom, int row, Surroundings *s) {
  const double *x = rows->positions, *h = rows->cell;
  const int start = rows->first[row], end = rows->first[row + 1], most = end - start;
  double *displacement = s->displacement = take_doubles(3 * most), *distance = s->distance = take_doubles(most);
  int *species = s->species = take_ints(most), *neighbour = s->neighbour = take_ints(most);
  int count = 0, near = 0;
  const double xi = x[3 * atom], yi = x[3 * atom + 1], zi = x[3 * atom + 2];
  for (int entry = start; entry < end; entry++) {
    const int j = rows->neighbour[entry];
    const int *n = rows->shift + 3 * entry;
    const double a = n[0], b = n[1], c = n[2];
    const double dx = x[3 * j] + a * h[0] + b * h[3] + c * h[6] - xi;
    const double dy = x[3 * j + 1] + a * h[1] + b * h[4] + c * h[7] - yi;
    const double dz = x[3 * j + 2] + a * h[2] + b * h[5] + c * h[8] - zi;
    const double squared = dx * dx + dy * dy + dz * dz;
    if (squared >= reach->cutoff_squared) continue;
    const int other = rows->element[j], kind = other < 0 ? -1 : reach->kind[other];
    if (kind < 0) continue;
    int slot = count;
    if (squared < reach->angular_squared) {
      // Those that angular functions see stay in front: the first far one moves to the end.
      if (near < count) {
        neighbour[count] = neighbour[near];
        species[count] = species[near];
        distance[count] = distance[near];
        for (int k = 0; k < 3; k++) displacement[3 * count + k] = displacement[3 * near + k];
      }
      slot = near++;
    }
    neighbour[slot] = j;
    species[slot] = kind;
    distance[slot] = __builtin_sqrt(squared);
    displacement[3 * slot] = dx;
    displacement[3 * slot + 1] = dy;
    displacement[3 * slot + 2] = dz;
    count++;
  }
  s->count = count;
  s->near = near;
}
