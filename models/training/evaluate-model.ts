// Errors of any potential on structures with reference energies and forces.
import type { Potential } from "../potentials/potential.ts";
import { buildNeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { addErrors, createErrorSums, metricsOf } from "./error-sums.ts";
import type { Metrics } from "./training.ts";

/**
 * Structures without reference forces count for energies alone.
 * @throws RangeError for a structure without reference energy
 */
export function evaluateModel(potential: Potential, structures: readonly Structure[]): Metrics {
  const sums = createErrorSums();
  for (const [k, structure] of structures.entries()) {
    const { energy, forces } = structure.reference ?? {};
    if (energy === undefined) throw new RangeError(`structure ${k + 1} has no reference energy to compare with`);
    const found = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    const atoms = structure.atomicNumbers.length;
    const errors = forces ? found.forces.map((value, c) => value - forces[c]!) : new Float64Array(0);
    addErrors(sums, atoms, (found.energy - energy) / atoms, errors, 0);
  }
  return metricsOf(sums);
}
