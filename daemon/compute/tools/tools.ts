// Tools under way: work on whole files in pieces of some milliseconds, one piece a request, so that hovers go in between.
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { usable } from "../structures.ts";
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

/** Work goes on so long before the answer "not yet". */
const pieceMilliseconds = 15;

export class Tools {
  private readonly runs = new Map<number, Stepwise<ToolResult>>();
  private nextId = 1;

  start(wanted: AnyTask): number {
    const id = this.nextId++;
    this.runs.set(id, begin(wanted));
    return id;
  }

  /** The result once there is one, else null. */
  step(id: number): ToolResult | null {
    const run = this.runs.get(id);
    if (!run) throw new Failure("DeviceLost", "The compute process was restarted in the middle of the work. Ask again.");
    const until = performance.now() + pieceMilliseconds;
    do {
      const { done, value } = usable(() => run.next());
      if (!done) continue;
      this.runs.delete(id);
      return value;
    } while (performance.now() < until);
    return null;
  }

  drop(id: number): void {
    this.runs.delete(id);
  }
}

function begin<T extends ToolName>({ tool, task }: { readonly tool: T; readonly task: ToolTask<T> }): Stepwise<ToolResult> {
  const maker = makers[tool] as (task: ToolTask<T>) => Stepwise<ToolResult>;
  return maker(task);
}
