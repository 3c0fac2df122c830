// descriptors: proposes functions from data, shows how those of a model fare, or takes those of aenet's and n2p2's files.
import type { Result } from "@adatom/protocol/define.ts";
import { importDescriptors, showDescriptors, suggestDescriptors } from "@adatom/protocol/descriptors.ts";
import { type Actions, runAction } from "../command/actions.ts";
import { type Command, type CommandContext, type ExitCode, UsageError } from "../command/command.ts";
import { fileList, overwriteOption } from "../command/file-list.ts";
import { projectFolder, resolveUserPath, shownPath } from "../command/paths.ts";
import { projectOption } from "../command/potential-options.ts";
import { shortNumber } from "../terminal/numbers.ts";
import { namedTable } from "../terminal/table.ts";

const actions: Actions = { suggest, show, import: importSettings };
const unitNames = ["angstrom-ev", "bohr-hartree"] as const;
const domains = ["cosine", "pi"] as const;
const families = ["gaussian", "imbalzano", "weighted", "compact", "chebyshev"] as const;

type Judged = Result<typeof showDescriptors>["elements"];

export const descriptors: Command = {
  name: "descriptors",
  summary: "propose descriptors from data, show how a model's fare on it, or take those of aenet and n2p2",
  details:
    "suggest makes many candidates that the bond lengths of the data call for and keeps those that vary, answer to moved atoms and are not the image of others; it prints what to write in adatom.json. show lists the functions of a model (or the default ones) with their ranges, sensitivities and likenesses. import reads what aenet (.stp, generate.in, train.in) or n2p2 (input.nn) train by, and prints the same functions, layers and training for adatom.json.",
  positionals: [
    { name: "ACTION", summary: Object.keys(actions).join(", "), required: true, completes: Object.keys(actions) },
    {
      name: "FILES",
      summary: "structure files (import: theirs), commas between several; may be left out where --model is given",
      required: false,
      completes: "file",
    },
  ],
  options: [
    {
      name: "model",
      type: "text",
      value: "NAME",
      summary: "a model of the project: its data set, and show: its functions",
      completes: "learned-model",
    },
    projectOption,
    { name: "family", type: "text", value: "NAME", summary: `suggest: ${families.join(", ")}`, completes: families },
    { name: "cutoff", type: "number", value: "ANGSTROM", summary: "suggest: default from the bond lengths" },
    { name: "angular-cutoff", type: "number", value: "ANGSTROM", summary: "suggest: of functions of two neighbours" },
    { name: "count", type: "integer", value: "N", summary: "suggest: at most so many around an element (default 64)" },
    { name: "correlation", type: "number", value: "R", summary: "suggest: above it one of two is enough (default 0.9995)" },
    { name: "residual", type: "number", value: "SHARE", summary: "suggest: of the variance that may stay unexplained (default 0.001)" },
    { name: "all", type: "flag", summary: "suggest: list what was dropped too" },
    { name: "units", type: "text", value: "NAME", summary: `import: of input.nn: ${unitNames.join(", ")}`, completes: unitNames },
    {
      name: "angular-domain",
      type: "text",
      value: "NAME",
      summary: "import: pi as aenet before 2.0.4 (default cosine)",
      completes: domains,
    },
    { name: "output", type: "text", value: "FILE", summary: "suggest, import: write it as JSON", completes: "file" },
    overwriteOption,
  ],
  examples: [
    "suggest examples/silicon/data/train.xyz --count 24",
    "show --model silicon --project examples/silicon",
    "import test/fixtures/mlearn-nnp/Si/input.nn --units bohr-hartree",
  ],
  run: (context) => runAction("descriptors", actions, context),
};

/** Files and model as they were named. */
function named({ arguments: given, folder }: CommandContext) {
  const files = fileList(folder, given.positional("FILES"));
  const model = given.text("model");
  if (files.length === 0 && model === undefined) throw new UsageError("name structure files, or a model with --model");
  return { files, ...(model !== undefined && { model, project: projectFolder(folder, given.text("project")) }) };
}

async function suggest(context: CommandContext): Promise<ExitCode> {
  const { arguments: given, folder, output, signal } = context;
  const family = families.find((name) => name === given.text("family"));
  if (given.text("family") !== undefined && !family) throw new UsageError(`--family: one of ${families.join(", ")}`);
  const [cutoff, angularCutoff, count] = [given.number("cutoff"), given.number("angular-cutoff"), given.number("count")];
  const [correlation, residual, target] = [given.number("correlation"), given.number("residual"), given.text("output")];
  const client = await context.connect({ start: true });
  const found = await client.request(
    suggestDescriptors,
    {
      ...named(context),
      ...(family && { family }),
      ...(cutoff !== undefined && { cutoff }),
      ...(angularCutoff !== undefined && { angularCutoff }),
      ...(count !== undefined && { count }),
      ...(correlation !== undefined && { correlation }),
      ...(residual !== undefined && { residual }),
      ...(target !== undefined && { output: resolveUserPath(folder, target) }),
      ...(given.flag("overwrite") && { overwrite: true }),
    },
    { signal },
  );
  output.result(found, () => {
    const bonds = found.bonds.filter(({ centre, neighbour }) => centre <= neighbour);
    return [
      `${found.structures} structures; nearest neighbours: ${bonds.map((one) => `${one.centre}-${one.neighbour} ${one.bond.toFixed(2)} Å (shortest ${one.shortest.toFixed(2)})`).join(", ")}`,
      `cutoff ${found.cutoff} Å, of functions of two neighbours ${found.angularCutoff} Å`,
      ...found.elements.flatMap((element) => elementLines(context, element, given.flag("all"))),
      "",
      "for adatom.json:",
      ...fragmentLines(found.descriptors),
      ...(found.output === null ? [] : [`written ${shownPath(folder, found.output)}`]),
    ];
  });
  return 0;
}

