// How much structures count in the loss: by groups that the data name, or by a number of each structure's own.
import type { Structure } from "../structure/structure.ts";

/** Factors of the loss's parts. */
export interface PartWeights {
  readonly energy: number;
  readonly force: number;
  readonly stress: number;
}

export interface StructureWeights {
  /** Key in the data that names a structure's group; default "config_type". */
  readonly groupKey?: string | undefined;
  /** Of each group: one factor, or one of each part of the loss. Groups that are not named count 1. */
  readonly groups?: Readonly<Record<string, number | { readonly [K in keyof PartWeights]?: number | undefined }>> | undefined;
  /** Key in the data that holds a structure's own factor. */
  readonly weightKey?: string | undefined;
}

/** @throws RangeError where a structure's own factor is no number from 0 */
export function structureWeights({ info }: Structure, { groupKey = "config_type", groups = {}, weightKey }: StructureWeights): PartWeights {
  const group = info?.[groupKey];
  const given = (group === undefined ? undefined : groups[String(group)]) ?? 1;
  const { energy = 1, force = 1, stress = 1 } = typeof given === "number" ? { energy: given, force: given, stress: given } : given;
  const parts = { energy, force, stress };
  const value = weightKey === undefined ? undefined : info?.[weightKey];
  if (value === undefined) return parts;
  const own = Number(value);
  if (!(Number.isFinite(own) && own >= 0)) throw new RangeError(`${weightKey} is ${String(value)}, which is no weight: numbers from 0 are`);
  return { energy: own * parts.energy, force: own * parts.force, stress: own * parts.stress };
}

/** @throws RangeError naming the group whose factor makes no sense */
export function checkWeights({ groups = {} }: StructureWeights): void {
  for (const [name, given] of Object.entries(groups)) {
    for (const value of typeof given === "number" ? [given] : Object.values(given))
      if (value !== undefined && !(Number.isFinite(value) && value >= 0))
        throw new RangeError(`training.weights.groups.${name}: must be zero or positive`);
  }
}
