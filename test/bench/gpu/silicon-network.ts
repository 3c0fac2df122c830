// A Behler-Parrinello potential for silicon with the default functions and small random weights: its time does not depend on
// them, and a lattice hardly moves under it.
import { defaultDescriptors, expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";

/** @param small a few of the functions only */
export function siliconNetwork(small = false): Potential {
  const random = createRandom(3);
  const functions = expandDescriptors(defaultDescriptors, [14]).filter((_, k) => !small || k % 8 === 7);
  const size = functions.length;
  const sizes = [size, 24, 24, 1];
  const layers = sizes.slice(1).map((width, l) => ({
    weights: Float64Array.from({ length: sizes[l]! * width }, () => 0.1 * (random.uniform() - 0.5)),
    biases: Float64Array.from({ length: width }, () => random.uniform() - 0.5),
  }));
  const element = {
    atomicNumber: 14,
    functions,
    activation: "tanh" as const,
    energyOffset: 0,
    centre: new Float64Array(size),
    scale: new Float64Array(size).fill(0.5),
    minimum: new Float64Array(size).fill(-1e6),
    maximum: new Float64Array(size).fill(1e6),
    layers,
  };
  return createAtomicNetworkPotential({ elements: [element] }, "bench", "random weights");
}
