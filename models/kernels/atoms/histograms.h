// Histograms of distances and of bond angles. Counts are whole numbers, of which each member has its own table: their sum does not
// depend on who counted what. Sums of angles are kept by task, and added in the order of tasks.
#pragma once
#include "functions.h"
#include "part.h"

CONSTANTS(arc_constants, 0.0281692180608976247, -0.0107490503397210469, 0.0160355143491633031, 0.00780294947734817605, 0.0118754943826380689,
          0.0139296529023264669, 0.0173552599557863376, 0.0223720476317445094, 0.0303819473670984812, 0.0446428571034236434,
          0.0750000000002076436, 0.166666666666666486)

/** acos x for |x| <= 1, within 3e-16 of it. asin z = z + z^3 P(z^2) for z <= 1/2, P near-minimax; beyond by the half angle. */
INLINE v2 arc_cosine(v2 x) {
  const double *k = arc_constants();
  const l2 sign = {(long long)0x8000000000000000ull, (long long)0x8000000000000000ull};
  const v2 size = (v2)((l2)x & ~sign);
  const l2 far = (l2)(size > 0.5), negative = (l2)(x < 0.0);
  const v2 halved = 0.5 - 0.5 * size;
  const v2 y = (v2)((far & (l2)halved) | (~far & (l2)(x * x)));
  const v2 z = (v2)((far & (l2)root(halved)) | (~far & (l2)x));
  v2 p = constant(k, 0);
  for (int c = 1; c < 12; c++) p = madd(p, y, constant(k, c));
  const v2 arc = madd(z * y, p, z);
  const v2 twice = arc + arc, turned = 3.14159265358979312 - twice;
  const v2 beyond = (v2)((negative & (l2)turned) | (~negative & (l2)twice));
  return (v2)((far & (l2)beyond) | (~far & (l2)(1.57079632679489656 - arc)));
}

/** Values wait here until there are enough for vectors: what is not worth vectors fills it, what follows empties it. */
#define BATCH 256
static _Thread_local double batch[BATCH];
static _Thread_local int batch_kind[BATCH];

/** Bins of a batch: floor of the values, the last bin for those beyond. `batch_kind` says where a value's row of bins begins. */
INLINE void count_batch(int count, int bins, int *table) {
  for (int n = 0; n < count; n++) {
    const int bin = (int)batch[n];
    table[batch_kind[n] + (bin < bins ? bin : bins - 1)]++;
  }
}

INLINE void count_distance_batch(int count, int bins, double bins_per_angstrom, int *table) {
  for (int n = 0; n < count; n += 2) store(batch + n, root(load(batch + n)) * bins_per_angstrom);
  count_batch(count, bins, table);
}

/**
 * Counts the pairs of a part's own atoms by species (a S + b) and bin of distance. `table`: S x S x bins for each member. Distances are
 * those of analysis/radial-distribution.ts, bit for bit: where both atoms stand where the structure has them, differences of places are
 * the same; otherwise its own formula is used.
 */
