// Tools: work on whole files, in pieces.
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import { augmentSteps, convertSteps, duplicatesSteps, splitSteps, statisticsSteps } from "./data.ts";
import { selectSteps } from "./select.ts";

const makers = {
  select: selectSteps,
  convert: convertSteps,
  augment: augmentSteps,
  split: splitSteps,
  duplicates: duplicatesSteps,
  statistics: statisticsSteps,
};
export type ToolName = keyof typeof makers;
export type ToolTask<T extends ToolName> = Parameters<(typeof makers)[T]>[0];
export type ToolResult<T extends ToolName = ToolName> = ReturnType<(typeof makers)[T]> extends Stepwise<infer R> ? R : never;
/** A tool's name and what it is to do. */
export type AnyTask = { [T in ToolName]: { readonly tool: T; readonly task: ToolTask<T> } }[ToolName];

export function toolSteps<T extends ToolName>({ tool, task }: { readonly tool: T; readonly task: ToolTask<T> }): Stepwise<ToolResult> {
  const maker = makers[tool] as (task: ToolTask<T>) => Stepwise<ToolResult>;
  return maker(task);
}
