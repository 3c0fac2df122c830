// Who counts as a neighbour in the analyses: pairs within a cutoff, or an atom's k nearest, with their vectors and distances.
import { cellVolume } from "../structure/cell.ts";
import { buildNeighbourList, type NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";

/** Longest bond, angstrom: one for all, or by the atomic numbers of the two ends (must not depend on their order). */
export type BondCutoff = number | ((first: number, second: number) => number);

/** Bonds of every atom in compressed rows; each bond stands twice, images of the atom itself count. */
export interface Bonds {
  /** Row bounds, N + 1. */
  readonly first: Int32Array;
  /** Neighbour atom, M. */
  readonly neighbour: Int32Array;
  /** Cell multiples of the neighbour's image, 3M. */
  readonly shift: Int32Array;
  /** From the atom to the neighbour, angstrom, 3M. */
  readonly vectors: Float64Array;
  /** Angstrom, M. */
  readonly distances: Float64Array;
}

/** All bonds no longer than the cutoff. @throws RangeError for a cutoff or a structure that cannot be used */
export function findBonds(structure: Structure, cutoff: BondCutoff): Bonds {
  if (typeof cutoff === "number") return measured(structure, buildNeighbourList(structure, cutoff));
  const species = [...new Set(structure.atomicNumbers)];
  const reach = Math.max(...species.flatMap((a) => species.map((b) => cutoff(a, b))));
  const all = measured(structure, buildNeighbourList(structure, reach));
  const { atomicNumbers } = structure;
  return select(all, (atom, entry) => all.distances[entry]! <= cutoff(atomicNumbers[atom]!, atomicNumbers[all.neighbour[entry]!]!));
}

/**
 * The k nearest neighbours of every atom, nearest first. Ties at the last place are broken by the order of the list, so
 * k should fill whole shells in crystals.
 * @throws RangeError where a structure without periodic images has fewer than k other atoms
 */
export function nearestBonds(structure: Structure, count: number): Bonds {
  const atoms = structure.atomicNumbers.length;
  if (!(Number.isInteger(count) && count >= 1))
    throw new RangeError(`The number of nearest neighbours must be a whole number from 1, not ${count}.`);
  if (!structure.periodic.some(Boolean) && atoms <= count) {
    throw new RangeError(`${count} nearest neighbours were asked for, but the structure has only ${atoms} atoms.`);
  }
  const volume = cellVolume(structure.cell);
  // A sphere that holds twice the neighbours at the mean density; 3 angstrom where there is none.
  let reach = volume > 0 && atoms > 0 ? Math.cbrt((3 * 2 * (count + 1) * volume) / (4 * Math.PI * atoms)) : 3;
  for (;;) {
    const all = measured(structure, buildNeighbourList(structure, reach));
    let fewest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < atoms; i++) fewest = Math.min(fewest, all.first[i + 1]! - all.first[i]!);
    if (fewest >= count) return nearestOf(all, count);
    reach *= 1.3;
    // Periodic along something: images come in for ever. Otherwise the reach of all atoms ends the loop.
    if (!(reach < 1e6)) throw new RangeError(`No ${count} neighbours of every atom were found within ${reach} angstrom.`);
  }
}

function nearestOf(all: Bonds, count: number): Bonds {
  const atoms = all.first.length - 1;
  const order: number[] = [];
  for (let i = 0; i < atoms; i++) {
    const entries = Array.from({ length: all.first[i + 1]! - all.first[i]! }, (_, k) => all.first[i]! + k);
    entries.sort((a, b) => all.distances[a]! - all.distances[b]! || a - b);
    order.push(...entries.slice(0, count));
  }
  return gather(
    all,
    order,
    Int32Array.from({ length: atoms + 1 }, (_, i) => i * count),
  );
}

function select(all: Bonds, keep: (atom: number, entry: number) => boolean): Bonds {
  const order: number[] = [];
  const first = new Int32Array(all.first.length);
  for (let i = 0; i + 1 < first.length; i++) {
    for (let entry = all.first[i]!; entry < all.first[i + 1]!; entry++) if (keep(i, entry)) order.push(entry);
    first[i + 1] = order.length;
  }
  return gather(all, order, first);
}

function gather(all: Bonds, order: readonly number[], first: Int32Array): Bonds {
  const neighbour = new Int32Array(order.length);
  const shift = new Int32Array(3 * order.length);
  const vectors = new Float64Array(3 * order.length);
  const distances = new Float64Array(order.length);
  for (const [to, from] of order.entries()) {
    neighbour[to] = all.neighbour[from]!;
    distances[to] = all.distances[from]!;
    for (let a = 0; a < 3; a++) {
      shift[3 * to + a] = all.shift[3 * from + a]!;
      vectors[3 * to + a] = all.vectors[3 * from + a]!;
    }
  }
  return { first, neighbour, shift, vectors, distances };
}

function measured({ positions, cell }: Structure, { first, neighbour, shift }: NeighbourList): Bonds {
  const vectors = new Float64Array(3 * neighbour.length);
  const distances = new Float64Array(neighbour.length);
  for (let i = 0; i + 1 < first.length; i++) {
    for (let entry = first[i]!; entry < first[i + 1]!; entry++) {
      const j = neighbour[entry]!;
      let square = 0;
      for (let a = 0; a < 3; a++) {
        const image = shift[3 * entry]! * cell[a]! + shift[3 * entry + 1]! * cell[3 + a]! + shift[3 * entry + 2]! * cell[6 + a]!;
        const d = positions[3 * j + a]! - positions[3 * i + a]! + image;
        vectors[3 * entry + a] = d;
        square += d * d;
      }
      distances[entry] = Math.sqrt(square);
    }
  }
  return { first, neighbour, shift, vectors, distances };
}