EXPORT void count_distances(int task, const Part *parts, const int *index, int species, const unsigned char *numbers, const double *position,
                            const double *cell, int bins, double bins_per_angstrom, int *table, int table_size, char *scratch,
                            int scratch_bytes) {
  const Part *part = parts + task;
  const int nowhere = locals_of(part);
  const Locals locals = place_locals(part, position, cell, scratch + member * scratch_bytes);
  unsigned char *kind = (unsigned char *)locals.rest, *moved = kind + nowhere;
  for (int l = 0; l < nowhere; l++) {
    const int *s = part->shift + 3 * l;
    kind[l] = (unsigned char)index[numbers[part->source[l]]];
    moved[l] = (s[0] | s[1] | s[2]) != 0;
  }
  table += member * table_size;
  int waiting = 0;
  for (int i = 0; i < part->own; i++) {
    const double *own = locals.at + 3 * i, x = own[0], y = own[1], z = own[2];
    const int row = kind[i] * species;
    for (int e = part->first[i]; e < part->first[i + 1]; e++) {
      const int l = part->near[e];
      if (l == nowhere) break;
      const double *at = locals.at + 3 * l;
      double dx = at[0] - x, dy = at[1] - y, dz = at[2] - z;
      if (moved[i] | moved[l]) {
        const double *from = position + 3 * part->source[i], *to = position + 3 * part->source[l];
        const int *a = part->shift + 3 * i, *b = part->shift + 3 * l, s0 = b[0] - a[0], s1 = b[1] - a[1], s2 = b[2] - a[2];
        dx = to[0] - from[0] + (s0 * cell[0] + s1 * cell[3] + s2 * cell[6]);
        dy = to[1] - from[1] + (s0 * cell[1] + s1 * cell[4] + s2 * cell[7]);
        dz = to[2] - from[2] + (s0 * cell[2] + s1 * cell[5] + s2 * cell[8]);
      }
      batch[waiting] = dx * dx + dy * dy + dz * dz;
      batch_kind[waiting++] = (row + kind[l]) * bins;
      if (waiting == BATCH) {
        count_distance_batch(BATCH, bins, bins_per_angstrom, table);
        waiting = 0;
      }
    }
  }
  count_distance_batch(waiting, bins, bins_per_angstrom, table);
}

/** Sums of one kind of angle in a task, about the first one met: number, that one, sum and sum of squares of the differences; degrees. */
typedef struct {
  double count, first, sum, squares;
} AngleSums;

#define ANGLE_ATOMS 512

INLINE void count_angle_batch(int count, int bins, AngleSums *sums, int *table) {
  for (int n = 0; n < count; n += 2) {
    const v2 cosine = larger(__builtin_wasm_pmin_f64x2(load(batch + n), splat(1.0)), splat(-1.0));
    store(batch + n, arc_cosine(cosine) * 180.0 / 3.14159265358979312);
  }
  for (int n = 0; n < count; n++) {
    AngleSums *one = sums + batch_kind[n];
    if (one->count == 0.0) one->first = batch[n];
    const double difference = batch[n] - one->first;
    one->count += 1.0;
    one->sum += difference;
    one->squares += difference * difference;
    batch[n] = batch[n] / 180.0 * bins;
    batch_kind[n] *= bins;
  }
  count_batch(count, bins, table);
}

/**
 * Counts the angles at ANGLE_ATOMS atoms a task by kind and bin. Kind: (centre S + lower end) S + higher end, places in order of atomic
 * number. `sums`: S x S x S for each task, zeroed; `table`: S x S x S x bins for each member.
 */
EXPORT void count_angles(int task, int atoms, const int *first, const int *neighbour, const double *vectors, const double *distances,
                         const int *index, int species, const unsigned char *numbers, int bins, AngleSums *sums, int *table, int table_size) {
  const int to = (task + 1) * ANGLE_ATOMS < atoms ? (task + 1) * ANGLE_ATOMS : atoms, cube = species * species * species;
  table += member * table_size;
  sums += task * cube;
  int waiting = 0;
  for (int i = task * ANGLE_ATOMS; i < to; i++) {
    const int centre = index[numbers[i]] * species, end = first[i + 1];
    for (int j = first[i]; j < end; j++) {
      const int a = index[numbers[neighbour[j]]];
      const double x = vectors[3 * j], y = vectors[3 * j + 1], z = vectors[3 * j + 2], r = distances[j];
      for (int k = j + 1; k < end; k++) {
        const double *w = vectors + 3 * k;
        const int b = index[numbers[neighbour[k]]];
        batch[waiting] = (x * w[0] + y * w[1] + z * w[2]) / (r * distances[k]);
        batch_kind[waiting++] = a < b ? (centre + a) * species + b : (centre + b) * species + a;
        if (waiting == BATCH) {
          count_angle_batch(BATCH, bins, sums, table);
          waiting = 0;
        }
      }
    }
  }
  count_angle_batch(waiting, bins, sums, table);
}
