// Adam, L-BFGS, the schedule and the small linear algebra beneath training.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { symmetricEigen } from "@adatom/models/linear-algebra/symmetric-eigen.ts";
import { adamStep, createAdam } from "@adatom/models/training/adam.ts";
import { fitEnergyOffsets } from "@adatom/models/training/energy-offsets.ts";
import { fitInputScaling, scaleInputs } from "@adatom/models/training/input-scaling.ts";
import { createLBfgs } from "@adatom/models/training/l-bfgs.ts";
import { learningRateAt } from "@adatom/models/training/schedule.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

function rosenbrock(x: Float64Array): { loss: number; gradient: Float64Array } {
  const gradient = new Float64Array(x.length);
  let loss = 0;
  for (let k = 0; k + 1 < x.length; k++) {
    const bend = x[k + 1]! - x[k]! ** 2;
    loss += 100 * bend * bend + (1 - x[k]!) ** 2;
    gradient[k]! += -400 * bend * x[k]! - 2 * (1 - x[k]!);
    gradient[k + 1]! += 200 * bend;
  }
  return { loss, gradient };
}

const rosenbrockStart = Float64Array.of(-1.2, 1, -1.2, 1, -1.2, 1);

test("L-BFGS finds the minimum of the Rosenbrock function in six dimensions", () => {
  const search = createLBfgs(rosenbrockStart, 10);
  let evaluations = 0;
  while (++evaluations < 500) {
    const { loss, gradient } = rosenbrock(search.trial);
    if (search.tell(loss, gradient) === "stalled" || search.loss < 1e-18) break;
  }
  // Nocedal and Wright need some 50 to 100 evaluations; a poor search needs thousands.
  assert.ok(evaluations < 250, `${evaluations} evaluations`);
  for (const x of search.point) assert.ok(Math.abs(x - 1) < 1e-6, `${x}`);
});

test("L-BFGS resumed from a snapshot walks the same way, bit for bit", () => {
  const whole = createLBfgs(rosenbrockStart, 4);
  let broken = createLBfgs(rosenbrockStart, 4);
  for (let k = 0; k < 40; k++) {
    for (const search of [whole, broken]) {
      const { loss, gradient } = rosenbrock(search.trial);
      search.tell(loss, gradient);
    }
    const { arrays, json } = broken.snapshot();
    broken = createLBfgs(rosenbrockStart, 4, { arrays, json: JSON.parse(JSON.stringify(json)) });
    assert.equal(broken.trial, whole.trial);
    assert.equal(broken.point, whole.point);
  }
});

test("L-BFGS steps back from losses that are not numbers", () => {
  // log: the first full steps leave its domain.
  const search = createLBfgs(Float64Array.of(1e-3), 5);
  for (let k = 0; k < 100; k++) {
    const x = search.trial[0]!;
    search.tell(x - Math.log(x), Float64Array.of(1 - 1 / x));
  }
  assert.ok(Math.abs(search.point[0]! - 1) < 1e-6, `${search.point[0]}`);
});

test("Adam's first step is the learning rate against the sign of the gradient", () => {
  const parameters = Float64Array.of(1, 1);
  adamStep(createAdam(2), parameters, Float64Array.of(1e3, -1e-3), 0.1);
  // Exact but for the 1e-8 that guards the division.
  assert.ok(Math.abs(parameters[0]! - 0.9) < 1e-6 && Math.abs(parameters[1]! - 1.1) < 2e-6);
});

test("Adam comes down a badly scaled bowl, and decay pulls weights to zero", () => {
  const parameters = Float64Array.of(3, -2);
  const state = createAdam(2);
  for (let k = 0; k < 4000; k++)
    adamStep(state, parameters, Float64Array.of(200 * parameters[0]!, 0.02 * parameters[1]!), learningRateAt(0.02, k / 4000, k));
  assert.ok(Math.abs(parameters[0]!) < 1e-3 && Math.abs(parameters[1]!) < 1e-3, `${parameters}`);
  const decayed = Float64Array.of(1);
  adamStep(createAdam(1), decayed, Float64Array.of(0), 0.1, 0.5);
  assert.is(decayed[0], 0.95);
});

