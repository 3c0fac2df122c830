// A network potential in plain loops alone: product functions and the network of each atom, one after the other. The kernels' reference.
import { createEnvironment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import { createProductDescriptor } from "@adatom/models/descriptors/product-descriptor.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { createNetworkEvaluator } from "@adatom/models/networks/behler-parrinello/network.ts";
import { cellVolume } from "@adatom/models/structure/cell.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { Results } from "./suite/case.ts";

/** Forces - sum of dE/dG dG/dx (3N) and the strain derivative (Voigt), of weights dE/dG that are asked for with an atom's values. */
function contracted(
  structure: Structure,
  functionsOf: ReadonlyMap<number, readonly ProductFunction[]>,
  weightsOf: (atom: number, values: Float64Array) => Float64Array,
): { readonly forces: Float64Array; readonly strain: Float64Array } {
  const descriptors = new Map([...functionsOf].map(([centre, functions]) => [centre, createProductDescriptor(functions)]));
  const list = buildNeighbourList(structure, Math.max(...[...descriptors.values()].map(({ cutoff }) => cutoff)));
  const environment = createEnvironment();
  const [forces, strain] = [new Float64Array(structure.positions.length), new Float64Array(6)];
  for (const [i, atomicNumber] of structure.atomicNumbers.entries()) {
    const descriptor = descriptors.get(atomicNumber)!;
    gatherEnvironment(environment, descriptor, structure, list, i);
    const values = new Float64Array(descriptor.size);
    descriptor.values(environment, values);
    const gradients = new Float64Array(3 * environment.count);
    descriptor.contract(environment, weightsOf(i, values), gradients);
    const { neighbour, displacement } = environment;
    for (let n = 0; n < environment.count; n++) {
      for (let a = 0; a < 3; a++) {
        forces[3 * neighbour[n]! + a]! -= gradients[3 * n + a]!;
        forces[3 * i + a]! += gradients[3 * n + a]!;
      }
      for (const [v, [a, b]] of voigt.entries()) strain[v]! += displacement[3 * n + a]! * gradients[3 * n + b]!;
    }
  }
  return { forces, strain };
}

const voigt = [
  [0, 0],
  [1, 1],
  [2, 2],
  [1, 2],
  [0, 2],
  [0, 1],
] as const;

/** What the case of a network potential gives: evaluation, and which values lie out of the range of training. */
export function plainNetworkPotential({ elements }: AtomicNetworkModel, structure: Structure): Results {
  const networks = new Map(elements.map((element) => [element.atomicNumber, { element, evaluate: createNetworkEvaluator(element) }]));
  const atoms = structure.atomicNumbers.length;
  const energies = new Float64Array(atoms);
  const outside: number[] = [];
  const outsideValues: number[] = [];
  const { forces, strain } = contracted(
    structure,
    new Map(elements.map(({ atomicNumber, functions }) => [atomicNumber, functions])),
    (atom, values) => {
      const { element, evaluate } = networks.get(structure.atomicNumbers[atom]!)!;
      const gradient = new Float64Array(values.length);
      energies[atom] = evaluate(values, gradient);
      for (const [d, value] of values.entries()) {
        if (value >= element.minimum[d]! && value <= element.maximum[d]!) continue;
        outside.push(atom, d);
        outsideValues.push(value);
      }
      return gradient;
    },
  );
  const volume = cellVolume(structure.cell);
  return [
    { quantity: "energy, eV/atom", values: [energies.reduce((sum, one) => sum + one, 0) / atoms] },
    { quantity: "energies of atoms, eV", values: energies },
    { quantity: "forces, eV/angstrom", values: forces },
    { quantity: "stress, eV/angstrom^3", values: strain.map((value) => value / volume) },
    { quantity: "functions out of their range", values: outside },
    { quantity: "values out of their range", values: outsideValues },
  ];
}

/** Values of functions (N rows of `width`), and forces of weights dE/dG in rows of the same width. */
export function plainDescriptors(
  functions: readonly ProductFunction[],
  structure: Structure,
  weights: Float32Array,
  width: number,
): { readonly values: Float64Array; readonly forces: Float64Array } {
  const rows = new Float64Array(width * structure.atomicNumbers.length);
  const centres = [...new Set(functions.map(({ centre }) => centre))];
  const { forces } = contracted(
    structure,
    new Map(centres.map((centre) => [centre, functions.filter((f) => f.centre === centre)])),
    (atom, values) => {
      rows.set(values, width * atom);
      return Float64Array.from(weights.subarray(width * atom, width * atom + values.length));
    },
  );
  return { values: rows, forces };
}
