// Builds parts: sorts atoms into blocks, gathers each block's ghosts, sorts both into boxes, and searches the boxes.
#pragma once
#include "part.h"

/** What TypeScript says of the grid (grid-plan.ts): everything along the three directions of the reduced cell. */
typedef struct {
  /** Takes a position to its fraction along a direction, 3 x 3; less `origin`. */
  double to_fraction[9], origin[3];
  /** The cutoff with a little more for rounding, in fractions and in angstrom; the cutoff itself. */
  double margin[3], search, cutoff, unused;
  /** Cell multiples of the reduced vectors, rows. */
  int multiples[9];
  int periodic[3];
  /** Blocks along each direction. */
  int blocks[3];
  /** Boxes that a block with its margins is cut into. */
  int boxes[3];
  int atoms;
} Grid;

/** Largest whole number of cells that an atom may lie away from the cell; beyond, the plain loops say what is wrong. */
#define MOST_WRAPS 1000000

/** Fraction in [0, 1) along periodic directions, the whole cells taken away, and the block of each atom. Sets `wrong` where a position is no usable number. */
EXPORT void assign_blocks(int task, const Grid *grid, const double *position, double *fraction, int *wraps, int *block, int *wrong) {
  const int to = (task + 1) * 4096 < grid->atoms ? (task + 1) * 4096 : grid->atoms;
  for (int i = task * 4096; i < to; i++) {
    const double x = position[3 * i], y = position[3 * i + 1], z = position[3 * i + 2];
    int index = 0;
    for (int k = 2; k >= 0; k--) {
      const double *t = grid->to_fraction + 3 * k;
      double f = x * t[0] + y * t[1] + z * t[2] - grid->origin[k];
      int whole = 0;
      if (!(__builtin_fabs(f) < MOST_WRAPS)) {
        *wrong = 1;
        f = 0.0;
      }
      if (grid->periodic[k]) {
        const double down = __builtin_floor(f);
        whole = (int)down;
        f -= down;
      }
      fraction[3 * i + k] = f;
      wraps[3 * i + k] = whole;
      int b = (int)__builtin_floor(f * grid->blocks[k]);
      b = b < 0 ? 0 : b >= grid->blocks[k] ? grid->blocks[k] - 1 : b;
      index = index * grid->blocks[k] + b;
    }
    block[i] = index;
  }
}

/** Counting sort of atoms by block: block b has order[start[b]] .. order[start[b + 1] - 1], in the order of the atoms. */
EXPORT void sort_blocks(int atoms, int blocks, const int *block, int *start, int *order) {
  for (int b = 0; b <= blocks; b++) start[b] = 0;
  for (int i = 0; i < atoms; i++) start[block[i] + 1]++;
  for (int b = 0; b < blocks; b++) start[b + 1] += start[b];
  for (int i = 0; i < atoms; i++) order[start[block[i]]++] = i;
  for (int b = blocks; b > 0; b--) start[b] = start[b - 1];
  start[0] = 0;
}

/** Scratch of `gather_part`, for `most` locals and `boxes` boxes in all. */
typedef struct {
  double *fraction;
  int *source, *shift, *box, *place, *start;
  float *x, *y, *z;
  int *sorted;
  /** The same of the locals in the boxes around one box, without gaps. */
  float *near_x, *near_y, *near_z;
  int *near;
} Finder;

INLINE Finder finder_at(char *scratch, int most, int boxes) {
  Finder f;
  f.fraction = (double *)scratch;
  f.source = (int *)(f.fraction + 3 * most);
  f.shift = f.source + most;
  f.box = f.shift + 3 * most;
  f.place = f.box + most;
  f.start = f.place + most;
  f.sorted = f.start + boxes + 1;
  f.x = (float *)(f.sorted + most + 4);
  f.y = f.x + most + 4;
  f.z = f.y + most + 4;
  f.near_x = f.z + most + 4;
  f.near_y = f.near_x + most + 8;
  f.near_z = f.near_y + most + 8;
  f.near = (int *)(f.near_z + most + 8);
  return f;
}

INLINE void add_local(const Grid *grid, Finder *f, int *count, int atom, const double *fraction, const int *wraps, const int *image) {
  const int l = (*count)++;
  f->source[l] = atom;
  const int away[3] = {image[0] - wraps[3 * atom], image[1] - wraps[3 * atom + 1], image[2] - wraps[3 * atom + 2]};
  for (int k = 0; k < 3; k++) {
    f->fraction[3 * l + k] = fraction[3 * atom + k] + image[k];
    f->shift[3 * l + k] = away[0] * grid->multiples[k] + away[1] * grid->multiples[3 + k] + away[2] * grid->multiples[6 + k];
  }
}

