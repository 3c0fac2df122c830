// What adatom.json says of a model's training, as the training code takes it.
import { resolveTraining, type TrainingConfig } from "@adatom/models/training/config.ts";
import type { DataLimits } from "@adatom/models/training/data-filter.ts";
import type { Metrics } from "@adatom/models/training/training.ts";
import { validationScore } from "@adatom/models/training/validation-score.ts";
import type { JobParameters } from "../contract.ts";

/** A model of adatom.json that can be trained. */
export type TrainedModel = Extract<JobParameters, { kind: "train" }>["model"];
type BehlerParrinello = Extract<TrainedModel, { type: "behler-parrinello" }>;

/** @param warm whether training starts from a version: what `retraining` says then goes before what `training` says */
export function trainingConfigOf(
  { descriptors, hidden, activation, training, retraining }: BehlerParrinello,
  warm: boolean,
): TrainingConfig {
  return { descriptors, hidden, activation, ...training, ...(warm && retraining) };
}

/** Which structures are left out of training. */
export function dataLimitsOf(model: TrainedModel): DataLimits {
  if (model.type !== "behler-parrinello") return {};
  const { maximumEnergy, maximumForce, atomicEnergies } = model.training ?? {};
  return { maximumEnergy, maximumForce, atomicEnergies };
}

/** What versions of a model are compared by: the score that chooses its best epoch. */
export function versionScore(model: TrainedModel, metrics: Metrics): number {
  // Trained on energies alone, in squares: forces of the data, where there are any, are no part of its loss.
  if (model.type === "structure-energy") return (metrics.energyRmseMeVPerAtom / 1000) ** 2;
  return validationScore(metrics, resolveTraining(trainingConfigOf(model, false), false));
}
