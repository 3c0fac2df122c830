// One structure prepared for training: symmetry-function values, their derivatives in compact float32 rows, and the
// two products with those derivatives that training needs. Pure loops; no tensors.
//
// Rows: atoms of one element are the rows of that element's matrices, in the order of the structure.
import { createEnvironment, gatherEnvironment } from "../descriptors/environment.ts";
import type { SymmetryFunctionCalculator } from "../descriptors/symmetry-function-calculator.ts";
import { createDerivativeProducts, type DerivativeProducts } from "../kernels/derivative-products.ts";
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { plainContractForces, plainPullBackResiduals } from "./plain-products.ts";

export interface DescriptorSample {
  readonly atomCount: number;
  /** Index of each atom's element, and its row in that element's matrices. */
  readonly element: Uint8Array;
  readonly row: Int32Array;
  /** Atoms of each element. */
  readonly rowCounts: readonly number[];
  /** Per element, rows x functions, as computed (not scaled). */
  readonly values: readonly Float64Array[];
  /** Reference energy, eV, and forces, eV/angstrom (3N); NaN and empty where unknown. */
  readonly energy: number;
  readonly forces: Float64Array;
  readonly pairs: PairDerivatives;
}

/** Compressed rows by centre atom; pairs within the angular cutoff come first within each row. */
export interface PairDerivatives {
  readonly first: Int32Array;
  /** Pairs of each centre that have an angular row. */
  readonly angularCount: Int32Array;
  readonly neighbour: Int32Array;
  /** First function of the pair's radial block, and how many there are. */
  readonly blockOffset: Int32Array;
  readonly blockLength: Int32Array;
  /** Unit vector from centre to neighbour, 3 a pair. */
  readonly direction: Float32Array;
  /** dG/dr, `radialWidth` a pair. */
  readonly radial: Float32Array;
  /** dG/d(neighbour position), 3 x angularSize a row (angular functions of the centre's element). */
  readonly angular: Float32Array;
  /** Where each centre's angular rows begin in `angular`. */
  readonly angularStart: Int32Array;
  readonly radialWidth: number;
}

/**
 * @param calculators one per element, in the order of `atomicNumbers`
 * @throws RangeError for an element without calculator
 */
export function prepareSample(
  structure: Structure,
  list: NeighbourList,
  calculators: readonly SymmetryFunctionCalculator[],
): DescriptorSample {
  const atomCount = structure.atomicNumbers.length;
  const element = new Uint8Array(atomCount);
  const row = new Int32Array(atomCount);
  const rowCounts = calculators.map(() => 0);
  for (let i = 0; i < atomCount; i++) {
    const e = calculators.findIndex((calculator) => calculator.set.centre === structure.atomicNumbers[i]!);
    if (e < 0)
      throw new RangeError(`atom ${i + 1} has the atomic number ${structure.atomicNumbers[i]}, for which there are no descriptors`);
    element[i] = e;
    row[i] = rowCounts[e]!++;
  }
  const values = calculators.map((calculator, e) => new Float64Array(rowCounts[e]! * calculator.set.size));
  const radialWidth = Math.max(0, ...calculators.map((calculator) => calculator.radialWidth));
  const environment = createEnvironment();
  const gather = (i: number): SymmetryFunctionCalculator => {
    const calculator = calculators[element[i]!]!;
    gatherEnvironment(environment, calculator.set, structure, list, i);
    return calculator;
  };

  const first = new Int32Array(atomCount + 1);
  const angularCount = new Int32Array(atomCount);
  const angularStart = new Int32Array(atomCount + 1);
  for (let i = 0; i < atomCount; i++) {
    const { angularSize } = gather(i);
    first[i + 1] = first[i]! + environment.count;
    angularCount[i] = environment.angularCount;
    angularStart[i + 1] = angularStart[i]! + environment.angularCount * 3 * angularSize;
  }
  const pairCount = first[atomCount]!;
  const neighbour = new Int32Array(pairCount);
  const blockOffset = new Int32Array(pairCount);
  const blockLength = new Int32Array(pairCount);
  const direction = new Float32Array(3 * pairCount);
  const radial = new Float32Array(pairCount * radialWidth);
  const angular = new Float32Array(angularStart[atomCount]!);
  let radialScratch = new Float64Array(0);
  let angularScratch = new Float64Array(0);
  for (let i = 0; i < atomCount; i++) {
    const calculator = gather(i);
    const { set, angularSize } = calculator;
    const { count } = environment;
    if (radialScratch.length < count * calculator.radialWidth) radialScratch = new Float64Array(2 * count * calculator.radialWidth);
    if (angularScratch.length < count * 3 * angularSize) angularScratch = new Float64Array(2 * count * 3 * angularSize);
    const start = row[i]! * set.size;
    calculator.derivatives(environment, values[element[i]!]!.subarray(start, start + set.size), radialScratch, angularScratch);
    angular.set(angularScratch.subarray(0, environment.angularCount * 3 * angularSize), angularStart[i]!);
    for (let n = 0; n < count; n++) {
      const pair = first[i]! + n;
      const block = set.radial[environment.species[n]!]!;
      neighbour[pair] = environment.neighbour[n]!;
      blockOffset[pair] = block.offset;
      blockLength[pair] = block.members.length;
      for (let c = 0; c < 3; c++) direction[3 * pair + c] = environment.displacement[3 * n + c]! / environment.distance[n]!;
      for (let m = 0; m < block.members.length; m++) radial[pair * radialWidth + m] = radialScratch[n * calculator.radialWidth + m]!;
    }
  }
  const { energy = Number.NaN, forces = new Float64Array(0) } = structure.reference ?? {};
  const pairs = { first, angularCount, neighbour, blockOffset, blockLength, direction, radial, angular, angularStart, radialWidth };
  return { atomCount, element, row, rowCounts, values, energy, forces, pairs };
}

/** Where a sample's rows begin in each element's matrices of a batch, and those matrices' widths. */
export interface SamplePlace {
  readonly rowStart: readonly number[];
  readonly widths: readonly number[];
  readonly radialSizes: readonly number[];
}

/**
 * Forces from dE/dG: F_x = -sum dE/dG . dG/dx.
 * @param gradients per element, rows x functions: dE/dG of the whole batch
 * @returns eV/angstrom, 3N
 */
export function contractForces(sample: DescriptorSample, gradients: readonly Float32Array[], place: SamplePlace): Float64Array {
  return products()?.contractForces(sample, gradients, place) ?? plainContractForces(sample, gradients, place);
}

/**
 * The transposed product: V = d(sum_x r_x F_x) / d(dE/dG), added into the batch's matrices.
 * @param residuals r, 3N
 * @param directions per element, rows x functions, of the whole batch
 */
export function pullBackResiduals(
  sample: DescriptorSample,
  residuals: Float64Array,
  directions: readonly Float32Array[],
  place: SamplePlace,
): void {
  if (!products()?.pullBackResiduals(sample, residuals, directions, place)) plainPullBackResiduals(sample, residuals, directions, place);
}

/** Started when first needed; null where the engine has no SIMD. */
let kernel: DerivativeProducts | null | undefined;

function products(): DerivativeProducts | null {
  if (kernel === undefined) kernel = createDerivativeProducts() ?? null;
  return kernel;
}
