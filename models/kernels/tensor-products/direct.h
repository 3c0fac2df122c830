// Convolutions without a matrix of patches: the input of one sample lies in memory with zeros around it, every tap of an
// output position is then a place in it, and positions are the rows of a tile of sums. Nothing is gathered or packed but
// the filter, which pays where a filter has few outputs: there a matrix of patches costs as much as the product.
#pragma once
#include "patches.h"

/** Some planes of one sample with zeros around: element (z, y, x, channel) at start[z * plane + y * line + x * channels + channel]. */
typedef struct {
  const float *start;
  int line, plane;
} Field;

/** Places along a dimension that taps reach. */
INLINE int reach(const Geometry *g, int axis, int outputs) {
  return (outputs - 1) * g->stride[axis] + (g->filter[axis] - 1) * g->dilation[axis] + 1;
}

/** Planes of outputs that are worked on together: their field has about PATCH_NUMBERS numbers. */
INLINE int planes_together(const Geometry *g) {
  const int plane = reach(g, 1, g->out[1]) * reach(g, 2, g->out[2]) * g->channels;
  const int planes = most(reach(g, 0, 1), PATCH_NUMBERS / plane);
  return least((planes - reach(g, 0, 1)) / g->stride[0] + 1, g->out[0]);
}

/** What output planes from z on see of a sample; copied into `room` where zeros must stand around it. */
static Field field(const Geometry *g, const float *sample, int z, int planes, float *room) {
  const int height = reach(g, 1, g->out[1]), width = reach(g, 2, g->out[2]), depth = reach(g, 0, planes);
  const int z0 = z * g->stride[0] - g->padding[0], y0 = -g->padding[1], x0 = -g->padding[2];
  const int in_line = g->in[2] * g->channels, in_plane = g->in[1] * in_line;
  if (z0 >= 0 && y0 == 0 && x0 == 0 && z0 + depth <= g->in[0] && height <= g->in[1] && width <= g->in[2])
    return (Field){sample + z0 * in_plane, in_line, in_plane};
  const int line = width * g->channels, before = least(width, most(0, -x0)), inside = most(0, least(width, g->in[2] - x0) - before);
  float *to = room;
  for (int p = z0; p < z0 + depth; p++) {
    for (int y = y0; y < y0 + height; y++, to += line) {
      if (p < 0 || p >= g->in[0] || y < 0 || y >= g->in[1]) {
        clear(to, line);
        continue;
      }
      const int first = before * g->channels, end = (before + inside) * g->channels;
      clear(to, first);
      copy_run(to + first, sample + p * in_plane + y * in_line + (x0 + before) * g->channels, end - first);
      clear(to + end, line - end);
    }
  }
  return (Field){room, line, height * line};
}

/** Taps that lie side by side in both the filter and the field: where they begin, seen from an output's first tap. */
typedef struct {
  int count, length;
} Runs;

static Runs runs_of(const Geometry *g, const Field *f, int *offsets) {
  const int whole = g->dilation[2] == 1, each = whole ? 1 : g->filter[2];
  int count = 0;
  for (int a = 0; a < g->filter[0]; a++)
    for (int b = 0; b < g->filter[1]; b++)
      for (int c = 0; c < each; c++)
        offsets[count++] = a * g->dilation[0] * f->plane + b * g->dilation[1] * f->line + c * g->dilation[2] * g->channels;
  return (Runs){count, (whole ? g->filter[2] : 1) * g->channels};
}

/** Where the first tap of an output lies, `position` counted from the field's first plane on. */
INLINE const float *first_tap(const Geometry *g, const Field *f, int position) {
  const int width = g->out[2], height = g->out[1];
  return f->start + position / (width * height) * g->stride[0] * f->plane + position / width % height * g->stride[1] * f->line +
         position % width * g->stride[2] * g->channels;
}

/** Keeps the compiler from loading all rows first (see multiply_tile). */
#define STEP(row, number, low, high)                                                                                          \
  {                                                                                                                           \
    const f4 x_ = splat4(number);                                                                                             \
    s[row][0] = madd4(x_, low, s[row][0]);                                                                                    \
    s[row][1] = madd4(x_, high, s[row][1]);                                                                                   \
    __asm__ volatile("" : "+r"(s[row][0]), "+r"(s[row][1]));                                                                  \
  }

