// data: work on files of structures: convert, augment, split, duplicates, statistics.
import { augmentData, checkData, convertData, dataStatistics, findDuplicateData, splitData } from "@adatom/protocol/data.ts";
import type { Input, Result } from "@adatom/protocol/define.ts";
import { type Actions, runAction } from "../command/actions.ts";
import { type Command, type CommandContext, type ExitCode, type Output, UsageError } from "../command/command.ts";
import { fileList, overwriteOption } from "../command/file-list.ts";
import { projectFolder, resolveUserPath, shownPath } from "../command/paths.ts";
import { projectOption } from "../command/potential-options.ts";
import { unitOptions, unitsOf, unitWords } from "../command/unit-options.ts";
import { counted } from "../terminal/numbers.ts";
import { pairs, table } from "../terminal/table.ts";

const actions: Actions = {
  convert,
  check,
  augment,
  split,
  duplicates,
  statistics,
};
const kinds = ["scale", "strain", "shear", "displacement", "vacancies", "scale-series"] as const;

export const data: Command = {
  name: "data",
  summary: "convert, augment, split and examine files of structures",
  details:
    "convert FILES OUT writes another format; a folder of DeePMD is read as one file, a training set of aenet (.train) too, and written with --model. check FILES asks where energies, forces, stresses and lengths do not fit each other, and says which units would explain it. augment FILES OUT makes scaled, strained, sheared and displaced structures, without labels. split FILES OUT writes OUT-train, OUT-validation and OUT-test. duplicates FILES [OUT] finds structures that are there twice, and writes OUT without them. statistics FILES says what is in them.",
  positionals: [
    { name: "ACTION", summary: Object.keys(actions).join(", "), required: true, completes: Object.keys(actions) },
    { name: "FILES", summary: "structure files, commas between several", required: true, completes: "file" },
    { name: "OUT", summary: "file to write; its name decides the format", required: false, completes: "file" },
  ],
  options: [
    { name: "frame", type: "integer", value: "N", summary: "convert: only this frame, counted from 0" },
    { name: "format", type: "text", value: "NAME", summary: "convert: where OUT's name does not decide it; deepmd writes a folder" },
    ...unitOptions,
    {
      name: "model",
      type: "text",
      value: "NAME",
      summary: "convert: to OUT.train of aenet: the network whose functions' values it holds",
      completes: "learned-model",
    },
    projectOption,
    { name: "kinds", type: "text", value: "LIST", summary: `augment: of ${kinds.join(", ")} (default the first four)`, completes: kinds },
    { name: "copies", type: "integer", value: "N", summary: "augment: new structures of each (default 4)" },
    { name: "deformation", type: "number", value: "SHARE", summary: "augment: largest change of lengths (default 0.1)" },
    { name: "displacement", type: "number", value: "ANGSTROM", summary: "augment: largest along each axis (default 0.1)" },
    { name: "vacancies", type: "integer", value: "N", summary: "augment: atoms taken out (default 1)" },
    { name: "share", type: "number", value: "SHARE", summary: "augment: write a mixture, this share of it new (the thesis: 0.8)" },
    { name: "total", type: "integer", value: "N", summary: "augment: structures of the mixture (default as many as given)" },
    { name: "validation", type: "number", value: "SHARE", summary: "split: default 0.1" },
    { name: "test", type: "number", value: "SHARE", summary: "split: default 0.1" },
    {
      name: "by",
      type: "text",
      value: "KEY",
      summary: "split, statistics: groups by this key of the structures (statistics: default group or config_type)",
    },
    { name: "stratify", type: "flag", summary: "split: share every group out instead of keeping it together" },
    { name: "tolerance", type: "number", value: "X", summary: "duplicates: of fingerprints (default 0.001)" },
    { name: "seed", type: "integer", value: "N", summary: "augment, split: default 1" },
    overwriteOption,
  ],
  examples: [
    "statistics examples/silicon/data/train.xyz",
    "convert examples/silicon/diamond.xyz POSCAR",
    "check examples/silicon/data/train.xyz",
    "augment examples/silicon/diamond.xyz strained.xyz --kinds scale,strain --copies 10",
    "split examples/silicon/data/train.xyz parts.xyz --by config_type --stratify",
    "duplicates examples/silicon/data/train.xyz",
  ],
  run: (context) => runAction("data", actions, context),
};

const filesOf = ({ arguments: given, folder }: CommandContext): string[] => fileList(folder, given.required("FILES"));
const overwriteOf = ({ arguments: given }: CommandContext) => (given.flag("overwrite") ? { overwrite: true } : {});

function outOf({ arguments: given, folder }: CommandContext): string {
  return resolveUserPath(folder, given.required("OUT"));
}

/** The numbers that were given, under the names of the protocol, which are those of the options. */
function numbersOf<T extends string>({ arguments: given }: CommandContext, names: readonly T[]): { [K in T]?: number } {
  return Object.fromEntries(names.flatMap((name) => (given.number(name) === undefined ? [] : [[name, given.number(name)]]))) as {
    [K in T]?: number;
  };
}

function warn(output: Output, warnings: readonly string[]): void {
  for (const warning of warnings) output.note(`warning: ${warning}`);
}

async function convert(context: CommandContext): Promise<ExitCode> {
  const format = context.arguments.text("format");
  const units = unitsOf(context.arguments);
  const model = context.arguments.text("model");
  const client = await context.connect({ start: true });
  const params = {
    files: filesOf(context),
    output: outOf(context),
    ...numbersOf(context, ["frame"]),
    ...(model !== undefined && { model, project: projectFolder(context.folder, context.arguments.text("project")) }),
    ...(format !== undefined && { format }),
    ...(units && { units }),
    ...overwriteOf(context),
  };
  const found = await client.request(convertData, params, { signal: context.signal });
  warn(context.output, found.warnings);
  context.output.result(found, () => [
    `written ${shownPath(context.folder, found.output)} (${found.format}, ${counted(found.structures, "structure")})`,
  ]);
  return 0;
}

