// One structure prepared for training: descriptor values, the derivatives of their columns in compact float32 rows (see
// DerivativeColumns), and the two products with those derivatives that training needs. Pure loops; no tensors.
//
// Rows: atoms of one element are the rows of that element's matrices, in the order of the structure.
import type { Descriptor } from "../descriptors/descriptor.ts";
import { createEnvironment, gatherEnvironment } from "../descriptors/environment.ts";
import { createDerivativeProducts, type DerivativeProducts } from "../kernels/derivative-products.ts";
import { cellVolume } from "../structure/cell.ts";
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
  /** Reference stress, eV/angstrom^3 (Voigt); empty where unknown or not trained on. */
  readonly stress: Float64Array;
  /** angstrom^3; 0 without a cell. */
  readonly volume: number;
  readonly pairs: PairDerivatives;
  /** Of each pair's neighbour from the centre, angstrom; empty where stress is empty. */
  readonly displacement: Float64Array;
}

/** Compressed rows by centre atom, without pairs where only the energy is learned from; pairs within the angular cutoff come first within each row. */
export interface PairDerivatives {
  readonly first: Int32Array;
  /** Pairs of each centre that have an angular row. */
  readonly angularCount: Int32Array;
  readonly neighbour: Int32Array;
  /** First column of the pair's radial block, and how many there are. */
  readonly blockOffset: Int32Array;
  readonly blockLength: Int32Array;
  /** Unit vector from centre to neighbour, 3 a pair. */
  readonly direction: Float32Array;
  /** By the distance, `radialWidth` a pair. */
  readonly radial: Float32Array;
  /** By the neighbour's position, 3 x angularSize a row (angular columns of the centre's element). */
  readonly angular: Float32Array;
  /** Where each centre's angular rows begin in `angular`. */
  readonly angularStart: Int32Array;
  readonly radialWidth: number;
}

/**
 * Derivatives are there for structures with forces or stress alone.
 * @param species atomic numbers of the elements @param descriptors one per element, in the same order
 * @throws RangeError for an element without descriptor
 */
export function prepareSample(
  structure: Structure,
  list: NeighbourList,
  species: readonly number[],
  descriptors: readonly Descriptor[],
  wantsStress = false,
): DescriptorSample {
  const head = sampleHead(structure, species, wantsStress);
  const { atomCount, element, row, rowCounts } = head;
  const values = descriptors.map(({ size }, e) => new Float64Array(rowCounts[e]! * size));
  const radialWidth = Math.max(0, ...descriptors.map(({ columns }) => columns.radialWidth));
  const environment = createEnvironment();
  const gather = (i: number): Descriptor => {
    const descriptor = descriptors[element[i]!]!;
    gatherEnvironment(environment, descriptor, structure, list, i);
    return descriptor;
  };

  const first = new Int32Array(atomCount + 1);
  const angularCount = new Int32Array(atomCount);
  const angularStart = new Int32Array(atomCount + 1);
  if (head.forces.length === 0 && head.stress.length === 0) {
    for (let i = 0; i < atomCount; i++) {
      const descriptor = gather(i);
      const start = row[i]! * descriptor.size;
      descriptor.values(environment, values[element[i]!]!.subarray(start, start + descriptor.size));
    }
    const [integers, numbers] = [new Int32Array(0), new Float32Array(0)];
    const none = {
      neighbour: integers,
      blockOffset: integers,
      blockLength: integers,
      direction: numbers,
      radial: numbers,
      angular: numbers,
    };
    return { ...head, values, displacement: new Float64Array(0), pairs: { first, angularCount, angularStart, radialWidth, ...none } };
  }
  for (let i = 0; i < atomCount; i++) {
    const { angularSize } = gather(i).columns;
    first[i + 1] = first[i]! + environment.count;
    angularCount[i] = environment.angularCount;
    angularStart[i + 1] = angularStart[i]! + environment.angularCount * 3 * angularSize;
  }
  const pairCount = first[atomCount]!;
  const neighbour = new Int32Array(pairCount);
  const blockOffset = new Int32Array(pairCount);
  const blockLength = new Int32Array(pairCount);
  const direction = new Float32Array(3 * pairCount);
  const displacement = new Float64Array(head.stress.length > 0 ? 3 * pairCount : 0);
  const radial = new Float32Array(pairCount * radialWidth);
  const angular = new Float32Array(angularStart[atomCount]!);
  let radialScratch = new Float64Array(0);
  let angularScratch = new Float64Array(0);
  for (let i = 0; i < atomCount; i++) {
    const descriptor = gather(i);
    const { size, columns } = descriptor;
    const { angularSize, radialWidth: ownWidth, blocks } = columns;
    const { count } = environment;
    if (radialScratch.length < count * ownWidth) radialScratch = new Float64Array(2 * count * ownWidth);
    if (angularScratch.length < count * 3 * angularSize) angularScratch = new Float64Array(2 * count * 3 * angularSize);
    const start = row[i]! * size;
    descriptor.derivatives(environment, values[element[i]!]!.subarray(start, start + size), radialScratch, angularScratch);
    angular.set(angularScratch.subarray(0, environment.angularCount * 3 * angularSize), angularStart[i]!);
    for (let n = 0; n < count; n++) {
      const pair = first[i]! + n;
      const { offset, length } = blocks[environment.species[n]!]!;
      neighbour[pair] = environment.neighbour[n]!;
      blockOffset[pair] = offset;
      blockLength[pair] = length;
      for (let c = 0; c < 3; c++) direction[3 * pair + c] = environment.displacement[3 * n + c]! / environment.distance[n]!;
      if (displacement.length > 0) for (let c = 0; c < 3; c++) displacement[3 * pair + c] = environment.displacement[3 * n + c]!;
      for (let m = 0; m < length; m++) radial[pair * radialWidth + m] = radialScratch[n * ownWidth + m]!;
    }
  }
  const pairs = { first, angularCount, neighbour, blockOffset, blockLength, direction, radial, angular, angularStart, radialWidth };
  return { ...head, values, displacement, pairs };
}

/**
 * What a sample says without any features: where atoms stand in matrices, and references.
 * @throws RangeError for an element that is not among `species`
 */
export function sampleHead(
  structure: Structure,
  species: readonly number[],
  wantsStress: boolean,
): Omit<DescriptorSample, "values" | "pairs" | "displacement"> {
  const atomCount = structure.atomicNumbers.length;
  const element = new Uint8Array(atomCount);
  const row = new Int32Array(atomCount);
  const rowCounts = species.map(() => 0);
  for (let i = 0; i < atomCount; i++) {
    const e = species.indexOf(structure.atomicNumbers[i]!);
    if (e < 0)
      throw new RangeError(`atom ${i + 1} has the atomic number ${structure.atomicNumbers[i]}, for which there are no descriptors`);
    element[i] = e;
    row[i] = rowCounts[e]!++;
  }
  const { energy = Number.NaN, forces = new Float64Array(0), stress = new Float64Array(0) } = structure.reference ?? {};
  const volume = Math.abs(cellVolume(structure.cell));
  return { atomCount, element, row, rowCounts, energy, forces, stress: wantsStress ? stress : new Float64Array(0), volume };
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
