// Potentials with a form for devices against their float64 form: energy, forces, stress.
import { createDescriptor } from "@adatom/models/descriptors/create-descriptor.ts";
import { createEnvironment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { deviceFormOf } from "@adatom/models/kernels/gpu/device-form.ts";
import { evaluateOnDevice } from "@adatom/models/kernels/gpu/evaluate.ts";
import { DeviceDescriptors } from "@adatom/models/kernels/gpu/symmetry-functions.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import { type Activation, activations } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { type Comparison, type GpuCase, largest, largestDifference } from "./gpu-check.ts";
import { everyFunction } from "./product-functions.ts";
import { deformed, diamond, displaced } from "./structures.ts";

/** Atoms of several elements by chance. */
function mixed(structure: Structure, species: readonly number[]): Structure {
  const random = createRandom(7);
  return { ...structure, atomicNumbers: structure.atomicNumbers.map(() => species[random.integer(species.length)]!) };
}

async function compare(device: GPUDevice, potential: Potential, structure: Structure): Promise<Comparison[]> {
  const form = deviceFormOf(potential);
  if (!form) throw new Error(`${potential.name} has no form for devices.`);
  const ours = await evaluateOnDevice(device, form, structure, 0.3);
  const reference = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
  const atoms = structure.atomicNumbers.length;
  return [
    // Terms of up to 100 eV an atom in 24 bits: 6e-6 each.
    { quantity: "energy, eV/atom", error: Math.abs(ours.energy - reference.energy) / atoms, tolerance: 1.5e-5 },
    // A sum of a few dozen terms, the largest of the order of the largest force, each rounded by 6e-8 of it, and of
    // exponentials whose argument, a distance over the way to the cutoff, loses one or two digits.
    {
      quantity: "forces, eV/angstrom",
      error: largestDifference(ours.forces, reference.forces),
      tolerance: 2e-6 + 4e-6 * largest(reference.forces),
    },
    // The virial is a difference of pulls and pushes, each some 10 times what remains.
    {
      quantity: "stress, eV/angstrom^3",
      error: largestDifference(ours.stress, reference.stress),
      tolerance: 1e-6 + 2e-6 * largest(reference.stress),
    },
  ];
}

function shippedCase(name: string, lattice: number): GpuCase {
  return {
    name: `potential ${name}`,
    async run(device) {
      const potential = potentialByName(name)!;
      const straight = mixed(displaced(diamond(3, lattice), 0.15, 3), potential.species);
      const skewed = deformed(straight, [0.02, 0.1, 0, 0, -0.03, 0.05, 0.08, 0, 0.05]);
      return [...(await compare(device, potential, straight)), ...(await compare(device, potential, skewed))];
    },
  };
}

/** A network of random weights over functions. */
export function randomNetwork(
  functions: readonly ProductFunction[],
  hidden: readonly { size: number; activation: Activation }[],
): Potential {
  const random = createRandom(3);
  const centres = [...new Set(functions.map((f) => f.centre))].sort((a, b) => a - b);
  const elements = centres.map((atomicNumber) => {
    const own = functions.filter((f) => f.centre === atomicNumber);
    const layers = [...hidden, { size: 1, activation: "linear" as const }].map(({ size, activation }, l, all) => ({
      weights: Float64Array.from({ length: (l === 0 ? own.length : all[l - 1]!.size) * size }, () => 0.8 * (random.uniform() - 0.5)),
      biases: Float64Array.from({ length: size }, () => random.uniform() - 0.5),
      activation,
    }));
    return {
      atomicNumber,
      functions: own,
      activation: "tanh" as const,
      energyOffset: -1.5,
      outputScale: 1.3,
      centre: Float64Array.from(own, () => random.uniform()),
      scale: new Float64Array(own.length).fill(0.3),
      minimum: new Float64Array(own.length).fill(-1e6),
      maximum: new Float64Array(own.length).fill(1e6),
      layers,
    };
  });
  return createAtomicNetworkPotential({ elements }, "random", "a network of random weights");
}

const siliconCarbide = (): Structure => mixed(displaced(diamond(2, 4.8), 0.15, 3), [6, 14]);
const twoLayers = [
  { size: 9, activation: "tanh" },
  { size: 5, activation: "tanh" },
] as const;

const allFunctions = Object.values(everyFunction([6, 14], 4.2)).flat();

/** All kinds of functions at once: a stand-in for a GPU compiles a kernel for seconds. */
const networkCase: GpuCase = {
  name: "network over functions of every kind",
  run: (device) => compare(device, randomNetwork(allFunctions, twoLayers), siliconCarbide()),
};

/** A layer of each kind one after the other would lose the signal: a few at a time. */
const activationCases = [0, 4, 8].map((from): GpuCase => {
  const hidden = activations.slice(from, from + 5).map((activation) => ({ size: 6, activation }));
  return {
    name: `network of ${hidden.map(({ activation }) => activation).join(", ")}`,
    run: (device) => compare(device, randomNetwork(everyFunction([6, 14], 4.2)["G1 to G3"]!, hidden), siliconCarbide()),
  };
});

const descriptorCase: GpuCase = {
  name: "values and products of functions of every kind",
  async run(device) {
    const structure = siliconCarbide();
    const onDevice = new DeviceDescriptors(device, allFunctions);
    const { width } = onDevice;
    const random = createRandom(5);
    const weights = Float32Array.from({ length: width * structure.atomicNumbers.length }, () => random.uniform() - 0.5);
    const reference = referenceDescriptors(allFunctions, structure, weights, width);
    const values = await onDevice.values(structure);
    const forces = await onDevice.products(structure, weights);
    // Sums of up to 40 neighbours or 800 pairs, each rounded by 1e-7 of itself, where polynomials cancel more.
    return [
      { quantity: "values", error: largestDifference(values, reference.values), tolerance: 5e-6 * largest(reference.values) },
      { quantity: "products", error: largestDifference(forces, reference.forces), tolerance: 5e-6 * largest(reference.forces) },
    ];
  },
};

function referenceDescriptors(
  functions: readonly ProductFunction[],
  structure: Structure,
  weights: Float32Array,
  width: number,
): { values: Float64Array; forces: Float64Array } {
  const atoms = structure.atomicNumbers.length;
  const values = new Float64Array(width * atoms);
  const forces = new Float64Array(3 * atoms);
  const list = buildNeighbourList(structure, Math.max(...functions.map((f) => f.radial.cutoff)));
  const environment = createEnvironment();
  const gradients = new Float64Array(3 * 1024);
  const descriptors = new Map([6, 14].map((centre) => [centre, createDescriptor(functions.filter((f) => f.centre === centre))]));
  for (let i = 0; i < atoms; i++) {
    const descriptor = descriptors.get(structure.atomicNumbers[i]!)!;
    gatherEnvironment(environment, descriptor, structure, list, i);
    descriptor.values(environment, values.subarray(width * i, width * i + descriptor.size));
    descriptor.contract(environment, Float64Array.from(weights.subarray(width * i, width * i + descriptor.size)), gradients);
    for (let n = 0; n < environment.count; n++) {
      for (let a = 0; a < 3; a++) {
        forces[3 * environment.neighbour[n]! + a]! -= gradients[3 * n + a]!;
        forces[3 * i + a]! += gradients[3 * n + a]!;
      }
    }
  }
  return { values, forces };
}

export const potentialCases: readonly GpuCase[] = [
  shippedCase("sw-si-1985", 5.431),
  shippedCase("sw-gan-2006", 4.5),
  shippedCase("tersoff-si-1988", 5.431),
  shippedCase("tersoff-sic-1989", 4.4),
  shippedCase("tersoff-bnc-2012", 3.75),
  networkCase,
  ...activationCases,
  descriptorCase,
];
