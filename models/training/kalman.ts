// The extended Kalman filter as an optimiser: weights are a state that observations tell about, their covariance says how
// far each weight may still move (Singhal and Wu 1989; for atomic networks Blank and Brown 1994, and n2p2: Singraber et
// al. 2019). With several groups of weights, covariances between groups are left out (Puskorius and Feldkamp 1991).
//
// The observations of one structure are taken in one after the other, all linearised at the same weights. With independent
// noises this is the joint update exactly, needs no matrix to be inverted, and can be interrupted after any of them:
//
//   x = P h    a = h.x + noise    P -= x x^T / a    change += x (e - h.change) / a
import type { Snapshot } from "../dynamics/dynamics.ts";
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
  const covariance = storedArray(resume, "covariance", new Float64Array(entries));
  if (!resume) addToDiagonal(initialVariance);
  let residuals = new Float64Array(0);
  let rows = new Float32Array(0);
  const state = { next: 0, measurementNoise: 1, processNoise: 0 };
  if (resume) {
    Object.assign(state, resume.json);
    residuals = (resume.arrays.residuals as Float64Array).slice();
    rows = (resume.arrays.rows as Float32Array).slice();
  }
  const product = new Float64Array(n);

  function addToDiagonal(value: number): void {
    let at = -1;
    for (const size of groups) {
      for (let p = 0; p < size; p++) {
        at += p + 1;
        covariance[at]! += value;
      }
    }
  }

  function multiply(h: Float32Array): void {
    product.fill(0);
    let at = 0;
    let first = 0;
    for (const size of groups) {
      for (let p = 0; p < size; p++) {
        const hp = h[first + p]!;
        let sum = 0;
        for (let q = 0; q < p; q++, at++) {
          const value = covariance[at]!;
          sum += value * h[first + q]!;
          product[first + q]! += value * hp;
        }
        product[first + p]! += sum + covariance[at++]! * hp;
      }
      first += size;
    }
  }

  function takeOne(residual: number, h: Float32Array): void {
    multiply(h);
    let spread = state.measurementNoise;
    let error = -residual;
    for (let k = 0; k < n; k++) {
      spread += h[k]! * product[k]!;
      error -= h[k]! * change[k]!;
    }
    for (let k = 0; k < n; k++) change[k]! += (product[k]! * error) / spread;
    let at = 0;
    let first = 0;
    for (const size of groups) {
      for (let p = 0; p < size; p++) {
        const gain = product[first + p]! / spread;
        for (let q = 0; q <= p; q++, at++) covariance[at]! -= gain * product[first + q]!;
      }
      first += size;
    }
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
      for (let done = 0; done < workSize && residuals.length > 0; done += 2 * entries) {
        takeOne(residuals[state.next]!, rows.subarray(state.next * n, (state.next + 1) * n));
        if (++state.next < residuals.length) continue;
        for (let k = 0; k < n; k++) point[k]! += change[k]!;
        change.fill(0);
        if (state.processNoise > 0) addToDiagonal(state.processNoise);
        residuals = new Float64Array(0);
        rows = new Float32Array(0);
      }
    },
    snapshot: () => ({
      arrays: {
        point: point.slice(),
        change: change.slice(),
        covariance: covariance.slice(),
        residuals: residuals.slice(),
        rows: rows.slice(),
      },
      json: { ...state },
    }),
  };
}
