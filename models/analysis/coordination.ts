// Coordination: how many neighbours atoms have, how far, and the second shell as neighbours of neighbours
// (Comin and Lewis, Phys. Rev. B 100, 094107, 2019), over any number of frames.
import type { Bonds } from "./bonds.ts";

/** One atom's shells. */
export interface AtomShells {
  /** Neighbours of every atom, N. */
  readonly first: Int32Array;
  /** Neighbours of its neighbours that are neither the atom itself nor its neighbours, each image once, N. */
  readonly second: Int32Array;
}

/** Moments of one shell, as they are counted. */
interface ShellState {
  atoms: number;
  neighbours: number;
  distances: number;
  squares: number;
  readonly byCount: Map<number, number>;
}

export interface CoordinationState {
  readonly first: ShellState;
  readonly second: ShellState;
}

export interface Shell {
  /** Mean number of neighbours of an atom. */
  readonly meanCoordination: number;
  /** Mean and standard deviation of the distances, angstrom; NaN without any. */
  readonly meanDistanceAngstrom: number;
  readonly sigmaDistanceAngstrom: number;
  /** Share of the atoms (0 to 1) by number of neighbours, fewest first. */
  readonly shares: readonly { readonly neighbours: number; readonly share: number }[];
}

export interface Coordination {
  readonly atoms: number;
  readonly first: Shell;
  readonly second: Shell;
}

const emptyShell = (): ShellState => ({ atoms: 0, neighbours: 0, distances: 0, squares: 0, byCount: new Map() });

export function startCoordination(): CoordinationState {
  return { first: emptyShell(), second: emptyShell() };
}

/** Counts a frame's atoms and returns the numbers of each. */
export function addCoordination(state: CoordinationState, bonds: Bonds): AtomShells {
  const atoms = bonds.first.length - 1;
  const shells = { first: new Int32Array(atoms), second: new Int32Array(atoms) };
  for (let i = 0; i < atoms; i++) {
    const near = bonds.distances.subarray(bonds.first[i]!, bonds.first[i + 1]!);
    const far = secondShell(bonds, i);
    shells.first[i] = near.length;
    shells.second[i] = far.length;
    count(state.first, near);
    count(state.second, far);
  }
  return shells;
}

function count(shell: ShellState, distances: ArrayLike<number>): void {
  shell.atoms++;
  shell.neighbours += distances.length;
  shell.byCount.set(distances.length, (shell.byCount.get(distances.length) ?? 0) + 1);
  for (let k = 0; k < distances.length; k++) {
    shell.distances += distances[k]!;
    shell.squares += distances[k]! ** 2;
  }
}

/** Distances, angstrom, of the second shell of an atom. */
function secondShell({ first, neighbour, shift, vectors }: Bonds, atom: number): number[] {
  // Atoms seen so far, four numbers each: the atom and its image. A few dozen at most: looking through them beats hashing.
  const seen = [atom, 0, 0, 0];
  for (let e = first[atom]!; e < first[atom + 1]!; e++) seen.push(neighbour[e]!, shift[3 * e]!, shift[3 * e + 1]!, shift[3 * e + 2]!);
  const distances: number[] = [];
  for (let e = first[atom]!; e < first[atom + 1]!; e++) {
    const j = neighbour[e]!;
    for (let f = first[j]!; f < first[j + 1]!; f++) {
      const x = shift[3 * e]! + shift[3 * f]!;
      const y = shift[3 * e + 1]! + shift[3 * f + 1]!;
      const z = shift[3 * e + 2]! + shift[3 * f + 2]!;
      if (holds(seen, neighbour[f]!, x, y, z)) continue;
      seen.push(neighbour[f]!, x, y, z);
      const dx = vectors[3 * e]! + vectors[3 * f]!;
      const dy = vectors[3 * e + 1]! + vectors[3 * f + 1]!;
      const dz = vectors[3 * e + 2]! + vectors[3 * f + 2]!;
      distances.push(Math.sqrt(dx * dx + dy * dy + dz * dz));
    }
  }
  return distances;
}

function holds(seen: readonly number[], atom: number, x: number, y: number, z: number): boolean {
  for (let k = 0; k < seen.length; k += 4) if (seen[k] === atom && seen[k + 1] === x && seen[k + 2] === y && seen[k + 3] === z) return true;
  return false;
}

export function finishCoordination(state: CoordinationState): Coordination {
  return { atoms: state.first.atoms, first: finishShell(state.first), second: finishShell(state.second) };
}

function finishShell({ atoms, neighbours, distances, squares, byCount }: ShellState): Shell {
  const mean = distances / neighbours;
  return {
    meanCoordination: neighbours / atoms,
    meanDistanceAngstrom: mean,
    sigmaDistanceAngstrom: Math.sqrt(Math.max(0, squares / neighbours - mean * mean)),
    shares: [...byCount].sort(([a], [b]) => a - b).map(([number, times]) => ({ neighbours: number, share: times / atoms })),
  };
}
