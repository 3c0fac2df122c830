// What adatom.json says of a model's training, as the training code takes it.
import { resolveTraining, type TrainingConfig } from "@adatom/models/training/config.ts";
import type { Metrics } from "@adatom/models/training/training.ts";
import type { JobParameters } from "../contract.ts";

type Model = Extract<JobParameters, { kind: "train" }>["model"];

/** @param warm whether training starts from a version: what `retraining` says then goes before what `training` says */
export function trainingConfigOf({ descriptors, hidden, activation, training, retraining }: Model, warm: boolean): TrainingConfig {
  return { descriptors, hidden, activation, ...training, ...(warm && retraining) };
}

/**
 * What versions are compared by, lower is better: energyWeight times the squared energy error (eV/atom) plus forceWeight
 * times the squared force error (eV/angstrom), root mean squares over the validation set, as in the training's loss.
 */
export function validationScore(model: Model, { energyRmseMeVPerAtom, forceRmseEvPerA }: Metrics): number {
  const { energyWeight, forceWeight } = resolveTraining(trainingConfigOf(model, false), false);
  return energyWeight * (energyRmseMeVPerAtom / 1000) ** 2 + forceWeight * forceRmseEvPerA ** 2;
}
