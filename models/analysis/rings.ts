// Ring statistics of a bond network, by two definitions, with periodic images followed properly (any cell size).
//
// Shortest-path rings (D. S. Franzblau, Phys. Rev. B 44, 4925 (1991)): closed paths without a short cut, that is, the
// distance along the ring between any two of its atoms is their distance in the network.
// King's rings (S. V. King, Nature 213, 1112 (1967)): for an atom and two of its neighbours, the shortest closed paths
// that lead from the atom through both. A ring may be King's for one of its atoms and not for another.
import { atomOf, type BondGraph, bondGraph, neighboursOf, seenFrom, vertexOf } from "./bond-graph.ts";
import type { Bonds } from "./bonds.ts";
import { runThrough, type Stepwise } from "./stepwise.ts";

export interface RingStatistics {
  readonly definition: "shortest-path" | "king";
  /** Longest ring searched for, atoms. */
  readonly maximumSize: number;
  /** Rings that pass through each atom, as its own search finds them, by size: N rows of maximumSize + 1. */
  readonly perAtom: Uint32Array;
  /** Mean of that over atoms, by size 0 .. maximumSize: diamond has 12 at size 6. */
  readonly meanPerAtom: Float64Array;
  /** Distinct rings in a cell (images of a ring are one ring), by size: diamond has 2 an atom at size 6. */
  readonly perCell: Float64Array;
}

/** Default 10 atoms at most. @throws RangeError for a size outside of 3 to 24 or bonds across too many cells */
export function shortestPathRings(bonds: Bonds, maximumSize = 10): RingStatistics {
  return runThrough(shortestPathRingsSteps(bonds, maximumSize));
}

/** Default 10 atoms at most. @throws RangeError for a size outside of 3 to 24 or bonds across too many cells */
export function kingRings(bonds: Bonds, maximumSize = 10): RingStatistics {
  return runThrough(kingRingsSteps(bonds, maximumSize));
}

/** A piece: some milliseconds. */
const atomsAPiece = 8;

/** The same in pieces. */
export function* shortestPathRingsSteps(bonds: Bonds, maximumSize: number): Stepwise<RingStatistics> {
  const graph = checkedGraph(bonds, maximumSize);
  const reach = Math.floor(maximumSize / 2);
  const tables: Map<number, number>[] = [];
  for (let atom = 0; atom < graph.atoms; atom++) {
    if (atom % atomsAPiece === 0) yield (0.5 * atom) / graph.atoms;
    tables.push(search(graph, home(atom), reach));
  }
  const perAtom = new Uint32Array(graph.atoms * (maximumSize + 1));
  for (let atom = 0; atom < graph.atoms; atom++) {
    if (atom % atomsAPiece === 0) yield 0.5 + (0.5 * atom) / graph.atoms;
    const found = (path: readonly number[]): void => {
      if (!hasShortCut(tables, path)) perAtom[atom * (maximumSize + 1) + path.length]!++;
    };
    ringsOpposite(graph, tables[atom]!, home(atom), maximumSize, found);
  }
  const sums = sumRows(perAtom, graph.atoms, maximumSize);
  // A ring is found once from each of its atoms.
  const perCell = sums.map((sum, size) => (size > 0 ? sum / size : 0));
  return statistics("shortest-path", maximumSize, perAtom, graph.atoms, perCell);
}

/** The same in pieces. */
export function* kingRingsSteps(bonds: Bonds, maximumSize: number): Stepwise<RingStatistics> {
  const graph = checkedGraph(bonds, maximumSize);
  const perAtom = new Uint32Array(graph.atoms * (maximumSize + 1));
  const perCell = new Float64Array(maximumSize + 1);
  const known = new Set<string>();
  for (let atom = 0; atom < graph.atoms; atom++) {
    if (atom % atomsAPiece === 0) yield atom / graph.atoms;
    const root = home(atom);
    const near = neighboursOf(graph, root);
    for (const [k, start] of near.entries()) {
      const levels = search(graph, start, maximumSize - 2, root, new Set(near.slice(k + 1)));
      for (const end of near.slice(k + 1)) {
        for (const path of shortestPaths(graph, levels, end)) {
          // The path runs from `end` back to `start`; with the root it is the ring.
          const ring = [root, ...path];
          perAtom[atom * (maximumSize + 1) + ring.length]!++;
          const name = canonical(ring);
          if (known.has(name)) continue;
          known.add(name);
          perCell[ring.length]!++;
        }
      }
    }
  }
  return statistics("king", maximumSize, perAtom, graph.atoms, perCell);
}

const home = (atom: number): number => vertexOf(atom, 0, 0, 0);

function checkedGraph(bonds: Bonds, maximumSize: number): BondGraph {
  if (!(Number.isInteger(maximumSize) && maximumSize >= 3 && maximumSize <= 24)) {
    throw new RangeError(`The longest ring must have 3 to 24 atoms, not ${maximumSize}.`);
  }
  return bondGraph(bonds, maximumSize);
}

