// What a potential says of structures beside what their labels say, a structure at a time.
import type { Stepwise } from "../analysis/stepwise.ts";
import type { Potential } from "../potentials/potential.ts";
import { buildNeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";

export interface Predictions {
  /** eV/atom. */
  readonly energies: number[];
  readonly trueEnergies: number[];
  /** Components, eV/angstrom; of structures whose labels have forces. */
  readonly forces: number[];
  readonly trueForces: number[];
}

export function* predict(potential: Potential, structures: readonly Structure[]): Stepwise<Predictions> {
  const found: Predictions = { energies: [], trueEnergies: [], forces: [], trueForces: [] };
  for (const [k, structure] of structures.entries()) {
    const { reference, atomicNumbers } = structure;
    const { energy, forces } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    found.energies.push(energy / atomicNumbers.length);
    found.trueEnergies.push(reference!.energy! / atomicNumbers.length);
    if (reference!.forces) {
      for (const force of forces) found.forces.push(force);
      for (const force of reference!.forces) found.trueForces.push(force);
    }
    yield (k + 1) / structures.length;
  }
  return found;
}

/** Pearson's r of two lists of the same length; NaN where one does not vary. */
export function correlation(first: readonly number[], second: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(first), mean(second)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [k, x] of first.entries()) {
    ab += (x - a) * (second[k]! - b);
    aa += (x - a) ** 2;
    bb += (second[k]! - b) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
