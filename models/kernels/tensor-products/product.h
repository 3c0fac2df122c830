// Products of float32 matrices. The right operand is packed into panels of 8 columns, blocks of the left one into panels
// of some rows, and a tile of their sums stays in registers over up to DEPTH steps. Each element of the result is summed in
// the same order however the work is split, so that the number of threads does not change a bit.
#pragma once

#include "../simd-float.h"

/** As many sums as V8 keeps in 15 registers; without fused multiply-adds every product needs one for itself. Measured. */
#ifdef RELAXED
#define TILE_ROWS 6
#else
#define TILE_ROWS 4
#endif
#define TILE_COLUMNS 8
/** A panel of 8 columns then takes 12 kB of the first cache, a block of rows 144 kB of the second. */
#define DEPTH 384
#define BLOCK_ROWS 96

INLINE int least(int a, int b) { return a < b ? a : b; }
INLINE int most(int a, int b) { return a > b ? a : b; }

/** Element (r, c) at start[r * row + c * column]. */
typedef struct {
  const float *start;
  int row, column;
} Matrix;

/** Four rows of four numbers become columns. */
INLINE void turn4(f4 r[4]) {
  const f4 a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5), b = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
  const f4 c = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7), d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  r[0] = __builtin_shufflevector(a, b, 0, 1, 4, 5);
  r[1] = __builtin_shufflevector(a, b, 2, 3, 6, 7);
  r[2] = __builtin_shufflevector(c, d, 0, 1, 4, 5);
  r[3] = __builtin_shufflevector(c, d, 2, 3, 6, 7);
}

/** Packs depth x width (8 columns at most) into one panel; zeros fill what is wanting of its columns. */
static void pack_panel(int depth, int width, Matrix b, float *packed) {
  const float *source = b.start;
  int k = 0;
  if (width == TILE_COLUMNS && b.column == 1) {
    for (; k < depth; k++, packed += TILE_COLUMNS, source += b.row) {
      store4(packed, load4(source));
      store4(packed + 4, load4(source + 4));
    }
    return;
  }
  if (width == TILE_COLUMNS && b.row == 1) {
    for (; k + 4 <= depth; k += 4, packed += 4 * TILE_COLUMNS, source += 4) {
      for (int half = 0; half < TILE_COLUMNS; half += 4) {
        f4 turned[4];
        for (int c = 0; c < 4; c++) turned[c] = load4(source + (half + c) * b.column);
        turn4(turned);
        for (int r = 0; r < 4; r++) store4(packed + r * TILE_COLUMNS + half, turned[r]);
      }
    }
  }
  for (; k < depth; k++, packed += TILE_COLUMNS, source += b.row) {
    for (int c = 0; c < width; c++) packed[c] = source[c * b.column];
    for (int c = width; c < TILE_COLUMNS; c++) packed[c] = 0.0f;
  }
}

/** Rows that are packed together, from panel to panel: memory is then read in its own order. */
#define ROWS_READ 8

/** Packs steps x columns: panels one after the other; zeros fill the last. */
static void pack_right(int steps, int columns, Matrix b, float *packed) {
  const int most_rows = b.column == 1 ? ROWS_READ : steps;
  for (int k = 0; k < steps; k += most_rows)
    for (int c = 0; c < columns; c += TILE_COLUMNS)
      pack_panel(least(most_rows, steps - k), least(TILE_COLUMNS, columns - c),
                 (Matrix){b.start + k * b.row + c * b.column, b.row, b.column}, packed + c * steps + k * TILE_COLUMNS);
}

/** Packs rows x steps into panels of rows; rows that are wanting repeat the last, their sums are thrown away. */
static void pack_left(int rows, int steps, Matrix a, float *packed) {
  for (int r0 = 0; r0 < rows; r0 += TILE_ROWS) {
    const float *p[TILE_ROWS];
    for (int r = 0; r < TILE_ROWS; r++) p[r] = a.start + least(r0 + r, rows - 1) * a.row;
    int k = 0;
    if (a.column == 1) {
      for (; k + 4 <= steps; k += 4, packed += 4 * TILE_ROWS) {
        f4 turned[4];
        for (int r = 0; r < 4; r++) turned[r] = load4(p[r] + k);
        turn4(turned);
        for (int j = 0; j < 4; j++) {
          store4(packed + j * TILE_ROWS, turned[j]);
          for (int r = 4; r < TILE_ROWS; r++) packed[j * TILE_ROWS + r] = p[r][k + j];
        }
      }
    } else if (a.row == 1 && r0 + TILE_ROWS <= rows) {
      for (const float *source = p[0]; k < steps; k++, packed += TILE_ROWS, source += a.column) {
        store4(packed, load4(source));
        for (int r = 4; r < TILE_ROWS; r++) packed[r] = source[r];
      }
    }
    for (; k < steps; k++, packed += TILE_ROWS)
      for (int r = 0; r < TILE_ROWS; r++) packed[r] = p[r][k * a.column];
  }
}

