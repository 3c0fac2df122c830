// Options of md, monte-carlo, relax and neb that hold more than a number: atoms that stay, stages, the trajectory.
import { type Option, UsageError } from "./command.ts";

export const fixOption: Option = {
  name: "fix",
  field: "fixedAtoms",
  type: "text",
  value: "LIST",
  summary: "atoms that never move, counted from 0, such as 0,4,10-12",
};

export const trajectoryOption: Option = {
  name: "trajectory",
  type: "text",
  value: "FILE",
  summary: "write the frames: ASE's binary form for .traj, else extended XYZ",
  completes: "file",
};

/** Atoms such as 0,4,10-12 and elements such as Au, in any order. */
export function parseFixed(text: string | undefined): { fixedAtoms?: number[]; fixedElements?: string[] } {
  if (text === undefined) return {};
  const fixedAtoms: number[] = [];
  const fixedElements: string[] = [];
  for (const part of text.split(",").map((one) => one.trim())) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (/^[A-Z][a-z]?$/.test(part)) fixedElements.push(part);
    else {
      const [from, to] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])];
      if (!range || to < from || to - from > 1_000_000)
        throw new UsageError(`--fix takes atoms and elements such as 0,4,10-12,Au, not "${text}"`);
      for (let atom = from; atom <= to; atom++) fixedAtoms.push(atom);
    }
  }
  return { ...(fixedAtoms.length > 0 && { fixedAtoms }), ...(fixedElements.length > 0 && { fixedElements }) };
}

/** Atoms alone: for commands that know no elements. */
export function parseFixedAtoms(text: string | undefined): number[] | undefined {
  const { fixedAtoms, fixedElements } = parseFixed(text);
  if (fixedElements) throw new UsageError(`--fix takes atoms such as 0,4,10-12 here, not "${text}"`);
  return fixedAtoms;
}

export interface StageParams {
  steps: number;
  timestepFs: number;
  temperatureKelvin?: number;
  temperatureEndKelvin?: number;
}

/** Stages such as 500:2:300-1200,1000:1:1200: steps, femtoseconds a step, and a temperature or two in kelvin. */
export function parseStages(text: string | undefined): StageParams[] | undefined {
  return text?.split(",").map((part) => {
    const match = /^\s*(\d+):(\d*\.?\d+)(?::(\d*\.?\d+)(?:-(\d*\.?\d+))?)?\s*$/.exec(part);
    if (!match || !(Number(match[1]) >= 1 && Number(match[2]) > 0))
      throw new UsageError(`--stages takes STEPS:FS:K or STEPS:FS:K-K, such as 500:2:300-1200,1000:1:1200, not "${part}"`);
    const [, steps, timestep, from, to] = match;
    return {
      steps: Number(steps),
      timestepFs: Number(timestep),
      ...(from !== undefined && { temperatureKelvin: Number(from) }),
      ...(to !== undefined && { temperatureEndKelvin: Number(to) }),
    };
  });
}