/** Distances in bonds from a vertex, up to `reach`, without passing `barred`; stops early once all `targets` are reached. */
function search(graph: BondGraph, from: number, reach: number, barred?: number, targets?: ReadonlySet<number>): Map<number, number> {
  const levels = new Map([[from, 0]]);
  let front = [from];
  let left = targets ? targets.size - (targets.has(from) ? 1 : 0) : Number.POSITIVE_INFINITY;
  for (let level = 1; level <= reach && front.length > 0 && left > 0; level++) {
    const next: number[] = [];
    for (const vertex of front) {
      for (const other of neighboursOf(graph, vertex)) {
        if (other === barred || levels.has(other)) continue;
        levels.set(other, level);
        next.push(other);
        if (targets?.has(other)) left--;
      }
    }
    front = next;
  }
  return levels;
}

/** All shortest paths from `end` back to the vertex at level 0, both included; none where `end` was not reached. */
function shortestPaths(graph: BondGraph, levels: ReadonlyMap<number, number>, end: number): number[][] {
  const level = levels.get(end);
  if (level === undefined) return [];
  if (level === 0) return [[end]];
  return neighboursOf(graph, end)
    .filter((other) => levels.get(other) === level - 1)
    .flatMap((other) => shortestPaths(graph, levels, other).map((path) => [end, ...path]));
}

/** Closed paths through the root made of two shortest paths that meet in the vertex (even) or bond (odd) farthest from it, each once. */
function ringsOpposite(
  graph: BondGraph,
  levels: ReadonlyMap<number, number>,
  root: number,
  maximumSize: number,
  found: (ring: readonly number[]) => void,
): void {
  for (const [vertex, level] of levels) {
    if (level === 0) continue;
    if (level >= 2 && 2 * level <= maximumSize) {
      const paths = shortestPaths(graph, levels, vertex);
      eachDisjoint(paths, paths, true, 1, (a, b) => found([...a, ...b.slice(1, -1).reverse()]), root);
    }
    if (2 * level + 1 > maximumSize) continue;
    for (const other of neighboursOf(graph, vertex)) {
      if (other <= vertex || levels.get(other) !== level) continue;
      const ends = [shortestPaths(graph, levels, vertex), shortestPaths(graph, levels, other)] as const;
      eachDisjoint(ends[0], ends[1], false, 0, (a, b) => found([...a, ...b.slice(0, -1).reverse()]), root);
    }
  }
}

/** Pairs of paths, one of each list (unordered where both lists are one), that share nothing from `from` on but the root. */
function eachDisjoint(
  first: readonly number[][],
  second: readonly number[][],
  isSame: boolean,
  from: number,
  use: (a: readonly number[], b: readonly number[]) => void,
  root: number,
): void {
  for (const [k, a] of first.entries()) {
    for (const b of isSame ? second.slice(k + 1) : second) {
      if (b.slice(from).every((vertex) => vertex === root || !a.includes(vertex))) use(a, b);
    }
  }
}

/** Whether two atoms of the ring are nearer in the network than along the ring. */
function hasShortCut(tables: readonly ReadonlyMap<number, number>[], ring: readonly number[]): boolean {
  const size = ring.length;
  const half = Math.floor(size / 2);
  // Opposite atoms are enough: a short cut between nearer ones would, with the rest of the way, be one between opposite ones.
  for (let a = 0; a < (size % 2 === 0 ? half : size); a++) {
    const [one, other] = [ring[a]!, ring[(a + half) % size]!];
    // What is not in the table is farther than half of the longest ring.
    if ((tables[atomOf(one)]!.get(seenFrom(one, other)) ?? Number.POSITIVE_INFINITY) < half) return true;
  }
  return false;
}

/** One name for a ring whatever its first atom, direction and image. */
function canonical(ring: readonly number[]): string {
  let best: string | undefined;
  const names = [ring, ring.toReversed()].flatMap((way) =>
    way.map((start, k) => [...way.slice(k), ...way.slice(0, k)].map((vertex) => seenFrom(start, vertex)).join(" ")),
  );
  for (const name of names) if (best === undefined || name < best) best = name;
  return best!;
}

function sumRows(perAtom: Uint32Array, atoms: number, maximumSize: number): Float64Array {
  const sums = new Float64Array(maximumSize + 1);
  for (let k = 0; k < atoms * (maximumSize + 1); k++) sums[k % (maximumSize + 1)]! += perAtom[k]!;
  return sums;
}

function statistics(
  definition: RingStatistics["definition"],
  maximumSize: number,
  perAtom: Uint32Array,
  atoms: number,
  perCell: Float64Array,
): RingStatistics {
  const meanPerAtom = sumRows(perAtom, atoms, maximumSize).map((sum) => (atoms > 0 ? sum / atoms : 0));
  return { definition, maximumSize, perAtom, meanPerAtom, perCell };
}
