// label: labels structures with a calculator of the project.
import { label as labelRequest } from "@adatom/protocol/label.ts";
import { type Command, UsageError } from "../command/command.ts";
import { fileList, overwriteOption } from "../command/file-list.ts";
import { projectFolder, resolveUserPath, shownPath } from "../command/paths.ts";
import { projectOption } from "../command/potential-options.ts";
import { detachOption, startAndFollow, tookText } from "../follow/run-command.ts";
import { pairs } from "../terminal/table.ts";

export const calculatorOption = {
  name: "calculator",
  type: "text",
  value: "NAME",
  summary: "of adatom.json (may be left out where there is one)",
  completes: "calculator",
} as const;

export const label: Command = {
  name: "label",
  summary: "label structures with another program: energies, forces, stress",
  details:
    "Runs a calculator of adatom.json (xTB, CP2K, Quantum ESPRESSO, DFTB+, LAMMPS, any other program, or a model) on every structure. Labels are stored as they come, so that nothing is computed twice. Ctrl-C cancels, and ends the programs; runs resume N goes on.",
  positionals: [{ name: "FILES", summary: "structures, all frames; commas between several", required: true, completes: "file" }],
  options: [
    calculatorOption,
    projectOption,
    {
      name: "output",
      type: "text",
      value: "FILE",
      summary: "extended XYZ (default NAME-labelled.xyz beside the first file)",
      completes: "file",
    },
    { name: "append", type: "flag", summary: "write behind what the output holds" },
    overwriteOption,
    detachOption,
  ],
  examples: ["chosen.xyz --calculator gfn2 --output data/round-1.xyz"],
  async run(context) {
    const { arguments: given, folder, output } = context;
    const [calculator, target] = [given.text("calculator"), given.text("output")];
    if (given.flag("append") && given.flag("overwrite")) throw new UsageError("label takes either --append or --overwrite");
    return startAndFollow(context, {
      start: (client) =>
        client.request(labelRequest, {
          project: projectFolder(folder, given.text("project")),
          files: fileList(folder, given.required("FILES")),
          ...(calculator !== undefined && { calculator }),
          ...(target !== undefined && { output: resolveUserPath(folder, target) }),
          append: given.flag("append"),
          overwrite: given.flag("overwrite"),
        }),
      result: (run) => run.result,
      text: (run) => {
        const result = run.result ?? {};
        const failed = Number(result.failed);
        return pairs(
          [
            ["labelled", `${String(result.labelled)} of ${String(result.structures)} structures${tookText(run)}`],
            ["known before", String(result.known)],
            ...(failed > 0 ? [["failed", output.style.warning(`${failed}; the warnings above say why`)] as [string, string]] : []),
            ["calculator", String(result.calculator)],
            ["written", shownPath(folder, String(result.output))],
          ],
          output.columns(),
          output.style,
        );
      },
    });
  },
};
