// How a study shares out its structures: as the thesis, 85 % to learn from and 15 % to test on. A part of the first, never of
// the second, says which epoch was best.
import { createRandom, shuffle } from "../dynamics/random.ts";
import type { Structure } from "../structure/structure.ts";
import type { StudyCase } from "./study.ts";

export type Parts = StudyCase["data"];

const testShare = 0.15;
const validationShare = 0.1;

/**
 * Parts of the structures in an order drawn with the seed.
 * @throws RangeError for fewer than 10 structures
 */
export function shareOut(structures: readonly Structure[], seed: number): Parts {
  if (structures.length < 10) throw new RangeError(`a study needs at least 10 structures, and here are ${structures.length}`);
  const order = shuffled(structures, seed);
  const test = Math.round(testShare * order.length);
  return { test: order.slice(0, test), ...withValidation(order.slice(test)) };
}

/** The first ones of what is learned from, so many in all, validation included; the test part stays whole. */
export function fewer(parts: Parts, count: number): Parts {
  return { test: parts.test, ...withValidation([...parts.validation, ...parts.train].slice(0, count)) };
}

/** Learned from and validated on these, tested on those. */
export function learnFrom(structures: readonly Structure[], test: readonly Structure[], seed: number): Parts {
  return { test, ...withValidation(shuffled(structures, seed)) };
}

export function learned(parts: Parts): number {
  return parts.train.length + parts.validation.length;
}

function withValidation(structures: readonly Structure[]): Pick<Parts, "train" | "validation"> {
  const validation = Math.max(1, Math.round(validationShare * structures.length));
  return { validation: structures.slice(0, validation), train: structures.slice(validation) };
}

/** The list in an order drawn with the seed. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  return shuffle([...list], createRandom(seed));
}
