// A training run as named arrays and JSON, and back, with checks that a snapshot is whole and belongs to the data.
import type { Snapshot } from "../dynamics/dynamics.ts";
import type { RandomState } from "../dynamics/random.ts";
import type { ResolvedTraining } from "./config.ts";
import type { ErrorSums } from "./error-sums.ts";
import type { InputScaling } from "./input-scaling.ts";
import type { TrainingData, TrainingProgress } from "./training.ts";
import type { TrainingBasis } from "./training-setup.ts";

/** Where a run stands; plain JSON. */
export interface RunCounters {
  stage: "descriptors" | "training" | "validation" | "finished";
  /** Structures done in this pass. */
  position: number;
  /** Epochs begun. */
  epoch: number;
  bestEpoch: number;
  bestScore: number | null;
  elapsedMs: number;
  reason: NonNullable<TrainingProgress["reason"]> | null;
  /** The optimiser found no way down; the run ends after this validation. */
  stalled: boolean;
}

export interface RunState {
  readonly counters: RunCounters;
  readonly basis: TrainingBasis | undefined;
  readonly method: Snapshot | undefined;
  readonly random: RandomState;
  readonly order: Int32Array;
  readonly trainSums: ErrorSums;
  readonly validationSums: ErrorSums;
  readonly passGradient: Float64Array;
  readonly best: Float64Array | undefined;
}

const format = "adatom-training-4";
const scalingArrays = ["centre", "scale", "minimum", "maximum", "transform", "inverse"] as const;

/** Counts and sums that differ for other data or another order of splits. */
export function dataFingerprint(data: TrainingData): string {
  const part = (structures: TrainingData["train"]): string => {
    let hash = 0;
    let atoms = 0;
    for (const { atomicNumbers, reference, positions } of structures) {
      atoms += atomicNumbers.length;
      // Order counts: a running combination, not a sum.
      hash = (hash * 0.9 + (reference?.energy ?? 0) + positions.reduce((sum, x) => sum + x, 0)) % 1e9;
    }
    return `${structures.length}/${atoms}/${hash}`;
  };
  return `${part(data.train)} ${part(data.validation)}`;
}

export function packSnapshot(config: ResolvedTraining, fingerprint: string, initial: Snapshot | undefined, state: RunState): Snapshot {
  const arrays: Record<string, Snapshot["arrays"][string]> = {};
  const add = (head: string, more: Snapshot["arrays"]): void => {
    for (const [name, array] of Object.entries(more)) arrays[`${head}.${name}`] = array.slice();
  };
  if (initial) add("initial", initial.arrays);
  const { basis, method, counters, best, random, order, trainSums, validationSums, passGradient } = state;
  const json = { format, config, fingerprint, initial: initial?.json ?? null };
  if (!basis || !method || counters.stage === "descriptors") return { arrays, json: { ...json, counters: null } };
  for (const [e, scaling] of basis.scalings.entries())
    add(`scaling${e}`, Object.fromEntries(scalingArrays.map((name) => [name, scaling[name]])));
  add("method", method.arrays);
  add("run", { order, trainSums, validationSums, passGradient, energyOffsets: basis.energyOffsets, ...(best ? { best } : {}) });
  return {
    arrays,
    json: {
      ...json,
      counters: { ...counters },
      method: method.json,
      random,
      elements: basis.scalings.length,
      energyScale: basis.energyScale,
    },
  };
}

export interface RestoredRun extends Partial<RunState> {
  readonly config: ResolvedTraining;
  readonly initial: Snapshot | undefined;
}

/** @throws RangeError when something is missing, or the data are others */
export function restoreSnapshot(snapshot: Snapshot, data: TrainingData): RestoredRun {
  const { json, arrays } = snapshot;
  if (json.format !== format) throw new RangeError(`training snapshot: format is "${String(json.format)}", expected "${format}"`);
  if (json.fingerprint !== dataFingerprint(data))
    throw new RangeError("training snapshot: the structures are not those it was made with; start afresh");
  const section = (head: string): Record<string, Snapshot["arrays"][string]> =>
    Object.fromEntries(
      Object.entries(arrays)
        .filter(([name]) => name.startsWith(`${head}.`))
        .map(([name, array]) => [name.slice(head.length + 1), array.slice()]),
    );
  const initialJson = json.initial as Snapshot["json"] | null;
  const config = json.config as ResolvedTraining;
  const initial = initialJson ? { arrays: section("initial"), json: initialJson } : undefined;
  if (json.counters === null) return { config, initial };
  const run = section("run");
  const floats = (from: Record<string, unknown>, name: string): Float64Array => {
    const array = from[name];
    if (!(array instanceof Float64Array)) throw new RangeError(`training snapshot: array ${name} is missing`);
    return array;
  };
  const scalings = Array.from({ length: Number(json.elements) }, (_, e): InputScaling => {
    const own = section(`scaling${e}`);
    const [centre, scale, minimum, maximum, transform, inverse] = scalingArrays.map((name) => floats(own, name));
    return { centre: centre!, scale: scale!, minimum: minimum!, maximum: maximum!, transform: transform!, inverse: inverse! };
  });
  const order = run.order;
  if (!(order instanceof Int32Array) || order.length !== data.train.length)
    throw new RangeError("training snapshot: array order is missing");
  return {
    config,
    initial,
    counters: json.counters as RunCounters,
    basis: { scalings, energyOffsets: floats(run, "energyOffsets"), energyScale: Number(json.energyScale) },
    method: { arrays: section("method"), json: json.method as Snapshot["json"] },
    random: json.random as RandomState,
    order,
    trainSums: floats(run, "trainSums"),
    validationSums: floats(run, "validationSums"),
    passGradient: floats(run, "passGradient"),
    best: run.best ? floats(run, "best") : undefined,
  };
}
