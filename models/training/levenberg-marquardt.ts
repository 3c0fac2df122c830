// Levenberg-Marquardt for nonlinear least squares (Levenberg 1944; Marquardt 1963), as a machine that is told loss and
// gradient at its trial point, and between trials what it asks for to know the curvature: rows of the Jacobian at the accepted
// point, a structure's at a time. A step solves
//
//   (B + damping m I) step = -gradient,   B = sum of factor row row^T,   m the mean of the diagonal of B
//
// B is the Gauss-Newton matrix where all rows are told, and an estimate of it where a sample of them is (Byrd et al. 2011): loss
// and gradient are those of all observations in any case, so that the minimum is the same. Rows are gathered and multiplied many
// at once; the system is solved by conjugate gradients, which can be interrupted between two of them.
import type { Snapshot } from "../dynamics/dynamics.ts";
import { dot } from "../linear-algebra/vectors.ts";
import { createNormalMatrix } from "./normal-matrix.ts";
import type { Resolved } from "./optimiser-config.ts";
import { storedArray } from "./stored-array.ts";

export interface LevenbergMarquardt {
  /** Where loss and gradient are wanted. */
  readonly trial: Float64Array;
  /** The last accepted point: where rows are wanted. */
  readonly point: Float64Array;
  readonly damping: number;
  /**
   * Loss and gradient at `trial`. "moved": the epoch's trials are over, and `point` is where they came to. "stalled": no step
   * lowers the loss.
   */
  tell(loss: number, gradient: Float64Array): "moved" | "searching" | "stalled";
  /** Whether rows at `point` are wanted before the next trial. */
  readonly wantsRows: boolean;
  /** Some rows, count x weights, each with the factor of its square; `work` is to be called until `working` is false. */
  tellRows(rows: Float32Array, factors: Float64Array): void;
  /** All rows are told; `work` then makes the next trial point. */
  closeRows(): void;
  readonly working: boolean;
  /** A short part of the products, or of the solution. */
  work(): void;
  snapshot(): Snapshot;
}

/** Conjugate gradients stop when the residual of the equations has fallen by this: steps are trials anyway. */
const solved = 1e-6;
const longestSolve = 300;
/** Multiplications in one call of `work`. */
const workSize = 2e7;
/** Where even the most damped steps do not lower the loss, the point is a minimum to rounding. */
const largestDamping = 1e10;
/** Of no effect beside the conjugate gradients' own end; a damping that fell further would take long to rise again. */
const smallestDamping = 1e-9;
/** Shares of the gain that the quadratic model promised: above the first the damping falls, below the second it rises. */
const asPromised = 0.75;
const farFromPromised = 0.25;

interface State {
  /** Of the accepted point; NaN before the first. */
  loss: number;
  damping: number;
  /** Trials in this epoch. */
  tries: number;
  /** What the step to the trial point should take off the loss. */
  promised: number;
  wantsRows: boolean;
  /** The matrix holds something of before. */
  surveyed: boolean;
  /** All rows are told: what is left of them is multiplied, then the system solved. */
  closing: boolean;
  /** Conjugate-gradient iterations done, -1 when none is under way; and their running numbers. */
  iteration: number;
  square: number;
  firstSquare: number;
  shift: number;
}