async function check(context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const client = await context.connect({ start: true });
  const found = await client.request(checkData, { files: filesOf(context) }, { signal: context.signal });
  warn(output, found.warnings);
  output.result(found, () =>
    found.findings.flatMap(({ about, evidence, question, units }) => [
      `${question === null ? output.style.good("✓") : output.style.warning("?")} ${about}: ${evidence}`,
      ...(question === null ? [] : [`  ${question}`]),
      ...(units === null ? [] : [output.style.dim(`  if so: data convert FILES OUT ${unitWords(units)}`)]),
    ]),
  );
  return 0;
}

async function augment(context: CommandContext): Promise<ExitCode> {
  const named = context.arguments
    .text("kinds")
    ?.split(",")
    .map((name) => name.trim());
  const unknown = named?.find((name) => !kinds.some((kind) => kind === name));
  if (unknown !== undefined) throw new UsageError(`--kinds takes ${kinds.join(", ")}, not "${unknown}"`);
  const client = await context.connect({ start: true });
  const params: Input<typeof augmentData> = {
    files: filesOf(context),
    output: outOf(context),
    ...(named && { kinds: named as (typeof kinds)[number][] }),
    ...numbersOf(context, ["copies", "deformation", "displacement", "vacancies", "share", "total", "seed"]),
    ...overwriteOf(context),
  };
  const found = await client.request(augmentData, params, { signal: context.signal });
  warn(context.output, found.warnings);
  context.output.result(found, () => [
    `${found.made} new structures from ${found.structures} written to ${shownPath(context.folder, found.output)}, without labels`,
  ]);
  return 0;
}

async function split(context: CommandContext): Promise<ExitCode> {
  const { arguments: given, output, folder } = context;
  const by = given.text("by");
  const client = await context.connect({ start: true });
  const params = {
    files: filesOf(context),
    output: outOf(context),
    ...(by !== undefined && { by }),
    ...(given.flag("stratify") && { stratify: true }),
    ...numbersOf(context, ["validation", "test", "seed"]),
    ...overwriteOf(context),
  };
  const found = await client.request(splitData, params, { signal: context.signal });
  warn(output, found.warnings);
  output.result(found, () => [
    `${counted(found.groups, "group")}`,
    ...pairs(
      found.parts.map(({ part, structures, output: path }) => [part, `${counted(structures, "structure")}: ${shownPath(folder, path)}`]),
      output.columns(),
      output.style,
    ),
  ]);
  return 0;
}

async function duplicates(context: CommandContext): Promise<ExitCode> {
  const { arguments: given, output, folder } = context;
  const target = given.positional("OUT");
  const client = await context.connect({ start: true });
  const params = {
    files: filesOf(context),
    ...(target !== undefined && { output: resolveUserPath(folder, target) }),
    ...numbersOf(context, ["tolerance"]),
    ...overwriteOf(context),
  };
  const found = await client.request(findDuplicateData, params, { signal: context.signal });
  warn(output, found.warnings);
  output.result(found, () => [
    `${found.distinct} of ${counted(found.structures, "structure")} are distinct`,
    ...found.groups.map(
      ({ exact, members }) =>
        `${exact ? "equal" : "alike"}: ${members.map(({ file, frame }) => `${shownPath(folder, file)} frame ${frame}`).join(", ")}`,
    ),
    ...(found.output === null ? [] : [`written ${shownPath(folder, found.output)}`]),
  ]);
  return 0;
}

async function statistics(context: CommandContext): Promise<ExitCode> {
  const { arguments: given, output } = context;
  const by = given.text("by");
  const client = await context.connect({ start: true });
  const params = { files: filesOf(context), ...(by !== undefined && { by }) };
  const found = await client.request(dataStatistics, params, { signal: context.signal });
  warn(output, found.warnings);
  output.result(found, () => statisticsText(output, found));
  return 0;
}

function statisticsText(output: Output, found: Result<typeof dataStatistics>): string[] {
  const { style } = output;
  const columns = output.columns();
  const { structures, withEnergy, withForces, withStress } = found;
  const lines: [string, string][] = [
    ["structures", `${structures}, ${found.periodic} periodic, of ${found.smallest} to ${found.largest} atoms (${found.atoms} together)`],
    ["elements", found.elements.map((one) => `${one.element} ${one.atoms} in ${one.structures}`).join(", ")],
    ["labelled", `energy ${withEnergy}, forces ${withForces}, stress ${withStress}`],
  ];
  if (found.groups.length > 0) lines.push(["groups", found.groups.map((group) => `${group.name} ${group.structures}`).join(", ")]);
  const head = ["", "mean", "deviation", "smallest", "largest"].map((title, k) => ({ title, align: k === 0 ? "start" : "end" }) as const);
  const rows = (
    [
      ["energy (eV/atom)", found.energyPerAtom],
      ["force component (eV/Å)", found.forceComponent],
      ["force (eV/Å)", found.force],
      ["volume (Å³/atom)", found.volumePerAtom],
    ] as const
  ).flatMap(([name, one]) =>
    one ? [[name, ...[one.mean, one.deviation, one.minimum, one.maximum].map((value) => value.toFixed(4)), bars(one.histogram)]] : [],
  );
  return [...pairs(lines, columns, style), "", ...table([...head, { title: "distribution" }], rows, columns, style)];
}

/** A histogram on one line. */
function bars(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  return counts.map((count) => (count === 0 ? " " : "▁▂▃▄▅▆▇█"[Math.ceil((8 * count) / most) - 1])).join("");
}
