// First weights of a network, from a seed. Inputs have mean 0 and a deviation of about 1 by then (input-scaling.ts).
import type { Random } from "../dynamics/random.ts";
import type { Activation } from "../networks/behler-parrinello/activation.ts";

/**
 * "lecun": normal of variance 1 / inputs, biases 0 (LeCun et al. 1998). "xavier": normal of variance 2 / (inputs + outputs),
 * biases 0 (Glorot and Bengio 2010). "nguyen-widrow": a layer's weight vectors have the length 0.7 outputs^(1/inputs), biases
 * spread over as much, so that its nodes share out the range of the inputs (Nguyen and Widrow 1990); the last layer as n2p2's
 * "uniform". "uniform": weights and biases from -1 to 1, n2p2's default.
 */
export const initialisations = ["lecun", "xavier", "nguyen-widrow", "uniform"] as const;
export type Initialisation = (typeof initialisations)[number];

export interface FirstNetwork {
  readonly inputSize: number;
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** What goes into a node is divided by the number of its inputs. */
  readonly normaliseNodes: boolean;
}

/** Fills `out` layer by layer: weights (inputs x outputs, row by input), then biases. */
export function initialParameters(random: Random, kind: Initialisation, network: FirstNetwork, out: Float64Array): void {
  const { inputSize, hidden, activation, normaliseNodes } = network;
  let offset = 0;
  let width = inputSize;
  for (const [l, size] of [...hidden, 1].entries()) {
    const weights = out.subarray(offset, offset + width * size);
    const biases = out.subarray(offset + width * size, offset + (width + 1) * size);
    if (kind === "nguyen-widrow" && l < hidden.length) nguyenWidrow(random, activation, width, size, weights, biases);
    else if (kind === "lecun" || kind === "xavier") {
      const deviation = kind === "lecun" ? 1 / Math.sqrt(width) : Math.sqrt(2 / (width + size));
      for (let k = 0; k < weights.length; k++) weights[k] = random.normal() * deviation;
      biases.fill(0);
    } else {
      for (let k = 0; k < weights.length; k++) weights[k] = 2 * random.uniform() - 1;
      for (let k = 0; k < biases.length; k++) biases[k] = 2 * random.uniform() - 1;
    }
    // The same nodes as without the division; n2p2's own weights are meant with it.
    if (normaliseNodes && kind !== "uniform") {
      for (let k = 0; k < weights.length; k++) weights[k]! *= width;
      for (let k = 0; k < biases.length; k++) biases[k]! *= width;
    }
    offset += (width + 1) * size;
    width = size;
  }
}

function nguyenWidrow(
  random: Random,
  activation: Activation,
  width: number,
  size: number,
  weights: Float64Array,
  biases: Float64Array,
): void {
  // The active range of tanh is twice that of the sigmoid in half the units.
  const reach = (activation === "sigmoid" || activation === "reversed-sigmoid" ? 2 : 1) * 0.7 * size ** (1 / width);
  for (let h = 0; h < size; h++) {
    let length = 0;
    for (let d = 0; d < width; d++) {
      const value = 2 * random.uniform() - 1;
      weights[d * size + h] = value;
      length += value * value;
    }
    for (let d = 0; d < width; d++) weights[d * size + h]! *= reach / Math.sqrt(length);
    // Spread evenly, with the sign of one weight (as MATLAB's initnw and aenet do).
    const share = size === 1 ? 0 : -1 + (2 * h) / (size - 1);
    biases[h] = reach * share * Math.sign(weights[h]!);
  }
}
