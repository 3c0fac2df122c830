// adatom/data/... in compute: each tool reads files piece by piece, works, and writes at the end.
import { type Stepwise, within } from "@adatom/models/analysis/stepwise.ts";
import { augment, mixture } from "@adatom/models/data/augment.ts";
import { findDuplicates } from "@adatom/models/data/duplicates.ts";
import { checkLabels } from "@adatom/models/data/label-consistency.ts";
import { fromUnits } from "@adatom/models/data/label-units.ts";
import { splitGroups } from "@adatom/models/data/split.ts";
import { dataStatistics as statisticsOf } from "@adatom/models/data/statistics.ts";
import type { Format } from "@adatom/models/formats/format.ts";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { augmentData, checkData, convertData, dataStatistics, findDuplicateData, splitData } from "@adatom/protocol/data.ts";
import type { Params, Result } from "@adatom/protocol/define.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { ModelReference } from "../contract.ts";
import { trainingSetBytes, trainingSetEnding } from "./aenet-files.ts";
import { deepmdName, writeDeepmdFolders } from "./deepmd-folder.ts";
import {
  besideName,
  checkOutput,
  type PlacedStructure,
  readStructures,
  writableFormat,
  writeBytes,
  writeStructures,
} from "./structure-files.ts";

const plain = (placed: readonly PlacedStructure[]): Structure[] => placed.map(({ structure }) => structure);

/** With a reference in place of a model's name. */
export type ConvertTask = Omit<Params<typeof convertData>, "project" | "model"> & { readonly model?: ModelReference };

export function* convertSteps(task: ConvertTask): Stepwise<Result<typeof convertData>> {
  const { files, output, frame, model } = task;
  if (model && trainingSetEnding.test(output)) return yield* featureSteps(task, model);
  if (trainingSetEnding.test(output) && task.format === undefined)
    throw new Failure(
      "BadProject",
      `${output}: a training set of aenet holds values of functions: name the network that has them (model).`,
    );
  const format = task.format === deepmdName ? null : writableFormat(output, task.format);
  checkOutput(output, files, task.overwrite);
  const { structures: placed, warnings } = yield* readStructures(files);
  const { units } = task;
  const all = units ? plain(placed).map((structure) => fromUnits(structure, units)) : plain(placed);
  if (frame !== undefined && frame >= all.length)
    throw new Failure("BadStructure", `There is no frame ${frame}: ${files.join(", ")} holds ${all.length}, counted from 0.`);
  const structures = frame === undefined ? all : [all[frame]!];
  if (!format) {
    writeDeepmdFolders(output, structures);
    return { output, format: deepmdName, structures: structures.length, warnings: [...warnings] };
  }
  writeStructures(output, structures, format);
  yield 0.9;
  return { output, format: format.name, structures: structures.length, warnings: [...warnings, ...lostIn(format, structures)] };
}

/** aenet's training set, with the values of the model's functions. */
function* featureSteps(
  { files, output, units, frame, overwrite }: ConvertTask,
  model: ModelReference,
): Stepwise<Result<typeof convertData>> {
  checkOutput(output, files, overwrite);
  const { structures: all, warnings } = yield* within(readStructures(files), 0, 0.3);
  const chosen = frame === undefined ? all : all.slice(frame, frame + 1);
  if (chosen.length === 0)
    throw new Failure("BadStructure", `There is no frame ${frame}: ${files.join(", ")} holds ${all.length}, counted from 0.`);
  const placed = units ? chosen.map((one) => ({ ...one, structure: fromUnits(one.structure, units) })) : chosen;
  writeBytes(output, yield* within(trainingSetBytes(placed, model), 0.3, 0.95));
  return { output, format: "aenet-train", structures: placed.length, warnings: [...warnings] };
}

export function* checkSteps({ files }: Params<typeof checkData>): Stepwise<Result<typeof checkData>> {
  const { structures, warnings } = yield* readStructures(files);
  yield 0.9;
  return { structures: structures.length, findings: checkLabels(plain(structures)), warnings: [...warnings] };
}

function mix(...given: Parameters<typeof mixture>): Structure[] {
  try {
    return mixture(...given);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure("BadStructure", `${error.message}.`);
  }
}

/** What is gone after writing and reading back. */
function lostIn(format: Format, structures: readonly Structure[]): string[] {
  const back = format.parse(format.write!(structures)).frames.map(({ structure }) => structure);
  const lost = (name: string, has: (structure: Structure) => boolean): string[] => {
    const [before, after] = [structures.filter(has).length, back.filter(has).length];
    return after < before
      ? [`${format.title} does not hold ${name}: ${before - after} of ${structures.length} structures lost theirs.`]
      : [];
  };
  return [
    ...(back.length < structures.length ? [`${back.length} of ${structures.length} structures can be read back.`] : []),
    ...lost("energies", ({ reference }) => reference?.energy !== undefined),
    ...lost("forces", ({ reference }) => reference?.forces !== undefined),
    ...lost("stress", ({ reference }) => reference?.stress !== undefined),
    ...lost("cells", ({ periodic }) => periodic.some(Boolean)),
  ];
}

