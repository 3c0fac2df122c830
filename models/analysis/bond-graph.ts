// The infinite network that the bonds of a periodic structure make: vertices are atoms in a cell image, as one number.
import type { Bonds } from "./bonds.ts";

/** A cell image fits from -32 to 31 cells along each vector: farther than any ring that is searched for. */
const half = 32;
const range = 64;
const images = range ** 3;

export interface BondGraph {
  readonly atoms: number;
  /** Vertices next to an atom in the home image, N rows. */
  readonly near: readonly (readonly number[])[];
}

/** Vertex of an atom in an image. */
export function vertexOf(atom: number, x: number, y: number, z: number): number {
  return atom * images + ((x + half) * range + (y + half)) * range + (z + half);
}

/** Atom of a vertex. */
export function atomOf(vertex: number): number {
  return Math.floor(vertex / images);
}

/** Number of the home image: vertex minus this is the image's own offset. */
const home = vertexOf(0, 0, 0, 0);

/** A vertex `target` as it looks from vertex `origin`: moved so that the origin's image is the home one. */
export function seenFrom(origin: number, target: number): number {
  // Image coordinates are digits in base 64: they never carry as long as rings are shorter than 32 cells.
  return target - ((origin % images) - home);
}

/** Neighbours of a vertex. */
export function neighboursOf(graph: BondGraph, vertex: number): number[] {
  const offset = (vertex % images) - home;
  return graph.near[atomOf(vertex)]!.map((other) => other + offset);
}

/** @throws RangeError where a bond leads more cells away than rings can be followed through */
export function bondGraph({ first, neighbour, shift }: Bonds, mostBondsAway: number): BondGraph {
  const reach = shift.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (reach * mostBondsAway >= half) {
    throw new RangeError(
      `Rings cannot be followed through cells so much smaller than a bond, or atoms so far outside of the cell (${reach} cells in one bond). Wrap the atoms into the cell or build a supercell.`,
    );
  }
  const atoms = first.length - 1;
  const near = Array.from({ length: atoms }, (_, i) => {
    const row: number[] = [];
    for (let e = first[i]!; e < first[i + 1]!; e++) row.push(vertexOf(neighbour[e]!, shift[3 * e]!, shift[3 * e + 1]!, shift[3 * e + 2]!));
    return row;
  });
  return { atoms, near };
}
