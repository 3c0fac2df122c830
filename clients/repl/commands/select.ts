// select: which structures of a file are worth labelling next.
import type { Result } from "@adatom/protocol/define.ts";
import { selectionBases, select as selectRequest } from "@adatom/protocol/select.ts";
import type { Command } from "../command/command.ts";
import { fileList, overwriteOption } from "../command/file-list.ts";
import { projectFolder, resolveUserPath, shownPath } from "../command/paths.ts";
import { projectOption } from "../command/potential-options.ts";
import { table } from "../terminal/table.ts";

/** Rows shown; the file written and --json have all. */
const mostShown = 20;

export const select: Command = {
  name: "select",
  summary: "choose the structures to label next, as few as cover what a training set lacks",
  details:
    "Farthest points: always the structure with the atom least like any known one, until no atom of any candidate is farther from what is known than the threshold. Where the model is a committee, only structures are considered that its members differ about more than about the training set (--by both); --by spread takes all of these, largest spread first. What is chosen is written as extended XYZ without labels.",
  positionals: [
    { name: "FILES", summary: "candidates, such as an MD trajectory; commas between several", required: true, completes: "file" },
  ],
  options: [
    { name: "training", type: "text", value: "FILES", summary: "files trained on, commas between", completes: "file" },
    {
      name: "model",
      type: "text",
      value: "NAME",
      summary: "a model of the project: its descriptors, and its data set as training files",
      completes: "learned-model",
    },
    projectOption,
    {
      name: "by",
      type: "text",
      value: "HOW",
      summary: `${selectionBases.join(", ")} (default both where the model is a committee, else distance)`,
      completes: [...selectionBases],
    },
    { name: "count", type: "integer", value: "N", summary: "choose at most so many" },
    { name: "threshold", type: "number", value: "X", summary: "distance that is near enough (default: usual within the training set)" },
    {
      name: "spread-threshold",
      field: "spreadThresholdEvPerA",
      type: "number",
      value: "X",
      summary: "spread of forces that is usual, eV/A (default: on the training set, of energies too)",
    },
    {
      name: "output",
      type: "text",
      value: "FILE",
      summary: "extended XYZ (default NAME-selected.xyz beside the first file)",
      completes: "file",
    },
    overwriteOption,
  ],
  examples: ["examples/silicon/data/test.xyz --training examples/silicon/data/train.xyz --threshold 0.3 --output chosen.xyz"],
  async run(context) {
    const { arguments: given, folder, output } = context;
    const [model, count, threshold, target] = [given.text("model"), given.number("count"), given.number("threshold"), given.text("output")];
    const [by, spreadThresholdEvPerA] = [given.text("by"), given.number("spread-threshold")];
    const client = await context.connect({ start: true });
    const found = await client.request(
      selectRequest,
      {
        candidates: fileList(folder, given.required("FILES")),
        training: fileList(folder, given.text("training")),
        ...(model !== undefined && { model, project: projectFolder(folder, given.text("project")) }),
        ...(by !== undefined && { by: by as (typeof selectionBases)[number] }),
        ...(spreadThresholdEvPerA !== undefined && { spreadThresholdEvPerA }),
        ...(count !== undefined && { count }),
        ...(threshold !== undefined && { threshold }),
        ...(target !== undefined && { output: resolveUserPath(folder, target) }),
        ...(given.flag("overwrite") && { overwrite: true }),
      },
      { signal: context.signal },
    );
    output.result(found, () => {
      const { style } = output;
      const head = [
        { title: "file" },
        { title: "frame", align: "end" },
        { title: "atoms", align: "end" },
        { title: "distance", align: "end" },
        ...(found.usualSpread
          ? ([
              { title: "force spread, eV/A", align: "end" },
              { title: "energy spread, meV/atom", align: "end" },
            ] as const)
          : []),
        { title: "atoms out of range", align: "end" },
      ] as const;
      const rows = found.chosen
        .slice(0, mostShown)
        .map((one) => [
          shownPath(folder, one.file),
          String(one.frame),
          String(one.natoms),
          one.novelty === null ? "new element" : one.novelty.toFixed(3),
          ...(found.usualSpread ? [shown(one.spread?.forceEvPerA, 3), shown(one.spread?.energyMeVPerAtom, 2)] : []),
          String(one.extrapolatingAtoms),
        ]);
      const more = found.chosen.length - rows.length;
      const outside = found.elements.map(({ element, atoms, extrapolating }) => `${element} ${extrapolating} of ${atoms} atoms`).join(", ");
      return [
        `${found.novelBefore} of ${found.candidates} structures ${criterion(found)}; after ${found.chosen.length} chosen, ${found.novelAfter} ${found.by === "spread" ? "others do" : "are"}`,
        ...(model !== undefined && found.by === "distance" && by === undefined
          ? [`chosen by distance alone: ${model} is not a committee, or was not trained yet`]
          : []),
        `out of the training range: ${found.extrapolatingStructures} structures (${outside})`,
        ...(rows.length > 0 ? table(head, rows, output.columns(), style) : []),
        ...(more > 0 ? [`and ${more} more`] : []),
        found.output === null
          ? "nothing is worth labelling: no file was written"
          : `written ${shownPath(folder, found.output)}, without labels`,
      ];
    });
    return 0;
  },
};

const shown = (value: number | null | undefined, digits: number): string =>
  typeof value === "number" ? value.toFixed(digits) : "no answer";

/** What sets apart the structures that are counted. */
function criterion({ threshold, training, usualSpread, model }: Result<typeof selectRequest>): string {
  const far = threshold === null ? "" : `are farther than ${threshold.toFixed(3)} from the ${training} trained on`;
  if (!usualSpread) return far;
  const { forceEvPerA, energyMeVPerAtom } = usualSpread;
  const energy = energyMeVPerAtom === null ? "" : ` or ${energyMeVPerAtom.toFixed(2)} meV/atom in energy`;
  const spread = `make the members of ${model} differ by more than ${shown(forceEvPerA, 3)} eV/A in a force${energy}`;
  return far === "" ? spread : `${far} and ${spread}`;
}
