// dataset: makes a data set by simulation, or says what that would take.
import { makeDataSet, planDataSet } from "@adatom/protocol/dataset.ts";
import type { Input, Result } from "@adatom/protocol/define.ts";
import { type Command, type CommandContext, type ExitCode, UsageError } from "../command/command.ts";
import { resolveUserPath, shownPath } from "../command/paths.ts";
import { detachOption, finalPlot, startAndFollow, tookText } from "../follow/run-command.ts";
import { duration, fixed } from "../terminal/numbers.ts";
import { pairs } from "../terminal/table.ts";

/** From this size on the plan is measured and said before the work begins. */
const worthPlanning = 5000;

const starts = ["crystal", "crn", "random", "melt-quench"] as const;
const ensembles = ["nve", "nvt-langevin"] as const;

export const dataset: Command = {
  name: "dataset",
  summary: "make a data set by simulation",
  details:
    "Recipe asi: amorphous silicon after Comin and Lewis (2019). Walks of ART events over minima, one kept every ten events, molecular dynamics from each at 50 to 1200 K, equivalent configurations dropped. The set depends on the seed, not on threads or interruptions. Ctrl-C cancels; runs resume N goes on.",
  positionals: [
    { name: "ACTION", summary: "make, or plan: how long it would take", required: true, completes: ["make", "plan"] },
    { name: "RECIPE", summary: "asi", required: true, completes: ["asi"] },
  ],
  options: [
    { name: "size", type: "integer", value: "N", summary: "configurations (default 2000; the paper's set has 121163)" },
    { name: "seed", type: "integer", value: "N", summary: "of everything random (default 1)" },
    {
      name: "cells",
      type: "integer",
      value: "N",
      summary: "cells of the crystal along an edge, 8 N³ atoms (default 3: 216 atoms; 5: 1000)",
    },
    { name: "start", type: "text", value: "NAME", summary: "crystal (default), crn, random or melt-quench", completes: starts },
    { name: "potential", type: "text", value: "NAME", summary: "default sw-si-vink2001", completes: "potential" },
    { name: "walks", type: "integer", value: "N", summary: "independent walks (default by size, 4 to 32)" },
    { name: "workers", type: "integer", value: "N", summary: "threads (default one a core)" },
    {
      name: "equilibration",
      field: "equilibrationEvents",
      type: "integer",
      value: "N",
      summary: "ART events of a walk before its first minimum kept (default 60 from the crystal, else 200)",
    },
    {
      name: "fictitious-temperature",
      field: "fictitiousTemperatureEv",
      type: "number",
      value: "EV",
      summary: "kT of a walk's choices (default 8 from the crystal, else 0.25)",
    },
    { name: "events", field: "eventsPerMinimum", type: "integer", value: "N", summary: "ART events between minima kept (default 10)" },
    {
      name: "picoseconds",
      field: "dynamicsPicoseconds",
      type: "number",
      value: "PS",
      summary: "of dynamics from each minimum (default 2)",
    },
    { name: "ensemble", type: "text", value: "NAME", summary: "of the dynamics: nve (default) or nvt-langevin", completes: ensembles },
    {
      name: "attempts",
      field: "attemptsPerAtom",
      type: "integer",
      value: "N",
      summary: "bond switches tried an atom and temperature in start crn (default 160)",
    },
    { name: "output", type: "text", value: "FILE", summary: "extended XYZ to write (default asi.xyz)", completes: "file" },
    detachOption,
  ],
  examples: ["make asi --size 100 --walks 1 --output asi-small.xyz", "plan asi --size 121163"],
  async run(context) {
    const { arguments: given, folder } = context;
    const action = given.required("ACTION");
    const recipe = given.required("RECIPE");
    if (recipe !== "asi") throw new UsageError(`dataset has no recipe "${recipe}"; it has asi`);
    const start = given.text("start");
    if (start !== undefined && !starts.some((known) => known === start))
      throw new UsageError(`--start takes ${starts.join(", ")}, not "${start}"`);
    const ensemble = given.text("ensemble");
    if (ensemble !== undefined && !ensembles.some((known) => known === ensemble))
      throw new UsageError(`--ensemble takes ${ensembles.join(", ")}, not "${ensemble}"`);
    const params: RecipeParams = {
      recipe,
      size: given.number("size"),
      seed: given.number("seed"),
      cells: given.number("cells"),
      start: start as RecipeParams["start"],
      potential: given.text("potential"),
      walks: given.number("walks"),
      workers: given.number("workers"),
      equilibrationEvents: given.number("equilibration"),
      fictitiousTemperatureEv: given.number("fictitious-temperature"),
      eventsPerMinimum: given.number("events"),
      dynamicsPicoseconds: given.number("picoseconds"),
      ensemble: ensemble as RecipeParams["ensemble"],
      attemptsPerAtom: given.number("attempts"),
    };
    if (action === "plan") return plan(context, params);
    if (action !== "make") throw new UsageError(`dataset has no action "${action}"; it has make, plan`);
    return make(context, params, resolveUserPath(folder, given.text("output") ?? "asi.xyz"));
  },
};

