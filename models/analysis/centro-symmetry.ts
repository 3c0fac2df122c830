// The centro-symmetry parameter of Kelchner, Plimpton and Hamilton (Phys. Rev. B 58, 11085 (1998)), as LAMMPS computes it:
// of all pairs of an atom's nearest neighbours, the n/2 smallest |r_i + r_j|^2 are added up.
import type { Structure } from "../structure/structure.ts";
import { nearestBonds } from "./bonds.ts";

/**
 * Angstrom^2 for every atom; 0 where each neighbour has its opposite. `neighbours` is even: 12 for fcc, 8 for bcc.
 * @throws RangeError for an odd number, or where there are not so many atoms
 */
export function centroSymmetry(structure: Structure, neighbours: number): Float64Array {
  if (neighbours % 2 !== 0) throw new RangeError(`Centro-symmetry needs an even number of neighbours, not ${neighbours}.`);
  const { first, vectors } = nearestBonds(structure, neighbours);
  return Float64Array.from(structure.atomicNumbers, (_, i) => {
    const squares: number[] = [];
    for (let j = first[i]!; j < first[i + 1]!; j++) {
      for (let k = j + 1; k < first[i + 1]!; k++) {
        squares.push([0, 1, 2].reduce((sum, a) => sum + (vectors[3 * j + a]! + vectors[3 * k + a]!) ** 2, 0));
      }
    }
    squares.sort((a, b) => a - b);
    return squares.slice(0, neighbours / 2).reduce((sum, square) => sum + square, 0);
  });
}
