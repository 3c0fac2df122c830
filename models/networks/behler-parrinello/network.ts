// The network of one element: scaled symmetry functions in, atomic energy and its gradient out. Plain float64.
import type { Activation } from "./activation.ts";
import { activateInPlace } from "./activation.ts";

export interface Layer {
  /** inputs x outputs, row by input. */
  readonly weights: Float64Array;
  /** outputs */
  readonly biases: Float64Array;
  /** Where it differs from layer to layer; absent: the network's for hidden layers, linear for the last. */
  readonly activation?: Activation;
}

export interface Network {
  readonly activation: Activation;
  /** Input x = (G - centre) * scale, each of the input size. */
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  /** Hidden layers and the layer of one output. */
  readonly layers: readonly Layer[];
  /** The output is multiplied by this first; absent: 1. */
  readonly outputScale?: number;
  /** Added to the output, eV. */
  readonly energyOffset: number;
}

/** Energy of an atom, eV; fills `gradient` with dE/dG where given. */
export type NetworkEvaluator = (values: Float64Array, gradient?: Float64Array) => number;

export function createNetworkEvaluator(network: Network): NetworkEvaluator {
  const { layers, centre, scale, energyOffset, outputScale = 1 } = network;
  const last = layers.length - 1;
  const activations = layers.map((layer, l) => layer.activation ?? (l < last ? network.activation : "linear"));
  const inputSize = centre.length;
  const activated = [new Float64Array(inputSize), ...layers.map((layer) => new Float64Array(layer.biases.length))];
  const slopes = layers.map((layer) => new Float64Array(layer.biases.length));
  const backward = activated.map((layer) => new Float64Array(layer.length));
  return (values, gradient) => {
    const input = activated[0]!;
    for (let d = 0; d < inputSize; d++) input[d] = (values[d]! - centre[d]!) * scale[d]!;
    for (let l = 0; l < layers.length; l++) {
      const { weights, biases } = layers[l]!;
      const x = activated[l]!;
      const y = activated[l + 1]!;
      const width = biases.length;
      y.set(biases);
      for (let d = 0; d < x.length; d++) {
        const xd = x[d]!;
        const row = d * width;
        for (let h = 0; h < width; h++) y[h]! += xd * weights[row + h]!;
      }
      activateInPlace(activations[l]!, y, slopes[l]!, width);
    }
    const energy = activated[layers.length]![0]! * outputScale + energyOffset;
    if (!gradient) return energy;
    backward[layers.length]![0] = outputScale * slopes[last]![0]!;
    for (let l = layers.length - 1; l >= 0; l--) {
      const { weights } = layers[l]!;
      const above = backward[l + 1]!;
      const below = backward[l]!;
      const width = above.length;
      for (let d = 0; d < below.length; d++) {
        const row = d * width;
        let sum = 0;
        for (let h = 0; h < width; h++) sum += weights[row + h]! * above[h]!;
        below[d] = l > 0 ? sum * slopes[l - 1]![d]! : sum;
      }
    }
    const below = backward[0]!;
    for (let d = 0; d < inputSize; d++) gradient[d] = below[d]! * scale[d]!;
    return energy;
  };
}
