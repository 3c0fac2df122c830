// Every feature, one line each.
import { feature as activeLearning } from "./active-learning.ts";
import { feature as analyse } from "./analyse.ts";
import { feature as codeLens } from "./code-lens.ts";
import { feature as data } from "./data.ts";
import { feature as dataset } from "./dataset.ts";
import { feature as descriptors } from "./descriptors.ts";
import { feature as diagnostics } from "./diagnostics.ts";
import { feature as doctor } from "./doctor.ts";
import { feature as documentSymbols } from "./document-symbols.ts";
import type { Feature } from "./feature.ts";
import { feature as foldingRanges } from "./folding-ranges.ts";
import { feature as hover } from "./hover.ts";
import { feature as ipi } from "./ipi.ts";
import { feature as label } from "./label.ts";
import { feature as lifecycle } from "./lifecycle.ts";
import { feature as md } from "./md.ts";
import { feature as modelExport } from "./model-export.ts";
import { feature as models } from "./models.ts";
import { feature as monteCarlo } from "./monte-carlo.ts";
import { feature as neb } from "./neb.ts";
import { feature as predict } from "./predict.ts";
import { feature as preview } from "./preview.ts";
import { feature as project } from "./project.ts";
import { feature as properties } from "./properties.ts";
import { feature as relax } from "./relax.ts";
import { feature as runs } from "./runs.ts";
import { feature as select } from "./select.ts";
import { feature as status } from "./status.ts";
import { feature as study } from "./study.ts";
import { feature as train } from "./train.ts";

export const features: readonly Feature[] = [
  status,
  lifecycle,
  doctor,
  project,
  hover,
  diagnostics,
  codeLens,
  documentSymbols,
  foldingRanges,
  predict,
  analyse,
  properties,
  preview,
  models,
  modelExport,
  train,
  md,
  relax,
  neb,
  monteCarlo,
  dataset,
  data,
  study,
  label,
  activeLearning,
  ipi,
  descriptors,
  select,
  runs,
];
