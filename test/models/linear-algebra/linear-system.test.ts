// Small linear systems: solutions put back in, pivots that must be exchanged, singular ones.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { solveLinearSystem } from "@adatom/models/linear-algebra/linear-system.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("solutions satisfy their equations and arguments stay as they were", () => {
  const random = createRandom(2);
  for (const n of [1, 2, 6, 30]) {
    const matrix = Float64Array.from({ length: n * n }, () => random.normal());
    const right = Float64Array.from({ length: n }, () => random.normal());
    const [before, rightBefore] = [matrix.slice(), right.slice()];
    const x = solveLinearSystem(matrix, right)!;
    assert.equal(matrix, before);
    assert.equal(right, rightBefore);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * x[j]!;
      // Rounding times a condition number of some 1e2.
      assert.ok(Math.abs(sum - right[i]!) < 1e-11);
    }
  }
});

test("a zero pivot is exchanged, a singular matrix has no solution", () => {
  assert.equal(solveLinearSystem(Float64Array.of(0, 1, 1, 0), Float64Array.of(3, 5)), Float64Array.of(5, 3));
  assert.is(solveLinearSystem(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1)), undefined);
  assert.is(solveLinearSystem(new Float64Array(4), new Float64Array(2)), undefined);
});

test.run();
