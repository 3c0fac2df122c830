// The loops over atoms of one step of molecular dynamics, in pieces of PIECE atoms a task.
#pragma once
#include "../simd.h"

#define PIECE 4096
INLINE int piece_end(int task, int atoms) {
  const int end = (task + 1) * PIECE;
  return end < atoms ? end : atoms;
}

/** v += scale f / m, three components an atom. Two roundings each: the same bits as the plain loops. */
EXPORT void kick(int task, int atoms, double *speed, const double *force, const double *mass, double scale) {
  for (int i = task * PIECE; i < piece_end(task, atoms); i++) {
    const double factor = scale / mass[i];
    for (int p = 3 * i; p < 3 * i + 3; p++) speed[p] += factor * force[p];
  }
}

/** x += time v */
EXPORT void drift(int task, int atoms, double *position, const double *speed, double time) {
  for (int p = 3 * PIECE * task; p < 3 * piece_end(task, atoms); p++) position[p] += time * speed[p];
}

/** Of each piece, the two largest squared displacements from where the deformation f (3 x 3, row vectors) takes `before`. */
EXPORT void displacements(int task, int atoms, const double *position, const double *before, const double *f, double *largest_two) {
  double largest = 0.0, second = 0.0;
  for (int p = 3 * PIECE * task; p < 3 * piece_end(task, atoms); p += 3) {
    const double x = before[p], y = before[p + 1], z = before[p + 2];
    const double dx = position[p] - (x * f[0] + y * f[3] + z * f[6]);
    const double dy = position[p + 1] - (x * f[1] + y * f[4] + z * f[7]);
    const double dz = position[p + 2] - (x * f[2] + y * f[5] + z * f[8]);
    const double square = dx * dx + dy * dy + dz * dz;
    if (!(square <= second)) {
      // What is no number counts as farthest of all.
      if (!(square <= largest)) {
        second = largest;
        largest = square == square ? square : __builtin_inf();
      } else second = square;
    }
  }
  largest_two[2 * task] = largest;
  largest_two[2 * task + 1] = second;
}

/** Of each piece of an array of 3 numbers an atom: 0, or no number where one of them is not finite. */
EXPORT void unfinite(int task, int atoms, const double *values, double *zeros) {
  v2 zero = splat(0.0);
  int p = 3 * PIECE * task;
  const int end = 3 * piece_end(task, atoms);
  for (; p + 2 <= end; p += 2) zero += load(values + p) * splat(0.0);
  zeros[task] = sum(zero) + (p < end ? values[p] * 0.0 : 0.0);
}

/** Scales 3 numbers an atom. */
EXPORT void scale(int task, int atoms, double *values, double factor) {
  for (int p = 3 * PIECE * task; p < 3 * piece_end(task, atoms); p++) values[p] *= factor;
}

/** Each row of three numbers becomes itself times f (3 x 3, row vectors). */
EXPORT void transform(int task, int atoms, double *rows, const double *f) {
  for (int p = 3 * PIECE * task; p < 3 * piece_end(task, atoms); p += 3) {
    const double x = rows[p], y = rows[p + 1], z = rows[p + 2];
    for (int c = 0; c < 3; c++) rows[p + c] = x * f[c] + y * f[3 + c] + z * f[6 + c];
  }
}

/** Of each piece the sum of m v^2. */
EXPORT void squared_speed(int task, int atoms, const double *speed, const double *mass, double *sums) {
  double sum = 0.0;
  for (int i = task * PIECE; i < piece_end(task, atoms); i++) {
    const double *v = speed + 3 * i;
    sum += mass[i] * (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  }
  sums[task] = sum;
}

/** Of each piece the nine sums of m v v, row by row. */
EXPORT void momentum_flow(int task, int atoms, const double *speed, const double *mass, double *sums) {
  double *own = sums + 9 * task;
  for (int k = 0; k < 9; k++) own[k] = 0.0;
  for (int i = task * PIECE; i < piece_end(task, atoms); i++) {
    const double *v = speed + 3 * i;
    for (int a = 0; a < 3; a++) {
      const double momentum = mass[i] * v[a];
      for (int b = 0; b < 3; b++) own[3 * a + b] += momentum * v[b];
    }
  }
}
