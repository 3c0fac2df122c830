// The gradient of a convolution's input, which is also a transposed convolution. Places whose distance is a multiple of the
// stride see the same taps: each such class is a convolution of the adjoint with these taps from the last to the first,
// channels and outputs exchanged, at stride 1. With stride 1 there is one class.
#pragma once
#include "direct.h"

INLINE int up_to_panels(int columns) { return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS; }

/** Whether classes do: few channels would leave most of a panel empty in each, and taps of a class must be evenly spaced. */
INLINE int has_classes(const Geometry *g) {
  int one = 1, even = 1;
  for (int axis = 0; axis < 3; axis++) {
    one = one && g->stride[axis] == 1;
    even = even && (g->stride[axis] == 1 || g->dilation[axis] == 1);
  }
  return one || (even && g->channels >= TILE_COLUMNS / 2);
}

/** Writes so many planes of a class, side by side in `from`, to their places: plane, line and place of the first are `at`. */
static void spread(const Geometry *g, const Geometry *own, const int at[3], int planes, const float *from, float *gradient) {
  for (int z = 0; z < planes; z++)
    for (int y = 0; y < own->out[1]; y++) {
      float *to = gradient + (((at[0] + z * g->stride[0]) * g->in[1] + at[1] + y * g->stride[1]) * g->in[2] + at[2]) * g->channels;
      for (int x = 0; x < own->out[2]; x++, from += g->channels, to += g->stride[2] * g->channels) copy_run(to, from, g->channels);
    }
}

/** Planes z0 ... z1 - 1 of a class that begins at `first`. `work`: a bias and taps in panels, planes of the class, room (direct.h). */
static void input_class(const Geometry *g, const int first[3], int z0, int z1, const float *adjoint, const float *filter, int outputs,
                        float *gradient, float *work) {
  Geometry own = *g;
  own.channels = outputs;
  int tap[3];
  for (int axis = 0; axis < 3; axis++) {
    const int stride = g->stride[axis];
    tap[axis] = (first[axis] + g->padding[axis]) % stride;
    own.in[axis] = g->out[axis];
    own.out[axis] = (g->in[axis] - first[axis] + stride - 1) / stride;
    own.filter[axis] = most(0, (g->filter[axis] - tap[axis] + stride - 1) / stride);
    own.padding[axis] = (own.filter[axis] - 1) * g->dilation[axis] - (first[axis] + g->padding[axis] - tap[axis]) / stride;
    own.stride[axis] = 1;
  }
  const int taps = own.filter[0] * own.filter[1] * own.filter[2], wide = up_to_panels(g->channels);
  float *bias = work, *panels = work + wide, *planes = panels + taps * outputs * wide;
  clear(bias, wide);
  float *to = panels;
  for (int c = 0; c < g->channels; c += TILE_COLUMNS)
    for (int a = own.filter[0] - 1; a >= 0; a--)
      for (int b = own.filter[1] - 1; b >= 0; b--)
        for (int d = own.filter[2] - 1; d >= 0; d--, to += outputs * TILE_COLUMNS) {
          const int z = tap[0] + a * g->stride[0], y = tap[1] + b * g->stride[1], x = tap[2] + d * g->stride[2];
          const int number = ((z * g->filter[1] + y) * g->filter[2] + x) * g->channels + c;
          pack_panel(outputs, least(TILE_COLUMNS, g->channels - c), (Matrix){filter + number * outputs, 1, outputs}, to);
        }
  const int begin = most(0, (z0 - first[0] + g->stride[0] - 1) / g->stride[0]), end = (z1 - first[0] + g->stride[0] - 1) / g->stride[0];
  const int plane = own.out[1] * own.out[2], size = plane * g->channels;
  if (g->stride[0] == 1 && g->stride[1] == 1 && g->stride[2] == 1) {
    convolve_direct(&own, begin * plane, end * plane, adjoint, panels, g->channels, bias, 0, gradient, planes);
    return;
  }
  const int together = most(1, PATCH_NUMBERS / most(1, size));
  float *room = planes + most(PATCH_NUMBERS, size);
  for (int z = begin; z < end; z += together) {
    const int count = least(together, end - z);
    if (taps == 0) clear(planes, count * size);
    else convolve_direct(&own, z * plane, (z + count) * plane, adjoint, panels, g->channels, bias, 0, planes - z * size, room);
    const int at[3] = {first[0] + z * g->stride[0], first[1], first[2]};
    spread(g, &own, at, count, planes, gradient);
  }
}

/** Planes z0 ... z1 - 1 of one sample. `work` as for a class, of the largest. */
static void input_classes(const Geometry *g, int z0, int z1, const float *adjoint, const float *filter, int outputs, float *gradient,
                          float *work) {
  for (int a = 0; a < least(g->stride[0], g->in[0]); a++)
    for (int b = 0; b < least(g->stride[1], g->in[1]); b++)
      for (int c = 0; c < least(g->stride[2], g->in[2]); c++)
        input_class(g, (const int[3]){a, b, c}, z0, z1, adjoint, filter, outputs, gradient, work);
}
