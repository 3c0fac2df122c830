// What the kernel of network potentials is told of each element: the plan of its functions, where each function stands in
// it, ranges with their margin, and the network.
import { asSymmetryFunction } from "../../descriptors/create-descriptor.ts";
import { planProducts } from "../../descriptors/product-plan.ts";
import { createSymmetryFunctionSet } from "../../descriptors/symmetry-function-set.ts";
import type { AtomicNetwork } from "../../networks/atomic-network/model.ts";
import { type ActivationForm, activationForm } from "../atomic-network.ts";
import { planProductKernel } from "../product-functions/plan.ts";
import { planSymmetryFunctions } from "../symmetry-functions/plan.ts";

/** The functions of an element. */
interface FunctionsPlan {
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
}

export interface ElementPlan {
  readonly element: AtomicNetwork;
  readonly functions: FunctionsPlan;
  /** By the place of a neighbour's element among all: its species in the plan, or -1. */
  readonly kind: Int32Array;
  /** Ranges, widened by what rounding may need. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  /** Activation of each layer. */
  readonly forms: readonly ActivationForm[];
}

/** @returns undefined where an element has a function or an activation that the kernel does not do */
export function planElements(elements: readonly AtomicNetwork[], rounding: number): ElementPlan[] | undefined {
  const plans = elements.map((element) => planElement(element, elements, rounding));
  return plans.length > 0 && plans.every((plan) => plan !== undefined) ? plans : undefined;
}

function planElement(element: AtomicNetwork, all: readonly AtomicNetwork[], rounding: number): ElementPlan | undefined {
  if (element.functions.length === 0) return undefined;
  const functions = planGaussians(element) ?? planOthers(element);
  const last = element.layers.length - 1;
  const forms = element.layers.map((layer, l) => activationForm(layer.activation ?? (l < last ? element.activation : "linear")));
  if (!functions || !forms.every((form) => form !== undefined)) return undefined;
  const { minimum, maximum } = element;
  const margin = minimum.map((least, k) => rounding * (maximum[k]! - least));
  return {
    element,
    functions,
    kind: Int32Array.from(all, ({ atomicNumber }) => functions.species.indexOf(atomicNumber)),
    lowest: minimum.map((least, k) => least - margin[k]!),
    highest: maximum.map((most, k) => most + margin[k]!),
    forms,
  };
}

/** Where all functions are plain Gaussian ones. */
function planGaussians(element: AtomicNetwork): FunctionsPlan | undefined {
  const functions = element.functions.map(asSymmetryFunction);
  if (!functions.every((f) => f !== undefined)) return undefined;
  const set = createSymmetryFunctionSet(functions, element.atomicNumber);
  const planned = planSymmetryFunctions(set);
  if (!planned) return undefined;
  const { numbers, numbersPerTriplet } = planned;
  const shells = numbers[0]!;
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
      return 2 ** 16 + 8 * room * (20 * shells + set.size + 32) + 4 * numbersPerTriplet * room * room + 8192 * set.angles.length;
    },
  };
}

function planOthers(element: AtomicNetwork): FunctionsPlan | undefined {
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
  };
}