test("the learning rate rises, falls, and never stops falling", () => {
  assert.ok(learningRateAt(1, 0, 0) < 0.02);
  assert.is(learningRateAt(1, 0, 1000), 1);
  for (let share = 0.1; share <= 1; share += 0.1) assert.ok(learningRateAt(1, share, 1000) < learningRateAt(1, share - 0.1, 1000));
  assert.ok(learningRateAt(1, 2, 1000) > 0);
  for (const schedule of ["cosine", "linear", "exponential"] as const) {
    assert.is(learningRateAt(1, 0, 1000, schedule, 0.01), 1);
    assert.ok(Math.abs(learningRateAt(1, 1, 1000, schedule, 0.01) - 0.01) < 1e-15, schedule);
    assert.ok(learningRateAt(1, 0.6, 1000, schedule, 0.01) < learningRateAt(1, 0.4, 1000, schedule, 0.01), schedule);
  }
  assert.ok(Math.abs(learningRateAt(1, 0.5, 1000, "linear", 0.5) - 0.75) < 1e-15);
  assert.ok(Math.abs(learningRateAt(1, 0.5, 1000, "exponential", 0.01) - 0.1) < 1e-15);
  assert.is(learningRateAt(1, 0.9, 1000, "constant", 0.01), 1);
});

test("eigenvalues and vectors of a random symmetric matrix", () => {
  const n = 12;
  const random = createRandom(1);
  const matrix = new Float64Array(n * n);
  for (let p = 0; p < n; p++) for (let q = p; q < n; q++) matrix[p * n + q] = matrix[q * n + p] = random.normal();
  const { values, vectors } = symmetricEigen(matrix, n);
  for (let p = 0; p < n; p++) {
    for (let q = 0; q < n; q++) {
      let again = 0;
      for (let k = 0; k < n; k++) again += vectors[p * n + k]! * values[k]! * vectors[q * n + k]!;
      assert.ok(Math.abs(again - matrix[p * n + q]!) < 1e-12);
    }
  }
});

test("decorrelated inputs have mean zero and covariance one; a constant function does no harm", () => {
  const random = createRandom(2);
  const rows = 500;
  const values = new Float64Array(rows * 3);
  for (let a = 0; a < rows; a++) {
    const x = random.normal();
    values.set([5 + x, 100 + 10 * x + random.normal(), 7], 3 * a);
  }
  const scaling = fitInputScaling([values], 3, 1e-6);
  const inputs = scaleInputs(scaling, values);
  for (let p = 0; p < 3; p++) {
    for (let q = 0; q < 3; q++) {
      let mean = 0;
      let product = 0;
      for (let a = 0; a < rows; a++) {
        mean += inputs[3 * a + p]! / rows;
        product += (inputs[3 * a + p]! * inputs[3 * a + q]!) / rows;
      }
      assert.ok(Math.abs(mean) < 1e-5);
      // The constant function gives nothing; the others are whitened up to the floor of 1e-6 and float32.
      const isConstant = Math.abs(product) < 1e-9;
      assert.ok(isConstant || Math.abs(product - (p === q ? 1 : 0)) < 5e-3, `${p} ${q} ${product}`);
    }
  }
  assert.equal([...scaling.minimum.subarray(2), ...scaling.maximum.subarray(2)], [7, 7]);
});

test("energy offsets by least squares, also where compositions do not tell elements apart", () => {
  const of = (atomicNumbers: number[], energy: number) => ({
    atomicNumbers: Uint8Array.from(atomicNumbers),
    positions: new Float64Array(3 * atomicNumbers.length),
    cell: new Float64Array(9),
    periodic: [false, false, false] as const,
    reference: { energy },
  });
  const two = fitEnergyOffsets([of([14], -5), of([8, 8], -6), of([14, 8], -8)], [8, 14]);
  assert.ok(Math.abs(two[0]! + 3) < 1e-12 && Math.abs(two[1]! + 5) < 1e-12);
  const alike = fitEnergyOffsets([of([14, 8, 8], -9), of([14, 8, 8], -9.3)], [8, 14]);
  assert.ok(Math.abs(2 * alike[0]! + alike[1]! + 9.15) < 1e-12);
});

test.run();
