// Two networks that several studies compare: one that learned from frames of dynamics alone, and one from the thesis's
// mixture, 80 % scaled structures and 20 % frames.
import type { Stepwise } from "../analysis/stepwise.ts";
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import { learnFrom, type Parts, shareOut, shuffled } from "./parts.ts";
import type { Measured, StudyCase, StudyMaterial, StudyOptions } from "./study.ts";
import { thesisTraining } from "./training.ts";

const scaledShare = 0.8;

export interface TestSets {
  /** Frames of dynamics, and scaled structures, that neither network has seen. */
  readonly frames: readonly Structure[];
  readonly scaled: readonly Structure[];
}

export const fromFrames = "trained on dynamics";
export const fromMixture = "trained on scaled and dynamics";

/** Both learn from as many structures as there are frames to learn from. */
export function bothNetworks(
  { sets, scaled }: StudyMaterial,
  options: StudyOptions,
  measure: (potential: Potential, tests: TestSets) => Stepwise<Measured>,
): StudyCase[] {
  const frames = shareOut(sets[0]!.structures, options.seed);
  const others = shareOut(scaled, options.seed);
  const framesLearned = [...frames.validation, ...frames.train];
  const othersLearned = [...others.validation, ...others.train];
  const count = framesLearned.length;
  const fromOthers = Math.min(Math.round(scaledShare * count), othersLearned.length);
  const mixture = [
    ...othersLearned.slice(0, fromOthers),
    ...shuffled(framesLearned, options.seed).slice(0, Math.max(1, Math.round((fromOthers * (1 - scaledShare)) / scaledShare))),
  ];
  const tests: TestSets = { frames: frames.test, scaled: others.test };
  const one = (label: string, data: Parts): StudyCase => ({
    label,
    series: label,
    x: null,
    config: thesisTraining(options),
    data,
    measure: (potential) => measure(potential, tests),
  });
  return [one(fromFrames, frames), one(fromMixture, learnFrom(mixture, [...others.test, ...frames.test], options.seed))];
}
