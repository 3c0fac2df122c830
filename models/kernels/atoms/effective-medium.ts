// Effective medium theory as the kernel knows it: its plan in its memory. The formulas stand in potentials/effective-medium.ts.
import type { AtomsKernel } from "./engine.ts";
import type { PartPotential } from "./part-evaluation.ts";

/** An element embedded: energies in eV, lengths in angstrom. */
export interface EffectiveMediumEmbedding {
  /** sigma1 of the perfect crystal, 12 gamma1. */
  readonly full: number;
  /** beta eta2, 1/angstrom. */
  readonly stretch: number;
  readonly e0: number;
  readonly v0: number;
  readonly kappa: number;
  readonly lambda: number;
}

export interface EffectiveMediumTables {
  /** Atomic numbers; the place in this list is the index below. */
  readonly species: readonly number[];
  readonly elements: readonly EffectiveMediumEmbedding[];
  /** Of receiving species a and giving b, 4 numbers at 4 (a S + b): decay and amplitude of sigma1, decay and amplitude of the pair energy. */
  readonly exponentials: Float64Array;
  /** The smooth cutoff. */
  readonly middle: number;
  readonly steepness: number;
  readonly end: number;
}

/** Bytes of the struct EmtPlan up to its pointers, and in all. */
const pointersAt = 24 + 8 + 1024;
const planBytes = pointersAt + 8;

export function effectiveMediumKernel({ species, elements, exponentials, middle, steepness, end }: EffectiveMediumTables): PartPotential {
  return {
    first: "effective_medium_densities",
    function: "effective_medium",
    writePlan({ heap }: AtomsKernel): number {
      const numbers = elements.flatMap(({ full, stretch, e0, v0, kappa, lambda }) => [full, stretch, e0, 6 * v0, kappa, lambda]);
      const elementsAt = heap.allocate(8 * numbers.length);
      heap.float64(elementsAt, numbers.length).set(numbers);
      const pairsAt = heap.allocate(8 * exponentials.length);
      heap.float64(pairsAt, exponentials.length).set(exponentials);
      const plan = heap.allocate(planBytes);
      heap.float64(plan, 3).set([end, steepness, middle]);
      const words = heap.int32(plan + 24, (planBytes - 24) / 4).fill(0);
      words[0] = species.length;
      for (const [place, number] of species.entries()) words[2 + number] = place;
      words.set([pairsAt, elementsAt], (pointersAt - 24) / 4);
      return plan;
    },
  };
}
