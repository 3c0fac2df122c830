// Between the flat parameters of training, which act on decorrelated inputs, and a model, whose first layer acts on
// centred and scaled ones. Both directions are exact up to rounding.
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import type { ElementModel } from "../networks/behler-parrinello/model.ts";
import type { Layer } from "../networks/behler-parrinello/network.ts";
import type { InputScaling } from "./input-scaling.ts";

/** How a network's parameters stand for its layers. */
export interface ParameterUnits {
  readonly normaliseNodes: boolean;
  /** The output times this is the energy, eV. */
  readonly energyScale: number;
}

/** What a layer's parameters are multiplied by to become its weights and biases. */
function layerFactor({ normaliseNodes, energyScale }: ParameterUnits, width: number, isLast: boolean): number {
  return (normaliseNodes ? 1 / width : 1) * (isLast ? energyScale : 1);
}

/** The network of one element as a model keeps it: the decorrelation is multiplied into the first layer. */
export function elementModelFromParameters(
  atomicNumber: number,
  activation: Activation,
  hidden: readonly number[],
  scaling: InputScaling,
  energyOffset: number,
  units: ParameterUnits,
  parameters: Float64Array,
): ElementModel {
  const { centre, scale, minimum, maximum, transform } = scaling;
  const inputSize = centre.length;
  const layers: Layer[] = [];
  let offset = 0;
  let width = inputSize;
  for (const size of [...hidden, 1]) {
    const factor = layerFactor(units, width, layers.length === hidden.length);
    const stored = parameters.slice(offset, offset + width * size).map((weight) => factor * weight);
    const weights = layers.length === 0 ? multiply(transform, stored, inputSize, size) : stored;
    offset += width * size;
    layers.push({ weights, biases: parameters.slice(offset, offset + size).map((bias) => factor * bias) });
    offset += size;
    width = size;
  }
  const copies = { centre: centre.slice(), scale: scale.slice(), minimum: minimum.slice(), maximum: maximum.slice() };
  return { atomicNumber, activation, ...copies, layers, energyOffset };
}

/** The same function over a new scaling: what a warm start begins with. Fills `out`. */
export function parametersFromElementModel(model: ElementModel, scaling: InputScaling, units: ParameterUnits, out: Float64Array): void {
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
  const layers = [{ weights: multiply(scaling.inverse, weights, inputSize, size), biases }, ...model.layers.slice(1)];
  let offset = 0;
  let width = inputSize;
  for (const [l, layer] of layers.entries()) {
    const factor = layerFactor(units, width, l === layers.length - 1);
    for (const part of [layer.weights, layer.biases]) {
      for (let k = 0; k < part.length; k++) out[offset + k] = part[k]! / factor;
      offset += part.length;
    }
    width = layer.biases.length;
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
