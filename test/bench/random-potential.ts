// A Behler-Parrinello potential with random weights, for timings.
import { createDescriptor } from "@adatom/models/descriptors/create-descriptor.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { type AtomicNetworkModel, fromBehlerParrinello } from "@adatom/models/networks/atomic-network/model.ts";
import { type BehlerParrinelloModel, modelToSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";

/** Weights small enough that a lattice hardly moves: the time does not depend on them. */
function randomModel(functions: readonly ProductFunction[], hidden: readonly number[]): BehlerParrinelloModel {
  const random = createRandom(3);
  const elements = [...new Set(functions.map((f) => f.centre))].map((atomicNumber) => {
    const { size } = createDescriptor(functions.filter((f) => f.centre === atomicNumber));
    const sizes = [size, ...hidden, 1];
    return {
      atomicNumber,
      activation: "tanh" as const,
      energyOffset: 0,
      centre: new Float64Array(size),
      scale: new Float64Array(size).fill(0.5),
      minimum: new Float64Array(size).fill(-1e6),
      maximum: new Float64Array(size).fill(1e6),
      layers: sizes.slice(1).map((width, l) => ({
        weights: Float64Array.from({ length: sizes[l]! * width }, () => 0.1 * (random.uniform() - 0.5)),
        biases: Float64Array.from({ length: width }, () => random.uniform() - 0.5),
      })),
    };
  });
  return { functions, elements };
}

export interface RandomPotential {
  readonly potential: Potential;
  /** The same as other programs are given it. */
  readonly model: AtomicNetworkModel;
}

export function randomPotential(functions: readonly ProductFunction[], hidden: readonly number[]): RandomPotential {
  const model = randomModel(functions, hidden);
  return { potential: createBehlerParrinelloPotential(modelToSnapshot(model), "bench"), model: fromBehlerParrinello(model) };
}