/** As adatom.json has it, a line for each grid. */
function fragmentLines(found: Result<typeof suggestDescriptors>["descriptors"]): string[] {
  const { functions = [], ...others } = found;
  if (functions.length === 0) return [`"descriptors": ${JSON.stringify(others)}`];
  const grids = functions.map((grid, k) => `    ${JSON.stringify(grid)}${k < functions.length - 1 ? "," : ""}`);
  return [`"descriptors": {`, `  "functions": [`, ...grids, "  ]", "}"];
}

async function importSettings(context: CommandContext): Promise<ExitCode> {
  const { arguments: given, folder, output, signal } = context;
  const files = fileList(folder, given.positional("FILES"));
  if (files.length === 0)
    throw new UsageError("descriptors import needs files: aenet's .stp, generate.in and train.in, or n2p2's input.nn");
  const [units, angularDomain] = [oneOf(given, "units", unitNames), oneOf(given, "angular-domain", domains)];
  const target = given.text("output");
  const client = await context.connect({ start: true });
  const found = await client.request(
    importDescriptors,
    {
      files,
      ...(units && { units }),
      ...(angularDomain && { angularDomain }),
      ...(target !== undefined && { output: resolveUserPath(folder, target) }),
      ...(given.flag("overwrite") && { overwrite: true }),
    },
    { signal },
  );
  for (const note of found.notes) output.note(note);
  const { descriptors: theirs = {}, ...rest } = found.model;
  const counts = Object.entries(found.functions).map(([symbol, count]) => `${count} around ${symbol}`);
  output.result(found, () => [
    `functions: ${counts.join(", ")}`,
    "",
    "for a model of adatom.json:",
    ...fragmentLines(theirs),
    ...Object.entries(rest).flatMap(([key, value]) =>
      Object.keys(value as object).length === 0 ? [] : [`${JSON.stringify(key)}: ${JSON.stringify(value)}`],
    ),
    ...(found.output === null ? [] : [`written ${shownPath(folder, found.output)}`]),
  ]);
  return 0;
}

function oneOf<T extends string>(given: CommandContext["arguments"], name: string, known: readonly T[]): T | undefined {
  const text = given.text(name);
  const found = known.find((one) => one === text);
  if (text !== undefined && !found) throw new UsageError(`--${name} takes ${known.join(" or ")}, not "${text}"`);
  return found;
}

async function show(context: CommandContext): Promise<ExitCode> {
  const client = await context.connect({ start: true });
  const found = await client.request(showDescriptors, named(context), { signal: context.signal });
  context.output.result(found, () => [
    `${found.structures} structures`,
    ...found.elements.flatMap((element) => elementLines(context, element, true)),
  ]);
  return 0;
}

const reasons = {
  range: "does not vary",
  sensitivity: "does not answer",
  correlation: "is like",
  spanned: "is explained by others",
} as const;

function elementLines({ output }: CommandContext, { element, atoms, functions }: Judged[number], all: boolean): string[] {
  const kept = functions.filter(({ dropped }) => dropped === null).length;
  const shown = functions.filter(({ dropped }) => all || dropped === null);
  const number = new Map(shown.map(({ name }, k) => [name, `${k + 1}`]));
  const head = [
    { title: "function" },
    { title: "from", align: "end" },
    { title: "to", align: "end" },
    { title: "deviation", align: "end" },
    { title: "sensitivity", align: "end" },
    { title: "most like" },
  ] as const;
  const rows = shown.map(({ name, dropped, minimum, maximum, deviation, sensitivity, closest }) => [
    `${number.get(name)!.padStart(String(shown.length).length)} ${dropped === null ? name : output.style.dim(name)}`,
    ...[minimum, maximum, deviation, sensitivity].map((value) => shortNumber(value)),
    dropped === null || dropped === "correlation"
      ? `${dropped === null ? "" : `${reasons[dropped]} `}${closest === null ? "-" : `${number.get(closest.name) ?? closest.name} (${closest.correlation.toFixed(3)})`}`
      : reasons[dropped],
  ]);
  return [
    "",
    `${element}: ${kept} of ${functions.length} functions, over ${atoms} atoms`,
    ...namedTable(head, rows, output.columns(), output.style),
  ];
}