/** The rule itself: distance <= cutoff, in the form of structure/collect-neighbours.ts, the same bits from either end. */
INLINE int is_within(const Grid *grid, const Part *part, const double *position, const double *cell, int i, int l) {
  const double *from = position + 3 * part->source[i], *to = position + 3 * part->source[l];
  const int *a = part->shift + 3 * i, *b = part->shift + 3 * l;
  double square = 0.0;
  for (int k = 0; k < 3; k++) {
    const double d = to[k] - from[k] + ((b[0] - a[0]) * cell[k] + (b[1] - a[1]) * cell[3 + k] + (b[2] - a[2]) * cell[6 + k]);
    square += d * d;
  }
  return square <= grid->cutoff * grid->cutoff;
}

/**
 * Copies what lies within `reach` boxes of a box, four at a time, and something far away behind it. Returns how many; `*self` is to be added
 * to a place in the box's own row to find it among them.
 */
INLINE int gather_around(const Finder *f, const int *boxes, const int *box, const int *reach, int *self) {
  int count = 0, from[3], to[3];
  for (int k = 0; k < 3; k++) {
    from[k] = box[k] - reach[k] < 0 ? 0 : box[k] - reach[k];
    to[k] = box[k] + reach[k] >= boxes[k] ? boxes[k] - 1 : box[k] + reach[k];
  }
  for (int b2 = from[2]; b2 <= to[2]; b2++)
    for (int b1 = from[1]; b1 <= to[1]; b1++) {
      const int row = (b2 * boxes[1] + b1) * boxes[0], first = f->start[row + from[0]], end = f->start[row + to[0] + 1];
      if (b1 == box[1] && b2 == box[2]) *self = count - first;
      for (int r = first; r < end; r += 4) {
        const int at = count + r - first;
        *(f4u *)(f->near_x + at) = *(const f4u *)(f->x + r);
        *(f4u *)(f->near_y + at) = *(const f4u *)(f->y + r);
        *(f4u *)(f->near_z + at) = *(const f4u *)(f->z + r);
        *(i4u *)(f->near + at) = *(const i4u *)(f->sorted + r);
      }
      count += end - first;
    }
  for (int r = count; r < count + 4; r++) f->near_x[r] = f->near_y[r] = f->near_z[r] = 1e15f;
  return count;
}

INLINE int floor_of(double x) { return (int)__builtin_floor(x); }

INLINE int box_of(double fraction, double low, double high, int boxes) {
  const int box = floor_of((fraction - low) / (high - low) * boxes);
  return box < 0 ? 0 : box >= boxes ? boxes - 1 : box;
}

/**
 * Makes a part of each task's block: own atoms, ghosts, and rows of neighbours within `search`. Where a buffer is too small the part
 * says how much it needs, and is to be done again.
 */