/** @param kept share of the last matrix that is kept in the next: where rows are a sample, several samples say more than one */
export function createLevenbergMarquardt(
  start: Float64Array,
  { damping, dampingFactor, trials, threshold }: Omit<Resolved<"levenberg-marquardt">, "type" | "forceShare">,
  kept: number,
  resume?: Snapshot,
): LevenbergMarquardt {
  const n = start.length;
  const point = storedArray(resume, "point", start);
  const trial = storedArray(resume, "trial", start);
  const gradient = storedArray(resume, "gradient", new Float64Array(n));
  const matrix = createNormalMatrix(n, resume && { arrays: resume.arrays, json: resume.json.matrix as Snapshot["json"] });
  // Of the conjugate gradients: what is left of the right side, and the search direction.
  const step = storedArray(resume, "step", new Float64Array(n));
  const left = storedArray(resume, "left", new Float64Array(n));
  const direction = storedArray(resume, "direction", new Float64Array(n));
  const state: State = {
    loss: Number.NaN,
    damping,
    tries: 0,
    promised: 0,
    wantsRows: false,
    surveyed: false,
    closing: false,
    iteration: -1,
    square: 0,
    firstSquare: 0,
    shift: 0,
  };
  if (resume) Object.assign(state, resume.json.state, { loss: (resume.json.state as { loss: number | null }).loss ?? Number.NaN });

  function beginSolve(): void {
    state.shift = (state.damping * matrix.trace()) / n;
    step.fill(0);
    for (let k = 0; k < n; k++) left[k] = -gradient[k]!;
    direction.set(left);
    state.square = state.firstSquare = dot(left, left);
    state.iteration = 0;
  }

  function iterate(): void {
    const image = matrix.times(direction);
    for (let k = 0; k < n; k++) image[k]! += state.shift * direction[k]!;
    const length = state.square / dot(direction, image);
    for (let k = 0; k < n; k++) {
      step[k]! += length * direction[k]!;
      left[k]! -= length * image[k]!;
    }
    const square = dot(left, left);
    const share = square / state.square;
    for (let k = 0; k < n; k++) direction[k] = left[k]! + share * direction[k]!;
    state.square = square;
    state.iteration++;
  }

  function place(): void {
    for (let k = 0; k < n; k++) trial[k] = point[k]! + step[k]!;
    state.promised = -dot(gradient, step) - 0.5 * dot(step, matrix.times(step));
    state.iteration = -1;
  }

  return {
    trial,
    point,
    get damping() {
      return state.damping;
    },
    get wantsRows() {
      return state.wantsRows;
    },
    tell(loss, newGradient) {
      const firstEver = Number.isNaN(state.loss);
      if (firstEver && !Number.isFinite(loss)) return "stalled";
      // NaN counts as no better.
      const better = firstEver || loss < state.loss;
      const little = better && !firstEver && state.loss - loss < threshold * state.loss;
      const share = better ? (state.loss - loss) / state.promised : 0;
      if (better) {
        point.set(trial);
        gradient.set(newGradient);
        state.loss = loss;
      }
      if (!firstEver) {
        if (share > asPromised) state.damping = Math.max(state.damping / dampingFactor, smallestDamping);
        else if (!(share > farFromPromised)) state.damping *= dampingFactor;
        state.tries++;
      }
      if (!(state.damping < largestDamping) || dot(gradient, gradient) === 0) return "stalled";
      if (!better) {
        beginSolve();
        return "searching";
      }
      matrix.fade(kept);
      state.wantsRows = true;
      // An epoch ends at an accepted point only: its errors are those that were just told.
      if (state.tries < trials && !little) return "searching";
      state.tries = 0;
      return "moved";
    },
    tellRows(rows, factors) {
      const share = state.surveyed ? 1 - kept : 1;
      matrix.add(
        rows,
        factors.map((factor) => share * factor),
      );
    },
    closeRows() {
      state.wantsRows = false;
      state.closing = true;
      state.surveyed = true;
      matrix.close();
    },
    get working() {
      return matrix.working || state.closing || state.iteration >= 0;
    },
    work() {
      if (matrix.working) {
        matrix.work(workSize);
        return;
      }
      if (state.closing) {
        state.closing = false;
        beginSolve();
      }
      for (let done = 0; done < workSize && state.iteration >= 0; done += n * n) {
        if (state.iteration < longestSolve && state.square > solved ** 2 * state.firstSquare) iterate();
        else place();
      }
    },
    snapshot() {
      const { arrays, json } = matrix.snapshot();
      const own = { point, trial, gradient, step, left, direction };
      return {
        arrays: { ...arrays, ...Object.fromEntries(Object.entries(own).map(([name, array]) => [name, array.slice()])) },
        json: { matrix: json, state: { ...state, loss: Number.isNaN(state.loss) ? null : state.loss } },
      };
    },
  };
}
