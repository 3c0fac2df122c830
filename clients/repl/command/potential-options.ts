// Options that several commands share: which file, frame, potential or model.
import { parameterFileEnding } from "@adatom/protocol/parameter-file.ts";
import type { StructureSource } from "@adatom/protocol/structure.ts";
import { type CommandContext, type Option, type Positional, UsageError } from "./command.ts";
import { resolveUserPath } from "./paths.ts";

export const filePositional: Positional = { name: "FILE", summary: "a structure file", required: true, completes: "file" };

export const projectOption: Option = {
  name: "project",
  type: "text",
  value: "DIR",
  summary: "folder of adatom.json; default: the nearest one above",
  completes: "folder",
};

export const frameOption: Option = { name: "frame", type: "integer", value: "N", summary: "which frame, counted from 0 (default 0)" };

export const potentialOptions: readonly Option[] = [
  {
    name: "potential",
    type: "text",
    value: "NAME",
    summary:
      "a shipped potential, such as sw-si-1985, a sum such as 0.7*sw-si-1985+0.3*tersoff-si-1988, or a file of LAMMPS (.sw, .tersoff, .eam, .eam.alloy, .eam.fs)",
    completes: "potential",
  },
  {
    name: "model",
    type: "text",
    value: "NAME",
    summary: "a learned model of the project: name or name@version",
    completes: "learned-model",
  },
  projectOption,
];

/** What moves atoms: the same, or another program. */
export const forceOptions: readonly Option[] = [
  ...potentialOptions,
  {
    name: "calculator",
    type: "text",
    value: "NAME",
    summary: "another program's forces: a calculator of adatom.json",
    completes: "calculator",
  },
];

/** The file and what to compute it with, as the protocol wants them. */
export function structureParams(context: CommandContext): {
  source: StructureSource;
  potential?: string;
  model?: string;
  project?: string;
} {
  const { arguments: given, folder } = context;
  const potential = given.text("potential");
  const model = given.text("model");
  const project = given.text("project");
  if (potential !== undefined && model !== undefined) throw new UsageError("give --potential or --model, not both");
  return {
    source: { path: resolveUserPath(folder, given.required("FILE")) },
    ...(potential !== undefined && { potential: parameterFileEnding.test(potential) ? resolveUserPath(folder, potential) : potential }),
    ...(model !== undefined && { model }),
    ...(project !== undefined && { project: resolveUserPath(folder, project) }),
  };
}

/** The same where atoms are moved. */
export function movingParams(context: CommandContext): ReturnType<typeof structureParams> & { calculator?: string } {
  const { arguments: given } = context;
  const calculator = given.text("calculator");
  if (calculator !== undefined && (given.text("potential") ?? given.text("model")) !== undefined)
    throw new UsageError("give --calculator, --potential or --model, one of them");
  return { ...structureParams(context), ...(calculator !== undefined && { calculator }) };
}

/** Frames such as 0,4,10-12; undefined means all. */
export function parseFrames(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const frames: number[] = [];
  for (const part of text.split(",")) {
    const match = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part);
    const from = Number(match?.[1]);
    const to = match?.[2] === undefined ? from : Number(match[2]);
    if (!match || to < from || to - from > 1_000_000)
      throw new UsageError(`--frames takes numbers and ranges such as 0,4,10-12, not "${text}"`);
    for (let frame = from; frame <= to; frame += 1) frames.push(frame);
  }
  return frames;
}

/** Three whole numbers such as 2,2,2 or 2x2x2. */
export function parseSupercell(text: string | undefined): [number, number, number] | undefined {
  if (text === undefined) return undefined;
  const [a, b, c, ...rest] = text.split(/[x,]/).map(Number);
  const repeats = [a, b, c];
  if (rest.length > 0 || !repeats.every((value) => Number.isInteger(value) && value! >= 1)) {
    throw new UsageError(`--supercell takes three whole numbers such as 2,2,2, not "${text}"`);
  }
  return repeats as [number, number, number];
}
