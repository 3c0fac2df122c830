// The share of the energy that composition alone explains: one energy per atom of each element, by least squares.

import { symmetricEigen } from "../linear-algebra/symmetric-eigen.ts";
import type { Structure } from "../structure/structure.ts";

/**
 * Least squares of E = sum_element n_element e_element with every structure's residual taken per atom; of minimal
 * norm where compositions do not tell the elements apart.
 * @returns eV per atom, in the order of `species`
 */
export function fitEnergyOffsets(structures: readonly Structure[], species: readonly number[]): Float64Array {
  const size = species.length;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (const { atomicNumbers, reference } of structures) {
    const share = species.map((z) => atomicNumbers.reduce((count, own) => count + (own === z ? 1 : 0), 0) / atomicNumbers.length);
    const target = reference!.energy! / atomicNumbers.length;
    for (let p = 0; p < size; p++) {
      right[p]! += share[p]! * target;
      for (let q = 0; q < size; q++) normal[p * size + q]! += share[p]! * share[q]!;
    }
  }
  const { values, vectors } = symmetricEigen(normal, size);
  const largest = Math.max(...values);
  const offsets = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    if (values[k]! <= 1e-10 * largest) continue;
    let projection = 0;
    for (let p = 0; p < size; p++) projection += vectors[p * size + k]! * right[p]!;
    for (let p = 0; p < size; p++) offsets[p]! += (vectors[p * size + k]! * projection) / values[k]!;
  }
  return offsets;
}
