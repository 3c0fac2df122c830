// Errors of a model on many structures, a few at a time, so that hovers are answered meanwhile.

import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { addErrors, createErrorSums, metricsOf } from "@adatom/models/training/error-sums.ts";
import type { Metrics } from "@adatom/models/training/training.ts";

export class StepwiseEvaluation {
  private readonly potential: Potential;
  private readonly structures: readonly Structure[];
  private readonly sums = createErrorSums();
  private done = 0;

  /** Structures with reference energies. */
  constructor(potential: Potential, structures: readonly Structure[]) {
    this.potential = potential;
    this.structures = structures;
  }

  /** One structure; returns the metrics after the last. */
  step(): Metrics | null {
    const structure = this.structures[this.done++];
    if (structure) {
      const { energy, forces } = structure.reference!;
      const found = this.potential.evaluate(structure, buildFastList(structure, this.potential.cutoffAngstrom));
      const atoms = structure.atomicNumbers.length;
      const errors = forces ? found.forces.map((value, c) => value - forces[c]!) : new Float64Array(0);
      addErrors(this.sums, atoms, (found.energy - energy!) / atoms, errors, 0);
    }
    return this.done < this.structures.length ? null : metricsOf(this.sums);
  }
}
