// Products of small float32 matrices: c = a b, or added to c. Rows of a and steps along a row may lie anywhere, so that a
// transposed a needs no copy; columns are a multiple of 8, which rows of b and c are padded to.
#pragma once
#include "../simd-float.h"

/** Numbers that follow one another in a row of a left factor are `step` apart, rows `row`. */
typedef struct {
  const float *at;
  int row, step;
} Left;

// 12 sums, two vectors of b and a number of a are the 15 registers that V8 has; without fused multiply-adds each product needs
// one for itself.
#ifdef RELAXED
#define TILE_ROWS 6
#else
#define TILE_ROWS 4
#endif

INLINE void tile(const int rows, int depth, Left a, const float *b, int b_row, float *c, int c_row, int add) {
  f4 sums[TILE_ROWS][2];
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < 2; v++) sums[r][v] = add ? load4(c + r * c_row + 4 * v) : splat4(0.0f);
  const float *left = a.at;
  for (int k = 0; k < depth; k++, left += a.step, b += b_row) {
    const f4 first = load4(b), second = load4(b + 4);
    for (int r = 0; r < rows; r++) {
      const f4 x = splat4(left[r * a.row]);
      sums[r][0] = madd4(x, first, sums[r][0]);
      sums[r][1] = madd4(x, second, sums[r][1]);
    }
  }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < 2; v++) store4(c + r * c_row + 4 * v, sums[r][v]);
}

/** The rows that are left over, fewer than a whole tile. */
INLINE void narrow_tile(int rows, int depth, Left a, const float *b, int b_row, float *c, int c_row, int add) {
  switch (rows) {
    case 1: tile(1, depth, a, b, b_row, c, c_row, add); break;
    case 2: tile(2, depth, a, b, b_row, c, c_row, add); break;
    case 3: tile(3, depth, a, b, b_row, c, c_row, add); break;
#ifdef RELAXED
    case 4: tile(4, depth, a, b, b_row, c, c_row, add); break;
    case 5: tile(5, depth, a, b, b_row, c, c_row, add); break;
#endif
    default: break;
  }
}

/** c (rows x columns) = a (rows x depth) b (depth x columns), or added where `add`. */
static void multiply(int rows, int columns, int depth, Left a, const float *b, int b_row, float *c, int c_row, int add) {
  int r = 0;
  for (; r + TILE_ROWS <= rows; r += TILE_ROWS) {
    const Left part = {a.at + r * a.row, a.row, a.step};
    for (int k = 0; k < columns; k += 8) tile(TILE_ROWS, depth, part, b + k, b_row, c + r * c_row + k, c_row, add);
  }
  const Left rest = {a.at + r * a.row, a.row, a.step};
  for (int k = 0; k < columns; k += 8) narrow_tile(rows - r, depth, rest, b + k, b_row, c + r * c_row + k, c_row, add);
}

/** `to` (columns x rows, rows padded) from `from` (rows x columns, columns padded). */
static void transpose(int rows, int columns, const float *from, int from_row, float *to, int to_row) {
  for (int c = 0; c < columns; c++) {
    for (int r = 0; r < rows; r++) to[c * to_row + r] = from[r * from_row + c];
    for (int r = rows; r < to_row; r++) to[c * to_row + r] = 0.0f;
  }
}
