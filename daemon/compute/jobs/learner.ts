// How a model of adatom.json is trained, by its type: what it needs of the data, how a run begins and goes on.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { memberConfigs, resumeCommittee, startCommittee } from "@adatom/models/training/committee-run.ts";
import { resolveTraining } from "@adatom/models/training/config.ts";
import { resolveStructureEnergy, type StructureEnergyConfig } from "@adatom/models/training/structure-energy/config.ts";
import { resumeStructureEnergyTraining, startStructureEnergyTraining } from "@adatom/models/training/structure-energy/run.ts";
import type { TrainingData } from "@adatom/models/training/training.ts";
import { resumeTraining, type StoppableTrainingRun, startTraining, type TrainingOptions } from "@adatom/models/training/training-run.ts";
import { type TrainedModel, trainingConfigOf } from "./training-config.ts";

/** Those that take the gradient of a batch; others take observations one by one, on one thread. */
const gradientOptimisers: readonly string[] = ["adam", "sgd", "l-bfgs"];

/** Where a run computes, and where it keeps what does not fit into memory. */
export type RunPlace = Pick<TrainingOptions, "batches" | "features" | "memoryBytes">;

export interface Learner {
  readonly needsForces: boolean;
  /** @param initial a model to start from */
  start(data: TrainingData, initial: Snapshot | undefined, place: RunPlace): StoppableTrainingRun;
  /** @throws RangeError where the snapshot does not fit the data */
  resume(data: TrainingData, snapshot: Snapshot, place: RunPlace): StoppableTrainingRun;
  /** Whether it learns from gradients of batches, which threads can share. */
  readonly inBatches: boolean;
}

/** @throws RangeError naming the field of the model's settings that makes no sense */
export function learnerOf(model: TrainedModel): Learner {
  if (model.type === "structure-energy") {
    const configOf = (warm: boolean): StructureEnergyConfig => structureEnergyConfigOf(model, warm);
    for (const warm of [true, false]) resolveStructureEnergy(configOf(warm));
    return {
      needsForces: false,
      inBatches: false,
      start: (data, initial) => startStructureEnergyTraining(configOf(initial !== undefined), data, { initial }),
      resume: (data, snapshot) => resumeStructureEnergyTraining(data, snapshot),
    };
  }
  const configOf = (warm: boolean) => trainingConfigOf(model, warm);
  const needsForces = [true, false].some((warm) => resolveTraining(configOf(warm), warm).forceWeight > 0);
  const inBatches = gradientOptimisers.includes(resolveTraining(configOf(false), false).optimiser.type);
  const { committee } = model;
  if (committee !== undefined) {
    for (const member of memberConfigs(configOf(false), committee)) resolveTraining(member, false);
    return {
      needsForces,
      inBatches,
      start: (data, initial, place) => startCommittee(configOf(initial !== undefined), committee, data, { initial, now, ...place }),
      resume: (data, snapshot, place) => resumeCommittee(data, snapshot, { now, ...place }),
    };
  }
  return {
    needsForces,
    inBatches,
    start: (data, initial, place) => startTraining(configOf(initial !== undefined), data, { initial, now, ...place }),
    resume: (data, snapshot, place) => resumeTraining(data, snapshot, { now, ...place }),
  };
}

function structureEnergyConfigOf(model: Extract<TrainedModel, { type: "structure-energy" }>, warm: boolean): StructureEnergyConfig {
  const { network, widths, radial, angular, reach, angularReach, training, retraining } = model;
  return { network, widths, radial, angular, reach, angularReach, ...training, ...(warm && retraining) };
}

function now(): number {
  return performance.now();
}
