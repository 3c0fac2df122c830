// Every feature, one line each.
import { feature as codeLens } from "./code-lens.ts";
import { feature as diagnostics } from "./diagnostics.ts";
import { feature as doctor } from "./doctor.ts";
import { feature as documentSymbols } from "./document-symbols.ts";
import type { Feature } from "./feature.ts";
import { feature as foldingRanges } from "./folding-ranges.ts";
import { feature as hover } from "./hover.ts";
import { feature as lifecycle } from "./lifecycle.ts";
import { feature as predict } from "./predict.ts";
import { feature as preview } from "./preview.ts";
import { feature as project } from "./project.ts";
import { feature as status } from "./status.ts";

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
  preview,
];
