// The descriptor of one element from a list of product functions: the fast calculator where all of them are plain Gaussian
// symmetry functions (G2, G4, G5 with a cosine or tanh-cubed cutoff); otherwise the general kernel, or the general loop
// where it does not do them.
import { createProductKernel } from "../kernels/product-functions.ts";
import type { Descriptor } from "./descriptor.ts";
import { createProductDescriptor } from "./product-descriptor.ts";
import { isWeighted, type ProductFunction, productFunctionName } from "./product-function.ts";
import type { SymmetryFunction } from "./symmetry-function.ts";
import { createSymmetryFunctionCalculator } from "./symmetry-function-calculator.ts";
import { createSymmetryFunctionSet } from "./symmetry-function-set.ts";

/** In the order of `functions`, which are all of one element in the centre. */
export function createDescriptor(functions: readonly ProductFunction[]): Descriptor {
  const plain = functions.map(asSymmetryFunction);
  return plain.every((f) => f !== undefined)
    ? fastDescriptor(plain, functions)
    : (createProductKernel(functions) ?? createProductDescriptor(functions));
}

/** The same as one of Behler's functions; undefined where it is none of those that the fast calculator knows. */
export function asSymmetryFunction(f: ProductFunction): SymmetryFunction | undefined {
  const { radial, centre } = f;
  if (radial.form !== "gaussian" || radial.inner !== 0) return undefined;
  const { eta, shift, cutoff, cutoffForm } = radial;
  if (cutoffForm !== "cosine" && cutoffForm !== "tanh-cubed") return undefined;
  const shared = { centre, eta, shift, cutoff, cutoffKind: cutoffForm };
  if (f.kind === "radial") return isWeighted(f.neighbour) ? undefined : { kind: "G2", ...shared, neighbour: f.neighbour };
  if (isWeighted(f.neighbours) || f.angular.form !== "power") return undefined;
  const { zeta, lambda } = f.angular;
  if ((lambda !== 1 && lambda !== -1) || zeta < 1) return undefined;
  return { kind: f.threeDistances ? "G4" : "G5", ...shared, neighbours: f.neighbours, zeta, lambda };
}

/** @throws RangeError naming a function that is none of those */
export function asSymmetryFunctions(functions: readonly ProductFunction[]): SymmetryFunction[] {
  return functions.map((f) => {
    const plain = asSymmetryFunction(f);
    if (!plain) throw new RangeError(`${productFunctionName(f)} is no Gaussian symmetry function with a cosine or tanh-cubed cutoff`);
    return plain;
  });
}

function fastDescriptor(functions: readonly SymmetryFunction[], products: readonly ProductFunction[]): Descriptor {
  const set = createSymmetryFunctionSet(functions, functions[0]!.centre);
  const calculator = createSymmetryFunctionCalculator(set);
  // The set has its own order; functions are its members themselves, so identity tells where each has gone.
  const place = Int32Array.from(functions, (f) => set.functions.indexOf(f));
  const inSetOrder = new Float64Array(set.size);
  return {
    size: set.size,
    names: products.map(productFunctionName),
    species: set.species,
    cutoff: set.cutoff,
    angularCutoff: set.angularCutoff,
    columns: {
      radialSize: set.radialSize,
      angularSize: calculator.angularSize,
      blocks: set.radial.map(({ offset, members }) => ({ offset, length: members.length })),
      radialWidth: calculator.radialWidth,
      combination: [...place].map((column) => [[column, 1]] as const),
    },
    values(environment, values) {
      calculator.values(environment, inSetOrder);
      for (let k = 0; k < place.length; k++) values[k] = inSetOrder[place[k]!]!;
    },
    contract(environment, weights, gradients) {
      for (let k = 0; k < place.length; k++) inSetOrder[place[k]!] = weights[k]!;
      calculator.contract(environment, inSetOrder, gradients);
    },
    derivatives(environment, values, radial, angular) {
      calculator.derivatives(environment, inSetOrder, radial, angular);
      for (let k = 0; k < place.length; k++) values[k] = inSetOrder[place[k]!]!;
    },
  };
}
