// The extended Kalman filter as an optimiser: weights are a state that observations tell about, their covariance says how
// far each weight may still move (Singhal and Wu 1989; for atomic networks Blank and Brown 1994, and n2p2: Singraber et
// al. 2019). With several groups of weights, covariances between groups are left out (Puskorius and Feldkamp 1991).
//
// The observations of one structure are taken in one after the other, all linearised at the same weights. With independent
// noises this is the joint update exactly, needs no matrix to be inverted, and can be interrupted after any of them:
//
//   x = P h    a = h.x + noise    P -= x x^T / a    change += x (e - h.change) / a
import type { Snapshot } from "../dynamics/dynamics.ts";
import { createCovariance } from "../kernels/covariance.ts";
import { storedArray } from "./stored-array.ts";

export interface KalmanFilter {
  readonly point: Float64Array;
  /**
   * Takes observations at `point`; `work` is to be called until `working` is false, and then `point` has moved.
   * @param residuals prediction less reference @param rows their derivatives, residuals x weights
   */
  tell(residuals: Float64Array, rows: Float32Array, measurementNoise: number, processNoise: number): void;
  readonly working: boolean;
  work(): void;
  snapshot(): Snapshot;
}

/** Entries of covariances passed over in one call of `work`. */
const workSize = 1e7;

/** @param groups sizes of the groups of weights; their sum is the number of weights */
export function createKalmanFilter(
  start: Float64Array,
  groups: readonly number[],
  initialVariance: number,
  resume?: Snapshot,
): KalmanFilter {
  const n = start.length;
  const point = storedArray(resume, "point", start);
  const change = storedArray(resume, "change", new Float64Array(n));
  // Lower triangles row by row, one group after the other.
  const entries = groups.reduce((sum, size) => sum + (size * (size + 1)) / 2, 0);
  const covariance = createCovariance(groups);
  if (resume) covariance.entries().set(storedArray(resume, "covariance", new Float64Array(entries)));
  else setDiagonal(initialVariance);
  let residuals = new Float64Array(0);
  let rows = new Float32Array(0);
  const state = { next: 0, measurementNoise: 1, processNoise: 0 };
  if (resume) {
    Object.assign(state, resume.json);
    residuals = (resume.arrays.residuals as Float64Array).slice();
    rows = (resume.arrays.rows as Float32Array).slice();
  }

  function setDiagonal(value: number): void {
    const all = covariance.entries();
    let at = -1;
    for (const size of groups) {
      for (let p = 0; p < size; p++) {
        at += p + 1;
        all[at] = value;
      }
    }
  }

  /** @param added to the covariance's diagonal afterwards */
  function takeOne(residual: number, row: Float32Array, added: number): void {
    const { h, product } = covariance;
    h.set(row);
    covariance.multiply();
    let spread = state.measurementNoise;
    let error = -residual;
    for (let k = 0; k < n; k++) {
      spread += h[k]! * product[k]!;
      error -= h[k]! * change[k]!;
    }
    for (let k = 0; k < n; k++) change[k]! += (product[k]! * error) / spread;
    covariance.change(spread, added);
  }

  return {
    point,
    tell(newResiduals, newRows, measurementNoise, processNoise) {
      residuals = newResiduals.slice();
      rows = newRows.slice();
      Object.assign(state, { next: 0, measurementNoise, processNoise });
    },
    get working() {
      return residuals.length > 0;
    },
    work() {
      for (let done = 0; done < workSize && residuals.length > 0; done += entries) {
        const last = state.next === residuals.length - 1;
        takeOne(residuals[state.next]!, rows.subarray(state.next * n, (state.next + 1) * n), last ? state.processNoise : 0);
        state.next++;
        if (!last) continue;
        for (let k = 0; k < n; k++) point[k]! += change[k]!;
        change.fill(0);
        residuals = new Float64Array(0);
        rows = new Float32Array(0);
      }
    },
    snapshot: () => ({
      arrays: {
        point: point.slice(),
        change: change.slice(),
        covariance: covariance.entries().slice(),
        residuals: residuals.slice(),
        rows: rows.slice(),
      },
      json: { ...state },
    }),
  };
}
