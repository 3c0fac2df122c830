// The X-ray powder pattern of a crystal: Bragg peaks with their indices, kinematic, unpolarised beam, no absorption.
import { cartesianToFractional, cellVolume } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { formFactor } from "./form-factors.ts";
import { planeWaveSums, reciprocalVectors } from "./reciprocal.ts";

/** Copper K alpha 1, angstrom (Hoelzer et al., Phys. Rev. A 56, 4554 (1997)). */
export const copperKAlpha1Angstrom = 1.540593;

export interface PowderOptions {
  /** Default: copper K alpha 1. */
  readonly wavelengthAngstrom?: number;
  /** Range of 2 theta, degrees; default 5 to 120. */
  readonly fromDegrees?: number;
  readonly toDegrees?: number;
  /** Isotropic Debye-Waller factor B of all atoms, angstrom^2; default 0. */
  readonly debyeWallerAngstrom2?: number;
}

export interface PowderPeak {
  /** Indices of the reflections in the peak, one of each pair hkl, -h-k-l. */
  readonly indices: readonly (readonly [number, number, number])[];
  /** Number of reflections, both of each pair. */
  readonly multiplicity: number;
  readonly spacingAngstrom: number;
  readonly twoThetaDegrees: number;
  /** Mean |F|^2 of the reflections per cell, electrons^2. */
  readonly structureFactorSquared: number;
  /** Integrated intensity with multiplicity and Lorentz-polarisation factor; the strongest peak is 100. */
  readonly relativeIntensity: number;
}

/** Peaks by rising angle; those weaker than 1e-5 of the strongest are left out. @throws RangeError for a structure or range that cannot be used */
export function powderPattern(structure: Structure, options: PowderOptions = {}): PowderPeak[] {
  const { wavelengthAngstrom = copperKAlpha1Angstrom, fromDegrees = 5, toDegrees = 120, debyeWallerAngstrom2 = 0 } = options;
  if (!(wavelengthAngstrom > 0)) throw new RangeError(`The wavelength must be a length in angstrom, not ${wavelengthAngstrom}.`);
  if (!(fromDegrees >= 0 && fromDegrees < toDegrees && toDegrees <= 180)) {
    throw new RangeError(`The range of 2 theta must lie within 0 to 180 degrees, not ${fromDegrees} to ${toDegrees}.`);
  }
  const limit = (4 * Math.PI * Math.sin((toDegrees * Math.PI) / 360)) / wavelengthAngstrom;
  const { indices, lengths } = reciprocalVectors(structure, limit);
  const factors = scatteringFactors(structure, lengths, debyeWallerAngstrom2);
  const sums = planeWaveSums(indices, cartesianToFractional(structure.positions, structure.cell)!, factors);
  const order = Array.from(lengths, (_, v) => v).sort((a, b) => lengths[a]! - lengths[b]!);
  const peaks: PowderPeak[] = [];
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    // Lengths that are equal by symmetry differ by rounding alone.
    while (to < order.length && lengths[order[to]!]! - lengths[order[from]!]! < 1e-7 * lengths[order[from]!]!) to++;
    const peak = peakOf(order.slice(from, to), indices, lengths, sums, wavelengthAngstrom);
    if (peak.twoThetaDegrees >= fromDegrees) peaks.push(peak);
    from = to;
  }
  const strongest = peaks.reduce((largest, peak) => Math.max(largest, peak.relativeIntensity), 0);
  return peaks
    .map((peak) => ({ ...peak, relativeIntensity: strongest > 0 ? (100 * peak.relativeIntensity) / strongest : 0 }))
    .filter((peak) => peak.relativeIntensity > 1e-3);
}

/** Form factor times thermal damping by atom and vector. @throws RangeError naming an element without a form factor */
function scatteringFactors(structure: Structure, lengths: Float64Array, debyeWaller: number): (atom: number, vector: number) => number {
  const { atomicNumbers } = structure;
  if (!(cellVolume(structure.cell) > 0)) throw new RangeError("A powder pattern needs a cell with a volume.");
  const tables = new Map<number, Float64Array>();
  for (const number of new Set(atomicNumbers)) {
    const table = lengths.map((q) => {
      // sin theta / lambda
      const s = q / (4 * Math.PI);
      return (formFactor(number, s) ?? Number.NaN) * Math.exp(-debyeWaller * s * s);
    });
    if (Number.isNaN(table[0]))
      throw new RangeError(`There is no X-ray form factor of ${symbolOf(number)} in the table (elements 1 to 98).`);
    tables.set(number, table);
  }
  return (atom, vector) => tables.get(atomicNumbers[atom]!)![vector]!;
}

function peakOf(
  members: readonly number[],
  indices: Int32Array,
  lengths: Float64Array,
  sums: Float64Array,
  wavelength: number,
): PowderPeak {
  const q = lengths[members[0]!]!;
  const theta = Math.asin(Math.min(1, (q * wavelength) / (4 * Math.PI)));
  let squares = 0;
  let strongest = 0;
  for (const v of members) {
    const square = sums[2 * v]! ** 2 + sums[2 * v + 1]! ** 2;
    squares += square;
    strongest = Math.max(strongest, square);
  }
  const lorentzPolarisation = (1 + Math.cos(2 * theta) ** 2) / (Math.sin(theta) ** 2 * Math.cos(theta));
  // Reflections that are extinct by symmetry only share the spacing with others: they are not named.
  const shown = members.filter((v) => sums[2 * v]! ** 2 + sums[2 * v + 1]! ** 2 > 1e-9 * strongest);
  return {
    indices: shown.map((v) => positiveOf([indices[3 * v]!, indices[3 * v + 1]!, indices[3 * v + 2]!])).sort(byName),
    multiplicity: 2 * shown.length,
    spacingAngstrom: (2 * Math.PI) / q,
    twoThetaDegrees: (360 * theta) / Math.PI,
    structureFactorSquared: squares / shown.length,
    relativeIntensity: 2 * squares * lorentzPolarisation,
  };
}

type Indices = readonly [number, number, number];

/** The one of hkl and -h-k-l with fewer negative indices. */
function positiveOf([h, k, l]: Indices): Indices {
  const negative = [h, k, l].filter((index) => index < 0).length;
  const positive = [h, k, l].filter((index) => index > 0).length;
  return negative > positive || (negative === positive && h < 0) ? [0 - h, 0 - k, 0 - l] : [h, k, l];
}

/** Fewest negative indices first, then the largest: 3 1 1 stands before 1 3 1 and -1 3 1. */
function byName(a: Indices, b: Indices): number {
  const negative = (of: Indices): number => of.filter((index) => index < 0).length;
  return negative(a) - negative(b) || b[0] - a[0] || b[1] - a[1] || b[2] - a[2];
}