EXPORT void gather_part(int task, const Grid *grid, Part *parts, const double *position, const double *cell, const double *fraction,
                        const int *wraps, const int *start, const int *order, int *place, char *scratch, int scratch_bytes) {
  Part *part = parts + task;
  const int *blocks = grid->blocks, *boxes = grid->boxes;
  const int here[3] = {task % blocks[0], task / blocks[0] % blocks[1], task / blocks[0] / blocks[1]};
  const int box_count = boxes[0] * boxes[1] * boxes[2];
  Finder f = finder_at(scratch + member * scratch_bytes, part->local_room, box_count);
  double low[3], high[3];
  for (int k = 0; k < 3; k++) {
    low[k] = (double)here[k] / blocks[k] - grid->margin[k];
    high[k] = (double)(here[k] + 1) / blocks[k] + grid->margin[k];
  }
  // Own atoms.
  int count = 0;
  const int home[3] = {0, 0, 0}, own = start[task + 1] - start[task];
  part->locals_needed = own;
  if (own > part->local_room) return;
  for (int o = start[task]; o < start[task + 1]; o++) add_local(grid, &f, &count, order[o], fraction, wraps, home);
  // Ghosts: every block that can reach into the margins, as whole images.
  int from[3], to[3];
  for (int k = 0; k < 3; k++) {
    from[k] = floor_of(low[k] * blocks[k] - 1e-6);
    to[k] = floor_of(high[k] * blocks[k] + 1e-6);
    if (!grid->periodic[k]) {
      from[k] = from[k] < 0 ? 0 : from[k];
      to[k] = to[k] >= blocks[k] ? blocks[k] - 1 : to[k];
    }
  }
  int needed = count;
  for (int b2 = from[2]; b2 <= to[2]; b2++)
    for (int b1 = from[1]; b1 <= to[1]; b1++)
      for (int b0 = from[0]; b0 <= to[0]; b0++) {
        const int b[3] = {b0, b1, b2};
        int image[3], in[3];
        for (int k = 0; k < 3; k++) {
          image[k] = floor_of((double)b[k] / blocks[k]);
          in[k] = b[k] - image[k] * blocks[k];
        }
        const int other = (in[2] * blocks[1] + in[1]) * blocks[0] + in[0];
        if (other == task && !(image[0] | image[1] | image[2])) continue;
        for (int o = start[other]; o < start[other + 1]; o++) {
          const double *at = fraction + 3 * order[o];
          int inside = 1;
          for (int k = 0; k < 3; k++) {
            const double x = at[k] + image[k];
            // Where nothing repeats, atoms of the outermost blocks may lie anywhere beyond.
            inside &= (x >= low[k]) & (x <= high[k]);
          }
          if (!inside) continue;
          needed++;
          if (needed <= part->local_room) add_local(grid, &f, &count, order[o], fraction, wraps, image);
        }
      }
  part->locals_needed = needed;
  if (needed > part->local_room) return;
  // Boxes, own atoms first: sorted order of own atoms is their order as locals, then that of ghosts.
  for (int b = 0; b <= box_count; b++) f.start[b] = 0;
  for (int l = 0; l < count; l++) {
    int index = 0;
    for (int k = 2; k >= 0; k--) {
      index = index * boxes[k] + box_of(f.fraction[3 * l + k], low[k], high[k], boxes[k]);
    }
    f.box[l] = index;
    f.start[index + 1]++;
  }
  for (int b = 0; b < box_count; b++) f.start[b + 1] += f.start[b];
  for (int l = 0; l < count; l++) f.sorted[f.start[f.box[l]]++] = l;
  for (int b = box_count; b > 0; b--) f.start[b] = f.start[b - 1];
  f.start[0] = 0;
  int next_own = 0, next_ghost = own;
  const int *s0 = f.shift;
  double middle[3] = {0.0, 0.0, 0.0}, extent = 0.0;
  for (int q = 0; q < count; q++) {
    const int l = f.sorted[q], local = l < own ? next_own++ : next_ghost++;
    f.place[l] = local;
    part->source[local] = f.source[l];
    for (int k = 0; k < 3; k++) part->shift[3 * local + k] = s0[3 * l + k];
    if (local < own) place[f.source[l]] = local;
  }
  part->own = own;
  part->ghosts = count - own;
  for (int q = 0; q < count; q++) {
    const int l = f.sorted[q], local = f.place[l];
    const double *p = position + 3 * f.source[l];
    const int *s = s0 + 3 * l;
    double at[3];
    for (int a = 0; a < 3; a++) at[a] = p[a] + (s[0] * cell[a] + s[1] * cell[3 + a] + s[2] * cell[6 + a]);
    if (q == 0)
      for (int a = 0; a < 3; a++) middle[a] = at[a];
    for (int a = 0; a < 3; a++) {
      at[a] -= middle[a];
      extent = __builtin_wasm_max_f64(extent, __builtin_fabs(at[a]));
    }
    f.x[q] = (float)at[0];
    f.y[q] = (float)at[1];
    f.z[q] = (float)at[2];
    // From here on `sorted` names locals as the part numbers them.
    f.sorted[q] = local;
  }
  for (int q = count; q < count + 4; q++) f.x[q] = f.y[q] = f.z[q] = 1e15f;

  // Single precision is off by no more than this; pairs in doubt are decided by the exact rule.
  const double doubt = 1e-6 * extent + 1e-6;
  const float outer = (float)(grid->search + doubt), inner = grid->cutoff > doubt ? (float)(grid->cutoff - doubt) : 0.0f;
  const f4 most = {outer * outer, outer * outer, outer * outer, outer * outer};
  const f4 least = {inner * inner, inner * inner, inner * inner, inner * inner};
  const double across[3] = {(high[0] - low[0]) / boxes[0], (high[1] - low[1]) / boxes[1], (high[2] - low[2]) / boxes[2]};
  int reach[3];
  for (int k = 0; k < 3; k++) reach[k] = (int)__builtin_ceil(grid->margin[k] / across[k] - 1e-9);
  int entries = 0, pairs = 0, longest = 0, box[3], around = 0, self = 0, at_box = -1;
  const int room = part->near_room - 8;
  // Own atoms in their order as locals, which is that of the boxes.
  for (int q = 0; q < count; q++) {
    const int i = f.sorted[q];
    if (i >= own) continue;
    part->first[i] = entries;
    const double *home_fraction = fraction + 3 * part->source[i];
    int index = 0;
    for (int k = 2; k >= 0; k--) {
      box[k] = box_of(home_fraction[k], low[k], high[k], boxes[k]);
      index = index * boxes[k] + box[k];
    }
    if (index != at_box) around = gather_around(&f, boxes, box, reach, &self);
    at_box = index;
    const int own_place = q + self;
    const f4 x = {f.x[q], f.x[q], f.x[q], f.x[q]}, y = {f.y[q], f.y[q], f.y[q], f.y[q]}, z = {f.z[q], f.z[q], f.z[q], f.z[q]};
    int n = entries;
    for (int r = 0; r < around; r += 4) {
      const f4 dx = *(const f4u *)(f.near_x + r) - x, dy = *(const f4u *)(f.near_y + r) - y, dz = *(const f4u *)(f.near_z + r) - z;
      const f4 square = dx * dx + dy * dy + dz * dz;
      const i4 perhaps = square <= most;
      unsigned inside = __builtin_wasm_bitmask_i32x4(perhaps);
      if (__builtin_wasm_any_true_v128(perhaps & (i4)(square >= least)))
        for (int bit = 0; bit < 4; bit++)
          if ((inside >> bit) & 1 && square[bit] >= inner * inner && !is_within(grid, part, position, cell, i, f.near[r + bit]))
            inside &= ~(1u << bit);
      // Not the atom itself.
      if ((unsigned)(own_place - r) < 4) inside &= ~(1u << (own_place - r));
      // Where there is no more room it is only counted.
      if (n > room) n += __builtin_popcount(inside);
      else n += append_where(inside, f.near + r, part->near + n);
    }
    pairs += n - entries;
    const int filled = entries + ((n - entries + 3) & ~3);
    if (filled <= room)
      for (int e = n; e < filled; e++) part->near[e] = count;
    longest = filled - entries > longest ? filled - entries : longest;
    entries = filled;
  }
  part->first[own] = entries;
  part->near_needed = entries + 16;
  part->pairs = pairs;
  part->longest = longest;
}

