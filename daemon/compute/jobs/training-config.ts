// What adatom.json says of a model's training, as the training code takes it.
import { resolveTraining, type TrainingConfig } from "@adatom/models/training/config.ts";
import type { Metrics } from "@adatom/models/training/training.ts";
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

/**
 * What versions are compared by, lower is better: energyWeight times the squared energy error (eV/atom) plus forceWeight
 * times the squared force error (eV/angstrom), root mean squares over the validation set, as in the training's loss.
 */
export function validationScore(model: TrainedModel, { energyRmseMeVPerAtom, forceRmseEvPerA }: Metrics): number {
  // Trained on energies alone: forces of the data, where there are any, are no part of its loss.
  if (model.type === "structure-energy") return (energyRmseMeVPerAtom / 1000) ** 2;
  const { energyWeight, forceWeight } = resolveTraining(trainingConfigOf(model, false), false);
  return energyWeight * (energyRmseMeVPerAtom / 1000) ** 2 + forceWeight * forceRmseEvPerA ** 2;
}
