// How a model of adatom.json is trained, by its type: what it needs of the data, how a run begins and goes on.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { memberConfigs, resumeCommittee, startCommittee } from "@adatom/models/training/committee-run.ts";
import { resolveTraining } from "@adatom/models/training/config.ts";
import { resolveStructureEnergy, type StructureEnergyConfig } from "@adatom/models/training/structure-energy/config.ts";
import { resumeStructureEnergyTraining, startStructureEnergyTraining } from "@adatom/models/training/structure-energy/run.ts";
import type { TrainingData } from "@adatom/models/training/training.ts";
import { resumeTraining, type StoppableTrainingRun, startTraining } from "@adatom/models/training/training-run.ts";
import { type TrainedModel, trainingConfigOf } from "./training-config.ts";

export interface Learner {
  readonly needsForces: boolean;
  /** @param initial a model to start from */
  start(data: TrainingData, initial?: Snapshot): StoppableTrainingRun;
  /** @throws RangeError where the snapshot does not fit the data */
  resume(data: TrainingData, snapshot: Snapshot): StoppableTrainingRun;
}

/** @throws RangeError naming the field of the model's settings that makes no sense */
export function learnerOf(model: TrainedModel): Learner {
  if (model.type === "structure-energy") {
    const configOf = (warm: boolean): StructureEnergyConfig => structureEnergyConfigOf(model, warm);
    for (const warm of [true, false]) resolveStructureEnergy(configOf(warm));
    return {
      needsForces: false,
      start: (data, initial) => startStructureEnergyTraining(configOf(initial !== undefined), data, { initial }),
      resume: resumeStructureEnergyTraining,
    };
  }
  const configOf = (warm: boolean) => trainingConfigOf(model, warm);
  const needsForces = [true, false].some((warm) => resolveTraining(configOf(warm), warm).forceWeight > 0);
  const { committee } = model;
  if (committee !== undefined) {
    for (const member of memberConfigs(configOf(false), committee)) resolveTraining(member, false);
    return {
      needsForces,
      start: (data, initial) => startCommittee(configOf(initial !== undefined), committee, data, { initial, now }),
      resume: (data, snapshot) => resumeCommittee(data, snapshot, { now }),
    };
  }
  return {
    needsForces,
    start: (data, initial) => startTraining(configOf(initial !== undefined), data, { initial, now }),
    resume: (data, snapshot) => resumeTraining(data, snapshot, { now }),
  };
}

function structureEnergyConfigOf(model: Extract<TrainedModel, { type: "structure-energy" }>, warm: boolean): StructureEnergyConfig {
  const { network, widths, radial, angular, reach, angularReach, training, retraining } = model;
  return { network, widths, radial, angular, reach, angularReach, ...training, ...(warm && retraining) };
}

function now(): number {
  return performance.now();
}
