// The functions that a stored model describes atoms with: of a network over fixed functions, or of the first of a committee.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { committeeFormat, committeeMembers } from "@adatom/models/networks/committee.ts";
import { createLearnedPotential } from "@adatom/models/networks/learned-potential.ts";
import type { DescribedElement } from "@adatom/models/selection/known-environments.ts";

/** Null for models whose functions are trained with them: there is nothing fixed to compare by. */
export function describedElements(snapshot: Snapshot): readonly DescribedElement[] | null {
  const one = snapshot.json.format === committeeFormat ? committeeMembers(snapshot)[0] : snapshot;
  const form = one && createLearnedPotential(one, "described").form;
  return form?.kind === "atomic-network" ? form.model.elements : null;
}
