// All modes of a structure, by differences of forces and full diagonalisation; what Lanczos and saddles are checked against.

import { Landscape } from "@adatom/models/dynamics/art/landscape.ts";
import { tridiagonalEigen } from "@adatom/models/linear-algebra/tridiagonal-eigen.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

/** Eigenvalues ascending, eV/angstrom^2; vectors in rows. */
export function hessianEigen(structure: Structure, potential: Potential): { values: Float64Array; vectors: Float64Array } {
  const size = structure.positions.length;
  const landscape = new Landscape(structure, potential);
  const matrix = new Float64Array(size * size);
  const positions = structure.positions.slice();
  const [above, below] = [new Float64Array(size), new Float64Array(size)];
  const h = 1e-4;
  for (let p = 0; p < size; p++) {
    const at = positions[p]!;
    positions[p] = at + h;
    landscape.at(positions, above);
    positions[p] = at - h;
    landscape.at(positions, below);
    positions[p] = at;
    for (let q = 0; q < size; q++) {
      const value = (below[q]! - above[q]!) / (2 * h);
      matrix[p * size + q]! += value / 2;
      matrix[q * size + p]! += value / 2;
    }
  }
  return tridiagonalEigen(matrix, size);
}
