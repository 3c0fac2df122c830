// runs: the daemon's runs: list, show, follow, pause, resume, cancel.
import { cancelRun, getRun, getRunCurve, listRuns, pauseRun, plotRun, type Run, resumeRun, runMetrics } from "@adatom/protocol/runs.ts";
import { type Actions, runAction } from "../command/actions.ts";
import { type Command, type CommandContext, type ExitCode, UsageError } from "../command/command.ts";
import { resolveUserPath, shownPath } from "../command/paths.ts";
import { projectOption } from "../command/potential-options.ts";
import { followToEnd, tookText } from "../follow/run-command.ts";
import { curvePlot, numbersText, progressOf, runPlot, stateText } from "../follow/run-view.ts";
import { ago, counted, duration } from "../terminal/numbers.ts";
import { pairs, table } from "../terminal/table.ts";
import { errorsText } from "./train.ts";

const actions: Actions = {
  list,
  show,
  follow: (context) => {
    const id = runNumber(context);
    return followToEnd(context, id, { result: (run) => run, text: (run) => runText(context, run) }, false);
  },
  plot,
  pause: (context) => change(context, pauseRun, "pauses at its next step; runs resume lets it go on"),
  resume: (context) => change(context, resumeRun, "goes on"),
  cancel: (context) => change(context, cancelRun, "is cancelled"),
};

export const runs: Command = {
  name: "runs",
  summary: "list runs; show, follow, plot, pause, resume or cancel one",
  details: "Runs live in the daemon: they go on when the client that began them is gone, and after a crash from their checkpoint.",
  positionals: [
    { name: "ACTION", summary: `${Object.keys(actions).join(", ")} (default list)`, required: false, completes: Object.keys(actions) },
    { name: "RUN", summary: "the run's number", required: false, completes: "run" },
  ],
  options: [
    projectOption,
    {
      name: "output",
      field: "folder",
      type: "text",
      value: "FOLDER",
      summary: "of plot: where SVG files go (default run-N)",
      completes: "folder",
    },
    { name: "limit", type: "integer", value: "N", summary: "list at most so many (default 20)" },
  ],
  examples: ["", "show 1", "plot 1 --output figures", "follow 1", "cancel 1"],
  run: (context) => runAction("runs", actions, context, "list"),
};

function runNumber(context: CommandContext): number {
  const text = context.arguments.positional("RUN");
  if (text === undefined) throw new UsageError(`runs ${context.arguments.required("ACTION")} needs a run's number; runs lists them`);
  if (!/^\d+$/.test(text)) throw new UsageError(`a run is named by its number, not "${text}"`);
  return Number(text);
}

async function list(context: CommandContext): Promise<ExitCode> {
  const { arguments: given, output, folder } = context;
  const project = given.text("project");
  const client = await context.connect({ start: true });
  const listed = await client.request(listRuns, {
    limit: given.number("limit") ?? 20,
    ...(project !== undefined && { project: resolveUserPath(folder, project) }),
  });
  output.result(listed, () => {
    if (listed.runs.length === 0) return ["no runs yet; train, md, relax, neb and others begin some"];
    const rows = listed.runs.map((run) => [
      String(run.id),
      stateText(run, output.style),
      run.state === "done" ? "" : `${Math.floor(progressOf(run) * 100)} %`,
      run.title,
      run.secondsLeft !== null && run.state === "running" ? `${duration(run.secondsLeft)} left` : tookText(run).trim(),
      ago(run.createdAt),
    ]);
    const head = [
      { title: "run", align: "end" },
      { title: "state" },
      { title: "", align: "end" },
      { title: "what" },
      { title: "time" },
      { title: "begun" },
    ] as const;
    return table(head, rows, output.columns(), output.style);
  });
  return 0;
}

async function show(context: CommandContext): Promise<ExitCode> {
  const id = runNumber(context);
  const client = await context.connect({ start: true });
  const run = await client.request(getRun, { id });
  const { rows } = await client.request(runMetrics, { id, limit: 100_000 });
  const { curve } = await client.request(getRunCurve, { id });
  const { output } = context;
  output.result(run, () => [
    ...runText(context, run),
    ...runPlot(run.kind, rows, { columns: Math.min(78, output.columns()), lines: 8, style: output.style }),
    ...curvePlot(curve, { columns: Math.min(78, output.columns()), lines: 8, style: output.style }),
  ]);
  return 0;
}

async function plot(context: CommandContext): Promise<ExitCode> {
  const { arguments: given, folder, output } = context;
  const id = runNumber(context);
  const client = await context.connect({ start: true });
  const target = resolveUserPath(folder, given.text("output") ?? `run-${id}`);
  const drawn = await client.request(plotRun, { id, folder: target });
  output.result(drawn, () =>
    drawn.files.length > 0
      ? drawn.files.map((path) => shownPath(folder, path))
      : [`run ${id} has no curves, or none yet; runs show ${id} says what it left`],
  );
  return 0;
}

function runText({ output }: CommandContext, run: Run): string[] {
  const { style } = output;
  const entries: [string, string][] = [
    ["run", `${run.id}: ${run.title}`],
    ["state", `${stateText(run, style)}${tookText(run)}${run.restarts > 0 ? `, resumed ${counted(run.restarts, "time")}` : ""}`],
    ["progress", `${run.progress.phase} ${run.progress.done}/${run.progress.total}`],
    ["begun by", run.reason],
  ];
  if (run.last) entries.push(["newest", numbersText(run)]);
  for (const [name, value] of Object.entries(run.result ?? {})) if (!isCurve(value)) entries.push([name, valueText(value)]);
  if (run.error) entries.push(["error", style.error(run.error)]);
  return [...pairs(entries, output.columns(), style), ...run.warnings.map((warning) => style.warning(`warning: ${warning}`))];
}

/** g(r) and the like are drawn, not listed. */
const isCurve = (value: unknown): boolean => typeof value === "object" && value !== null && "x" in value && "y" in value;

/** Errors with their units where a value holds some; other values as they are. */
function valueText(value: unknown): string {
  const errors = errorsText(value);
  if (errors !== "-") return errors;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

async function change(context: CommandContext, definition: typeof pauseRun, says: string): Promise<ExitCode> {
  const client = await context.connect({ start: true });
  const run = await client.request(definition, { id: runNumber(context) });
  const { output } = context;
  output.result(run, () => [`run ${run.id} ${says} (${stateText(run, output.style)})`]);
  return 0;
}