/** Whole tiles go straight to the result, others by way of a copy. */
INLINE void store_tile(f4 s[TILE_ROWS][2], float *out, int stride, int rows, int columns, int add) {
  if (rows == TILE_ROWS && columns == TILE_COLUMNS) {
#pragma clang loop unroll(full)
    for (int r = 0; r < TILE_ROWS; r++, out += stride) {
      store4(out, add ? load4(out) + s[r][0] : s[r][0]);
      store4(out + 4, add ? load4(out + 4) + s[r][1] : s[r][1]);
    }
    return;
  }
  float copy[TILE_ROWS * TILE_COLUMNS];
#pragma clang loop unroll(full)
  for (int r = 0; r < TILE_ROWS; r++) {
    store4(copy + r * TILE_COLUMNS, s[r][0]);
    store4(copy + r * TILE_COLUMNS + 4, s[r][1]);
  }
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < columns; c++) {
      float *to = out + r * stride + c;
      *to = add ? *to + copy[r * TILE_COLUMNS + c] : copy[r * TILE_COLUMNS + c];
    }
}

/** One tile of a product. */
INLINE void multiply_tile(int steps, const float *a, const float *b, float *out, int stride, int rows, int columns, int add) {
  f4 s[TILE_ROWS][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < TILE_ROWS; r++) s[r][0] = s[r][1] = splat4(0.0f);
  for (int k = 0; k < steps; k++, a += TILE_ROWS, b += TILE_COLUMNS) {
    const f4 low = load4(b), high = load4(b + 4);
#pragma clang loop unroll(full)
    for (int r = 0; r < TILE_ROWS; r++) {
      const f4 x = splat4(a[r]);
      s[r][0] = madd4(x, low, s[r][0]);
      s[r][1] = madd4(x, high, s[r][1]);
      // Keeps the compiler from loading all rows first, which takes registers for all of them: twice as slow.
      __asm__ volatile("" : "+r"(s[r][0]), "+r"(s[r][1]));
    }
  }
  store_tile(s, out, stride, rows, columns, add);
}

/** out (rows x columns, `stride` numbers a row) = or += a b, b packed, no deeper than DEPTH. `work`: BLOCK_ROWS x DEPTH numbers. */
static void multiply_packed(int rows, int columns, int steps, Matrix a, const float *packed, float *out, int stride, int add, float *work) {
  for (int r0 = 0; r0 < rows; r0 += BLOCK_ROWS) {
    const int count = least(BLOCK_ROWS, rows - r0);
    pack_left(count, steps, (Matrix){a.start + r0 * a.row, a.row, a.column}, work);
    for (int c = 0; c < columns; c += TILE_COLUMNS)
      for (int r = 0; r < count; r += TILE_ROWS)
        multiply_tile(steps, work + r * steps, packed + c * steps, out + (r0 + r) * stride + c, stride, least(TILE_ROWS, count - r),
                      least(TILE_COLUMNS, columns - c), add);
  }
}

/** out = or += a b of any depth. `work`: DEPTH x (columns rounded up to 8) + BLOCK_ROWS x DEPTH numbers. */
static void multiply_matrices(int rows, int columns, int depth, Matrix a, Matrix b, float *out, int stride, int accumulate, float *work) {
  float *left = work, *right = work + BLOCK_ROWS * DEPTH;
  // A block is used while the cache has it: a large right operand is read once and not written.
  for (int k = 0; k < depth; k += DEPTH) {
    const int steps = least(DEPTH, depth - k);
    pack_right(steps, columns, (Matrix){b.start + k * b.row, b.row, b.column}, right);
    multiply_packed(rows, columns, steps, (Matrix){a.start + k * a.column, a.row, a.column}, right, out, stride, accumulate || k > 0, left);
  }
}
