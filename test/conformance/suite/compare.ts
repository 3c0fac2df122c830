// The numbers of one form beside the reference's: one line a quantity, with the error and what is allowed.
import type { Results } from "./case.ts";
import { type Allowed, type Quantity, tolerances } from "./tolerances.ts";

export interface Comparison {
  readonly quantity: string;
  /** Deviation, and the largest allowed, in the quantity's unit. */
  readonly error: number;
  readonly tolerance: number;
}

export function failed({ error, tolerance }: Comparison): boolean {
  return !(error <= tolerance);
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let p = 0; p < a.length; p++) {
    // Equal infinities are no difference.
    if (a[p] === b[p]) continue;
    const difference = Math.abs(a[p]! - b[p]!);
    // A difference that is no number is the worst of all.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}

export function largest(values: ArrayLike<number>): number {
  let found = 0;
  for (let p = 0; p < values.length; p++) found = Math.max(found, Math.abs(values[p]!));
  return found;
}

/** Counts that lie in other bins: half of what the bins differ by. */
function moved(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let p = 0; p < a.length; p++) sum += Math.abs(a[p]! - b[p]!);
  return sum / 2;
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let p = 0; p < values.length; p++) sum += values[p]!;
  return sum;
}

/** Largest deviation as a share of each number, those below `least` counting as that. */
function largestShare(a: ArrayLike<number>, b: ArrayLike<number>, least: number): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let p = 0; p < a.length; p++) {
    const one = Math.abs(a[p]! - b[p]!) / Math.max(least, Math.abs(b[p]!));
    if (!(one <= worst)) worst = Number.isNaN(one) ? Number.POSITIVE_INFINITY : one;
  }
  return worst;
}

function allowedFor(quantity: Quantity, accuracy: "processor" | "gpu"): Allowed {
  const row: { readonly processor?: Allowed; readonly gpu?: Allowed } = tolerances[quantity];
  const found = row[accuracy];
  if (!found) throw new Error(`test/conformance/suite/tolerances.ts says nothing of "${quantity}" on a ${accuracy}`);
  return found;
}

function measured(
  { absolute = 0, relative = 0, least = 0, measure = "largest" }: Allowed,
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale?: number,
): { readonly error: number; readonly tolerance: number } {
  switch (measure) {
    case "each":
      return { error: largestShare(found, expected, least), tolerance: relative };
    case "moved":
      return { error: moved(found, expected), tolerance: absolute + relative * total(expected) };
    case "largest":
      return { error: largestDifference(found, expected), tolerance: absolute + relative * Math.max(least, scale ?? largest(expected)) };
  }
}

/**
 * One comparison a quantity, the worst where there are several of it. Results come in the reference's order; what a form does not
 * give (energies of atoms, on a GPU) it leaves out.
 * @throws Error for results that the reference has not, and for none
 */
export function compare(found: Results, reference: Results, accuracy: "processor" | "gpu"): Comparison[] {
  if (found.length === 0) throw new Error("the form gave no results");
  const worst = new Map<string, Comparison>();
  let at = -1;
  for (const { quantity, values, scale } of found) {
    do at++;
    while (at < reference.length && reference[at]!.quantity !== quantity);
    const expected = reference[at];
    if (!expected) throw new Error(`the reference has no "${quantity}" at that place`);
    const one = { quantity, ...measured(allowedFor(quantity, accuracy), values, expected.values, scale ?? expected.scale) };
    const before = worst.get(quantity);
    if (!before || share(one) > share(before)) worst.set(quantity, one);
  }
  return [...worst.values()];
}

/** How much of what is allowed an error takes: at most 1 where all is well. */
export function share({ error, tolerance }: Comparison): number {
  if (error === 0) return 0;
  return tolerance > 0 ? error / tolerance : Number.POSITIVE_INFINITY;
}

/** How many numbers are not the same, bit for bit. */
export function otherBits(a: Results, b: Results): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let count = 0;
  for (const [k, { values }] of a.entries()) {
    const others = b[k]!.values;
    if (values.length !== others.length) return Number.POSITIVE_INFINITY;
    for (let p = 0; p < values.length; p++) if (!Object.is(values[p], others[p])) count++;
  }
  return count;
}
