// Every message there is, for the documentation and for checks that nothing is left out.
import * as activeLearning from "./active-learning.ts";
import * as analyse from "./analyse.ts";
import * as data from "./data.ts";
import * as dataset from "./dataset.ts";
import type { Definition } from "./define.ts";
import * as descriptors from "./descriptors.ts";
import * as doctor from "./doctor.ts";
import * as documents from "./documents.ts";
import * as handshake from "./handshake.ts";
import * as ipi from "./ipi.ts";
import * as label from "./label.ts";
import * as language from "./language.ts";
import * as lifecycle from "./lifecycle.ts";
import * as md from "./md.ts";
import * as modelExport from "./model-export.ts";
import * as models from "./models.ts";
import * as monteCarlo from "./monte-carlo.ts";
import * as neb from "./neb.ts";
import * as predict from "./predict.ts";
import * as preview from "./preview.ts";
import * as project from "./project.ts";
import * as properties from "./properties.ts";
import * as relax from "./relax.ts";
import * as runs from "./runs.ts";
import * as select from "./select.ts";
import * as status from "./status.ts";
import * as study from "./study.ts";
import * as train from "./train.ts";

const capabilities = {
  handshake,
  status,
  lifecycle,
  doctor,
  documents,
  language,
  predict,
  analyse,
  properties,
  preview,
  project,
  models,
  "model-export": modelExport,
  train,
  md,
  relax,
  neb,
  "monte-carlo": monteCarlo,
  dataset,
  data,
  study,
  label,
  "active-learning": activeLearning,
  ipi,
  descriptors,
  select,
  runs,
};

function isDefinition(value: unknown): value is Definition {
  return typeof value === "object" && value !== null && "kind" in value && "method" in value;
}

/** Messages by capability, in the order of their declaration. */
export const definitions: ReadonlyMap<string, readonly Definition[]> = new Map(
  Object.entries(capabilities).map(([stem, exports]) => [stem, (Object.values(exports) as unknown[]).filter(isDefinition)]),
);
