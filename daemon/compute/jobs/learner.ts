// How a model of adatom.json is trained, by its type: what it needs of the data, how a run begins and goes on.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { memberConfigs, resumeCommittee, startCommittee } from "@adatom/models/training/committee-run.ts";
import { resolveTraining } from "@adatom/models/training/config.ts";
import { resolveStructureEnergy, type StructureEnergyConfig } from "@adatom/models/training/structure-energy/config.ts";
import { resumeStructureEnergyTraining, startStructureEnergyTraining } from "@adatom/models/training/structure-energy/run.ts";
import type { TrainingData } from "@adatom/models/training/training.ts";
import { resumeTraining, type StoppableTrainingRun, startTraining, type TrainingOptions } from "@adatom/models/training/training-run.ts";
import { type TrainedModel, trainingConfigOf } from "./training-config.ts";

/** Those that take the gradient of a batch; the Kalman filter takes observations one by one, on one thread. */
const gradientOptimisers: readonly string[] = ["adam", "sgd", "l-bfgs", "levenberg-marquardt"];

/** Where a run computes, and where it keeps what does not fit into memory. */
export type RunPlace = Pick<TrainingOptions, "batches" | "features" | "memoryBytes">;

/** A model to start from: a version of its own, for which `retraining` of its settings holds, or another. */
export interface Start {
  readonly model: Snapshot;
  readonly own: boolean;
}

export interface Learner {
  readonly needsForces: boolean;
  /** @throws RangeError where the model to start from does not fit the settings or the data */
  start(data: TrainingData, from: Start | undefined, place: RunPlace): StoppableTrainingRun;
  /** @throws RangeError where the snapshot does not fit the data */
  resume(data: TrainingData, snapshot: Snapshot, place: RunPlace): StoppableTrainingRun;
  /** Structures of a batch, where it learns from gradients of batches, which threads can share. */
  readonly batchStructures: number | undefined;
}

/** @throws RangeError naming the field of the model's settings that makes no sense */
export function learnerOf(model: TrainedModel): Learner {
  if (model.type === "structure-energy") {
    const configOf = (warm: boolean): StructureEnergyConfig => structureEnergyConfigOf(model, warm);
    for (const warm of [true, false]) resolveStructureEnergy(configOf(warm));
    return {
      needsForces: false,
      batchStructures: undefined,
      start: (data, from) => startStructureEnergyTraining(configOf(from?.own === true), data, { initial: from?.model }),
      resume: (data, snapshot) => resumeStructureEnergyTraining(data, snapshot),
    };
  }
  const configOf = (warm: boolean) => trainingConfigOf(model, warm);
  const needsForces = [true, false].some((warm) => resolveTraining(configOf(warm), warm).forceWeight > 0);
  const { optimiser, batchStructures: ofBatch } = resolveTraining(configOf(false), false);
  const batchStructures = gradientOptimisers.includes(optimiser.type) ? ofBatch : undefined;
  const { committee } = model;
  if (committee !== undefined) {
    for (const member of memberConfigs(configOf(false), committee)) resolveTraining(member, false);
    return {
      needsForces,
      batchStructures,
      start: (data, from, place) => startCommittee(configOf(from?.own === true), committee, data, { ...optionsOf(from), ...place }),
      resume: (data, snapshot, place) => resumeCommittee(data, snapshot, { now, ...place }),
    };
  }
  return {
    needsForces,
    batchStructures,
    start: (data, from, place) => startTraining(configOf(from?.own === true), data, { ...optionsOf(from), ...place }),
    resume: (data, snapshot, place) => resumeTraining(data, snapshot, { now, ...place }),
  };
}

function structureEnergyConfigOf(model: Extract<TrainedModel, { type: "structure-energy" }>, warm: boolean): StructureEnergyConfig {
  const { network, widths, radial, angular, reach, angularReach, training, retraining } = model;
  return { network, widths, radial, angular, reach, angularReach, ...training, ...(warm && retraining) };
}

/** What adatom.json leaves out of the architecture is that of the model started from. */
function optionsOf(from: Start | undefined): TrainingOptions {
  return { initial: from?.model, adopt: true, now };
}

function now(): number {
  return performance.now();
}
