// One configuration of a data set as it stands in the file.
import type { RecipeFrame } from "@adatom/models/amorphous/silicon-recipe.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { wrapPositions } from "@adatom/models/structure/cell.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

export interface FrameOrigin {
  readonly walk: number;
  readonly round: number;
  readonly model: string;
}

/** Inside its cell, with what the potential says of it. */
export function frameStructure({ structure, energy, forces, temperatureKelvin, timeFs }: RecipeFrame, origin: FrameOrigin): Structure {
  const positions = wrapPositions(structure.positions, structure.cell, structure.periodic);
  const info = { ...origin, temperature_K: temperatureKelvin, time_fs: timeFs };
  return { ...structure, positions, reference: { energy, forces }, info };
}

export function frameText(frame: RecipeFrame, origin: FrameOrigin): string {
  return extxyz.write!([frameStructure(frame, origin)]);
}
