// monte-carlo: samples a structure at a temperature by moving single atoms at random.
import { monteCarlo as monteCarloRequest } from "@adatom/protocol/monte-carlo.ts";
import type { Command } from "../command/command.ts";
import { fixOption, parseFixedAtoms, trajectoryOption } from "../command/dynamics-options.ts";
import { resolveUserPath, shownPath } from "../command/paths.ts";
import { filePositional, forceOptions, frameOption, movingParams, parseSupercell } from "../command/potential-options.ts";
import { detachOption, finalPlot, startAndFollow, tookText } from "../follow/run-command.ts";
import { fixed } from "../terminal/numbers.ts";
import { pairs } from "../terminal/table.ts";

export const monteCarlo: Command = {
  name: "monte-carlo",
  summary: "sample a structure at a temperature by Metropolis Monte Carlo",
  details: "Moves single atoms at random at constant volume; each trial evaluates the whole structure. Ctrl-C cancels the run.",
  positionals: [filePositional],
  options: [
    ...forceOptions,
    frameOption,
    { name: "temperature", field: "temperatureKelvin", type: "number", value: "K", summary: "of the samples (default 300)" },
    { name: "trials", type: "integer", value: "N", summary: "moves of one atom (default 20000)" },
    {
      name: "displacement",
      field: "displacementAngstrom",
      type: "number",
      value: "A",
      summary: "largest along each axis, at first (default 0.1 Å)",
    },
    {
      name: "adapt",
      field: "adaptTrials",
      type: "integer",
      value: "N",
      summary: "trials that adapt the displacement and are not sampled (default 5000)",
    },
    {
      name: "acceptance",
      field: "targetAcceptance",
      type: "number",
      value: "SHARE",
      summary: "that the displacement is adapted to (default 0.4)",
    },
    { ...fixOption, summary: "atoms that never move, such as 0,4,10-12; atoms of the supercell, from 0" },
    { name: "seed", type: "integer", value: "N", summary: "of the random moves (default 1)" },
    { name: "sample-every", type: "integer", value: "N", summary: "trials between samples (default 100)" },
    { name: "supercell", type: "text", value: "A,B,C", summary: "repeat the cell before the run, such as 2,2,2" },
    trajectoryOption,
    detachOption,
  ],
  examples: ["examples/silicon/diamond.xyz --potential sw-si-1985 --temperature 600 --trials 20000"],
  async run(context) {
    const { arguments: given } = context;
    const trajectory = given.text("trajectory");
    const optional = {
      frame: given.number("frame"),
      temperatureKelvin: given.number("temperature"),
      trials: given.number("trials"),
      displacementAngstrom: given.number("displacement"),
      adaptTrials: given.number("adapt"),
      targetAcceptance: given.number("acceptance"),
      fixedAtoms: parseFixedAtoms(given.text("fix")),
      seed: given.number("seed"),
      sampleEvery: given.number("sample-every"),
      supercell: parseSupercell(given.text("supercell")),
      trajectory: trajectory === undefined ? undefined : resolveUserPath(context.folder, trajectory),
    };
    return startAndFollow(context, {
      start: (client) => client.request(monteCarloRequest, { ...movingParams(context), ...optional }),
      result: (run) => run.result,
      text: (run, followed) => {
        const result = run.result ?? {};
        const lines: [string, string][] = [
          ["trials", `${String(result.trials)}${tookText(run)}, ${percent(result.acceptance)} accepted`],
          ["energy", `${fixed(result.meanEnergy, 4)} ± ${fixed(result.energyDeviation, 4)} eV (mean and standard deviation)`],
          ["displacement", `${fixed(result.displacementAngstrom, 4)} Å`],
          ["model", String(result.model ?? run.model)],
        ];
        if (typeof result.trajectory === "string") lines.push(["trajectory", shownPath(context.folder, result.trajectory)]);
        return [...pairs(lines, context.output.columns(), context.output.style), ...finalPlot(context, followed)];
      },
    });
  },
};

function percent(value: unknown): string {
  return typeof value === "number" ? `${(100 * value).toFixed(1)} %` : "-";
}
