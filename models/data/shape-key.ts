// A short text that structures share which are one and the same but for translation, rotation, reflection, order of atoms or the
// choice of the cell, supercells included: what must not stand in training and validation at once. Others may share it too, rarely.
import { buildNeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";

/** Neighbours that count, angstrom: two or three shells in most solids. */
const reach = 5;
/**
 * Digits compared. Files round positions to some 1e-6 of a cell; what differs in the sixth digit of every sum would differ by
 * less than 1e-5 angstrom. Copies on either side of a rounding step are not known for what they are: one in a hundred at 1e-7.
 */
const digits = 5;

/** @throws RangeError for a structure whose neighbours cannot be listed */
export function shapeKey(structure: Structure): string {
  const { atomicNumbers, positions, cell } = structure;
  const { first, neighbour, shift } = buildNeighbourList(structure, reach);
  const species = [...new Set(atomicNumbers)].sort((a, b) => a - b);
  const width = species.length;
  const place = new Map(species.map((z, k) => [z, k]));
  const kind = Array.from(atomicNumbers, (z) => place.get(z)!);
  const counts = species.map(() => 0);
  // For each pair of elements: mean and mean square over centres of the smooth number of neighbours.
  const sums = new Float64Array(2 * width * width);
  const own = new Float64Array(width);
  for (const [i, e] of kind.entries()) {
    counts[e]!++;
    own.fill(0);
    for (let n = first[i]!; n < first[i + 1]!; n++) {
      const j = neighbour[n]!;
      let square = 0;
      for (let c = 0; c < 3; c++) {
        const image = shift[3 * n]! * cell[c]! + shift[3 * n + 1]! * cell[3 + c]! + shift[3 * n + 2]! * cell[6 + c]!;
        square += (positions[3 * j + c]! + image - positions[3 * i + c]!) ** 2;
      }
      own[kind[j]!]! += (1 - square / (reach * reach)) ** 3;
    }
    for (const [k, sum] of own.entries()) {
      sums[2 * (e * width + k)]! += sum;
      sums[2 * (e * width + k) + 1]! += sum * sum;
    }
  }
  const shares = counts.map((count) => (count / kind.length).toPrecision(digits));
  const means = Array.from(sums, (sum, k) => (sum / counts[Math.floor(k / 2 / width)]!).toPrecision(digits));
  return [...species, ...shares, ...means].join(" ");
}
