// The studies by name. One line here makes a new one known everywhere.
import { activations } from "./activations.ts";
import { angularFunctions } from "./angular-functions.ts";
import { augmentation } from "./augmentation.ts";
import { cutoffRadius } from "./cutoff-radius.ts";
import { energyDistribution } from "./energy-distribution.ts";
import { frameInterval } from "./frame-interval.ts";
import { optimisers } from "./optimisers.ts";
import { pairCurve } from "./pair-curve.ts";
import { predictedTrue } from "./predicted-true.ts";
import { scaleCurve } from "./scale-curve.ts";
import type { Study } from "./study.ts";
import { trainingSetSize } from "./training-set-size.ts";

/** In the order of the thesis's chapters, as the specification numbers them. */
export const studies: readonly Study[] = [
  cutoffRadius,
  trainingSetSize,
  frameInterval,
  optimisers,
  activations,
  pairCurve,
  angularFunctions,
  augmentation,
  scaleCurve,
  predictedTrue,
  energyDistribution,
];

export function studyNamed(name: string): Study | undefined {
  return studies.find((study) => study.name === name);
}
