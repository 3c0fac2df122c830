// What kernels on a team are told of an element's functions: the plan of whichever kernel does them, where each function stands in
// it, and the memory that one atom's surroundings take.
import { asSymmetryFunction } from "../../descriptors/create-descriptor.ts";
import type { ProductFunction } from "../../descriptors/product-function.ts";
import { planProducts } from "../../descriptors/product-plan.ts";
import { createSymmetryFunctionSet } from "../../descriptors/symmetry-function-set.ts";
import { planProductKernel } from "../product-functions/plan.ts";
import { planSymmetryFunctions } from "../symmetry-functions/plan.ts";

/** The functions around atoms of one element. */
export interface ElementFunctions {
  readonly atomicNumber: number;
  /** All of this element in the centre; at least one. */
  readonly functions: readonly ProductFunction[];
}

/** The functions of an element. */
export interface FunctionsPlan {
  /** Functions. */
  readonly size: number;
  readonly cutoff: number;
  readonly angularCutoff: number;
  /** Atomic numbers seen as neighbours. */
  readonly species: readonly number[];
  /** For plain Gaussian functions the numbers of symmetry-functions/plan.ts, else the block of product-functions/plan.ts. */
  readonly kind: "gaussian" | "product";
  readonly bytes: Uint8Array;
  /** Where each function, in the order of the network's inputs, stands in the plan. */
  readonly place: Int32Array;
  /** What the surroundings of an atom with so many neighbours may need, generously: a task traps where it is not enough. */
  memoryFor(neighbours: number): number;
  /** The same where derivatives are wanted, `near` being those that angular functions see; the derivatives themselves come on top. */
  memoryToDerive(neighbours: number, near: number): number;
}

/** @returns undefined for functions that neither kernel does */
export function planFunctions(element: ElementFunctions): FunctionsPlan | undefined {
  return planGaussians(element) ?? planOthers(element);
}

/** Where all functions are plain Gaussian ones. */
function planGaussians(element: ElementFunctions): FunctionsPlan | undefined {
  const functions = element.functions.map(asSymmetryFunction);
  if (!functions.every((f) => f !== undefined)) return undefined;
  const set = createSymmetryFunctionSet(functions, element.atomicNumber);
  const planned = planSymmetryFunctions(set);
  if (!planned) return undefined;
  const { numbers, numbersPerTriplet } = planned;
  const [shells, , bundles] = numbers;
  return {
    kind: "gaussian",
    size: set.size,
    cutoff: set.cutoff,
    angularCutoff: set.angularCutoff,
    species: set.species,
    bytes: new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
    place: Int32Array.from(functions, (f) => set.functions.indexOf(f)),
    memoryFor(neighbours) {
      const room = neighbours + 16;
      return 2 ** 16 + 8 * room * (20 * shells! + set.size + 32) + 4 * numbersPerTriplet * room * room + 8192 * set.angles.length;
    },
    // A sum of four numbers and a slope for every angular function and near neighbour; two functions share a vector.
    memoryToDerive(neighbours, near) {
      const angular = set.size - set.radialSize;
      return this.memoryFor(neighbours) + 160 * angular * (near + 16) + 2048 * set.angles.length * bundles!;
    },
  };
}

function planOthers(element: ElementFunctions): FunctionsPlan | undefined {
  const products = planProducts(element.functions);
  const planned = planProductKernel(products);
  if (!planned) return undefined;
  const { size, cutoff, angularCutoff, species } = products;
  return {
    kind: "product",
    size,
    cutoff,
    angularCutoff,
    species,
    bytes: planned.bytes,
    place: Int32Array.from({ length: size }, (_, k) => k),
    // Behind each block of neighbours, near and far by species, up to two empty places; Displacements and gradients come on top.
    memoryFor: (neighbours) =>
      2 ** 16 + planned.bytesBesides + 128 * size + (planned.bytesPerNeighbour + 128) * (neighbours + 4 * species.length + 2),
    memoryToDerive(neighbours) {
      return this.memoryFor(neighbours);
    },
  };
}
