// By what epochs of a training and versions of a model are compared: lower is better.
import type { Metrics } from "./training.ts";

interface ScoreWeights {
  readonly energyWeight: number;
  readonly forceWeight: number;
  readonly stressWeight?: number;
}

/**
 * energyWeight times the squared energy MAE (eV/atom) plus forceWeight times the squared force component MAE
 * (eV/angstrom), and where stresses are trained on stressWeight times the squared MAE of the strain derivative per atom (eV).
 * Absolute errors, not squares as in the loss: one odd structure among few would choose the epoch by itself.
 */
export function validationScore(metrics: Metrics, weights: ScoreWeights): number {
  // A part without forces has no force error to weigh.
  const force = weights.forceWeight === 0 ? 0 : weights.forceWeight * metrics.forceMaeEvPerA ** 2;
  const stress = (weights.stressWeight ?? 0) * (metrics.strainMaeEvPerAtom ?? 0) ** 2;
  return weights.energyWeight * (metrics.energyMaeMeVPerAtom / 1000) ** 2 + force + stress;
}
