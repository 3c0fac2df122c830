// Bond angles: equal to another program's, and the tetrahedron's.
import { addAngles, finishAngles, startAngles } from "@adatom/models/analysis/angles.ts";
import { findBonds } from "@adatom/models/analysis/bonds.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, primitiveDiamond } from "../../conformance/structures.ts";
import { disordered, reference } from "./reference.ts";

test("count, mean and sigma over all triplets and by elements equal those over ASE's neighbours", () => {
  const state = startAngles();
  addAngles(state, disordered, findBonds(disordered, reference.angles.cutoff));
  const found = finishAngles(state);
  const { triplets, ...all } = reference.angles;
  assert.is(found.count, all.count);
  // Degrees; the arc cosine near 0 and 180 loses half the digits.
  assert.ok(Math.abs(found.meanDegrees - all.mean) < 1e-6);
  assert.ok(Math.abs(found.sigmaDegrees - all.sigma) < 1e-6);
  assert.is(found.triplets.length, Object.keys(triplets).length);
  for (const { species, count, meanDegrees, sigmaDegrees } of found.triplets) {
    const expected = triplets[species.join("-")]!;
    assert.is(count, expected.count);
    assert.ok(Math.abs(meanDegrees - expected.mean) < 1e-6);
    assert.ok(Math.abs(sigmaDegrees - expected.sigma) < 1e-6);
  }
  const area = found.density.reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs(area - 1) < 1e-12, `bins of one degree sum to ${area}`);
});

test("diamond: six angles an atom, all of arccos(-1/3), over frames of different size too", () => {
  const state = startAngles(90);
  for (const structure of [diamond(1), primitiveDiamond()]) addAngles(state, structure, findBonds(structure, 2.6));
  const { count, meanDegrees, sigmaDegrees, anglesDegrees, density } = finishAngles(state);
  assert.is(count, 6 * 10);
  assert.ok(Math.abs(meanDegrees - (Math.acos(-1 / 3) * 180) / Math.PI) < 1e-9);
  assert.ok(sigmaDegrees < 1e-6);
  assert.is(anglesDegrees[density.indexOf(Math.max(...density))], 109);
});

test("no bonds, no angles", () => {
  const state = startAngles();
  addAngles(state, diamond(1), findBonds(diamond(1), 1));
  const { count, meanDegrees, density } = finishAngles(state);
  assert.is(count, 0);
  assert.ok(Number.isNaN(meanDegrees));
  assert.ok(density.every((value) => value === 0));
});

test.run();
