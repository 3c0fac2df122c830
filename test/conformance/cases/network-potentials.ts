// Network potentials: Behler-Parrinello networks and those of other programs, over every kind of function and through every
// activation, one element and two; the functions alone, as a GPU has them; and the other potentials made of networks.
import { expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createAtomicPotentialKernel } from "@adatom/models/kernels/atomic-potential.ts";
import { DeviceDescriptors } from "@adatom/models/kernels/gpu/symmetry-functions.ts";
import type { AtomicNetwork, AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import { type Activation, activations } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { plainDescriptors, plainNetworkPotential } from "../plain-network-potential.ts";
import { everyFunction } from "../product-functions.ts";
import { deformed, diamond, displaced } from "../structures.ts";
import type { ConformanceCase } from "../suite/case.ts";
import { evaluationResults, onDevice } from "./potentials.ts";

/** A displaced diamond lattice, every third atom of the last element. */
export function mixed(repeats: number, species: readonly number[], lattice?: number): Structure {
  const structure = displaced(diamond(repeats, lattice), 0.2, 3);
  return { ...structure, atomicNumbers: structure.atomicNumbers.map((_, i) => species[i % 3 === 0 ? species.length - 1 : 0]!) };
}

export const gaussians = (species: readonly number[]): ProductFunction[] =>
  expandDescriptors(
    {
      radial: { cutoff: 6, eta: [0.01, 0.1, 0.5], shift: [0, 2] },
      angular: { kind: "G4", cutoff: 4.5, eta: [0.01, 0.05], zeta: [1, 4] },
    },
    [...species],
  );

/** Odd numbers of functions and of neurons, an output that is scaled, values out of their range. */
export function networkModel(
  species: readonly number[],
  hidden: readonly Activation[],
  functions: readonly ProductFunction[],
): AtomicNetworkModel {
  const random = createRandom(5);
  const widths = hidden.map((_, l) => 7 - (l % 2) * 2);
  const elements = species.map((atomicNumber): AtomicNetwork => {
    const own = functions.filter((f) => f.centre === atomicNumber).slice(0, -1);
    const size = own.length;
    const sizes = [size, ...widths, 1];
    return {
      atomicNumber,
      functions: own,
      activation: hidden[0]!,
      energyOffset: -0.3 * atomicNumber,
      outputScale: 1.7,
      centre: Float64Array.from({ length: size }, () => random.uniform()),
      scale: Float64Array.from({ length: size }, () => 0.2 + random.uniform()),
      minimum: new Float64Array(size),
      maximum: new Float64Array(size).fill(2),
      layers: sizes.slice(1).map((width, l) => ({
        weights: Float64Array.from({ length: sizes[l]! * width }, () => random.normal() / 3),
        biases: Float64Array.from({ length: width }, () => random.normal()),
        ...(l < hidden.length && { activation: hidden[l]! }),
      })),
    };
  });
  return { elements };
}

const ofProcessor = ["atomic-potential/", "product-functions/", "symmetry-functions/", "atomic-network/"].map(
  (folder) => `kernels/${folder}`,
);
const ofGpu = ["atomic-network", "descriptor", "math"].map((name) => `kernels/gpu/${name}.wgsl.ts`);

interface Where {
  /** Whether one kernel does functions and networks together: not with every activation. */
  readonly byKernel?: boolean;
  /** A stand-in for a GPU compiles such a kernel for seconds: not every case. */
  readonly onGpu?: boolean;
}

function networkCase(
  name: string,
  model: AtomicNetworkModel,
  structure: Structure,
  { byKernel = true, onGpu = false }: Where = {},
): ConformanceCase {
  return {
    subject: "network potential",
    name,
    covers: ["networks/atomic-network", "networks/behler-parrinello", ...ofProcessor, ...ofGpu],
    reference: () => plainNetworkPotential(model, structure),
    onProcessor({ team }) {
      if ((createAtomicPotentialKernel(model.elements, 0, team) !== undefined) !== byKernel) throw new Error("it is not the kernel's work");
      const potential = createAtomicNetworkPotential(model, "conformance", "a network of random weights", 1e-9, team);
      const found = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom + 0.5));
      const extrapolations = found.extrapolations!;
      return [
        ...evaluationResults(found),
        { quantity: "functions out of their range", values: extrapolations.flatMap(({ atom, functionIndex }) => [atom, functionIndex]) },
        { quantity: "values out of their range", values: extrapolations.map(({ value }) => value) },
      ];
    },
    ...(onGpu && onDevice(createAtomicNetworkPotential(model, "conformance", "a network of random weights"), structure)),
  };
}

