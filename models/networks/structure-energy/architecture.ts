// The shape of a structure-energy model: how many functions of each kind, which network over them, and what that counts.
//
// Comin and Lewis 2019 give 34 853 parameters for both networks and no layer widths. Counted here is everything that is
// trained: the 108 parameters of the 54 radial functions (their first layer), weights and biases. Widths of many shapes
// give that sum with five layers; those below are ours.
import { angularParameterCount } from "../../descriptors/trainable/angular-layer.ts";
import { radialParameterCount } from "../../descriptors/trainable/radial-layer.ts";
import type { AtomNetwork } from "./atom-network.ts";
import { createDenseNetwork } from "./dense-network.ts";
import { createPointwiseNetwork } from "./pointwise-network.ts";

export interface Architecture {
  /** "mlp": dense layers over an atom's descriptors. "cnn": convolutions of filter size 1 over them. */
  readonly network: "mlp" | "cnn";
  /** Widths of hidden layers, or channels of the convolutions. */
  readonly widths: readonly number[];
  /** Functions of each of G1, G2, G3. */
  readonly radial: number;
  /** Functions of each of G4, G5; 0 leaves them out. */
  readonly angular: number;
  /** Largest cutoff that training may reach, angstrom: radial and angular. */
  readonly reach: number;
  readonly angularReach: number;
}

/** Five layers with the output (mlp); five convolutions and the readout (cnn): 34 853 parameters each with 3 x 18 functions. */
export const standardWidths = { mlp: [192, 96, 48, 20], cnn: [8, 40, 64, 128, 128] } as const;

export function descriptorSize({ radial, angular }: Architecture): number {
  return 3 * radial + 2 * angular;
}

export function descriptorParameterCount({ radial, angular }: Architecture): number {
  return radialParameterCount(radial) + angularParameterCount(angular);
}

export function createAtomNetwork(architecture: Architecture): AtomNetwork {
  const create = architecture.network === "mlp" ? createDenseNetwork : createPointwiseNetwork;
  return create(descriptorSize(architecture), architecture.widths);
}

/** All that is trained: parameters of the descriptors, then those of the network. */
export function parameterCount(architecture: Architecture): number {
  return descriptorParameterCount(architecture) + createAtomNetwork(architecture).parameterCount;
}
