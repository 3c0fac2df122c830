// Energies, input gradients and the weight gradient of a dense network over many rows: the training step of one element. Tensors
// between layers are float32, in blocks of rows that stay in the nearest cache; sums of weights' gradients over blocks are
// float64. The formulas are those of training/network-step.ts; the face is ../network-step.ts, which lays out the memory.
#include "activations.h"

/** A hidden layer. Rows of `outputs` numbers are padded to `width`, a multiple of 8. */
typedef struct {
  int inputs, outputs, width;
  const float *weights;  // inputs x width
  float *turned;         // outputs x the width below: the transposed weights
  const float *biases;
  float *values, *slopes, *bent, *inside;  // rows x width; `bent`: second derivative times dE/dvalue
  float *moved, *leaned, *adjoints;        // a block of rows x width, of the backward pass
  double *weight_gradient, *bias_gradient;
} Layer;

typedef struct {
  int depth, rows, inputs, columns, columns_width, activation;
  Layer *layers;
  const float *last_weights;
  float last_bias;
  const float *given;           // rows x inputs
  const float *transform;       // columns x inputs
  float *first, *first_turned;  // transform times the first weights: columns x width, and transposed
  float *energies, *gradients;  // rows, rows x columns
  const float *e, *v;           // rows, rows x columns
  float *block;                 // room for a block of the widest rows, and for the largest matrix of weights
  double *column_gradient;      // columns x the first width
  double *last_gradient;        // the last width, and the bias
} Network;

extern char __heap_base;
EXPORT char *heap_base(void) { return &__heap_base; }

#define BLOCK 48

INLINE int smaller(int a, int b) { return a < b ? a : b; }

/** Overwrites `values` by their activation and writes both derivatives. */
INLINE void activate_as(const int kind, int count, float *values, float *slopes, float *curvatures) {
  for (int k = 0; k < count; k += 4) {
    const Activated found = activated(kind, load4(values + k));
    store4(values + k, found.value);
    store4(slopes + k, found.slope);
    store4(curvatures + k, found.curvature);
  }
}

static void activate(int kind, int count, float *values, float *slopes, float *curvatures) {
#define CASE(name) \
  case name: activate_as(name, count, values, slopes, curvatures); break;
  switch (kind) {
    CASE(TANH) CASE(LINEAR) CASE(SIGMOID) CASE(SOFTPLUS) CASE(SCALED_TANH) CASE(TWISTED_TANH) CASE(SILU) CASE(GAUSSIAN) CASE(RELU)
    CASE(COSINE) CASE(REVERSED_SIGMOID) CASE(EXPONENTIAL) CASE(HARMONIC)
    default: __builtin_trap();
  }
}

/** What follows from weights alone. */
EXPORT void prepare(const Network *n) {
  for (int l = 1; l < n->depth; l++) {
    const Layer *layer = &n->layers[l];
    transpose(layer->inputs, layer->outputs, layer->weights, layer->width, layer->turned, n->layers[l - 1].width);
  }
  const Layer *first = &n->layers[0];
  multiply(n->columns, first->width, n->inputs, (Left){n->transform, n->inputs, 1}, first->weights, first->width, n->first, first->width, 0);
  transpose(n->columns, first->outputs, n->first, first->width, n->first_turned, n->columns_width);
}

