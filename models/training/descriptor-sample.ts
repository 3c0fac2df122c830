// One structure prepared for training: descriptor values, the derivatives of their columns in compact float32 rows (see
// DerivativeColumns), and the two products with those derivatives that training needs. Pure loops; no tensors.
//
// Rows: atoms of one element are the rows of that element's matrices, in the order of the structure.
import { type MakePairs, newPairs, type PairDerivatives } from "../descriptors/pair-derivatives.ts";
import type { StructureDescriber } from "../descriptors/structure-describer.ts";
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

/**
 * Derivatives are there for structures with forces or stress alone.
 * @param list reaches as far as the functions @param makePairs where derivatives are put
 * @throws RangeError for an element without descriptor
 */
export function prepareSample(
  structure: Structure,
  list: NeighbourList,
  describer: StructureDescriber,
  wantsStress = false,
  makePairs: MakePairs = newPairs,
): DescriptorSample {
  const head = sampleHead(structure, describer.species, wantsStress);
  const { atomCount, forces, stress } = head;
  if (forces.length > 0 || stress.length > 0) return { ...head, ...describer.derivatives(structure, list, stress.length > 0, makePairs) };
  const radialWidth = Math.max(0, ...describer.descriptors.map(({ columns }) => columns.radialWidth));
  const pairs = newPairs({ atoms: atomCount, pairs: 0, angular: 0, radialWidth });
  return { ...head, values: describer.values(structure, list), displacement: new Float64Array(0), pairs };
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
