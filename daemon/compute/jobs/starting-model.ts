// The network that a training starts from: a version of a model, or another program's potential as a model of our own.
import { readFileSync } from "node:fs";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { toBehlerParrinello } from "@adatom/models/networks/atomic-network/model.ts";
import { modelToSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { committeeFormat } from "@adatom/models/networks/committee.ts";
import { structureEnergyFormat } from "@adatom/models/networks/structure-energy/model.ts";
import { decodeSnapshot } from "../../store/snapshot-file.ts";
import type { ModelReference } from "../contract.ts";
import { readImportedModel } from "../imported-models.ts";
import type { TrainedModel } from "./training-config.ts";

/** @throws Error where it cannot be read, or is no network of the kind that is trained */
export function startingModel(reference: Exclude<ModelReference, { kind: "shipped" }>, model: TrainedModel): Snapshot {
  const found =
    reference.kind === "stored"
      ? decodeSnapshot(readFileSync(reference.path))
      : modelToSnapshot(toBehlerParrinello(readImportedModel(reference)));
  const [is, wanted] = [kindOf(found), wantedKind(model)];
  if (is !== wanted) throw new RangeError(`it is ${is}, and ${wanted} is to be trained`);
  return found;
}

function kindOf({ json }: Snapshot): string {
  if (json.format === committeeFormat) return "a committee";
  return json.format === structureEnergyFormat ? "a structure-energy network" : "a single Behler-Parrinello model";
}

function wantedKind(model: TrainedModel): string {
  if (model.type === "structure-energy") return "a structure-energy network";
  return model.committee === undefined ? "a single Behler-Parrinello model" : "a committee";
}
