// How a result of a GPU kernel is held against its float64 reference: one line a quantity, with the error and what is allowed.

export interface Comparison {
  readonly quantity: string;
  /** Largest deviation, and the largest allowed, in the quantity's unit. */
  readonly error: number;
  readonly tolerance: number;
}

/** A kernel in a situation, on a device against its reference. */
export interface GpuCase {
  readonly name: string;
  run(device: GPUDevice): Promise<Comparison[]>;
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let p = 0; p < a.length; p++) {
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

export function failed({ error, tolerance }: Comparison): boolean {
  return !(error <= tolerance);
}
