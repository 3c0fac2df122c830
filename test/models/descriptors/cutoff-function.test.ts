// Cutoff functions: known values, zero at the radius, slopes against differences.
import { cutoffKinds, cutoffSlope, cutoffValue } from "@adatom/models/descriptors/cutoff-function.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("known values", () => {
  assert.is(cutoffValue("cosine", 0, 6), 1);
  // cos(pi/2) = 6e-17
  assert.ok(Math.abs(cutoffValue("cosine", 3, 6) - 0.5) < 1e-15);
  assert.ok(Math.abs(cutoffValue("tanh-cubed", 3, 6) - Math.tanh(0.5) ** 3) < 1e-15);
});

test("nothing beyond the cutoff, and smooth up to it", () => {
  for (const kind of cutoffKinds) {
    for (const r of [6, 6.5, 100]) {
      assert.is(cutoffValue(kind, r, 6), 0);
      assert.is(cutoffSlope(kind, r, 6), 0);
    }
    // Value and slope vanish at least as the square and the first power of the distance to the cutoff.
    assert.ok(cutoffValue(kind, 6 - 1e-4, 6) < 1e-8);
    assert.ok(Math.abs(cutoffSlope(kind, 6 - 1e-4, 6)) < 1e-4);
  }
});

test("slope is the derivative", () => {
  const step = 1e-5;
  for (const kind of cutoffKinds) {
    for (const r of [0.5, 2.2, 4.9, 5.99]) {
      const difference = (cutoffValue(kind, r + step, 6) - cutoffValue(kind, r - step, 6)) / (2 * step);
      // Rounding 1e-16 / 1e-5, third derivative below 1 times step^2 / 6.
      assert.ok(Math.abs(cutoffSlope(kind, r, 6) - difference) < 1e-9);
    }
  }
});

test.run();
