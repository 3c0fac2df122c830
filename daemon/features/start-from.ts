// Which network a training starts from, where not from its model's own version: named in the command, or startFrom of adatom.json.
import { Failure } from "@adatom/protocol/failure.ts";
import type { TrainableModel } from "@adatom/protocol/project-file.ts";
import type { JobParameters } from "../compute/contract.ts";
import type { Project } from "../project/contract.ts";
import type { Services } from "./feature.ts";

type StartFrom = NonNullable<Extract<JobParameters, { kind: "train" }>["from"]>;

/** Of a training of model `name`. @throws Failure UnknownModel where it is not there, or no network */
export async function startFrom(
  { models }: Pick<Services, "models">,
  project: Project,
  {
    name,
    model,
    fresh,
    from,
  }: { readonly name: string; readonly model: TrainableModel; readonly fresh: boolean; readonly from?: string | undefined },
): Promise<{ readonly reference: StartFrom; readonly label: string } | undefined> {
  const chosen = from ?? (fresh || !models.active(project.folder, name) ? model.startFrom : undefined);
  if (chosen === undefined) return undefined;
  const found = await models.resolve({ model: chosen, project, species: [] });
  const reference = found?.reference;
  if (!reference || reference.kind === "shipped" || (reference.kind === "imported" && reference.source.program === "lammps"))
    throw new Failure(
      "UnknownModel",
      `Training cannot start from "${chosen}": it is a classical potential. Name a trained model, or a network of n2p2 or aenet.`,
    );
  return { reference, label: found.label };
}
