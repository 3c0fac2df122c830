// Structures that are left out of training because they lie far above what is to be learned: aenet's MAXENERGY, and the same
// for forces.
import type { Structure } from "../structure/structure.ts";
import { atomicEnergiesOf, fitEnergyOffsets } from "./energy-offsets.ts";

export interface DataLimits {
  /** Highest energy per atom less that of the free atoms (given, or fitted to all structures), eV. */
  readonly maximumEnergy?: number | undefined;
  /** Longest force on an atom, eV/angstrom. */
  readonly maximumForce?: number | undefined;
  readonly atomicEnergies?: Readonly<Record<string, number>> | undefined;
}

export interface FilteredData {
  readonly kept: readonly Structure[];
  /** Why how many were left out, and how far the farthest lies; a structure counts for the first reason alone. */
  readonly left: readonly { readonly reason: "energy" | "force"; readonly count: number; readonly highest: number }[];
}

/** @throws RangeError for a symbol that is no element */
export function withinLimits(structures: readonly Structure[], limits: DataLimits): FilteredData {
  const { maximumEnergy = Number.POSITIVE_INFINITY, maximumForce = Number.POSITIVE_INFINITY } = limits;
  const species = [...new Set(structures.flatMap(({ atomicNumbers }) => [...new Set(atomicNumbers)]))].sort((a, b) => a - b);
  const offsets =
    maximumEnergy === Number.POSITIVE_INFINITY
      ? new Float64Array(species.length)
      : (atomicEnergiesOf(limits.atomicEnergies, species) ?? fitEnergyOffsets(structures, species));
  const over = { energy: { count: 0, highest: 0 }, force: { count: 0, highest: 0 } };
  const kept = structures.filter((structure) => {
    const { atomicNumbers, reference } = structure;
    let energy = reference?.energy ?? 0;
    for (const z of atomicNumbers) energy -= offsets[species.indexOf(z)]!;
    energy /= atomicNumbers.length;
    const force = longestForce(reference?.forces ?? new Float64Array(0));
    const reason = energy > maximumEnergy ? "energy" : force > maximumForce ? "force" : undefined;
    if (!reason) return true;
    const value = reason === "energy" ? energy : force;
    over[reason] = { count: over[reason].count + 1, highest: Math.max(value, over[reason].count > 0 ? over[reason].highest : value) };
    return false;
  });
  const left = (["energy", "force"] as const).flatMap((reason) => (over[reason].count > 0 ? [{ reason, ...over[reason] }] : []));
  return { kept, left };
}

function longestForce(forces: Float64Array): number {
  let longest = 0;
  for (let k = 0; k < forces.length; k += 3) longest = Math.max(longest, Math.hypot(forces[k]!, forces[k + 1]!, forces[k + 2]!));
  return longest;
}