/** Sums of a tile: rows of outputs whose first taps are given, times one panel of 8 columns of the filter. */
INLINE void convolve_tile(Runs runs, const int *offsets, const float *const taps[TILE_ROWS], const float *panel, const float *bias,
                          int rectify, float *out, int stride, int rows, int columns) {
  f4 s[TILE_ROWS][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < TILE_ROWS; r++) {
    s[r][0] = load4(bias);
    s[r][1] = load4(bias + 4);
  }
  for (int run = 0; run < runs.count; run++) {
    const float *p[TILE_ROWS];
#pragma clang loop unroll(full)
    for (int r = 0; r < TILE_ROWS; r++) p[r] = taps[r] + offsets[run];
    int k = 0;
    for (; k + 4 <= runs.length; k += 4, panel += 4 * TILE_COLUMNS) {
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) {
        const f4 low = load4(panel + j * TILE_COLUMNS), high = load4(panel + j * TILE_COLUMNS + 4);
#pragma clang loop unroll(full)
        for (int r = 0; r < TILE_ROWS; r++) STEP(r, p[r][j], low, high)
      }
#pragma clang loop unroll(full)
      for (int r = 0; r < TILE_ROWS; r++) p[r] += 4;
    }
    for (; k < runs.length; k++, panel += TILE_COLUMNS) {
      const f4 low = load4(panel), high = load4(panel + 4);
#pragma clang loop unroll(full)
      for (int r = 0; r < TILE_ROWS; r++) STEP(r, *p[r]++, low, high)
    }
  }
  if (rectify) {
#pragma clang loop unroll(full)
    for (int r = 0; r < TILE_ROWS; r++) {
      s[r][0] = __builtin_wasm_pmax_f32x4(splat4(0.0f), s[r][0]);
      s[r][1] = __builtin_wasm_pmax_f32x4(splat4(0.0f), s[r][1]);
    }
  }
  store_tile(s, out, stride, rows, columns, 0);
}

/**
 * Output positions first ... last - 1 of one sample. `panels`: the filter, panels over its whole depth one after the other.
 * `bias`: a number for each of the panels' columns. `room`: runs of the filter and a field (see planes_together).
 */
static void convolve_direct(const Geometry *g, int first, int last, const float *sample, const float *panels, int outputs,
                            const float *bias, int rectify, float *out, float *room) {
  const int plane = g->out[1] * g->out[2], patch = patch_length(g), together = planes_together(g), step = g->stride[2] * g->channels;
  int *offsets = (int *)room;
  room += (g->filter[0] * g->filter[1] * g->filter[2] + 3) & ~3;
  for (int z = first / plane; z * plane < last; z += together) {
    const int planes = least(together, (last + plane - 1) / plane - z), begin = most(first, z * plane), end = least(last, (z + planes) * plane);
    const Field f = field(g, sample, z, planes, room);
    const Runs runs = runs_of(g, &f, offsets);
    for (int block = begin; block < end; block += BLOCK_ROWS) {
      const int block_end = least(block + BLOCK_ROWS, end);
      const float *taps[BLOCK_ROWS + TILE_ROWS];
      for (int r = 0, x = 0; r < BLOCK_ROWS + TILE_ROWS; r++, x++) {
        const int position = least(block + r, block_end - 1) - z * plane;
        if (r == 0 || x == g->out[2]) {
          x = position % g->out[2];
          taps[r] = first_tap(g, &f, position);
        } else taps[r] = block + r < block_end ? taps[r - 1] + step : taps[r - 1];
      }
      for (int c = 0; c < outputs; c += TILE_COLUMNS) {
        for (int row = block; row < block_end; row += TILE_ROWS) {
          convolve_tile(runs, offsets, taps + row - block, panels + c * patch, bias + c, rectify, out + row * outputs + c, outputs,
                        least(TILE_ROWS, block_end - row), least(TILE_COLUMNS, outputs - c));
        }
      }
    }
  }
}