type RecipeParams = Input<typeof planDataSet>;

async function plan(context: CommandContext, params: RecipeParams): Promise<ExitCode> {
  const client = await context.connect({ start: true });
  const planned = await client.request(planDataSet, params, { signal: context.signal });
  context.output.result(planned, () => [planText(planned)]);
  return 0;
}

function planText({ configurations, walks, workers, minima, seconds, bytes }: Result<typeof planDataSet>): string {
  const megabytes = Math.ceil(bytes / 1e6);
  return `${configurations} configurations from ${minima} minima of ${walks} walks: about ${duration(seconds)} on ${workers} ${workers === 1 ? "thread" : "threads"} with nothing beside them, ${megabytes} MB`;
}

async function make(context: CommandContext, params: RecipeParams, target: string): Promise<ExitCode> {
  return startAndFollow(context, {
    async start(client) {
      if ((params.size ?? 0) >= worthPlanning)
        context.output.note(`planned: ${planText(await client.request(planDataSet, params, { signal: context.signal }))}`);
      return client.request(makeDataSet, { ...params, output: target });
    },
    result: (run) => run.result,
    text: (run, followed) => {
      const result = (run.result ?? {}) as Readonly<Record<string, unknown>>;
      const table = (result.table ?? {}) as Readonly<Record<string, unknown>>;
      const lines: [string, string][] = [
        ["configurations", `${text(result.configurations)}${tookText(run)}, from ${text(result.minima)} minima`],
        ["events", `${text(result.events)} of ${text(result.searches)} searches, ${text(result.acceptedEvents)} accepted`],
        ["dropped", `${text(result.equivalent)} equivalent, ${text(result.positive)} of positive energy`],
        ["energy", `${fixed(result.energyMean, 2)} ± ${fixed(result.energySigma, 2)} eV, ${fixed(result.energyPerAtom, 3)} eV/atom`],
        ["density", `${fixed(table.densityGramPerCm3, 3)} g/cm³`],
        ["first shell", `C1 ${fixed(table.c1, 3)}, r1 ${fixed(table.r1Angstrom, 3)} ± ${fixed(table.sigma1Angstrom, 3)} Å`],
        ["second shell", `C2 ${fixed(table.c2, 2)}, r2 ${fixed(table.r2Angstrom, 2)} ± ${fixed(table.sigma2Angstrom, 3)} Å`],
        ["bond angles", `${fixed(table.angleMeanDegrees, 2)} ± ${fixed(table.angleSigmaDegrees, 2)}°`],
        ["model", text(result.model)],
      ];
      if (typeof result.output === "string") lines.push(["written", shownPath(context.folder, result.output)]);
      if (typeof result.eventsOutput === "string") lines.push(["events in", shownPath(context.folder, result.eventsOutput)]);
      return [...pairs(lines, context.output.columns(), context.output.style), ...finalPlot(context, followed)];
    },
  });
}

function text(value: unknown): string {
  return typeof value === "number" || typeof value === "string" ? String(value) : "-";
}
