// Descriptors of all atoms of a structure at once: on all threads by a kernel, or one atom after the other where that cannot be. The
// same numbers either way to rounding, and the same bits on any number of threads.

import type { ElementFunctions } from "../kernels/atomic-descriptors/functions-plan.ts";
import { createDescriptorKernel } from "../kernels/atomic-descriptors.ts";
import { presentTeam, type Team } from "../kernels/team/team.ts";
import { buildNeighbourList, type NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { createDescriptor } from "./create-descriptor.ts";
import type { Descriptor } from "./descriptor.ts";
import type { MakePairs, PairDerivatives } from "./pair-derivatives.ts";
import { createPlainDescriber } from "./plain-describer.ts";

/** Of each element: a row of its functions for every one of its atoms, in the structure's order. */
export type ElementRows = readonly Float64Array[];

export interface StoredDerivatives {
  readonly values: ElementRows;
  readonly pairs: PairDerivatives;
  /** Of each pair's neighbour from the centre, angstrom; empty where it was not asked for. */
  readonly displacement: Float64Array;
}

/** Lists must reach as far as the functions; atoms of other elements are seen as neighbours and not described. */
export interface AllAtoms {
  values(structure: Structure, list: NeighbourList): ElementRows;
  /** @param makePairs where derivatives are put */
  derivatives(structure: Structure, list: NeighbourList, wantsDisplacement: boolean, makePairs: MakePairs): StoredDerivatives;
  /** Values, and of each function the square of the length of its derivative by all neighbours' positions, 1/angstrom^2. */
  sensitivities(structure: Structure, list: NeighbourList): { readonly values: ElementRows; readonly squares: ElementRows };
}

export interface StructureDescriber extends AllAtoms {
  /** Atomic numbers of the elements, and their descriptors. */
  readonly species: readonly number[];
  readonly descriptors: readonly Descriptor[];
  /** Reach of all functions, angstrom. */
  readonly cutoffAngstrom: number;
  /** A list that reaches as far, good until the next one, which takes over its arrays. */
  listOf(structure: Structure): NeighbourList;
}

/** Entries of a list that is kept for its arrays: some 16 MB. */
const mostKept = 2 ** 20;

/** @param team threads it runs on @throws RangeError for an element without functions, or with functions around another */
export function createStructureDescriber(elements: readonly ElementFunctions[], team: Team = presentTeam()): StructureDescriber {
  const species = elements.map(({ atomicNumber }) => atomicNumber);
  const descriptors = elements.map(({ functions }) => createDescriptor(functions));
  const plain = createPlainDescriber(species, descriptors);
  const kernel = createDescriptorKernel(elements, descriptors, team);
  const cutoffAngstrom = Math.max(...descriptors.map(({ cutoff }) => cutoff));
  let kept: NeighbourList | undefined;
  return {
    species,
    descriptors,
    cutoffAngstrom,
    listOf(structure) {
      const built = buildNeighbourList(structure, cutoffAngstrom, kept);
      kept = built.neighbour.length > mostKept ? undefined : built;
      return built;
    },
    // A kernel gives nothing where neighbours are too many for its memory.
    values: (...args) => kernel?.values(...args) ?? plain.values(...args),
    derivatives: (...args) => kernel?.derivatives(...args) ?? plain.derivatives(...args),
    sensitivities: (...args) => kernel?.sensitivities(...args) ?? plain.sensitivities(...args),
  };
}
