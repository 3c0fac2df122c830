// Levenberg-Marquardt for nonlinear least squares (Levenberg 1944; Marquardt 1963), as a machine that is told residuals
// and Jacobian at its trial point, row by row, and answers with the next one. A step solves
//
//   (J^T J + damping m I) step = -J^T r,   m the mean of the diagonal of J^T J
//
// by conjugate gradients on J itself (CGLS; Bjorck 1996, 7.4): neither J^T J is formed nor anything factored, so that the
// work is a few passes over J, can be interrupted between two of them, and its memory grows with observations x weights.
import type { Snapshot } from "../dynamics/dynamics.ts";
import { dot } from "../linear-algebra/vectors.ts";
import type { Resolved } from "./optimiser-config.ts";
import { storedArray } from "./stored-array.ts";

export interface LevenbergMarquardt {
  /** Where residuals and Jacobian are wanted. */
  readonly trial: Float64Array;
  /** The last accepted point. */
  readonly point: Float64Array;
  readonly damping: number;
  /** One observation at `trial`; further ones follow until all are told. */
  tell(residual: number, row: Float32Array): void;
  /**
   * All are told. Where `working` is true then, `work` is to be called until it is not, and then `trial` has moved.
   * "moved": the epoch's trials are over, and `point` is where they came to. "stalled": no step lowers the loss.
   */
  close(): "moved" | "searching" | "stalled";
  readonly working: boolean;
  /** Some passes over the Jacobian. */
  work(): void;
  snapshot(): Snapshot;
}

/** Conjugate gradients stop when the residual of the normal equations has fallen by this: steps are trials anyway. */
const solved = 1e-6;
const longestSolve = 200;
/** Multiplications in one call of `work`. */
const workSize = 2e7;
/** Where even the most damped steps do not lower the loss, the point is a minimum to rounding. */
const largestDamping = 1e10;

interface State {
  told: number;
  loss: number;
  damping: number;
  /** Trials in this epoch. */
  tries: number;
  /** Conjugate-gradient iterations done, -1 when none is under way; and their running numbers. */
  iteration: number;
  square: number;
  firstSquare: number;
  shift: number;
}

export function createLevenbergMarquardt(
  start: Float64Array,
  count: number,
  { damping, dampingFactor, trials, threshold }: Resolved<"levenberg-marquardt">,
  resume?: Snapshot,
): LevenbergMarquardt {
  const n = start.length;
  const point = storedArray(resume, "point", start);
  const trial = storedArray(resume, "trial", start);
  // At the accepted point, and at the trial point as they come in.
  let residuals = storedArray(resume, "residuals", new Float64Array(count));
  let jacobian = storedArray(resume, "jacobian", new Float32Array(count * n));
  let newResiduals = storedArray(resume, "newResiduals", new Float64Array(count));
  let newJacobian = storedArray(resume, "newJacobian", new Float32Array(count * n));
  // Of the conjugate gradients: step, what J step leaves of the residuals, gradient, search direction.
  const step = storedArray(resume, "step", new Float64Array(n));
  const left = storedArray(resume, "left", new Float64Array(count));
  const gradient = storedArray(resume, "gradient", new Float64Array(n));
  const direction = storedArray(resume, "direction", new Float64Array(n));
  const state: State = { told: 0, loss: Number.NaN, damping, tries: 0, iteration: -1, square: 0, firstSquare: 0, shift: 0 };
  if (resume) Object.assign(state, resume.json, { loss: (resume.json.loss as number | null) ?? Number.NaN });

  function pullBack(): void {
    for (let k = 0; k < n; k++) gradient[k] = -state.shift * step[k]!;
    for (let r = 0; r < count; r++) {
      const weight = left[r]!;
      const base = r * n;
      for (let k = 0; k < n; k++) gradient[k]! += weight * jacobian[base + k]!;
    }
  }

  function beginSolve(): void {
    let trace = 0;
    for (let k = 0; k < jacobian.length; k++) trace += jacobian[k]! ** 2;
    state.shift = (state.damping * trace) / n;
    step.fill(0);
    for (let r = 0; r < count; r++) left[r] = -residuals[r]!;
    pullBack();
    direction.set(gradient);
    state.square = state.firstSquare = dot(gradient, gradient);
    state.iteration = 0;
  }

  function iterate(): void {
    const along = new Float64Array(count);
    let curvature = state.shift * dot(direction, direction);
    for (let r = 0; r < count; r++) {
      let sum = 0;
      const base = r * n;
      for (let k = 0; k < n; k++) sum += jacobian[base + k]! * direction[k]!;
      along[r] = sum;
      curvature += sum * sum;
    }
    const length = state.square / curvature;
    for (let k = 0; k < n; k++) step[k]! += length * direction[k]!;
    for (let r = 0; r < count; r++) left[r]! -= length * along[r]!;
    pullBack();
    const square = dot(gradient, gradient);
    const share = square / state.square;
    for (let k = 0; k < n; k++) direction[k] = gradient[k]! + share * direction[k]!;
    state.square = square;
    state.iteration++;
  }

  return {
    trial,
    point,
    get damping() {
      return state.damping;
    },
    tell(residual, row) {
      newResiduals[state.told] = residual;
      newJacobian.set(row, state.told * n);
      state.told++;
    },
    close() {
      if (state.told !== count) throw new Error(`${state.told} of ${count} observations are told`);
      state.told = 0;
      const loss = dot(newResiduals, newResiduals);
      const firstEver = Number.isNaN(state.loss);
      // NaN counts as no better.
      const better = firstEver || loss < state.loss;
      const little = better && !firstEver && state.loss - loss < threshold * state.loss;
      if (better) {
        point.set(trial);
        [residuals, newResiduals] = [newResiduals, residuals];
        [jacobian, newJacobian] = [newJacobian, jacobian];
        state.loss = loss;
      }
      if (!firstEver) {
        state.damping = better ? state.damping / dampingFactor : state.damping * dampingFactor;
        state.tries++;
      }
      if (!(state.damping < largestDamping) || (firstEver && !Number.isFinite(loss))) return "stalled";
      beginSolve();
      if (state.square === 0) return "stalled";
      // An epoch ends at an accepted point only: its errors are those that were just told.
      if (!better || (state.tries < trials && !little)) return "searching";
      state.tries = 0;
      return "moved";
    },
    get working() {
      return state.iteration >= 0;
    },
    work() {
      for (let done = 0; done < workSize && state.iteration >= 0; done += 4 * count * n) {
        if (state.iteration < longestSolve && state.square > solved ** 2 * state.firstSquare) iterate();
        else {
          for (let k = 0; k < n; k++) trial[k] = point[k]! + step[k]!;
          state.iteration = -1;
        }
      }
    },
    snapshot: () => ({
      arrays: {
        point: point.slice(),
        trial: trial.slice(),
        residuals: residuals.slice(),
        jacobian: jacobian.slice(),
        newResiduals: newResiduals.slice(),
        newJacobian: newJacobian.slice(),
        step: step.slice(),
        left: left.slice(),
        gradient: gradient.slice(),
        direction: direction.slice(),
      },
      json: { ...state, loss: Number.isNaN(state.loss) ? null : state.loss },
    }),
  };
}