export function* augmentSteps(task: Params<typeof augmentData>): Stepwise<Result<typeof augmentData>> {
  const { files, output, displacement, share, total, ...given } = task;
  const options = { ...given, displacementAngstrom: displacement };
  const format = writableFormat(output);
  checkOutput(output, files, task.overwrite);
  const { structures, warnings } = yield* within(readStructures(files), 0, 0.3);
  if (share !== undefined) {
    const mixed = mix(plain(structures), share, total ?? structures.length, options);
    writeStructures(output, mixed, format);
    const made = Math.round(share * mixed.length);
    return { output, structures: structures.length, made, warnings: [...warnings] };
  }
  const made: Structure[] = [];
  for (const one of augment(plain(structures), options)) {
    made.push(one);
    if (made.length % 100 === 0) yield 0.3 + (0.6 * made.length) / (structures.length * task.copies);
  }
  writeStructures(output, made, format);
  return { output, structures: structures.length, made: made.length, warnings: [...warnings] };
}

export function* splitSteps(task: Params<typeof splitData>): Stepwise<Result<typeof splitData>> {
  const { files, output, by, validation, test, stratify, seed } = task;
  const format = writableFormat(output);
  const outputs = { train: besideName(output, "train"), validation: besideName(output, "validation"), test: besideName(output, "test") };
  for (const path of Object.values(outputs)) checkOutput(path, files, task.overwrite);
  const { structures: placed, warnings } = yield* within(readStructures(files), 0, 0.5);
  const structures = plain(placed);
  const groups = by === undefined ? yield* within(alike(structures), 0.5, 0.8) : structures.map(({ info }) => String(info?.[by] ?? ""));
  const without = by === undefined ? 0 : structures.filter(({ info }) => info?.[by] === undefined).length;
  if (by !== undefined && without === structures.length) throw new Failure("BadStructure", `No structure has a "${by}" to split by.`);
  const found = splitGroups(groups, { validation, test }, !stratify, seed);
  const parts: Result<typeof splitData>["parts"] = [];
  for (const part of ["train", "validation", "test"] as const) {
    const own = found[part].map((k) => structures[k]!);
    if (own.length === 0) continue;
    writeStructures(outputs[part], own, format);
    parts.push({ part, output: outputs[part], structures: own.length });
    yield 0.9;
  }
  const lacking = without > 0 ? [`${without} structures have no "${by}": they count as one group.`] : [];
  return { groups: new Set(groups).size, parts, warnings: [...warnings, ...lacking] };
}

/** Structures that are the same but for translation, rotation and order belong together: parts must not share them. */
function* alike(structures: readonly Structure[]): Stepwise<string[]> {
  const groups = structures.map((_, k) => String(k));
  for (const { members } of yield* findDuplicates(structures, alikeTolerance)) for (const k of members) groups[k] = String(members[0]!);
  return groups;
}

/** As of `duplicates` where nothing else is said. */
const alikeTolerance = 1e-3;

export function* duplicatesSteps(task: Params<typeof findDuplicateData>): Stepwise<Result<typeof findDuplicateData>> {
  const { files, output, tolerance } = task;
  const format = output === undefined ? undefined : writableFormat(output);
  if (output !== undefined) checkOutput(output, files, task.overwrite);
  const { structures, warnings } = yield* within(readStructures(files), 0, 0.2);
  const groups = yield* within(findDuplicates(plain(structures), tolerance), 0.2, 1);
  const repeated = new Set(groups.flatMap(({ members }) => members.slice(1)));
  if (output !== undefined) writeStructures(output, plain(structures.filter((_, k) => !repeated.has(k))), format);
  return {
    structures: structures.length,
    distinct: structures.length - repeated.size,
    groups: groups.map(({ exact, members }) => ({
      exact,
      members: members.map((k) => ({ file: structures[k]!.file, frame: structures[k]!.frame })),
    })),
    output: output ?? null,
    warnings: [...warnings],
  };
}

export function* statisticsSteps({ files, by }: Params<typeof dataStatistics>): Stepwise<Result<typeof dataStatistics>> {
  const { structures, warnings } = yield* within(readStructures(files), 0, 0.9);
  const { elements, groups, ...found } = statisticsOf(plain(structures), by ?? usualKey(structures));
  const copy = (part: (typeof found)["force"]) => part && { ...part, histogram: [...part.histogram] };
  return {
    ...found,
    energyPerAtom: copy(found.energyPerAtom),
    forceComponent: copy(found.forceComponent),
    force: copy(found.force),
    volumePerAtom: copy(found.volumePerAtom),
    elements: elements.map(({ atomicNumber, ...counts }) => ({ element: symbolOf(atomicNumber), ...counts })),
    groups: groups.map((group) => ({ ...group })),
    warnings: [...warnings],
  };
}

/** What groups of structures are usually called in files. */
function usualKey(structures: readonly PlacedStructure[]): string {
  return ["group", "config_type"].find((key) => structures.some(({ structure: { info } }) => info?.[key] !== undefined)) ?? "group";
}