const oxides = [8, 14] as const;
const families = Object.entries(everyFunction(oxides, 4.5));
const carbides = [6, 14] as const;
const allFunctions = Object.values(everyFunction(carbides, 4.2)).flat();
const carbide = mixed(2, carbides, 4.8);

const activationCases = (
  [
    ["tanh", [14], 1],
    ["tanh", oxides, 2],
    ["scaled-tanh", [14], 2],
    ["twisted-tanh", oxides, 1],
    ["sigmoid", oxides, 3],
    ["linear", [14], 3],
    ["softplus", oxides, 2],
  ] as const
).map(([activation, species, repeats]) =>
  networkCase(
    `${activation}, ${species.length} elements, ${8 * repeats ** 3} atoms`,
    networkModel(species, [activation, activation], gaussians(species)),
    mixed(repeats, species),
  ),
);

const familyCases = families.map(([family, functions]) =>
  // One more, since the last is left out.
  networkCase(family, networkModel(oxides, ["tanh", "tanh"], [...functions, ...functions.slice(-2)]), mixed(2, oxides)),
);

/** Of which one element has Gaussian functions alone, which have a kernel of their own. */
const chebyshev = everyFunction(oxides, 4.5)["Chebyshev functions"]!.filter((f) => f.centre === 8);
const unlikeElements = networkCase(
  "Gaussian functions around one element, others around the other",
  networkModel(oxides, ["tanh", "tanh"], [...gaussians(oxides).filter((f) => f.centre === 14), ...chebyshev]),
  mixed(2, oxides),
);

const everyKind = networkCase("functions of every kind at once", networkModel(carbides, ["tanh", "tanh"], allFunctions), carbide, {
  onGpu: true,
});
const skewed = networkCase(
  "a skewed cell",
  networkModel(carbides, ["tanh", "tanh"], everyFunction(carbides, 4.2)["G4 and G5"]!),
  deformed(carbide, [0.02, 0.1, 0, 0, -0.03, 0.05, 0.08, 0, 0.05]),
  { onGpu: true },
);

/** A layer of each kind one after the other would lose the signal: a few at a time. */
const chains = [0, 4, 8].map((from) => {
  const hidden = activations.slice(from, from + 5);
  return networkCase(hidden.join(", "), networkModel(carbides, hidden, everyFunction(carbides, 4.2)["G1 to G3"]!), carbide, {
    // The first five are those that the kernel knows.
    byKernel: from === 0,
    onGpu: true,
  });
});

/** Functions alone, and the products of their derivatives with weights: on processors product-functions.ts has them. */
const functionsOnGpu: ConformanceCase = (() => {
  const width = allFunctions.filter((f) => f.centre === 6).length;
  const random = createRandom(5);
  const weights = Float32Array.from({ length: width * carbide.atomicNumbers.length }, () => random.uniform() - 0.5);
  return {
    subject: "functions of every kind on a GPU",
    name: "values and products",
    covers: ["kernels/gpu/descriptor.wgsl.ts", "kernels/gpu/atomic-network.wgsl.ts"],
    reference() {
      const { values, forces } = plainDescriptors(allFunctions, carbide, weights, width);
      return [
        { quantity: "product functions", values },
        { quantity: "contracted product functions", values: forces },
      ];
    },
    async onGpu(device) {
      const onDevice = new DeviceDescriptors(device, allFunctions);
      return [
        { quantity: "product functions", values: await onDevice.values(carbide) },
        { quantity: "contracted product functions", values: await onDevice.products(carbide, weights) },
      ];
    },
  };
})();

export const networkPotentialCases: readonly ConformanceCase[] = [
  ...activationCases,
  ...familyCases,
  unlikeElements,
  everyKind,
  skewed,
  ...chains,
  functionsOnGpu,
];
