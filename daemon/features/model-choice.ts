// Which model answers for a structure: what was named, else what its project says, else a shipped potential for its elements.
import type { StructureSource } from "@adatom/protocol/structure.ts";
import type { ModelReference } from "../compute/contract.ts";
import { pathOfUri } from "../documents/file-name.ts";
import type { Services } from "./feature.ts";

export interface ChosenModel {
  readonly reference: ModelReference;
  /** As users see it: "sw-si-1985", "si@3". */
  readonly label: string;
  /** When it was trained (ISO 8601); null for shipped potentials. */
  readonly createdAt: string | null;
}

export interface NamedModel {
  readonly potential?: string | undefined;
  readonly model?: string | undefined;
  /** Folder of adatom.json. */
  readonly project?: string | undefined;
}

/**
 * Null where nothing was named and nothing covers the elements.
 * @throws Failure UnknownModel | BadProject
 */
export async function chooseModel(
  services: Services,
  source: StructureSource,
  species: readonly number[],
  named: NamedModel = {},
): Promise<ChosenModel | null> {
  const { projects, models } = services;
  const path = "path" in source ? source.path : "uri" in source ? pathOfUri(source.uri) : null;
  // An editor's documents are asked about with every movement of the mouse, a path by a command only.
  const look = "path" in source ? "now" : "seldom";
  const project =
    named.project !== undefined ? await projects.open(named.project) : path !== null ? await projects.nearest(path, look) : null;
  return models.resolve({
    ...(named.potential !== undefined && { potential: named.potential }),
    ...(named.model !== undefined && { model: named.model }),
    project,
    species,
  });
}
