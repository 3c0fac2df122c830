// Bonds by one cutoff, by a cutoff for each pair of elements, and as the nearest few.
import { findBonds, nearestBonds } from "@adatom/models/analysis/bonds.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, primitiveDiamond } from "../../conformance/structures.ts";
import { disordered } from "./reference.ts";

test("cutoffs by pairs of elements keep what one cutoff keeps of each pair", () => {
  const cutoff = (a: number, b: number) => (a !== b ? 2.6 : a === 8 ? 3.1 : 2.2);
  const found = findBonds(disordered, cutoff);
  const all = findBonds(disordered, 3.1);
  const { atomicNumbers } = disordered;
  let kept = 0;
  for (let i = 0; i < atomicNumbers.length; i++) {
    for (let e = all.first[i]!; e < all.first[i + 1]!; e++) {
      if (all.distances[e]! <= cutoff(atomicNumbers[i]!, atomicNumbers[all.neighbour[e]!]!)) kept++;
    }
  }
  assert.is(found.neighbour.length, kept);
  assert.ok(kept > 0 && kept < all.neighbour.length);
  for (let e = 0; e < kept; e++) {
    const length = Math.hypot(found.vectors[3 * e]!, found.vectors[3 * e + 1]!, found.vectors[3 * e + 2]!);
    assert.ok(Math.abs(length - found.distances[e]!) < 1e-12);
  }
});

test("nearest neighbours come in order of distance, images of a small cell included", () => {
  const { first, distances } = nearestBonds(primitiveDiamond(), 16);
  assert.equal([...first], [0, 16, 32]);
  const near = (5.431 * Math.sqrt(3)) / 4;
  assert.ok(distances.subarray(0, 4).every((d) => Math.abs(d - near) < 1e-9));
  assert.ok(distances.subarray(4, 16).every((d) => Math.abs(d - 5.431 / Math.sqrt(2)) < 1e-9));
});

test("too few atoms are refused", () => {
  const cluster = { ...diamond(1), periodic: [false, false, false] as const };
  assert.is(nearestBonds(cluster, 7).neighbour.length, 56);
  assert.throws(() => nearestBonds(cluster, 8), /only 8 atoms/);
  assert.throws(() => nearestBonds(cluster, 0), /whole number/);
});

test.run();
