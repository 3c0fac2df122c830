// An atom's N nearest neighbours as they stand: the input of networks that give forces directly (Kuritz et al. 2018).
//
// In a crystal many neighbours are equally far, and rounding would decide their order: distances, then x, y and z, count as
// equal where they differ by less than a millionth of an angstrom, so that the order is the same whenever the crystal is.
import { buildNeighbourList, type NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";

export interface NearestNeighbourOptions {
  /** N */
  readonly neighbours: number;
  /** Whether the neighbour's atomic number comes first of its numbers: 5 N inputs, else 4 N. */
  readonly species: boolean;
  /** Neighbours beyond are not looked for, angstrom; default 12. Where there are fewer than N the rest is zero. */
  readonly reachAngstrom?: number;
}

const defaultReach = 12;
const tie = 1e-6;
/** Zs, displacement, 1/d: numbers a neighbour. */
export function nearestNeighbourWidth({ neighbours, species }: NearestNeighbourOptions): number {
  return neighbours * (species ? 5 : 4);
}

/** Distance, then displacement, then atomic number. */
type Candidate = readonly [distance: number, x: number, y: number, z: number, atomicNumber: number];

/**
 * Atoms x width, nearest first: [Z,] dx, dy, dz (angstrom), 1/d (1/angstrom) of each neighbour; images count as neighbours.
 * @throws RangeError for a structure or options that cannot be used
 */
export function describeNearestNeighbours(structure: Structure, options: NearestNeighbourOptions): Float64Array {
  const { neighbours, species, reachAngstrom = defaultReach } = options;
  if (!Number.isInteger(neighbours) || neighbours < 1)
    throw new RangeError(`the number of neighbours must be a whole number, not ${neighbours}`);
  const { atomicNumbers } = structure;
  const width = nearestNeighbourWidth(options);
  const rows = new Float64Array(atomicNumbers.length * width);
  const each = width / neighbours;
  const list = listWithEnough(structure, neighbours, reachAngstrom);
  for (let i = 0; i < atomicNumbers.length; i++) {
    const ordered = inOrder(candidatesOf(structure, list, i), 0);
    for (const [n, [distance, x, y, z, atomicNumber]] of ordered.slice(0, neighbours).entries()) {
      rows.set(species ? [atomicNumber, x, y, z, 1 / distance] : [x, y, z, 1 / distance], i * width + n * each);
    }
  }
  return rows;
}

/** The shortest list of a growing row of cutoffs in which every atom has more than enough; the longest where none has. */
function listWithEnough(structure: Structure, neighbours: number, reach: number): NeighbourList {
  for (let cutoff = Math.min(3, reach); ; cutoff = Math.min(1.25 * cutoff, reach)) {
    const list = buildNeighbourList(structure, cutoff);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < structure.atomicNumbers.length; i++) least = Math.min(least, list.first[i + 1]! - list.first[i]!);
    // All within the cutoff are there, so the N nearest are; one that is as far as the last may be missing by rounding alone.
    if (least >= neighbours || cutoff >= reach) return least >= neighbours ? buildNeighbourList(structure, cutoff + 10 * tie) : list;
  }
}

function candidatesOf({ positions, cell, atomicNumbers }: Structure, { first, neighbour, shift }: NeighbourList, i: number): Candidate[] {
  const found: Candidate[] = [];
  for (let entry = first[i]!; entry < first[i + 1]!; entry++) {
    const j = neighbour[entry]!;
    const along = (c: number): number => {
      let value = positions[3 * j + c]! - positions[3 * i + c]!;
      for (let v = 0; v < 3; v++) value += shift[3 * entry + v]! * cell[3 * v + c]!;
      return value;
    };
    const [x, y, z] = [along(0), along(1), along(2)];
    found.push([Math.sqrt(x * x + y * y + z * z), x, y, z, atomicNumbers[j]!]);
  }
  return found;
}

/** By the key, and those that it does not tell apart by the next. */
function inOrder(candidates: Candidate[], key: number): Candidate[] {
  if (candidates.length < 2 || key === 5) return candidates;
  candidates.sort((p, q) => p[key]! - q[key]!);
  const ordered: Candidate[] = [];
  let start = 0;
  for (let k = 1; k <= candidates.length; k++) {
    if (k < candidates.length && candidates[k]![key]! - candidates[k - 1]![key]! < tie) continue;
    ordered.push(...(k - start > 1 ? inOrder(candidates.slice(start, k), key + 1) : candidates.slice(start, k)));
    start = k;
  }
  return ordered;
}