/** Sums of a tile of a filter's gradient over one line of outputs: numbers of the filter times 8 of its outputs. */
INLINE void line_tile(int count, int step, const float *const taps[TILE_ROWS], const float *panel, f4 s[TILE_ROWS][2]) {
  const float *p[TILE_ROWS];
#pragma clang loop unroll(full)
  for (int r = 0; r < TILE_ROWS; r++) p[r] = taps[r];
  for (int k = 0; k < count; k++, panel += TILE_COLUMNS) {
    const f4 low = load4(panel), high = load4(panel + 4);
#pragma clang loop unroll(full)
    for (int r = 0; r < TILE_ROWS; r++) {
      STEP(r, *p[r], low, high)
      p[r] += step;
    }
  }
}

/** As line_tile, where the numbers lie side by side in the field. */
INLINE void line_tile_beside(int count, int step, const float *taps, const float *panel, f4 s[TILE_ROWS][2]) {
  for (int k = 0; k < count; k++, panel += TILE_COLUMNS, taps += step) {
    const f4 low = load4(panel), high = load4(panel + 4);
#pragma clang loop unroll(full)
    for (int r = 0; r < TILE_ROWS; r++) STEP(r, taps[r], low, high)
  }
}

/**
 * Adds one sample's part to rows from ... to - 1 of the filter's gradient (patch x outputs). The sums over so many lines of
 * outputs that their adjoints stay in the first cache are made in registers. `room`: as above, and DEPTH x outputs rounded up.
 */
static void filter_direct(const Geometry *g, int from, int to, const float *sample, const float *adjoint, int outputs, float *gradient,
                          float *room) {
  const int width = g->out[2], plane_lines = g->out[1], together = planes_together(g), step = g->stride[2] * g->channels;
  const int wide = (outputs + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS, lines_together = most(1, DEPTH / width);
  int *offsets = (int *)room;
  float *packed = room + ((g->filter[0] * g->filter[1] * g->filter[2] + 3) & ~3);
  room = packed + most(DEPTH, width) * wide;
  for (int z = 0; z < g->out[0]; z += together) {
    const int planes = least(together, g->out[0] - z);
    const Field f = field(g, sample, z, planes, room);
    const Runs runs = runs_of(g, &f, offsets);
    for (int line = 0; line < planes * plane_lines; line += lines_together) {
      const int lines = least(lines_together, planes * plane_lines - line), count = lines * width;
      const float *above = adjoint + (z * plane_lines + line) * width * outputs;
      for (int c = 0; c < outputs; c += TILE_COLUMNS)
        pack_panel(count, least(TILE_COLUMNS, outputs - c), (Matrix){above + c, outputs, 1}, packed + c * count);
      const float *starts[DEPTH];
      for (int l = 0; l < lines; l++) starts[l] = first_tap(g, &f, (line + l) * width);
      for (int row = from; row < to; row += TILE_ROWS) {
        int place[TILE_ROWS], beside = 1;
        for (int r = 0; r < TILE_ROWS; r++) {
          const int number = least(row + r, to - 1);
          place[r] = offsets[number / runs.length] + number % runs.length;
          beside = beside && place[r] == place[0] + r;
        }
        for (int c = 0; c < outputs; c += TILE_COLUMNS) {
          f4 s[TILE_ROWS][2];
#pragma clang loop unroll(full)
          for (int r = 0; r < TILE_ROWS; r++) s[r][0] = s[r][1] = splat4(0.0f);
          const float *panel = packed + c * count;
          for (int l = 0; l < lines; l++, panel += width * TILE_COLUMNS) {
            if (beside) {
              line_tile_beside(width, step, starts[l] + place[0], panel, s);
            } else {
              const float *taps[TILE_ROWS];
              for (int r = 0; r < TILE_ROWS; r++) taps[r] = starts[l] + place[r];
              line_tile(width, step, taps, panel, s);
            }
          }
          store_tile(s, gradient + row * outputs + c, outputs, least(TILE_ROWS, to - row), least(TILE_COLUMNS, outputs - c), 1);
        }
      }
    }
  }
}