/** Says each own atom where its ghosts lie: `back` rows, in the order of parts and of their ghosts, into room for all ghosts. */
EXPORT void link_ghosts(int count, Part *parts, const int *block, const int *place, double **back) {
  for (int p = 0; p < count; p++)
    for (int i = 0; i <= parts[p].own; i++) parts[p].back_first[i] = 0;
  for (int p = 0; p < count; p++)
    for (int g = parts[p].own; g < locals_of(parts + p); g++) {
      const int atom = parts[p].source[g];
      parts[block[atom]].back_first[place[atom] + 1]++;
    }
  for (int p = 0; p < count; p++) {
    for (int i = 0; i < parts[p].own; i++) parts[p].back_first[i + 1] += parts[p].back_first[i];
    parts[p].back = back;
    back += parts[p].back_first[parts[p].own];
  }
  for (int p = 0; p < count; p++)
    for (int g = parts[p].own; g < locals_of(parts + p); g++) {
      const int atom = parts[p].source[g];
      Part *owner = parts + block[atom];
      owner->back[owner->back_first[place[atom]]++] = parts[p].force + 4 * g;
    }
  for (int p = 0; p < count; p++) {
    for (int i = parts[p].own; i > 0; i--) parts[p].back_first[i] = parts[p].back_first[i - 1];
    parts[p].back_first[0] = 0;
  }
}

/** Neighbours of each atom, for rows in the order of the atoms. */
EXPORT void count_rows(int task, const Part *parts, int *counts) {
  const Part *part = parts + task;
  const int nowhere = locals_of(part);
  for (int i = 0; i < part->own; i++) {
    int e = part->first[i + 1];
    while (e > part->first[i] && part->near[e - 1] == nowhere) e--;
    counts[part->source[i]] = e - part->first[i];
  }
}

/** The parts' rows as atoms and cell multiples. */
EXPORT void write_rows(int task, const Part *parts, const int *first, int *neighbour, int *shift) {
  const Part *part = parts + task;
  for (int i = 0; i < part->own; i++) {
    const int to = first[part->source[i]], count = first[part->source[i] + 1] - to;
    const int *own = part->shift + 3 * i, *near = part->near + part->first[i];
    for (int e = 0; e < count; e++) {
      const int l = near[e];
      neighbour[to + e] = part->source[l];
      for (int k = 0; k < 3; k++) shift[3 * (to + e) + k] = part->shift[3 * l + k] - own[k];
    }
  }
}
