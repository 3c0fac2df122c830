// Levenberg-Marquardt and the Kalman filter on problems whose answers are known: both are told observations' derivatives.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { solveLinearSystem } from "@adatom/models/linear-algebra/linear-system.ts";
import { createKalmanFilter } from "@adatom/models/training/kalman.ts";
import { createLevenbergMarquardt, type LevenbergMarquardt } from "@adatom/models/training/levenberg-marquardt.ts";
import { createNormalMatrix } from "@adatom/models/training/normal-matrix.ts";
import { noiseAt } from "@adatom/models/training/schedule.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const usual = { damping: 0.1, dampingFactor: 5, trials: 3, threshold: 1e-3 };
const stored = ({ arrays, json }: Snapshot): Snapshot => ({ arrays, json: JSON.parse(JSON.stringify(json)) });

/** Rosenbrock's valley as a sum of squares (Nocedal and Wright). */
const rosenbrock = ([x, y]: Float64Array): { residuals: number[]; rows: number[][] } => ({
  residuals: [10 * (y! - x! * x!), 1 - x!],
  rows: [
    [-20 * x!, 10],
    [-1, 0],
  ],
});

/** Sum of squares and its gradient at the trial point; true where the search has stalled. */
function tellSquares(search: LevenbergMarquardt): ReturnType<LevenbergMarquardt["tell"]> {
  const { residuals, rows } = rosenbrock(search.trial);
  const slope = (k: number): number => residuals.reduce((sum, residual, r) => sum + 2 * residual * rows[r]![k]!, 0);
  return search.tell(
    residuals.reduce((sum, residual) => sum + residual ** 2, 0),
    Float64Array.of(slope(0), slope(1)),
  );
}

test("Levenberg-Marquardt walks Rosenbrock's valley; resumed anywhere it walks the same way, bit for bit", () => {
  const start = Float64Array.of(-1.2, 1);
  const whole = createLevenbergMarquardt(start, usual, 0);
  let broken = createLevenbergMarquardt(start, usual, 0);
  const breakOff = (): void => {
    broken = createLevenbergMarquardt(start, usual, 0, stored(broken.snapshot()));
  };
  let passes = 0;
  for (let over = false; !over && passes < 200; passes++) {
    const outcome = tellSquares(whole);
    assert.is(tellSquares(broken), outcome);
    breakOff();
    over = outcome === "stalled" || Math.hypot(whole.point[0]! - 1, whole.point[1]! - 1) < 1e-6;
    assert.is(broken.wantsRows, whole.wantsRows);
    if (whole.wantsRows) {
      for (const row of rosenbrock(whole.point).rows) {
        for (const search of [whole, broken]) search.tellRows(Float32Array.from(row), Float64Array.of(2));
        while (whole.working) whole.work();
        for (; broken.working; broken.work()) breakOff();
      }
      for (const search of [whole, broken]) search.closeRows();
    }
    while (whole.working) whole.work();
    for (; broken.working; broken.work()) breakOff();
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

test("rows of any number add up to their normal matrix, however they come", () => {
  const n = 150;
  const { rows } = linear(300, n, 0);
  const factors = Float64Array.from({ length: 300 }, (_, r) => 0.1 + (r % 7));
  const vector = Float64Array.from({ length: n }, (_, k) => Math.sin(k));
  const expected = new Float64Array(n);
  let trace = 0;
  for (let r = 0; r < 300; r++) {
    const row = rows.subarray(r * n, (r + 1) * n);
    const along = row.reduce((sum, value, k) => sum + value * vector[k]!, 0);
    for (let k = 0; k < n; k++) expected[k]! += factors[r]! * along * row[k]!;
    trace += factors[r]! * row.reduce((sum, value) => sum + value ** 2, 0);
  }
  for (const count of [1, 45, 300]) {
    let matrix = createNormalMatrix(n);
    for (let first = 0; first < 300; first += count) {
      const last = Math.min(300, first + count);
      matrix.add(rows.slice(first * n, last * n), factors.slice(first, last));
      // A panel at a time, and stored between.
      for (; matrix.working; matrix.work(1)) if (count > 1) matrix = createNormalMatrix(n, stored(matrix.snapshot()));
    }
    matrix.close();
    while (matrix.working) matrix.work(1);
    const found = matrix.times(vector);
    // Float64 sums of some thousand numbers of order one in another order.
    for (let k = 0; k < n; k++) assert.ok(Math.abs(found[k]! - expected[k]!) < 1e-9, `${count} at a time, ${k}: ${found[k]}`);
    assert.ok(Math.abs(matrix.trace() - trace) < 1e-9 * trace);
    matrix.fade(0.5);
    assert.ok(Math.abs(matrix.trace() - 0.5 * trace) < 1e-9 * trace);
  }
});

test("one undamped step of Levenberg-Marquardt solves a linear problem", () => {
  const n = 6;
  const { rows, values } = linear(40, n, 0.1);
  const expected = ridgeSolution(rows, values, n, 0);
  const search = createLevenbergMarquardt(new Float64Array(n), { ...usual, damping: 1e-12 }, 0);
  const gradient = Float64Array.from({ length: n }, (_, k) => values.reduce((sum, value, r) => sum - 2 * value * rows[r * n + k]!, 0));
  search.tell(
    values.reduce((sum, value) => sum + value ** 2, 0),
    gradient,
  );
  search.tellRows(rows, new Float64Array(40).fill(2));
  while (search.working) search.work();
  search.closeRows();
  while (search.working) search.work();
  // Conjugate gradients end at 1e-6 of the first residual.
  for (let k = 0; k < n; k++) assert.ok(Math.abs(search.trial[k]! - expected[k]!) < 1e-5, `${search.trial[k]} against ${expected[k]}`);
});

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
