// The geometry of a convolution, and its matrix of patches: one row for each output position, holding the input under the
// filter there, in the filter's order (depth, height, width, channel). Only the transpose of gathering it is needed
// (scatter): other convolutions do without the matrix (direct.h).
#pragma once
#include "product.h"

/** Numbers of patches or of an input with zeros around it that are held at once: some of the second cache. */
#define PATCH_NUMBERS (1 << 17)

/** Triples are depth, height, width; channels come last. Padding: before the first element. */
typedef struct {
  int in[3], channels, out[3], filter[3], stride[3], dilation[3], padding[3];
} Geometry;

INLINE int patch_length(const Geometry *g) { return g->filter[0] * g->filter[1] * g->filter[2] * g->channels; }

/** Where the first tap of an output position of one sample lies in the input. */
typedef struct {
  int z, y, x;
} Corner;

INLINE Corner corner(const Geometry *g, int position) {
  const int width = g->out[2], height = g->out[1];
  return (Corner){position / (width * height) * g->stride[0] - g->padding[0], position / width % height * g->stride[1] - g->padding[1],
                  position % width * g->stride[2] - g->padding[2]};
}

INLINE void copy_run(float *to, const float *from, int length) {
  int k = 0;
  for (; k + 4 <= length; k += 4) store4(to + k, load4(from + k));
  for (; k < length; k++) to[k] = from[k];
}

INLINE void add_run(float *to, const float *from, int length) {
  int k = 0;
  for (; k + 4 <= length; k += 4) store4(to + k, load4(to + k) + load4(from + k));
  for (; k < length; k++) to[k] += from[k];
}

INLINE void clear(float *to, int length) {
  int k = 0;
  for (; k + 4 <= length; k += 4) store4(to + k, splat4(0.0f));
  for (; k < length; k++) to[k] = 0.0f;
}

/**
 * Part of a line of outputs, count of them from `at` on, under one line of taps, which is a run of numbers in both the
 * patch and the input: calls `visit(output, in the patch, in the sample, length)` for what of it lies inside the input.
 */
#define EACH_OUTPUT(g, at, count, line, taps, visit)                                                                          \
  for (int o_ = 0; o_ < (count); o_++) {                                                                                      \
    const int x_ = (at).x + o_ * (g)->stride[2];                                                                              \
    if ((g)->dilation[2] == 1) {                                                                                              \
      const int from_ = most(0, -x_), to_ = least((g)->filter[2], (g)->in[2] - x_);                                           \
      if (to_ > from_)                                                                                                        \
        visit(o_, ((taps) + from_) * (g)->channels, ((line) + x_ + from_) * (g)->channels, (to_ - from_) * (g)->channels);    \
      continue;                                                                                                               \
    }                                                                                                                         \
    for (int c_ = 0; c_ < (g)->filter[2]; c_++) {                                                                             \
      const int tap_ = x_ + c_ * (g)->dilation[2];                                                                            \
      if (tap_ >= 0 && tap_ < (g)->in[2]) visit(o_, ((taps) + c_) * (g)->channels, ((line) + tap_) * (g)->channels, (g)->channels); \
    }                                                                                                                         \
  }

/**
 * Adds rows of patches, which begin and end with lines of outputs, to where they came from, in
 * the planes z0 ... z1 - 1 alone. What is added to one place comes line by line, so pieces of whole lines change no bit.
 */
static void scatter(const Geometry *g, const float *matrix, int first, int count, int z0, int z1, float *sample) {
  const int length = patch_length(g), outputs = g->out[2];
  for (int row = first; row < first + count; row += outputs, matrix += outputs * length) {
    const Corner at = corner(g, row);
    for (int a = 0; a < g->filter[0]; a++) {
      const int z = at.z + a * g->dilation[0];
      if (z < z0 || z >= z1) continue;
      for (int b = 0; b < g->filter[1]; b++) {
        const int y = at.y + b * g->dilation[1];
        if (y < 0 || y >= g->in[1]) continue;
        const int line = (z * g->in[1] + y) * g->in[2], taps = (a * g->filter[1] + b) * g->filter[2];
#define ADD(output, in_patch, in_sample, size) add_run(sample + (in_sample), matrix + (output) * length + (in_patch), size);
        EACH_OUTPUT(g, at, outputs, line, taps, ADD)
#undef ADD
      }
    }
  }
}
