// Random numbers: the published sequence, moments, and going on from a state.

import { createRandom } from "@adatom/models/dynamics/random.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("xoshiro128** 1.1 from state 1 2 3 4 gives the sequence of the reference C program", () => {
  const random = createRandom({ words: [1, 2, 3, 4], spare: null });
  // First outputs of Blackman and Vigna's C code: rotl(s1 * 5, 7) * 9, worked by hand for the first (2*5 -> 1280 -> 11520).
  assert.equal(
    Array.from({ length: 4 }, () => random.bits()),
    [11520, 0, 5927040, 70819200],
  );
});

test("moments of uniform and normal deviates", () => {
  const random = createRandom(12345);
  const n = 200_000;
  const moments = [0, 0, 0, 0];
  let uniform = 0;
  for (let k = 0; k < n; k++) {
    uniform += random.uniform() / n;
    const x = random.normal();
    for (let m = 0; m < 4; m++) moments[m]! += x ** (m + 1) / n;
  }
  // Five standard errors: sqrt(1/12/n), sqrt(1/n), sqrt(2/n), sqrt(15/n), sqrt(96/n).
  assert.ok(Math.abs(uniform - 0.5) < 5 * Math.sqrt(1 / 12 / n));
  for (const [m, [expected, variance]] of (
    [
      [0, 1],
      [1, 2],
      [0, 15],
      [3, 96],
    ] as const
  ).entries()) {
    assert.ok(Math.abs(moments[m]! - expected) < 5 * Math.sqrt(variance / n), `moment ${m + 1}: ${moments[m]}`);
  }
});

test("integers cover their range evenly", () => {
  const random = createRandom(3);
  const counts = new Array<number>(7).fill(0);
  for (let k = 0; k < 70_000; k++) counts[random.integer(7)]!++;
  // Five standard deviations of a binomial count of 10 000.
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 5 * Math.sqrt((70_000 * 6) / 49));
  assert.throws(() => random.integer(0), /range/);
});

test("a state through JSON goes on with the same numbers, between the two halves of a normal pair too", () => {
  for (const used of [0, 1, 2, 7]) {
    const random = createRandom(99);
    for (let k = 0; k < used; k++) random.normal();
    const copy = createRandom(JSON.parse(JSON.stringify(random.state())));
    for (let k = 0; k < 10; k++) assert.is(copy.normal(), random.normal());
  }
});

test("seeds differ, negative and beyond 32 bits too", () => {
  const firsts = [0, 1, -1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 40].map((seed) => createRandom(seed).bits());
  assert.is(new Set(firsts).size, firsts.length);
  assert.throws(() => createRandom(Number.NaN), /finite/);
});

test.run();
