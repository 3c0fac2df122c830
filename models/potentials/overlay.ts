// Several potentials as one: their sum, or a mixture with weights (LAMMPS's pair_style hybrid/overlay and hybrid/scaled).
// A learned correction on a classical potential, a repulsive core under a learned one, a path between two for free energies.
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { finishEvaluation, startEvaluation } from "./evaluation.ts";
import type { Evaluation, Potential } from "./potential.ts";

export interface OverlayPart {
  readonly potential: Potential;
  /** Factor on its energy, forces and stress. Default: 1. */
  readonly weight?: number;
}

/**
 * The weighted sum of potentials; it covers the elements that all of them cover. Extrapolations of learned parts are passed on.
 * @throws RangeError for no parts, a weight that is not finite, or parts without a common element
 */
export function overlay(name: string, description: string, parts: readonly OverlayPart[]): Potential {
  if (parts.length === 0) throw new RangeError(`${name} has no parts. Name at least one potential.`);
  for (const { potential, weight = 1 } of parts) {
    if (!Number.isFinite(weight)) throw new RangeError(`${name}: the weight of ${potential.name} must be a finite number, not ${weight}.`);
  }
  const species = parts[0]!.potential.species.filter((number) => parts.every(({ potential }) => potential.species.includes(number)));
  if (species.length === 0) {
    throw new RangeError(`${name}: ${parts.map(({ potential }) => potential.name).join(" and ")} have no element in common.`);
  }
  // Results that nobody else sees, written over at each evaluation.
  const own: (Evaluation | undefined)[] = parts.map(() => undefined);
  return {
    name,
    description,
    species,
    cutoffAngstrom: Math.max(...parts.map(({ potential }) => potential.cutoffAngstrom)),
    evaluate(structure: Structure, neighbours: NeighbourList, into?: Evaluation): Evaluation {
      const results = parts.map(({ potential }, p) => {
        own[p] = potential.evaluate(structure, neighbours, own[p]);
        return own[p];
      });
      const sum = startEvaluation(structure.atomicNumbers.length, into);
      for (const [p, result] of results.entries()) {
        const { weight = 1 } = parts[p]!;
        for (const field of ["energies", "forces", "stress"] as const) {
          const target = sum[field];
          const values = result[field];
          for (let x = 0; x < target.length; x++) target[x]! += weight * values[x]!;
        }
      }
      const stress = sum.stress.slice();
      const total = finishEvaluation(structure, sum);
      // The parts' stresses are over the volume already.
      total.stress.set(stress);
      const extrapolations = results.flatMap((result) => result.extrapolations ?? []);
      const tells = results.some((result) => result.extrapolations !== undefined);
      const { energy, energies, forces } = total;
      return tells
        ? { energy, energies, forces, stress: total.stress, extrapolations }
        : { energy, energies, forces, stress: total.stress };
    },
  };
}
