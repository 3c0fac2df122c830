// The reciprocal lattice: its vectors within a sphere, and the sums of plane waves over atoms at each.
import { cellVolume, invertCell } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";

/** @returns vectors in rows, 1/angstrom, with the factor 2 pi: a_i . b_j = 2 pi delta_ij. @throws RangeError without a full cell */
export function reciprocalCell(structure: Structure): Float64Array {
  const inverse = structure.periodic.every(Boolean) ? invertCell(structure.cell) : undefined;
  if (!inverse)
    throw new RangeError("Scattering needs a structure that is periodic in all three directions: only then are there reciprocal vectors.");
  return Float64Array.from({ length: 9 }, (_, k) => 2 * Math.PI * inverse[3 * (k % 3) + Math.floor(k / 3)]!);
}

export interface ReciprocalVectors {
  /** Miller indices, 3M; one of each pair q, -q; never 0 0 0. */
  readonly indices: Int32Array;
  /** |q|, 1/angstrom, M. */
  readonly lengths: Float64Array;
}

/** More reciprocal vectors than this are refused: the cell is too large for so high a limit. */
const mostVectors = 2e6;

/** All with |q| <= limit (1/angstrom), half of space. @throws RangeError without a full cell or for more than two million vectors */
export function reciprocalVectors(structure: Structure, limit: number): ReciprocalVectors {
  const b = reciprocalCell(structure);
  const expected = ((2 / 3) * Math.PI * limit ** 3 * cellVolume(structure.cell)) / (2 * Math.PI) ** 3;
  if (!(expected < mostVectors)) {
    throw new RangeError(
      `There are some ${expected.toExponential(1)} reciprocal vectors up to ${limit} 1/angstrom: lower the limit or use a smaller cell.`,
    );
  }
  // An index k of a vector a has q . a = 2 pi k, so |k| <= |q| |a| / 2 pi.
  const reach = [0, 1, 2].map((k) =>
    Math.floor((limit * Math.hypot(...structure.cell.subarray(3 * k, 3 * k + 3))) / (2 * Math.PI) + 1e-9),
  ) as [number, number, number];
  const indices: number[] = [];
  const lengths: number[] = [];
  for (let h = 0; h <= reach[0]; h++) {
    for (let k = h === 0 ? 0 : -reach[1]; k <= reach[1]; k++) {
      for (let l = h === 0 && k === 0 ? 1 : -reach[2]; l <= reach[2]; l++) {
        const length = Math.hypot(...([0, 1, 2].map((a) => h * b[a]! + k * b[3 + a]! + l * b[6 + a]!) as [number, number, number]));
        if (length > limit * (1 + 1e-12)) continue;
        indices.push(h, k, l);
        lengths.push(length);
      }
    }
  }
  return { indices: Int32Array.from(indices), lengths: Float64Array.from(lengths) };
}

/** Real and imaginary part of sum_j weight_j exp(2 pi i h . x_j) for every vector, 2M; fractional coordinates 3N. */
export function planeWaveSums(
  indices: Int32Array,
  fractional: Float64Array,
  weightOf: (atom: number, vector: number) => number,
): Float64Array {
  const count = indices.length / 3;
  const sums = new Float64Array(2 * count);
  for (let v = 0; v < count; v++) {
    const [h, k, l] = [indices[3 * v]!, indices[3 * v + 1]!, indices[3 * v + 2]!];
    let [re, im] = [0, 0];
    for (let j = 0; 3 * j < fractional.length; j++) {
      const phase = 2 * Math.PI * (h * fractional[3 * j]! + k * fractional[3 * j + 1]! + l * fractional[3 * j + 2]!);
      const weight = weightOf(j, v);
      re += weight * Math.cos(phase);
      im += weight * Math.sin(phase);
    }
    sums[2 * v] = re;
    sums[2 * v + 1] = im;
  }
  return sums;
}
