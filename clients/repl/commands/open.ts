// open: what a structure file holds, or, for a folder, the project in it.
import { statSync } from "node:fs";
import { preview } from "@adatom/protocol/preview.ts";
import type { Command } from "../command/command.ts";
import { resolveUserPath, shownPath } from "../command/paths.ts";
import { frameOption } from "../command/potential-options.ts";
import { counted } from "../terminal/numbers.ts";
import { pairs } from "../terminal/table.ts";
import { openProjectAt } from "./project.ts";

export const open: Command = {
  name: "open",
  summary: "show what a structure file or a project folder holds",
  positionals: [{ name: "PATH", summary: "a structure file, or a folder with adatom.json", required: true, completes: "file" }],
  options: [frameOption],
  examples: ["examples/silicon/diamond.xyz", "examples/silicon"],
  async run(context) {
    const { output } = context;
    const path = resolveUserPath(context.folder, context.arguments.required("PATH"));
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return openProjectAt(context, path);
    const client = await context.connect({ start: true });
    const frame = context.arguments.number("frame") ?? 0;
    const shown = await client.request(preview, { source: { path }, frame }, { signal: context.signal });
    output.result(shown, () =>
      pairs(
        [
          ["file", shownPath(context.folder, path)],
          ["frame", `${shown.frame} of ${counted(shown.frames, "frame")} (counted from 0)`],
          ["formula", `${shown.formula}, ${counted(shown.natoms, "atom")}`],
          ["cell", cellText(shown.cell, shown.periodic)],
        ],
        output.columns(),
        output.style,
      ),
    );
    return 0;
  },
};

function cellText(cell: readonly number[] | null, periodic: readonly boolean[]): string {
  if (!cell) return "none";
  const rows = [0, 3, 6].map((row) =>
    cell
      .slice(row, row + 3)
      .map((value) => value.toFixed(4))
      .join(" "),
  );
  const axes = ["a", "b", "c"].filter((_, index) => periodic[index]);
  return `[${rows.join("; ")}] Å, periodic along ${axes.length > 0 ? axes.join(", ") : "nothing"}`;
}
