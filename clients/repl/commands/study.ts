// study: one of the thesis's eleven studies, with tables here and tables, figures and every number in files.
import type { Run } from "@adatom/protocol/runs.ts";
import { type StudyName, studyNames, study as studyRequest } from "@adatom/protocol/study.ts";
import { type Command, type CommandContext, UsageError } from "../command/command.ts";
import { fileList } from "../command/file-list.ts";
import { resolveUserPath, shownPath } from "../command/paths.ts";
import { detachOption, startAndFollow, tookText } from "../follow/run-command.ts";
import { namedTable } from "../terminal/table.ts";

interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export const study: Command = {
  name: "study",
  summary: "train networks that differ in one thing and compare them",
  details:
    "The eleven studies of A. Maharaj's thesis (2018) on Behler-Parrinello networks. Trainings follow one another in a run; Ctrl-C cancels it, runs resume N goes on within the training it was at. It leaves NAME.md (tables), NAME.json (every number) and figures (.svg) in the output folder.",
  positionals: [
    { name: "NAME", summary: studyNames.join(", "), required: true, completes: studyNames },
    { name: "FILES", summary: "data sets, commas between; pair-curve makes its own", required: false, completes: "file" },
  ],
  options: [
    {
      name: "reference",
      type: "text",
      value: "NAME",
      summary: "a shipped potential that labels all structures anew, and the scaled ones that a study makes",
      completes: "potential",
    },
    { name: "scaled", type: "text", value: "FILES", summary: "labelled scaled structures, instead of making them", completes: "file" },
    {
      name: "curves",
      type: "text",
      value: "FILES",
      summary: "scale-curve: for each data set a structure labelled at many scales",
      completes: "file",
    },
    { name: "structures", type: "integer", value: "N", summary: "of each data set, spread evenly over it (default all)" },
    { name: "epochs", type: "integer", value: "N", summary: "of every training (default 300)" },
    { name: "hidden", type: "text", value: "N-N", summary: "nodes of the hidden layers (default 10-10)" },
    { name: "force-weight", type: "number", value: "W", summary: "train on forces too (default 0: energies alone, as the thesis)" },
    { name: "seed", type: "integer", value: "N", summary: "of parts and first weights (default 1)" },
    { name: "output", type: "text", value: "FOLDER", summary: "where tables and figures go (default study-NAME)", completes: "folder" },
    detachOption,
  ],
  examples: [
    "pair-curve --epochs 100",
    "activations examples/silicon/data/train.xyz --structures 60 --epochs 50",
    "predicted-true examples/silicon/data/train.xyz --reference sw-si-1985 --structures 60 --epochs 50",
  ],
  async run(context) {
    const { arguments: given, folder } = context;
    const wanted = given.required("NAME");
    const name = studyNames.find((known) => known === wanted);
    if (!name) throw new UsageError(`there is no study "${wanted}"; there are ${studyNames.join(", ")}`);
    const params = {
      name,
      files: fileList(folder, given.positional("FILES")),
      scaled: fileList(folder, given.text("scaled")),
      curves: fileList(folder, given.text("curves")),
      reference: given.text("reference"),
      output: resolveUserPath(folder, given.text("output") ?? `study-${name}`),
      structures: given.number("structures"),
      seed: given.number("seed"),
      epochs: given.number("epochs"),
      hidden: parseLayers(given.text("hidden")),
      forceWeight: given.number("force-weight"),
    };
    return startAndFollow(context, {
      start: (client) => client.request(studyRequest, params),
      result: (run) => run.result,
      text: (run) => studyText(context, name, run),
    });
  },
};

function parseLayers(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const widths = text.split("-").map(Number);
  if (widths.some((width) => !Number.isInteger(width) || width < 1))
    throw new UsageError(`--hidden takes the nodes of the layers with dashes between, such as 10-10, not "${text}"`);
  return widths;
}

function studyText(context: CommandContext, name: StudyName, run: Run): string[] {
  const { output, folder } = context;
  const { tables = [], files = [], cases = 0 } = (run.result ?? {}) as { tables?: ReportTable[]; files?: string[]; cases?: number };
  const [first] = files;
  return [
    `${output.style.bold(name)}: ${cases} trainings${tookText(run)}`,
    ...tables.flatMap(({ title, columns, rows }) => [
      "",
      output.style.bold(title),
      ...namedTable(
        columns.map((column, k) => ({ title: column, align: k === 0 ? "start" : "end" })),
        rows.map((row) => row.map(cellText)),
        output.columns(),
        output.style,
      ),
    ]),
    "",
    ...(first === undefined ? [] : [`${files.length} files written, beginning with ${shownPath(folder, first)}`]),
  ];
}

function cellText(cell: string | number | null): string {
  if (cell === null) return "-";
  if (typeof cell === "string") return cell;
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(4)));
}
