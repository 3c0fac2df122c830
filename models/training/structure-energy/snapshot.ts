// A structure-energy run as named arrays and JSON, and back.
import type { Snapshot } from "../../dynamics/dynamics.ts";
import type { RandomState } from "../../dynamics/random.ts";
import {
  type StructureEnergyModel,
  structureEnergyFromSnapshot,
  structureEnergyToSnapshot,
} from "../../networks/structure-energy/model.ts";
import { type AdamState, createAdam } from "../adam.ts";
import type { ErrorSums } from "../error-sums.ts";
import type { TrainingProgress } from "../training.ts";
import type { ResolvedStructureEnergy } from "./config.ts";

/** Where a run stands; plain JSON. */
export interface StructureEnergyCounters {
  stage: "training" | "validation" | "finished";
  /** Structures trained on in this epoch, and validated in this validation. */
  position: number;
  validated: number;
  /** From 1. */
  epoch: number;
  bestScore: number | null;
  /** Whether a validation of this epoch was the best so far. */
  improved: boolean;
  reason: NonNullable<TrainingProgress["reason"]> | null;
}

export interface StructureEnergyState {
  readonly counters: StructureEnergyCounters;
  /** Scales and ranges; its parameters are those below. */
  readonly model: StructureEnergyModel;
  readonly parameters: Float64Array;
  readonly average: Float64Array;
  readonly adam: AdamState;
  readonly order: Int32Array;
  readonly trainSums: ErrorSums;
  readonly validationSums: ErrorSums;
  readonly best: Float64Array | undefined;
  readonly random: RandomState;
}

const format = "adatom-structure-energy-training-1";
const floatNames = ["average", "trainSums", "validationSums"] as const;

export function packStructureEnergyRun(config: ResolvedStructureEnergy, fingerprint: string, state: StructureEnergyState): Snapshot {
  const { counters, model, adam, order, best, random } = state;
  const stored = structureEnergyToSnapshot(model);
  return {
    arrays: {
      ...stored.arrays,
      ...Object.fromEntries(floatNames.map((name) => [name, state[name].slice()])),
      adamMean: adam.mean.slice(),
      adamSquare: adam.square.slice(),
      order: order.slice(),
      ...(best ? { best: best.slice() } : {}),
    },
    json: { format, config, fingerprint, counters: { ...counters }, random, adamSteps: adam.steps, model: stored.json },
  };
}

/** @throws RangeError when something is missing, or the data are others */
export function restoreStructureEnergyRun(
  { arrays, json }: Snapshot,
  fingerprint: string,
): StructureEnergyState & { config: ResolvedStructureEnergy } {
  if (json.format !== format) throw new RangeError(`training snapshot: format is "${String(json.format)}", expected "${format}"`);
  if (json.fingerprint !== fingerprint)
    throw new RangeError("training snapshot: the structures are not those it was made with; start afresh");
  const floats = (name: string): Float64Array => {
    const array = arrays[name];
    if (!(array instanceof Float64Array)) throw new RangeError(`training snapshot: array ${name} is missing`);
    return array.slice();
  };
  const { order } = arrays;
  if (!(order instanceof Int32Array)) throw new RangeError("training snapshot: array order is missing");
  const model = structureEnergyFromSnapshot({ arrays, json: json.model as Snapshot["json"] });
  const parameters = model.parameters.slice();
  const adam = createAdam(parameters.length);
  adam.mean.set(floats("adamMean"));
  adam.square.set(floats("adamSquare"));
  adam.steps = Number(json.adamSteps);
  return {
    config: json.config as ResolvedStructureEnergy,
    counters: { ...(json.counters as StructureEnergyCounters) },
    model: { ...model, parameters },
    parameters,
    average: floats("average"),
    adam,
    order: order.slice(),
    trainSums: floats("trainSums"),
    validationSums: floats("validationSums"),
    best: arrays.best ? floats("best") : undefined,
    random: json.random as RandomState,
  };
}
