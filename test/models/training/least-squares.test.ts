// Levenberg-Marquardt and the Kalman filter on problems whose answers are known: both are told residuals and their rows.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { solveLinearSystem } from "@adatom/models/linear-algebra/linear-system.ts";
import { createKalmanFilter } from "@adatom/models/training/kalman.ts";
import { createLevenbergMarquardt } from "@adatom/models/training/levenberg-marquardt.ts";
import { noiseAt } from "@adatom/models/training/schedule.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const usual = { type: "levenberg-marquardt", damping: 0.1, dampingFactor: 5, trials: 3, threshold: 1e-3 } as const;
const stored = ({ arrays, json }: Snapshot): Snapshot => ({ arrays, json: JSON.parse(JSON.stringify(json)) });

/** Rosenbrock's valley as a sum of squares (Nocedal and Wright). */
const rosenbrock = ([x, y]: Float64Array): { residuals: number[]; rows: number[][] } => ({
  residuals: [10 * (y! - x! * x!), 1 - x!],
  rows: [
    [-20 * x!, 10],
    [-1, 0],
  ],
});

test("Levenberg-Marquardt walks Rosenbrock's valley; resumed anywhere it walks the same way, bit for bit", () => {
  const start = Float64Array.of(-1.2, 1);
  const whole = createLevenbergMarquardt(start, 2, usual);
  let broken = createLevenbergMarquardt(start, 2, usual);
  let passes = 0;
  for (let over = false; !over && passes < 200; passes++) {
    const { residuals, rows } = rosenbrock(whole.trial);
    for (const [r, residual] of residuals.entries()) {
      for (const search of [whole, broken]) search.tell(residual, Float32Array.from(rows[r]!));
      broken = createLevenbergMarquardt(start, 2, usual, stored(broken.snapshot()));
    }
    const outcome = whole.close();
    assert.is(broken.close(), outcome);
    over = outcome === "stalled" || Math.hypot(whole.point[0]! - 1, whole.point[1]! - 1) < 1e-6;
    while (whole.working) whole.work();
    broken = createLevenbergMarquardt(start, 2, usual, stored(broken.snapshot()));
    while (broken.working) broken.work();
    assert.equal(broken.trial, whole.trial);
  }
  // Some 20 to 40 evaluations are usual; gradient descent needs thousands.
  assert.ok(passes < 80, `${passes} passes`);
  assert.ok(Math.abs(whole.point[0]! - 1) < 1e-5 && Math.abs(whole.point[1]! - 1) < 1e-5, `${whole.point}`);
});

/** Random observations y = A w + noise. */
function linear(observations: number, weights: number, noise: number) {
  const random = createRandom(3);
  const truth = Float64Array.from({ length: weights }, () => random.normal());
  const rows = Float32Array.from({ length: observations * weights }, () => random.normal());
  const values = Float64Array.from({ length: observations }, (_, r) => {
    let sum = noise * random.normal();
    for (let k = 0; k < weights; k++) sum += rows[r * weights + k]! * truth[k]!;
    return sum;
  });
  return { rows, values };
}

/** (A^T A + ridge) w = A^T y */
function ridgeSolution(rows: Float32Array, values: Float64Array, n: number, ridge: number): Float64Array {
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  for (let r = 0; r < values.length; r++) {
    for (let p = 0; p < n; p++) {
      right[p]! += rows[r * n + p]! * values[r]!;
      for (let q = 0; q < n; q++) matrix[p * n + q]! += rows[r * n + p]! * rows[r * n + q]!;
    }
  }
  for (let p = 0; p < n; p++) matrix[p * n + p]! += ridge;
  return solveLinearSystem(matrix, right)!;
}

test("the Kalman filter of a linear problem is regularised least squares, in any split of the observations", () => {
  const n = 6;
  const { rows, values } = linear(40, n, 0.1);
  const [noise, variance] = [0.5, 20];
  const expected = ridgeSolution(rows, values, n, noise / variance);
  for (const batch of [1, 4, 40]) {
    let filter = createKalmanFilter(new Float64Array(n), [n], variance);
    for (let first = 0; first < values.length; first += batch) {
      const part = rows.subarray(first * n, (first + batch) * n);
      const residuals = Float64Array.from({ length: batch }, (_, r) => {
        let prediction = 0;
        for (let k = 0; k < n; k++) prediction += part[r * n + k]! * filter.point[k]!;
        return prediction - values[first + r]!;
      });
      filter.tell(residuals, part, noise, 0);
      filter = createKalmanFilter(new Float64Array(n), [n], variance, stored(filter.snapshot()));
      while (filter.working) filter.work();
    }
    // The same normal equations in another order: rounding alone.
    for (let k = 0; k < n; k++) assert.ok(Math.abs(filter.point[k]! - expected[k]!) < 1e-9, `batch ${batch}: ${filter.point[k]}`);
  }
});

test("groups of weights that share no observation are filtered as if they were one", () => {
  const both = createKalmanFilter(new Float64Array(4), [4], 10);
  const apart = createKalmanFilter(new Float64Array(4), [2, 2], 10);
  const random = createRandom(5);
  for (let k = 0; k < 20; k++) {
    const row = new Float32Array(4);
    const first = k % 2 === 0 ? 0 : 2;
    row[first] = random.normal();
    row[first + 1] = random.normal();
    const residual = random.normal();
    for (const filter of [both, apart]) {
      filter.tell(Float64Array.of(residual), row, 1, 0.01);
      while (filter.working) filter.work();
    }
  }
  for (let k = 0; k < 4; k++) assert.ok(Math.abs(both.point[k]! - apart.point[k]!) < 1e-12);
  assert.is((both.snapshot().arrays.covariance as Float64Array).length, 10);
  assert.is((apart.snapshot().arrays.covariance as Float64Array).length, 6);
});

test("noises fall tenfold an epoch and stay where they end", () => {
  assert.is(noiseAt([100, 1], 1), 100);
  assert.ok(Math.abs(noiseAt([100, 1], 2) - 10) < 1e-12);
  assert.is(noiseAt([100, 1], 9), 1);
  assert.is(noiseAt([0.01, 0], 2), 0);
  assert.is(noiseAt([1, 4], 3), 4);
});

test.run();
