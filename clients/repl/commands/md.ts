// md: molecular dynamics of a structure, following temperature and energy live.
import { ensembleNames, md as mdRequest } from "@adatom/protocol/md.ts";
import { type Command, type CommandContext, UsageError } from "../command/command.ts";
import { fixOption, parseFixed, parseStages, trajectoryOption } from "../command/dynamics-options.ts";
import { resolveUserPath, shownPath } from "../command/paths.ts";
import { filePositional, forceOptions, frameOption, movingParams, parseSupercell } from "../command/potential-options.ts";
import { detachOption, finalPlot, startAndFollow, tookText } from "../follow/run-command.ts";
import { fixed } from "../terminal/numbers.ts";
import { pairs } from "../terminal/table.ts";

export const md: Command = {
  name: "md",
  summary: "run molecular dynamics of a structure",
  details: "Shows temperature and energies while it goes on. Ctrl-C cancels the run; runs resume N lets it go on.",
  positionals: [filePositional],
  options: [
    ...forceOptions,
    frameOption,
    { name: "ensemble", type: "text", value: "NAME", summary: `${ensembleNames.join(", ")} (default nve)`, completes: [...ensembleNames] },
    {
      name: "temperature",
      field: "temperatureKelvin",
      type: "number",
      value: "K",
      summary: "of the first velocities and the thermostat (default 300)",
    },
    {
      name: "temperature-end",
      field: "temperatureEndKelvin",
      type: "number",
      value: "K",
      summary: "of the thermostat at the end, reached linearly",
    },
    { name: "pressure", field: "pressureGPa", type: "number", value: "GPA", summary: "outside, under npt (default 0)" },
    { name: "pressure-end", field: "pressureEndGPa", type: "number", value: "GPA", summary: "outside at the end, reached linearly" },
    { name: "timestep", field: "timestepFs", type: "number", value: "FS", summary: "femtoseconds a step (default 1)" },
    { name: "steps", type: "integer", value: "N", summary: "how many steps (default 1000)" },
    {
      name: "stages",
      type: "text",
      value: "LIST",
      summary: "STEPS:FS:K or STEPS:FS:K-K, one after another, such as 500:2:300-1200,1000:1:1200",
    },
    {
      name: "friction",
      field: "frictionPerFs",
      type: "number",
      value: "PER_FS",
      summary: "of the Langevin thermostat, 1/fs (default 0.01)",
    },
    {
      name: "thermostat-time",
      field: "thermostatTimeFs",
      type: "number",
      value: "FS",
      summary: "of the other thermostats (default 100 time steps)",
    },
    {
      name: "barostat-time",
      field: "barostatTimeFs",
      type: "number",
      value: "FS",
      summary: "period of the cell under npt (default 1000 time steps)",
    },
    { ...fixOption, summary: "atoms and elements that never move, such as 0,4,10-12,Au; atoms of the supercell, from 0" },
    {
      name: "remove-drift",
      type: "text",
      value: "WHAT",
      summary: "none (default), momentum or rotation, after every step",
      completes: ["none", "momentum", "rotation"],
    },
    { name: "seed", type: "integer", value: "N", summary: "of velocities and noise (default 1)" },
    { name: "sample-every", type: "integer", value: "N", summary: "steps between samples (default 10)" },
    { name: "radial-every", type: "integer", value: "N", summary: "steps between frames of the running g(r) (default 100; 0: none)" },
    {
      name: "on-extrapolation",
      field: "extrapolation.action",
      type: "text",
      value: "ACTION",
      summary: "warn (default), pause or stop where a learned model is not to be trusted any more",
      completes: ["warn", "pause", "stop"],
    },
    {
      name: "check-every",
      field: "extrapolation.every",
      type: "integer",
      value: "N",
      summary: "steps between such checks (default: every sample)",
    },
    {
      name: "max-outside",
      field: "extrapolation.maximumOutside",
      type: "number",
      value: "SHARE",
      summary: "of its range that a descriptor may lie outside (default 0)",
    },
    {
      name: "max-spread",
      field: "extrapolation.maximumSpreadEvPerA",
      type: "number",
      value: "EV_PER_A",
      summary: "that a committee's members may differ in a force (default any)",
    },
    {
      name: "save-extrapolating",
      field: "extrapolation.save",
      type: "text",
      value: "FILE",
      summary: "extended XYZ for structures beyond these limits",
      completes: "file",
    },
    { name: "supercell", type: "text", value: "A,B,C", summary: "repeat the cell before the run, such as 3,3,3" },
    trajectoryOption,
    detachOption,
  ],
  examples: [
    "examples/silicon/diamond.xyz --potential sw-si-1985 --supercell 2,2,2 --steps 1000 --temperature 600",
    "examples/silicon/diamond.xyz --potential sw-si-1985 --supercell 2,2,2 --ensemble npt --temperature 300 --pressure 2 --trajectory md.traj",
  ],
  async run(context) {
    const { arguments: given, output } = context;
    const trajectory = given.text("trajectory");
    const optional = {
      frame: given.number("frame"),
      ensemble: given.text("ensemble") as (typeof ensembleNames)[number] | undefined,
      temperatureKelvin: given.number("temperature"),
      temperatureEndKelvin: given.number("temperature-end"),
      pressureGPa: given.number("pressure"),
      pressureEndGPa: given.number("pressure-end"),
      stages: parseStages(given.text("stages")),
      thermostatTimeFs: given.number("thermostat-time"),
      barostatTimeFs: given.number("barostat-time"),
      ...parseFixed(given.text("fix")),
      removeDrift: given.text("remove-drift") as "none" | "momentum" | "rotation" | undefined,
      timestepFs: given.number("timestep"),
      steps: given.number("steps"),
      frictionPerFs: given.number("friction"),
      seed: given.number("seed"),
      sampleEvery: given.number("sample-every"),
      supercell: parseSupercell(given.text("supercell")),
      radialEvery: given.number("radial-every"),
      extrapolation: parseExtrapolation(context),
      trajectory: trajectory === undefined ? undefined : resolveUserPath(context.folder, trajectory),
    };
    return startAndFollow(context, {
      start: (client) => client.request(mdRequest, { ...movingParams(context), ...optional }),
      result: (run) => run.result,
      text: (run, followed) => {
        const result = run.result ?? {};
        const lines: [string, string][] = [
          ["steps", `${String(result.steps)}${tookText(run)}, ${fixed(result.stepsPerSecond, 1)} steps/s`],
          ["mean temperature", `${fixed(result.meanTemperatureKelvin, 1)} K`],
          ...(typeof result.meanPressureGPa === "number"
            ? [["mean pressure", `${fixed(result.meanPressureGPa, 2)} GPa at ${fixed(result.meanVolume, 1)} Å³`] as [string, string]]
            : []),
          ["energy drift", `${exponential(result.driftEvPerAtomPerPs)} eV/atom/ps`],
          ["model", String(result.model ?? run.model)],
          ...(typeof result.device === "string" && result.device !== "processor" ? [["device", result.device] as [string, string]] : []),
        ];
        if (typeof result.trajectory === "string") lines.push(["trajectory", shownPath(context.folder, result.trajectory)]);
        if (typeof result.saved === "string") lines.push(["extrapolating structures", shownPath(context.folder, result.saved)]);
        if (typeof result.stopped === "string") lines.push(["stopped", output.style.warning(result.stopped)]);
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

const actions = ["warn", "pause", "stop"] as const;

function parseExtrapolation({ arguments: given, folder }: CommandContext) {
  const text = given.text("on-extrapolation");
  const action = actions.find((known) => known === text);
  if (text !== undefined && action === undefined) throw new UsageError(`--on-extrapolation takes ${actions.join(", ")}, not "${text}"`);
  const save = given.text("save-extrapolating");
  const values = {
    action,
    every: given.number("check-every"),
    maximumOutside: given.number("max-outside"),
    maximumSpreadEvPerA: given.number("max-spread"),
    save: save === undefined ? undefined : resolveUserPath(folder, save),
  };
  return Object.values(values).some((value) => value !== undefined) ? values : undefined;
}

function exponential(value: unknown): string {
  return typeof value === "number" ? value.toExponential(2) : "-";
}
