// The share of the energy that composition alone explains: one energy per atom of each element, by least squares.

import { symmetricEigen } from "../linear-algebra/symmetric-eigen.ts";
import { atomicNumberOf, symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";

/**
 * Energies of free atoms as a user gives them, in the order of `species`; undefined where none are given.
 * @throws RangeError for a symbol that is no element, or an element that is not among them
 */
export function atomicEnergiesOf(
  given: Readonly<Record<string, number>> | undefined,
  species: readonly number[],
): Float64Array | undefined {
  if (!given) return undefined;
  const stranger = Object.keys(given).find((symbol) => atomicNumberOf(symbol) === 0);
  if (stranger !== undefined) throw new RangeError(`training.atomicEnergies: "${stranger}" is no element's symbol`);
  return Float64Array.from(species, (z) => {
    const energy = given[symbolOf(z)];
    if (energy === undefined || !Number.isFinite(energy))
      throw new RangeError(
        `training.atomicEnergies: there is none of ${symbolOf(z)}, which is in the data; give all, or none to have them fitted`,
      );
    return energy;
  });
}

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

/**
 * The unit of networks' outputs, eV: 1, or the standard deviation of the references' energies per atom less the offsets, or of
 * their force components (eV/angstrom, so that forces are of order 1 where lengths are of angstroms).
 */
export function fitEnergyScale(
  normalise: "none" | "energies" | "forces",
  structures: readonly Structure[],
  species: readonly number[],
  offsets: Float64Array,
): number {
  if (normalise === "none") return 1;
  const values =
    normalise === "forces"
      ? structures.flatMap(({ reference }) => [...(reference?.forces ?? [])])
      : structures.map(({ atomicNumbers, reference }) => {
          const free = atomicNumbers.reduce((sum, z) => sum + offsets[species.indexOf(z)]!, 0);
          return (reference!.energy! - free) / atomicNumbers.length;
        });
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  // Where nothing varies there is nothing to be in units of.
  return variance > 1e-20 ? Math.sqrt(variance) : 1;
}
