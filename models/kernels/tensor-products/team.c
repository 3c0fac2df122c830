// Float32 products of matrices, and convolutions: the parts that one member of a team does. How
// work is split, and where everything lies, is the face's business (../tensor-products.ts), which writes one call a task.
#include "adjoint.h"

/** What is added to every row of a result, where there is one, and whether negative sums become zero. */
typedef struct {
  const float *bias;
  int rectify;
} Ending;

/** Rows that a product adds to. @returns whether it is to add */
INLINE int begin_rows(const Ending *ending, int rows, int columns, float *out, int stride) {
  if (!ending->bias) return 0;
  for (int r = 0; r < rows; r++) copy_run(out + r * stride, ending->bias, columns);
  return 1;
}

INLINE void end_rows(const Ending *ending, int rows, int columns, float *out, int stride) {
  if (!ending->rectify) return;
  for (int r = 0; r < rows; r++, out += stride) {
    int c = 0;
    for (; c + 4 <= columns; c += 4) store4(out + c, __builtin_wasm_pmax_f32x4(splat4(0.0f), load4(out + c)));
    for (; c < columns; c++) out[c] = out[c] > 0.0f ? out[c] : 0.0f;
  }
}

/** out = a b, and what its ending says, where a is rows x depth, b depth x columns. `work` as in multiply_matrices. */
static void multiply_part(int rows, int columns, int depth, Matrix a, Matrix b, const Ending *ending, float *out, int stride, float *work) {
  const int add = begin_rows(ending, rows, columns, out, stride);
  multiply_matrices(rows, columns, depth, a, b, out, stride, add, work);
  end_rows(ending, rows, columns, out, stride);
}

/** Output positions first ... last - 1 of one sample. `work`: (patch + 1) x (outputs rounded up to 8), and room as in direct.h. */
static void convolve_part(const Geometry *g, int first, int last, const float *sample, const float *filter, int outputs,
                          const Ending *ending, float *out, float *work) {
  const int patch = patch_length(g), wide = up_to_panels(outputs);
  float *bias = work, *panels = work + wide;
  clear(bias, wide);
  if (ending->bias) copy_run(bias, ending->bias, outputs);
  pack_right(patch, outputs, (Matrix){filter, outputs, 1}, panels);
  convolve_direct(g, first, last, sample, panels, outputs, bias, ending->rectify, out, panels + patch * wide);
}

/** Output positions whose patches are held together: whole lines of them. */
INLINE int together(const Geometry *g, int patch) { return most(1, PATCH_NUMBERS / patch / g->out[2]) * g->out[2]; }

/**
 * Planes z0 ... z1 - 1 of one sample of the input's gradient: by classes, or the adjoint times the transposed filter, scattered
 * to where patches come from. `work` as for classes, or outputs x (patch rounded up to 8) + BLOCK_ROWS x DEPTH + patches (see
 * together) numbers.
 */
static void input_part(const Geometry *g, int z0, int z1, const float *adjoint, const float *filter, int outputs, float *gradient,
                       float *work) {
  const int patch = patch_length(g), wide = up_to_panels(patch), most_rows = together(g, patch);
  const int plane = g->out[1] * g->out[2], size = g->in[1] * g->in[2] * g->channels;
  if (has_classes(g)) {
    input_classes(g, z0, z1, adjoint, filter, outputs, gradient, work);
    return;
  }
  float *left = work + least(DEPTH, outputs) * wide, *patches = left + BLOCK_ROWS * DEPTH;
  clear(gradient + z0 * size, (z1 - z0) * size);
  // Output planes with a tap in these input planes.
  const int reached = (g->filter[0] - 1) * g->dilation[0], low = z0 + g->padding[0] - reached;
  const int first = low > 0 ? (low + g->stride[0] - 1) / g->stride[0] : 0;
  const int last = least(g->out[0], (z1 - 1 + g->padding[0]) / g->stride[0] + 1);
  if (outputs <= DEPTH) pack_right(outputs, patch, (Matrix){filter, 1, outputs}, work);
  for (int row = first * plane; row < last * plane; row += most_rows) {
    const int count = least(most_rows, last * plane - row);
    const Matrix above = {adjoint + row * outputs, outputs, 1};
    if (outputs <= DEPTH) multiply_packed(count, patch, outputs, above, work, patches, patch, 0, left);
    else multiply_matrices(count, patch, outputs, above, (Matrix){filter, 1, outputs}, patches, patch, 0, work);
    scatter(g, patches, row, count, z0, z1, gradient);
  }
}

typedef struct {
  float *work;
  int rows, columns, depth;
  Matrix a, b;
  Ending ending;
  float *out;
  int stride;
} Product;

EXPORT void multiply(int task, const Product *products) {
  const Product *p = products + task;
  multiply_part(p->rows, p->columns, p->depth, p->a, p->b, &p->ending, p->out, p->stride, p->work);
}

/** Which part of a convolution: positions or planes of one sample, or rows of the filter over several samples. */
typedef struct {
  float *work;
  const Geometry *geometry;
  int from, to;
  const float *first, *second;
  int outputs;
  float *out;
  Ending ending;
  int samples;
} Convolution;

EXPORT void convolve(int task, const Convolution *parts) {
  const Convolution *p = parts + task;
  convolve_part(p->geometry, p->from, p->to, p->first, p->second, p->outputs, &p->ending, p->out, p->work);
}

EXPORT void filter_gradient(int task, const Convolution *parts) {
  const Convolution *p = parts + task;
  const Geometry *g = p->geometry;
  const int in = g->in[0] * g->in[1] * g->in[2] * g->channels, out = g->out[0] * g->out[1] * g->out[2] * p->outputs;
  for (int s = 0; s < p->samples; s++)
    filter_direct(g, p->from, p->to, p->first + s * in, p->second + s * out, p->outputs, p->out, p->work);
}

EXPORT void input_gradient(int task, const Convolution *parts) {
  const Convolution *p = parts + task;
  input_part(p->geometry, p->from, p->to, p->first, p->second, p->outputs, p->out, p->work);
}
