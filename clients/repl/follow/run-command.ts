// What train, md, relax and neb have in common: start the run, follow it or leave it to itself, report its end.
import type { Run } from "@adatom/protocol/runs.ts";
import type { CommandContext, ExitCode, Option } from "../command/command.ts";
import type { DaemonClient } from "../daemon-client.ts";
import { duration } from "../terminal/numbers.ts";
import { type FollowedRun, followRun } from "./follow-run.ts";
import { runPlot, runView } from "./run-view.ts";

export const detachOption: Option = { name: "detach", short: "d", type: "flag", summary: "start the run and return its number at once" };

export interface RunCommand {
  start(client: DaemonClient): Promise<Run>;
  /** The value --json prints for a finished run. */
  result(run: Run): unknown;
  /** Lines for people, of a finished run. */
  text(run: Run, followed: FollowedRun): readonly string[];
}

/** Starts the run and follows it to its end; cancelling the command cancels the run, never the daemon. */
export async function startAndFollow(context: CommandContext, command: RunCommand): Promise<ExitCode> {
  const client = await context.connect({ start: true });
  const run = await command.start(client);
  if (context.arguments.flag("detach")) {
    const { style } = context.output;
    context.output.result(run, () => [`${style.good("started")} run ${run.id}: ${run.title}`, style.dim(`runs follow ${run.id} shows it`)]);
    return 0;
  }
  return followToEnd(context, run.id, command, true);
}

/** @param cancels whether cancelling this command cancels the run, or only stops showing it */
export async function followToEnd(
  context: CommandContext,
  id: number,
  command: Pick<RunCommand, "result" | "text">,
  cancels: boolean,
): Promise<ExitCode> {
  const { output, signal } = context;
  const hint = cancels ? "Ctrl-C cancels the run" : "Ctrl-C stops following; the run goes on";
  const warned = new Set<string>();
  const warn = (run: Run): void => {
    for (const warning of run.warnings) {
      if (!warned.has(warning)) output.note(warning.startsWith("Forecast: ") ? warning : `warning: ${warning}`);
      warned.add(warning);
    }
  };
  const followed = await followRun({
    id,
    connect: context.connect,
    signal,
    cancels,
    onChange: (now) => {
      output.live(runView(now, output.style, hint));
      warn(now.run);
    },
  }).finally(() => output.live(null));
  const { run } = followed;
  warn(run);
  switch (run.state) {
    case "done":
      output.result(command.result(run), () => command.text(run, followed));
      return 0;
    case "failed":
      throw new RunFailure(run);
    case "cancelled":
      output.note(`run ${id} was cancelled${cancels ? "" : " by someone else"}; runs resume ${id} lets it go on from its checkpoint`);
      if (run.result) output.result(command.result(run), () => command.text(run, followed));
      return 130;
    default:
      output.note(`run ${id} goes on; runs follow ${id} shows it again`);
      return 130;
  }
}

export class RunFailure extends Error {
  override name = "RunFailed";
  readonly data: { readonly run: Run };
  constructor(run: Run) {
    super(`run ${run.id} (${run.title}) failed: ${run.error ?? "no reason was given"}`);
    this.data = { run };
  }
}

/** The curve of a finished run, for the end of its report. */
export function finalPlot(context: CommandContext, followed: FollowedRun): string[] {
  const { output } = context;
  const curve = runPlot(followed.run.kind, followed.rows, { columns: Math.min(78, output.columns()), lines: 8, style: output.style });
  return curve.length > 0 ? ["", ...curve] : [];
}

/** How long a run worked, from its start to its end. */
export function runSeconds(run: Run): number | null {
  return run.startedAt && run.endedAt ? (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000 : null;
}

export function tookText(run: Run): string {
  const seconds = runSeconds(run);
  return seconds === null ? "" : ` in ${duration(seconds)}`;
}
