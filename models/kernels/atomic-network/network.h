// A dense network of one output and its gradient, float64. Sizes are rounded up to even numbers, with zeros behind.
#pragma once
#include "../lanes/lanes.h"

/** Kinds of activation. */
enum { TANH, SOFTPLUS };

/** TANH: y = amplitude tanh(steepness x) + slope x + offset: tanh, its scaled and twisted kin, the logistic function, the identity. */
typedef struct {
  double steepness, amplitude, slope, offset;
  int inputs, outputs;    // even
  const double *weights;  // inputs x outputs
  const double *biases;
  double *values, *slopes; // of the layer's outputs
  double *adjoints;        // d energy / d (input to the activation)
  int kind;
} Layer;

INLINE void activate_softplus(const Layer *layer) {
  const v2 one = splat(1.0), zero = splat(0.0);
  for (int h = 0; h < layer->outputs; h += 2) {
    const v2 x = load(layer->values + h), e = exponential(-magnitude(x)), share = one / (one + e);
    store(layer->values + h, larger(x, zero) + logarithm(one + e));
    store(layer->slopes + h, choose(x < zero, e * share, share));
  }
}

INLINE void activate(const Layer *layer) {
  if (layer->kind == SOFTPLUS) {
    activate_softplus(layer);
    return;
  }
  const v2 steepness = splat(layer->steepness), amplitude = splat(layer->amplitude), one = splat(1.0);
  for (int h = 0; h < layer->outputs; h += 2) {
    const v2 x = load(layer->values + h);
    v2 u = x * steepness;
    // Beyond 20 it is 1 to rounding, and the exponential stays finite.
    u = larger(__builtin_wasm_pmin_f64x2(u, splat(20.0)), splat(-20.0));
    const v2 t = one - splat(2.0) / (exponential(u + u) + one);
    store(layer->values + h, madd(amplitude, t, madd(splat(layer->slope), x, splat(layer->offset))));
    store(layer->slopes + h, madd(amplitude * steepness, one - t * t, splat(layer->slope)));
  }
}

/** Four columns of outputs at a time where there are as many. */
INLINE void forward(const Layer *layer, const double *input) {
  const int width = layer->outputs;
  int h = 0;
  for (; h + 8 <= width; h += 8) {
    v2 s0 = load(layer->biases + h), s1 = load(layer->biases + h + 2), s2 = load(layer->biases + h + 4), s3 = load(layer->biases + h + 6);
    const double *w = layer->weights + h;
    for (int d = 0; d < layer->inputs; d++, w += width) {
      const v2 x = splat(input[d]);
      s0 = madd(x, load(w), s0);
      s1 = madd(x, load(w + 2), s1);
      s2 = madd(x, load(w + 4), s2);
      s3 = madd(x, load(w + 6), s3);
    }
    store(layer->values + h, s0);
    store(layer->values + h + 2, s1);
    store(layer->values + h + 4, s2);
    store(layer->values + h + 6, s3);
  }
  for (; h < width; h += 2) {
    // Even and odd inputs apart: two sums that need not wait for each other.
    v2 s0 = load(layer->biases + h), s1 = splat(0.0);
    const double *w = layer->weights + h;
    for (int d = 0; d < layer->inputs; d += 2, w += 2 * width) {
      s0 = madd(splat(input[d]), load(w), s0);
      s1 = madd(splat(input[d + 1]), load(w + width), s1);
    }
    store(layer->values + h, s0 + s1);
  }
}

/** weights . adjoints, times what the caller says for each input. */
INLINE void backward(const Layer *layer, const double *factors, double *below) {
  const int width = layer->outputs;
  for (int d = 0; d < layer->inputs; d += 2) {
    const double *w0 = layer->weights + d * width, *w1 = w0 + width;
    v2 s0 = splat(0.0), s1 = s0;
    for (int h = 0; h < width; h += 2) {
      const v2 a = load(layer->adjoints + h);
      s0 = madd(load(w0 + h), a, s0);
      s1 = madd(load(w1 + h), a, s1);
    }
    store(below + d, (v2){sum(s0), sum(s1)} * load(factors + d));
  }
}

/** The output; where `want_gradient`, fills `gradient` with its derivatives by `values`. `scaled`: room for the scaled inputs. */
INLINE double evaluate_network(const Layer *layers, int count, const double *values, const double *centre, const double *scale, double *scaled,
                               int want_gradient, double *gradient) {
  for (int d = 0; d < layers[0].inputs; d += 2) store(scaled + d, (load(values + d) - load(centre + d)) * load(scale + d));
  for (int l = 0; l < count; l++) {
    forward(&layers[l], l ? layers[l - 1].values : scaled);
    activate(&layers[l]);
  }
  const Layer *last = &layers[count - 1];
  if (want_gradient) {
    store(last->adjoints, (v2){last->slopes[0], 0.0});
    for (int l = count - 1; l > 0; l--) backward(&layers[l], layers[l - 1].slopes, layers[l - 1].adjoints);
    backward(&layers[0], scale, gradient);
  }
  return last->values[0];
}
