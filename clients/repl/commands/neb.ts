// neb: the path of least energy between two structures, and its barrier.
import { neb as nebRequest } from "@adatom/protocol/neb.ts";
import type { Command } from "../command/command.ts";
import { fixOption, parseFixedAtoms } from "../command/dynamics-options.ts";
import { resolveUserPath, shownPath } from "../command/paths.ts";
import { filePositional, forceOptions, frameOption, movingParams } from "../command/potential-options.ts";
import { detachOption, finalPlot, startAndFollow, tookText } from "../follow/run-command.ts";
import { fixed } from "../terminal/numbers.ts";
import { pairs } from "../terminal/table.ts";

export const neb: Command = {
  name: "neb",
  summary: "find the path of least energy between two structures",
  details:
    "A nudged elastic band with a climbing image; both ends are relaxed first. Both files hold the same atoms in the same order and cell. Ctrl-C cancels the run.",
  positionals: [
    { ...filePositional, summary: "where the path begins" },
    { name: "FINAL", summary: "where it ends", required: true, completes: "file" },
  ],
  options: [
    ...forceOptions,
    frameOption,
    { name: "final-frame", type: "integer", value: "N", summary: "which frame of FINAL, counted from 0 (default 0)" },
    { name: "images", type: "integer", value: "N", summary: "between the two ends (default 5)" },
    { name: "force-tolerance", type: "number", value: "EV_PER_A", summary: "stop when no force is larger (default 0.02 eV/Å)" },
    {
      name: "steps",
      field: "maximumSteps",
      type: "integer",
      value: "N",
      summary: "at most so many, of the ends and the band (default 1000)",
    },
    {
      name: "spring",
      field: "springConstant",
      type: "number",
      value: "EV_PER_A2",
      summary: "between neighbouring images (default 5 eV/Å²)",
    },
    { name: "no-climb", type: "flag", summary: "leave the highest image on the band" },
    { name: "keep-ends", type: "flag", summary: "take the ends as they are" },
    fixOption,
    {
      name: "output",
      type: "text",
      value: "FILE",
      summary: "extended XYZ of all images (default FILE-neb.xyz beside the input)",
      completes: "file",
    },
    detachOption,
  ],
  examples: ["before.xyz after.xyz --potential sw-si-1985 --images 7"],
  async run(context) {
    const { arguments: given } = context;
    const target = given.text("output");
    const optional = {
      frame: given.number("frame"),
      finalFrame: given.number("final-frame"),
      images: given.number("images"),
      forceTolerance: given.number("force-tolerance"),
      maximumSteps: given.number("steps"),
      springConstant: given.number("spring"),
      climb: given.flag("no-climb") ? false : undefined,
      relaxEnds: given.flag("keep-ends") ? false : undefined,
      fixedAtoms: parseFixedAtoms(given.text("fix")),
      output: target === undefined ? undefined : resolveUserPath(context.folder, target),
    };
    const final = { path: resolveUserPath(context.folder, given.required("FINAL")) };
    return startAndFollow(context, {
      start: (client) => client.request(nebRequest, { ...movingParams(context), final, ...optional }),
      result: (run) => run.result,
      text: (run, followed) => {
        const { style } = context.output;
        const { steps, converged, barrier, reverseBarrier, energies, maximumForce, output, model } = run.result ?? {};
        const path = Array.isArray(energies)
          ? (energies as number[]).map((energy) => (energy - (energies[0] as number)).toFixed(3)).join(" ")
          : "-";
        const lines: [string, string][] = [
          ["steps", `${String(steps)}${tookText(run)}, ${converged === true ? style.good("converged") : style.warning("not converged")}`],
          ["barrier", `${fixed(barrier, 4)} eV, back ${fixed(reverseBarrier, 4)} eV`],
          ["energies", `${path} eV above the start`],
          ["largest force", `${fixed(maximumForce, 4)} eV/Å`],
          ["model", String(model ?? run.model)],
        ];
        if (typeof output === "string") lines.push(["written", shownPath(context.folder, output)]);
        return [...pairs(lines, context.output.columns(), style), ...finalPlot(context, followed)];
      },
    });
  },
};
