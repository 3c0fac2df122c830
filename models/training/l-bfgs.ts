// Limited-memory BFGS as a machine that is told the loss and gradient at its trial point and answers with the next
// one (Nocedal and Wright, algorithms 7.4 and 7.5), so that an evaluation can be spread over time or processes.
// The line search backtracks by cubic interpolation to sufficient decrease; pairs without positive curvature are skipped.
import type { Snapshot } from "../dynamics/dynamics.ts";
import { dot } from "../linear-algebra/vectors.ts";

export interface LBfgs {
  /** Where loss and gradient are wanted next. */
  readonly trial: Float64Array;
  /** The last accepted point and its loss (NaN before the first). */
  readonly point: Float64Array;
  readonly loss: number;
  /** Takes loss and gradient at `trial`. "accepted": `point` moved. "stalled": no step along any direction lowers the loss. */
  tell(loss: number, gradient: Float64Array): "accepted" | "searching" | "stalled";
  snapshot(): Snapshot;
}

const sufficientDecrease = 1e-4;
const longestSearch = 20;

interface State {
  loss: number;
  /** Step length along the direction, slope of the loss along it, trials in this search. */
  length: number;
  slope: number;
  tries: number;
  /** Pairs held. */
  pairs: number;
}

export function createLBfgs(start: Float64Array, memory: number, resume?: Snapshot): LBfgs {
  const n = start.length;
  const array = (name: string, fallback: Float64Array): Float64Array => {
    const stored = resume?.arrays[name];
    return stored instanceof Float64Array ? stored.slice() : fallback;
  };
  const point = array("point", start.slice());
  const trial = array("trial", start.slice());
  const gradient = array("gradient", new Float64Array(n));
  const direction = array("direction", new Float64Array(n));
  // Rings of the last `memory` pairs: oldest first.
  const steps = array("steps", new Float64Array(memory * n));
  const changes = array("changes", new Float64Array(memory * n));
  const state: State = { loss: Number.NaN, length: 0, slope: 0, tries: 0, pairs: 0 };
  if (resume) Object.assign(state, resume.json.state, { loss: (resume.json.state as { loss: number | null }).loss ?? Number.NaN });

  function remember(newGradient: Float64Array): void {
    let curvature = 0;
    let size = 0;
    for (let k = 0; k < n; k++) {
      const change = newGradient[k]! - gradient[k]!;
      curvature += change * (trial[k]! - point[k]!);
      size += change * change;
    }
    if (curvature <= 1e-12 * size || size === 0) return;
    if (state.pairs === memory) {
      steps.copyWithin(0, n);
      changes.copyWithin(0, n);
      state.pairs--;
    }
    const base = state.pairs * n;
    for (let k = 0; k < n; k++) {
      steps[base + k] = trial[k]! - point[k]!;
      changes[base + k] = newGradient[k]! - gradient[k]!;
    }
    state.pairs++;
  }

  /** Two-loop recursion; leaves minus the approximate Newton direction's negative, that is, a descent direction. */
  function aim(): void {
    const weights = new Float64Array(state.pairs);
    const inverse = new Float64Array(state.pairs);
    direction.set(gradient);
    for (let p = state.pairs - 1; p >= 0; p--) {
      const s = steps.subarray(p * n, p * n + n);
      const y = changes.subarray(p * n, p * n + n);
      inverse[p] = 1 / dot(s, y);
      weights[p] = dot(s, direction) * inverse[p]!;
      for (let k = 0; k < n; k++) direction[k]! -= weights[p]! * y[k]!;
    }
    if (state.pairs > 0) {
      const last = (state.pairs - 1) * n;
      const y = changes.subarray(last, last + n);
      const scale = 1 / (inverse[state.pairs - 1]! * dot(y, y));
      for (let k = 0; k < n; k++) direction[k]! *= scale;
    }
    for (let p = 0; p < state.pairs; p++) {
      const s = steps.subarray(p * n, p * n + n);
      const y = changes.subarray(p * n, p * n + n);
      const weight = weights[p]! - dot(y, direction) * inverse[p]!;
      for (let k = 0; k < n; k++) direction[k]! += weight * s[k]!;
    }
    for (let k = 0; k < n; k++) direction[k] = -direction[k]!;
    state.slope = dot(gradient, direction);
    // The first step has no curvature to go by: keep it short.
    state.length = state.pairs > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient) || 1));
    state.tries = 0;
  }

  function place(): void {
    for (let k = 0; k < n; k++) trial[k] = point[k]! + state.length * direction[k]!;
  }

  function tell(loss: number, newGradient: Float64Array): "accepted" | "searching" | "stalled" {
    const firstEver = Number.isNaN(state.loss);
    if (firstEver || loss <= state.loss + sufficientDecrease * state.length * state.slope) {
      if (!firstEver) remember(newGradient);
      point.set(trial);
      gradient.set(newGradient);
      state.loss = loss;
      aim();
      place();
      return state.slope < 0 ? "accepted" : "stalled";
    }
    if (++state.tries >= longestSearch) {
      if (state.pairs === 0) return "stalled";
      // Old curvature misleads: forget it and go straight down.
      state.pairs = 0;
      aim();
    } else {
      const along = dot(newGradient, direction);
      const shorter = cubicMinimum(state.length, state.loss, state.slope, loss, along);
      state.length = Math.min(0.5 * state.length, Math.max(0.1 * state.length, Number.isFinite(shorter) ? shorter : 0));
    }
    place();
    return "searching";
  }

  return {
    trial,
    point,
    get loss() {
      return state.loss;
    },
    tell,
    snapshot: () => ({
      arrays: {
        point: point.slice(),
        trial: trial.slice(),
        gradient: gradient.slice(),
        direction: direction.slice(),
        steps: steps.slice(),
        changes: changes.slice(),
      },
      json: { state: { ...state, loss: Number.isNaN(state.loss) ? null : state.loss } },
    }),
  };
}

/** Minimum of the cubic through value and slope at 0 and at x. */
function cubicMinimum(x: number, value0: number, slope0: number, value1: number, slope1: number): number {
  const d = slope0 + slope1 - (3 * (value1 - value0)) / x;
  const root = Math.sqrt(d * d - slope0 * slope1);
  return x - (x * (slope1 + root - d)) / (slope1 - slope0 + 2 * root);
}
