// relax: moves the atoms of a structure, and its cell where that is asked for, to a minimum of the energy.
import { relax as relaxRequest } from "@adatom/protocol/relax.ts";
import type { Command } from "../command/command.ts";
import { fixOption, parseFixedAtoms } from "../command/dynamics-options.ts";
import { resolveUserPath, shownPath } from "../command/paths.ts";
import { filePositional, forceOptions, frameOption, movingParams } from "../command/potential-options.ts";
import { detachOption, finalPlot, startAndFollow, tookText } from "../follow/run-command.ts";
import { fixed } from "../terminal/numbers.ts";
import { pairs } from "../terminal/table.ts";

export const relax: Command = {
  name: "relax",
  summary: "relax a structure to a minimum of its energy",
  details: "Ctrl-C cancels the run.",
  positionals: [filePositional],
  options: [
    ...forceOptions,
    frameOption,
    {
      name: "method",
      type: "text",
      value: "NAME",
      summary: "fire (default), cg (conjugate gradients) or l-bfgs",
      completes: ["fire", "cg", "l-bfgs"],
    },
    {
      name: "cell",
      type: "text",
      value: "WHAT",
      summary: "what of the cell moves: none (default), isotropic or full",
      completes: ["none", "isotropic", "full"],
    },
    { name: "pressure", field: "pressureGPa", type: "number", value: "GPA", summary: "outside, where the cell moves (default 0)" },
    { name: "stress-tolerance", field: "stressToleranceGPa", type: "number", value: "GPA", summary: "where the cell moves (default 0.05)" },
    fixOption,
    { name: "force-tolerance", type: "number", value: "EV_PER_A", summary: "stop when no force is larger (default 0.01 eV/Å)" },
    { name: "steps", field: "maximumSteps", type: "integer", value: "N", summary: "at most so many (default 1000)" },
    {
      name: "output",
      type: "text",
      value: "FILE",
      summary: "extended XYZ to write (default FILE-relaxed.xyz beside the input)",
      completes: "file",
    },
    detachOption,
  ],
  examples: [
    "examples/silicon/diamond.xyz --potential sw-si-1985 --output relaxed.xyz",
    "examples/silicon/diamond.xyz --potential sw-si-1985 --method l-bfgs --cell full --pressure 5 --output pressed.xyz",
  ],
  async run(context) {
    const { arguments: given } = context;
    const target = given.text("output");
    const optional = {
      frame: given.number("frame"),
      method: given.text("method") as "fire" | "cg" | "l-bfgs" | undefined,
      cell: given.text("cell") as "none" | "isotropic" | "full" | undefined,
      pressureGPa: given.number("pressure"),
      stressToleranceGPa: given.number("stress-tolerance"),
      fixedAtoms: parseFixedAtoms(given.text("fix")),
      forceTolerance: given.number("force-tolerance"),
      maximumSteps: given.number("steps"),
      output: target === undefined ? undefined : resolveUserPath(context.folder, target),
    };
    return startAndFollow(context, {
      start: (client) => client.request(relaxRequest, { ...movingParams(context), ...optional }),
      result: (run) => run.result,
      text: (run, followed) => {
        const { style } = context.output;
        const { steps, converged, energy, energyBefore, maximumForce, output, model, maximumStressGPa, volume } = run.result ?? {};
        const lines: [string, string][] = [
          ["steps", `${String(steps)}${tookText(run)}, ${converged === true ? style.good("converged") : style.warning("not converged")}`],
          ["energy", `${fixed(energyBefore, 6)} → ${fixed(energy, 6)} eV`],
          ["largest force", `${fixed(maximumForce, 6)} eV/Å`],
          ...(typeof volume === "number"
            ? [
                ["cell", `${volume.toFixed(3)} Å³, largest stress beyond the pressure ${fixed(maximumStressGPa, 6)} GPa`] as [
                  string,
                  string,
                ],
              ]
            : []),
          ["model", String(model ?? run.model)],
        ];
        if (typeof output === "string") lines.push(["written", shownPath(context.folder, output)]);
        return [...pairs(lines, context.output.columns(), style), ...finalPlot(context, followed)];
      },
    });
  },
};
