// md: molecular dynamics of a structure, following temperature and energy live.
import { md as mdRequest } from "@adatom/protocol/md.ts";
import type { Command } from "../command/command.ts";
import { resolveUserPath, shownPath } from "../command/paths.ts";
import { filePositional, frameOption, parseSupercell, potentialOptions, structureParams } from "../command/potential-options.ts";
import { detachOption, finalPlot, startAndFollow, tookText } from "../follow/run-command.ts";
import { pairs } from "../terminal/table.ts";

export const md: Command = {
  name: "md",
  summary: "run molecular dynamics of a structure",
  details: "Shows temperature and energies while it goes on. Ctrl-C cancels the run; runs resume N lets it go on.",
  positionals: [filePositional],
  options: [
    ...potentialOptions,
    frameOption,
    { name: "ensemble", type: "text", value: "NAME", summary: "nve (default) or nvt-langevin", completes: ["nve", "nvt-langevin"] },
    { name: "temperature", type: "number", value: "K", summary: "of the first velocities and the thermostat (default 300)" },
    { name: "timestep", type: "number", value: "FS", summary: "femtoseconds a step (default 1)" },
    { name: "steps", type: "integer", value: "N", summary: "how many steps (default 1000)" },
    { name: "friction", type: "number", value: "PER_FS", summary: "of the Langevin thermostat, 1/fs (default 0.01)" },
    { name: "seed", type: "integer", value: "N", summary: "of velocities and noise (default 1)" },
    { name: "sample-every", type: "integer", value: "N", summary: "steps between samples (default 10)" },
    { name: "supercell", type: "text", value: "A,B,C", summary: "repeat the cell before the run, such as 3,3,3" },
    { name: "trajectory", type: "text", value: "FILE", summary: "write an extended XYZ file", completes: "file" },
    detachOption,
  ],
  examples: ["examples/silicon/diamond.xyz --potential sw-si-1985 --supercell 2,2,2 --steps 1000 --temperature 600"],
  async run(context) {
    const { arguments: given, output } = context;
    const trajectory = given.text("trajectory");
    const optional = {
      frame: given.number("frame"),
      ensemble: given.text("ensemble") as "nve" | "nvt-langevin" | undefined,
      temperatureKelvin: given.number("temperature"),
      timestepFs: given.number("timestep"),
      steps: given.number("steps"),
      frictionPerFs: given.number("friction"),
      seed: given.number("seed"),
      sampleEvery: given.number("sample-every"),
      supercell: parseSupercell(given.text("supercell")),
      trajectory: trajectory === undefined ? undefined : resolveUserPath(context.folder, trajectory),
    };
    return startAndFollow(context, {
      start: (client) => client.request(mdRequest, { ...structureParams(context), ...optional }),
      result: (run) => run.result,
      text: (run, followed) => {
        const result = run.result ?? {};
        const lines: [string, string][] = [
          ["steps", `${String(result.steps)}${tookText(run)}, ${fixed(result.stepsPerSecond, 1)} steps/s`],
          ["mean temperature", `${fixed(result.meanTemperatureKelvin, 1)} K`],
          ["energy drift", `${exponential(result.driftEvPerAtomPerPs)} eV/atom/ps`],
          ["model", String(result.model ?? run.model)],
        ];
        if (typeof result.trajectory === "string") lines.push(["trajectory", shownPath(context.folder, result.trajectory)]);
        const outside = result.extrapolatingSamples;
        const warnings =
          typeof outside === "number" && outside > 0
            ? [output.style.warning(`${outside} samples lie outside of the model's training range`)]
            : [];
        return [...pairs(lines, output.columns(), output.style), ...warnings, ...finalPlot(context, followed)];
      },
    });
  },
};

function fixed(value: unknown, decimals: number): string {
  return typeof value === "number" ? value.toFixed(decimals) : "-";
}
function exponential(value: unknown): string {
  return typeof value === "number" ? value.toExponential(2) : "-";
}