static void forward_block(const Network *n, int row, int rows) {
  for (int l = 0; l < n->depth; l++) {
    const Layer *layer = &n->layers[l];
    const int at = row * layer->width;
    float *values = layer->values + at;
    for (int r = 0; r < rows; r++)
      for (int k = 0; k < layer->width; k += 4) store4(values + r * layer->width + k, load4(layer->biases + k));
    const Left below = l ? (Left){n->layers[l - 1].values + row * n->layers[l - 1].width, n->layers[l - 1].width, 1}
                         : (Left){n->given + row * n->inputs, n->inputs, 1};
    multiply(rows, layer->width, layer->inputs, below, layer->weights, layer->width, values, layer->width, 1);
    activate(n->activation, rows * layer->width, values, layer->slopes + at, layer->bent + at);
  }
  const Layer *last = &n->layers[n->depth - 1];
  for (int r = 0; r < rows; r++) {
    const int at = (row + r) * last->width;
    f4 sums = splat4(0.0f);
    for (int k = 0; k < last->width; k += 4) {
      const f4 weights = load4(n->last_weights + k);
      sums = madd4(load4(last->values + at + k), weights, sums);
      store4(last->inside + at + k, load4(last->slopes + at + k) * weights);
      store4(last->bent + at + k, load4(last->bent + at + k) * weights);
    }
    n->energies[row + r] = n->last_bias + ((sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
  for (int l = n->depth - 2; l >= 0; l--) {
    const Layer *layer = &n->layers[l], *above = layer + 1;
    multiply(rows, layer->width, above->outputs, (Left){above->inside + row * above->width, above->width, 1}, above->turned, layer->width, n->block, layer->width, 0);
    for (int k = 0; k < rows * layer->width; k += 4) {
      const int at = row * layer->width + k;
      const f4 adjoint = load4(n->block + k);
      store4(layer->inside + at, load4(layer->slopes + at) * adjoint);
      store4(layer->bent + at, load4(layer->bent + at) * adjoint);
    }
  }
  const Layer *first = &n->layers[0];
  multiply(rows, n->columns_width, first->outputs, (Left){first->inside + row * first->width, first->width, 1}, n->first_turned, n->columns_width, n->block,
           n->columns_width, 0);
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < n->columns; c++) n->gradients[(row + r) * n->columns + c] = n->block[r * n->columns_width + c];
}

EXPORT void forward(const Network *n) {
  for (int row = 0; row < n->rows; row += BLOCK) forward_block(n, row, smaller(BLOCK, n->rows - row));
}

INLINE void clear(int count, double *sums) {
  for (int k = 0; k < count; k++) sums[k] = 0.0;
}

/** Adds a block's contribution; counts are multiples of 8. */
INLINE void gather(int count, const float *part, double *sums) {
  for (int k = 0; k < count; k += 2) store(sums + k, load(sums + k) + __builtin_convertvector((f2){part[k], part[k + 1]}, v2));
}

/** Adds each row times its factor (times 1 without factors) to `sums`. */
INLINE void gather_rows(int rows, int width, const float *values, const float *factors, double *sums) {
  for (int k = 0; k < width; k += 4) {
    f4 total = splat4(0.0f);
    for (int r = 0; r < rows; r++) total = madd4(load4(values + r * width + k), splat4(factors ? factors[r] : 1.0f), total);
    for (int c = 0; c < 4; c++) sums[k + c] += total[c];
  }
}

/** Tangents along v: how values move, and what the curvature makes of it. */
static void tangents(const Network *n, int row, int rows) {
  for (int l = 0; l < n->depth; l++) {
    const Layer *layer = &n->layers[l];
    if (l == 0) multiply(rows, layer->width, n->columns, (Left){n->v + row * n->columns, n->columns, 1}, n->first, layer->width, layer->moved, layer->width, 0);
    else multiply(rows, layer->width, layer->inputs, (Left){(layer - 1)->moved, (layer - 1)->width, 1}, layer->weights, layer->width, layer->moved, layer->width, 0);
    const int at = row * layer->width;
    for (int k = 0; k < rows * layer->width; k += 4) {
      const f4 moving = load4(layer->moved + k);
      store4(layer->moved + k, load4(layer->slopes + at + k) * moving);
      store4(layer->leaned + k, load4(layer->bent + at + k) * moving);
    }
  }
}

static void backward_block(const Network *n, int row, int rows) {
  tangents(n, row, rows);
  const Layer *last = &n->layers[n->depth - 1];
  gather_rows(rows, last->width, last->values + row * last->width, n->e + row, n->last_gradient);
  gather_rows(rows, last->width, last->moved, 0, n->last_gradient);
  for (int r = 0; r < rows; r++) n->last_gradient[last->width] += n->e[row + r];
  for (int r = 0; r < rows; r++) {
    const f4 e = splat4(n->e[row + r]);
    for (int k = 0; k < last->width; k += 4) {
      const int at = r * last->width + k;
      store4(last->adjoints + at, madd4(load4(last->slopes + row * last->width + at), e * load4(n->last_weights + k), load4(last->leaned + at)));
    }
  }
  for (int l = n->depth - 1; l >= 0; l--) {
    const Layer *layer = &n->layers[l], *below = layer - 1;
    const int width = layer->width;
    const float *inside = layer->inside + row * width;
    gather_rows(rows, width, layer->adjoints, 0, layer->bias_gradient);
    if (l == 0) {
      multiply(n->inputs, width, rows, (Left){n->given + row * n->inputs, 1, n->inputs}, layer->adjoints, width, n->block, width, 0);
      gather(n->inputs * width, n->block, layer->weight_gradient);
      multiply(n->columns, width, rows, (Left){n->v + row * n->columns, 1, n->columns}, inside, width, n->block, width, 0);
      gather(n->columns * width, n->block, n->column_gradient);
      return;
    }
    multiply(layer->inputs, width, rows, (Left){below->values + row * below->width, 1, below->width}, layer->adjoints, width, n->block, width, 0);
    multiply(layer->inputs, width, rows, (Left){below->moved, 1, below->width}, inside, width, n->block, width, 1);
    gather(layer->inputs * width, n->block, layer->weight_gradient);
    multiply(rows, below->width, layer->outputs, (Left){layer->adjoints, width, 1}, layer->turned, below->width, below->adjoints, below->width, 0);
    const float *slopes = below->slopes + row * below->width;
    for (int k = 0; k < rows * below->width; k += 4)
      store4(below->adjoints + k, madd4(load4(slopes + k), load4(below->adjoints + k), load4(below->leaned + k)));
  }
}

/** Gradients by weights of sum e E + <v, dE/dcolumn>. */
EXPORT void backward(const Network *n) {
  const Layer *first = &n->layers[0], *last = &n->layers[n->depth - 1];
  for (int l = 0; l < n->depth; l++) {
    const Layer *layer = &n->layers[l];
    clear(layer->inputs * layer->width, layer->weight_gradient);
    clear(layer->width, layer->bias_gradient);
  }
  clear(n->columns * first->width, n->column_gradient);
  clear(last->width + 1, n->last_gradient);
  for (int row = 0; row < n->rows; row += BLOCK) backward_block(n, row, smaller(BLOCK, n->rows - row));
  // The columns' part of the first weights: transform^T times their gradient, float32 as the tensors of a step are.
  float *of_columns = n->block, *part = n->block + n->columns * first->width;
  for (int k = 0; k < n->columns * first->width; k++) of_columns[k] = (float)n->column_gradient[k];
  multiply(n->inputs, first->width, n->columns, (Left){n->transform, 1, n->inputs}, of_columns, first->width, part, first->width, 0);
  gather(n->inputs * first->width, part, first->weight_gradient);
}
