// The pairs of a structure, each once: what descriptors that do not tell i from j need compute only once.
import type { NeighbourList } from "../../structure/neighbour-list.ts";
import type { Structure } from "../../structure/structure.ts";

export interface PairTable {
  readonly atoms: number;
  readonly count: number;
  /** The two atoms of each pair; the same one where an atom meets its own image. Ordered by the first. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** angstrom */
  readonly distance: Float64Array;
  /** From the first atom to the second's image, 3 a pair, angstrom. */
  readonly displacement: Float64Array;
}

/** Pairs nearer than `cutoff`, angstrom; the list reaches at least as far. */
export function collectPairs(structure: Structure, list: NeighbourList, cutoff: number): PairTable {
  const { positions, cell } = structure;
  const atoms = structure.atomicNumbers.length;
  const most = Math.ceil(list.neighbour.length / 2);
  const first = new Int32Array(most);
  const second = new Int32Array(most);
  const distance = new Float64Array(most);
  const displacement = new Float64Array(3 * most);
  const [c0, c1, c2, c3, c4, c5, c6, c7, c8] = cell as unknown as [number, number, number, number, number, number, number, number, number];
  let count = 0;
  for (let i = 0; i < atoms; i++) {
    for (let n = list.first[i]!; n < list.first[i + 1]!; n++) {
      const j = list.neighbour[n]!;
      if (j < i) continue;
      const a = list.shift[3 * n]!;
      const b = list.shift[3 * n + 1]!;
      const c = list.shift[3 * n + 2]!;
      // Of an atom's two images at shift and minus shift, one.
      if (j === i && (a < 0 || (a === 0 && (b < 0 || (b === 0 && c < 0))))) continue;
      const x = positions[3 * j]! - positions[3 * i]! + a * c0 + b * c3 + c * c6;
      const y = positions[3 * j + 1]! - positions[3 * i + 1]! + a * c1 + b * c4 + c * c7;
      const z = positions[3 * j + 2]! - positions[3 * i + 2]! + a * c2 + b * c5 + c * c8;
      const r = Math.sqrt(x * x + y * y + z * z);
      if (r >= cutoff) continue;
      first[count] = i;
      second[count] = j;
      distance[count] = r;
      displacement[3 * count] = x;
      displacement[3 * count + 1] = y;
      displacement[3 * count + 2] = z;
      count++;
    }
  }
  return { atoms, count, first, second, distance, displacement };
}
