// Any learned model as a potential: which kind it is stands in its own format field.
import type { Snapshot } from "../dynamics/dynamics.ts";
import type { Potential } from "../potentials/potential.ts";
import { createBehlerParrinelloPotential } from "./behler-parrinello/potential.ts";
import { committeeFormat, createCommitteePotential } from "./committee.ts";
import { structureEnergyFormat } from "./structure-energy/model.ts";
import { createStructureEnergyPotential } from "./structure-energy/potential.ts";

/** @throws RangeError where the snapshot is not a whole, sound model */
export function createLearnedPotential(snapshot: Snapshot, name: string): Potential {
  if (snapshot.json.format === committeeFormat) return createCommitteePotential(snapshot, name, createLearnedPotential);
  const create = snapshot.json.format === structureEnergyFormat ? createStructureEnergyPotential : createBehlerParrinelloPotential;
  return create(snapshot, name);
}
