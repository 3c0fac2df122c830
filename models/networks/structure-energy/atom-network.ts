// What both networks of a structure's energy are: per-atom energies from descriptors, with the gradients of their sum.
import type { Random } from "../../dynamics/random.ts";

export interface AtomNetwork {
  readonly inputSize: number;
  readonly parameterCount: number;
  /** Seeded first weights. */
  firstParameters(random: Random): Float64Array;
  /** Energies alone. */
  energies(parameters: Float64Array, inputs: Float64Array, rows: number, energies: Float64Array): void;
  /**
   * Energies of `rows` atoms (inputs: rows x inputSize) in the network's own unit, written to `energies`; and of their
   * sum E the gradients dE/dinputs, written to `inputGradient`, and dE/dparameters, added to `parameterGradient`.
   */
  evaluate(parameters: Float64Array, inputs: Float64Array, rows: number, result: NetworkResult): void;
}

export interface NetworkResult {
  readonly energies: Float64Array;
  /** rows x inputSize */
  readonly inputGradient: Float64Array;
  readonly parameterGradient: Float64Array;
}

/** A layer's weights (outputs x inputs, row by output) and biases within the flat parameters. */
export interface LayerPlace {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly biases: number;
}

/** Layers one after the other from `offset`, each weights then biases. */
export function placeLayers(inputSize: number, widths: readonly number[]): LayerPlace[] {
  let offset = 0;
  let inputs = inputSize;
  return widths.map((outputs) => {
    const place = { inputs, outputs, weights: offset, biases: offset + inputs * outputs };
    offset = place.biases + outputs;
    inputs = outputs;
    return place;
  });
}

/**
 * Uniform weights of variance 2 / inputs (He et al. 2015, for ReLU), biases uniform within 1/sqrt(inputs), so that the
 * bends of the units lie spread over the inputs' range from the start.
 */
export function drawLayer(random: Random, parameters: Float64Array, { inputs, outputs, weights, biases }: LayerPlace): void {
  const reach = Math.sqrt(6 / inputs);
  for (let k = 0; k < inputs * outputs; k++) parameters[weights + k] = reach * (2 * random.uniform() - 1);
  for (let k = 0; k < outputs; k++) parameters[biases + k] = (2 * random.uniform() - 1) / Math.sqrt(inputs);
}

/** The array where it has room for so many numbers, else a new one with some to spare. */
export function roomFor(array: Float64Array<ArrayBuffer> | undefined, length: number): Float64Array<ArrayBuffer> {
  return array && array.length >= length ? array : new Float64Array(Math.ceil(1.25 * length));
}
