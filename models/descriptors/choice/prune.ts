// Which of many functions to keep: those that vary and answer, no two of which are nearly the same, and of these as few as
// span the others. The last step is a CUR decomposition of the matrix of values: again and again the function with the
// largest share in the leading direction, which is then taken out of all (G. Imbalzano et al., J. Chem. Phys. 148, 241730 (2018)).
import type { Measures } from "./measure.ts";

export interface PruneOptions {
  /** At most so many are kept. */
  readonly count: number;
  /** Functions whose values span less than this are left out. */
  readonly range: number;
  /** And those whose sensitivity is a smaller share of the largest. */
  readonly sensitivity: number;
  /** And those that correlate more with one that is kept. */
  readonly correlation: number;
  /** The choice ends where of every function no larger share of the variance is left unexplained. */
  readonly residual: number;
}

export const usualPruning: PruneOptions = { count: 64, range: 1e-3, sensitivity: 1e-3, correlation: 0.9995, residual: 1e-3 };

export type Dropped = "range" | "sensitivity" | "correlation" | "spanned";

export interface Verdict {
  /** Null for what is kept. */
  readonly dropped: Dropped | null;
  /** With whom it correlates, where that is the reason; else -1. */
  readonly like: number;
}

/** Of every function. */
export function pruneFunctions(measures: Measures, options: PruneOptions): Verdict[] {
  const { minimum, maximum, sensitivity, correlation, mean } = measures;
  const size = mean.length;
  const steepest = sensitivity.reduce((most, value) => Math.max(most, value), 0);
  const verdicts: Verdict[] = [];
  const left: number[] = [];
  // Those that answer most strongly stand for their like.
  const order = [...mean.keys()].sort((p, q) => sensitivity[q]! - sensitivity[p]! || p - q);
  for (const p of order) {
    const like = left.find((q) => Math.abs(correlation[p * size + q]!) > options.correlation) ?? -1;
    if (!(maximum[p]! - minimum[p]! >= options.range)) verdicts[p] = { dropped: "range", like: -1 };
    else if (!(sensitivity[p]! >= options.sensitivity * steepest)) verdicts[p] = { dropped: "sensitivity", like: -1 };
    else if (like >= 0) verdicts[p] = { dropped: "correlation", like };
    else left.push(p);
  }
  left.sort((p, q) => p - q);
  const kept = new Set(spanning(left, correlation, size, options).map((k) => left[k]!));
  for (const p of left) verdicts[p] = { dropped: kept.has(p) ? null : "spanned", like: -1 };
  return verdicts;
}

/** Places in `members` of those that span all of them, in the order of their choice. */
function spanning(members: readonly number[], correlation: Float64Array, size: number, { count, residual }: PruneOptions): number[] {
  const n = members.length;
  const rest = Float64Array.from({ length: n * n }, (_, k) => correlation[members[Math.floor(k / n)]! * size + members[k % n]!]!);
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, n)) {
    let most = 0;
    for (let p = 0; p < n; p++) most = Math.max(most, rest[p * n + p]!);
    if (most < residual) break;
    const direction = leadingDirection(rest, n);
    let pick = -1;
    for (let p = 0; p < n; p++) {
      // What is explained already has no say, whatever rounding leaves of it.
      if (rest[p * n + p]! < residual) continue;
      if (pick < 0 || Math.abs(direction[p]!) > Math.abs(direction[pick]!)) pick = p;
    }
    chosen.push(pick);
    const column = Float64Array.from({ length: n }, (_, p) => rest[p * n + pick]!);
    const own = column[pick]!;
    for (let p = 0; p < n; p++) for (let q = 0; q < n; q++) rest[p * n + q]! -= (column[p]! * column[q]!) / own;
  }
  return chosen;
}

/** Eigenvector of the largest eigenvalue, by powers: a rough one will do. */
function leadingDirection(matrix: Float64Array, n: number): Float64Array {
  let v = Float64Array.from({ length: n }, (_, p) => Math.sqrt(Math.max(0, matrix[p * n + p]!)) * (1 + 1e-3 * Math.sin(p)));
  for (let turn = 0; turn < 30; turn++) {
    const next = new Float64Array(n);
    let length = 0;
    for (let p = 0; p < n; p++) {
      let sum = 0;
      for (let q = 0; q < n; q++) sum += matrix[p * n + q]! * v[q]!;
      next[p] = sum;
      length += sum * sum;
    }
    if (length === 0) return v;
    const factor = 1 / Math.sqrt(length);
    v = next.map((value) => value * factor);
  }
  return v;
}
