// The covariance kernel against plain loops, and that what it puts off changes nothing.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { type Covariance, createCovariance } from "@adatom/models/kernels/covariance.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Odd and even sizes, and blocks of one row. */
const groups = [7, 1, 16, 33, 2];
const size = groups.reduce((sum, own) => sum + own, 0);

/** Some products and changes; `looked`: the entries are looked at between them. */
function worked(covariance: Covariance, looked: boolean): { entries: Float64Array; products: number[] } {
  const random = createRandom(5);
  const entries = covariance.entries();
  let at = -1;
  for (const own of groups) {
    for (let p = 0; p < own; p++) {
      at += p + 1;
      entries[at] = 2;
    }
  }
  const products: number[] = [];
  for (let step = 0; step < 20; step++) {
    for (let k = 0; k < size; k++) covariance.h[k] = random.normal();
    covariance.multiply();
    products.push(...covariance.product);
    const spread = covariance.h.reduce((sum, value, k) => sum + value * covariance.product[k]!, 1);
    covariance.change(spread, step % 3 === 0 ? 0.01 : 0);
    if (looked) covariance.entries();
  }
  return { entries: covariance.entries().slice(), products };
}

test("both forms of the kernel agree with plain loops", () => {
  const expected = worked(createCovariance(groups, "loops"), false);
  for (const form of ["plain", "relaxed"] as const) {
    const found = worked(createCovariance(groups, form), false);
    // Numbers of order 1 after 20 changes: what differs is the order of sums and fused roundings.
    for (const name of ["entries", "products"] as const) {
      assert.is(found[name].length, expected[name].length);
      for (const [k, value] of found[name].entries())
        assert.ok(Math.abs(value - expected[name][k]!) <= 1e-12, `${form} ${name} ${k}: ${value} against ${expected[name][k]}`);
    }
  }
});

test("looking at the entries between changes leaves every bit as it is", () => {
  for (const form of ["loops", "plain", "relaxed"] as const)
    assert.equal(worked(createCovariance(groups, form), true), worked(createCovariance(groups, form), false));
});

test("two changes without a product between them are both made", () => {
  for (const form of ["loops", "best"] as const) {
    const covariance = createCovariance([2], form);
    covariance.entries().set([1, 0, 1]);
    covariance.h.set([1, 0]);
    covariance.multiply();
    covariance.change(2, 0);
    covariance.change(4, 0.5);
    assert.equal([...covariance.entries()], [0.75, 0, 1.5]);
  }
});

test.run();
