// Tools: work on whole files, in pieces.
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import type { ModelRegistry } from "../model-registry.ts";
import { augmentSteps, checkSteps, convertSteps, duplicatesSteps, splitSteps, statisticsSteps } from "./data.ts";
import { showSteps, suggestSteps } from "./descriptors.ts";
import { selectSteps } from "./select.ts";
import { importSteps } from "./their-settings.ts";

const makers = {
  select: selectSteps,
  convert: convertSteps,
  check: checkSteps,
  augment: augmentSteps,
  split: splitSteps,
  duplicates: duplicatesSteps,
  statistics: statisticsSteps,
  suggestDescriptors: suggestSteps,
  showDescriptors: showSteps,
  importDescriptors: importSteps,
};
export type ToolName = keyof typeof makers;
export type ToolTask<T extends ToolName> = Parameters<(typeof makers)[T]>[0];
export type ToolResult<T extends ToolName = ToolName> = ReturnType<(typeof makers)[T]> extends Stepwise<infer R> ? R : never;
/** A tool's name and what it is to do. */
export type AnyTask = { [T in ToolName]: { readonly tool: T; readonly task: ToolTask<T> } }[ToolName];

/** @param models those that a tool may ask */
export function toolSteps<T extends ToolName>(
  { tool, task }: { readonly tool: T; readonly task: ToolTask<T> },
  models: ModelRegistry,
): Stepwise<ToolResult> {
  const maker = makers[tool] as (task: ToolTask<T>, models: ModelRegistry) => Stepwise<ToolResult>;
  return maker(task, models);
}
