// Between the flat parameters of training, which act on decorrelated inputs, and a model, whose first layer acts on
// centred and scaled ones. Both directions are exact up to rounding.
import type { Random } from "../dynamics/random.ts";
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import type { ElementModel } from "../networks/behler-parrinello/model.ts";
import type { Layer } from "../networks/behler-parrinello/network.ts";
import type { InputScaling } from "./input-scaling.ts";

/** First weights: normal, variance 1 / inputs (LeCun et al. 1998), biases 0. Fills `out`. */
export function initialParameters(random: Random, inputSize: number, hidden: readonly number[], out: Float64Array): void {
  let offset = 0;
  let width = inputSize;
  for (const size of [...hidden, 1]) {
    for (let k = 0; k < width * size; k++) out[offset + k] = random.normal() / Math.sqrt(width);
    out.fill(0, offset + width * size, offset + (width + 1) * size);
    offset += (width + 1) * size;
    width = size;
  }
}

/** The network of one element as a model keeps it: the decorrelation is multiplied into the first layer. */
export function elementModelFromParameters(
  atomicNumber: number,
  activation: Activation,
  hidden: readonly number[],
  scaling: InputScaling,
  energyOffset: number,
  parameters: Float64Array,
): ElementModel {
  const { centre, scale, minimum, maximum, transform } = scaling;
  const inputSize = centre.length;
  const layers: Layer[] = [];
  let offset = 0;
  let width = inputSize;
  for (const size of [...hidden, 1]) {
    const stored = parameters.subarray(offset, offset + width * size);
    const weights = layers.length === 0 ? multiply(transform, stored, inputSize, size) : stored.slice();
    offset += width * size;
    layers.push({ weights, biases: parameters.slice(offset, offset + size) });
    offset += size;
    width = size;
  }
  const copies = { centre: centre.slice(), scale: scale.slice(), minimum: minimum.slice(), maximum: maximum.slice() };
  return { atomicNumber, activation, ...copies, layers, energyOffset };
}

/** The same function over a new scaling: what a warm start begins with. Fills `out`. */
export function parametersFromElementModel(model: ElementModel, scaling: InputScaling, out: Float64Array): void {
  const size = model.layers[0]!.biases.length;
  const inputSize = scaling.centre.length;
  // First layer over raw values, then over the new centre and scale, then decorrelated.
  const weights = new Float64Array(inputSize * size);
  const biases = model.layers[0]!.biases.slice();
  for (let d = 0; d < inputSize; d++) {
    for (let h = 0; h < size; h++) {
      const raw = model.layers[0]!.weights[d * size + h]! * model.scale[d]!;
      weights[d * size + h] = raw / scaling.scale[d]!;
      biases[h]! += raw * (scaling.centre[d]! - model.centre[d]!);
    }
  }
  out.set(multiply(scaling.inverse, weights, inputSize, size), 0);
  let offset = inputSize * size;
  out.set(biases, offset);
  offset += size;
  for (const layer of model.layers.slice(1)) {
    out.set(layer.weights, offset);
    offset += layer.weights.length;
    out.set(layer.biases, offset);
    offset += layer.biases.length;
  }
}

/** a (n x n) times b (n x m). */
function multiply(a: Float64Array, b: Float64Array, n: number, m: number): Float64Array {
  const out = new Float64Array(n * m);
  for (let p = 0; p < n; p++) {
    for (let q = 0; q < n; q++) {
      const value = a[p * n + q]!;
      for (let h = 0; h < m; h++) out[p * m + h]! += value * b[q * m + h]!;
    }
  }
  return out;
}
