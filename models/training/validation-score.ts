// By what epochs of a training and versions of a model are compared: lower is better.
import type { Metrics } from "./training.ts";

/**
 * energyWeight times the squared energy MAE (eV/atom) plus forceWeight times the squared force component MAE
 * (eV/angstrom). Absolute errors, not squares as in the loss: one odd structure among few would choose the epoch by itself.
 */
export function validationScore(metrics: Metrics, weights: { readonly energyWeight: number; readonly forceWeight: number }): number {
  // A part without forces has no force error to weigh.
  const force = weights.forceWeight === 0 ? 0 : weights.forceWeight * metrics.forceMaeEvPerA ** 2;
  return weights.energyWeight * (metrics.energyMaeMeVPerAtom / 1000) ** 2 + force;
}
