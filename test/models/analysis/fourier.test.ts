// The fast transform against the slow one, and correlations against sums.
import { addCorrelationSums, fourierTransform, powerOfTwoFrom } from "@adatom/models/analysis/fourier.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { worst } from "./reference.ts";

const random = createRandom(11);
const noise = (n: number) => Float64Array.from({ length: n }, () => random.normal());

test("as by the definition; lengths that are no power of two are refused", () => {
  for (const n of [1, 2, 8, 64]) {
    const [re, im] = [noise(n), noise(n)];
    const slow = [new Float64Array(n), new Float64Array(n)] as const;
    for (let k = 0; k < n; k++) {
      for (let t = 0; t < n; t++) {
        const [c, s] = [Math.cos((2 * Math.PI * k * t) / n), -Math.sin((2 * Math.PI * k * t) / n)];
        slow[0][k]! += re[t]! * c - im[t]! * s;
        slow[1][k]! += re[t]! * s + im[t]! * c;
      }
    }
    fourierTransform(re, im);
    // Rounding of 64 terms of size 1.
    assert.ok(worst(re, slow[0]) < 1e-12 && worst(im, slow[1]) < 1e-12, `length ${n}`);
  }
  assert.throws(() => fourierTransform(new Float64Array(6), new Float64Array(6)), /power-of-two/);
  assert.equal([1, 2, 3, 1000].map(powerOfTwoFrom), [1, 2, 4, 1024]);
});

test("correlation sums of two series at once", () => {
  const [a, b] = [noise(37), noise(37)];
  const sums = new Float64Array(20);
  addCorrelationSums(a, b, sums);
  const slow = sums.map((_, lag) => {
    let sum = 0;
    for (let t = 0; t + lag < 37; t++) sum += a[t]! * a[t + lag]! + b[t]! * b[t + lag]!;
    return sum;
  });
  assert.ok(worst(sums, slow) < 1e-12);
});

test.run();
