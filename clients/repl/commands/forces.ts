// forces: the force on every atom of the frames of a structure file.
import type { Command } from "../command/command.ts";
import { filePositional, potentialOptions } from "../command/potential-options.ts";
import { table } from "../terminal/table.ts";
import { extrapolationNotes, framesOption, predictFrames } from "./energy.ts";

// More rows than this are for a program to read, through --json.
const shownAtoms = 200;

export const forces: Command = {
  name: "forces",
  summary: "the force on every atom of a structure file",
  details: "Without --potential and --model: the project's default model, else a shipped potential that covers the elements.",
  positionals: [filePositional],
  options: [...potentialOptions, framesOption],
  examples: ["examples/silicon/diamond.xyz --potential sw-si-1985 --frames 0"],
  async run(context) {
    const { frames, numbers } = await predictFrames(context, true);
    const { output } = context;
    const head = ["atom", "Fx (eV/Å)", "Fy (eV/Å)", "Fz (eV/Å)", "|F| (eV/Å)"].map((title) => ({ title, align: "end" as const }));
    output.result({ frames }, () => [
      ...frames.flatMap((frame, index) => {
        const all = frame.forces ?? [];
        const rows = all
          .slice(0, shownAtoms)
          .map((force, atom) => [String(atom), ...[...force, Math.hypot(...force)].map((value) => value.toFixed(6))]);
        const title = `${output.style.bold(`frame ${numbers[index]}`)}  ${frame.energy.toFixed(6)} eV  ${output.style.dim(frame.model)}`;
        const more = all.length > shownAtoms ? [output.style.dim(`… ${all.length - shownAtoms} more atoms; --json has them all`)] : [];
        return [...(index > 0 ? [""] : []), title, ...table(head, rows, output.columns(), output.style), ...more];
      }),
      ...extrapolationNotes(frames, numbers).map(output.style.warning),
    ]);
    return 0;
  },
};
