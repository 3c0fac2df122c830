// The direct force network of Kuritz, Gordon and Natan (2018): an atom's nearest neighbours in, its force out, through dense
// layers with CReLU. The forces derive from no energy: molecular dynamics with them does not conserve one.
import { nearestNeighbourWidth } from "../../descriptors/nearest-neighbours.ts";
import { type Chain, createChain } from "../layers/chain.ts";
import { createDense } from "../layers/dense.ts";
import type { Layer } from "../layers/layer.ts";

export interface DirectForceShape {
  /** N, usually 12. */
  readonly neighbours: number;
  /** Whether neighbours' atomic numbers are inputs; not needed where there is one element. */
  readonly species: boolean;
  /** Widths of the hidden layers before CReLU doubles them: L and L / 3, L about 250 for metals, 3800 for silicon. */
  readonly hidden: readonly number[];
}

/** Inputs: nearestNeighbourWidth; outputs: 3. */
export function createDirectForceNetwork(shape: DirectForceShape): Chain {
  const layers: Layer[] = [];
  let inShape: readonly number[] = [nearestNeighbourWidth(shape)];
  for (const width of shape.hidden) {
    layers.push(createDense(inShape, width, "crelu"));
    inShape = layers.at(-1)!.outShape;
  }
  layers.push(createDense(inShape, 3, "none"));
  return createChain(layers);
}
