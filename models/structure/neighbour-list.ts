// Periodic neighbour list: who is within reach of whom, images included.

/** Full list (each pair stands twice) in compressed rows. */
export interface NeighbourList {
  /** Reach it was built for, angstrom. */
  readonly cutoffAngstrom: number;
  /** Row bounds, N + 1: neighbours of atom i are entries first[i] .. first[i + 1] - 1. */
  readonly first: Int32Array;
  /** Neighbour atom of each entry, M. */
  readonly neighbour: Int32Array;
  /** Cell multiples of each entry's image, 3M: displacement = positions[j] + shift . cell - positions[i]. */
  readonly shift: Int32Array;
}
