// Pairs of atoms too near each other to be meant, for diagnostics.
import { buildCellGrid } from "./cell-grid.ts";
import { collectNeighbours, type PairBuffer } from "./collect-neighbours.ts";
import { covalentRadius } from "./elements.ts";
import type { Structure } from "./structure.ts";

export interface Overlap {
  /** Atom indices from 0, first <= second; equal where an atom meets its own image. */
  readonly first: number;
  readonly second: number;
  readonly distanceAngstrom: number;
  /** Scaled sum of covalent radii that the distance should not be below, angstrom. */
  readonly leastAngstrom: number;
}

/**
 * Pairs, images included, nearer than a scaled sum of their covalent radii (say 0.6); each once, by first atom. Stops at
 * the limit: more may follow where as many come back. O(N) at the density of matter, millions of atoms are fine; where
 * atoms crowd a point the limit ends the search early.
 * @throws RangeError for positions or a cell that cannot be used
 */
export function findOverlaps(structure: Structure, scaleOfCovalentRadii: number, limit = 100): Overlap[] {
  const { atomicNumbers, positions, cell } = structure;
  const radii = Float64Array.from({ length: 256 }, (_, number) => scaleOfCovalentRadii * covalentRadius(number));
  let largest = 0;
  for (let i = 0; i < atomicNumbers.length; i++) largest = Math.max(largest, radii[atomicNumbers[i]!]!);
  const overlaps: Overlap[] = [];
  if (atomicNumbers.length === 0 || limit <= 0) return overlaps;
  const grid = buildCellGrid(structure, 2 * largest);
  const buffer: PairBuffer = { neighbour: new Int32Array(256), shift: new Int32Array(3 * 256) };
  for (let i = 0; i < atomicNumbers.length; i++) {
    const count = collectNeighbours(grid, i, buffer, 0);
    const { neighbour, shift } = buffer;
    for (let entry = 0; entry < count; entry++) {
      const j = neighbour[entry]!;
      const s0 = shift[3 * entry]!;
      const s1 = shift[3 * entry + 1]!;
      const s2 = shift[3 * entry + 2]!;
      // Of a pair and its mirror image one is enough: by atom, and for an atom's own images by the first shift that is not 0.
      if (j < i || (j === i && (s0 || s1 || s2) < 0)) continue;
      const d = [0, 1, 2].map((a) => positions[3 * j + a]! - positions[3 * i + a]! + s0 * cell[a]! + s1 * cell[3 + a]! + s2 * cell[6 + a]!);
      const distanceAngstrom = Math.hypot(d[0]!, d[1]!, d[2]!);
      const leastAngstrom = radii[atomicNumbers[i]!]! + radii[atomicNumbers[j]!]!;
      if (distanceAngstrom >= leastAngstrom) continue;
      overlaps.push({ first: i, second: j, distanceAngstrom, leastAngstrom });
      if (overlaps.length >= limit) return overlaps;
    }
  }
  return overlaps;
}
