// How far a learned potential is to be trusted: what is worst, and what counts as too far.
import { beyond, trustOf } from "@adatom/models/dynamics/trust.ts";
import type { Evaluation, Extrapolation } from "@adatom/models/potentials/potential.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const finding = (atom: number, value: number, minimum = 0, maximum = 2): Extrapolation => ({
  atom,
  functionIndex: 0,
  functionName: "G2 Si-Si",
  value,
  minimum,
  maximum,
});
const evaluation = (extrapolations: readonly Extrapolation[], spread?: number[]): Evaluation => ({
  energy: 0,
  energies: new Float64Array(4),
  forces: new Float64Array(12),
  stress: new Float64Array(6),
  extrapolations,
  ...(spread && { spread: { energy: 0, forces: Float64Array.from(spread) } }),
});

test("atoms are counted once, the farthest finding is told with its numbers", () => {
  const trust = trustOf(evaluation([finding(1, 2.1), finding(1, -0.5), finding(3, 2.2)]));
  assert.is(trust.extrapolatingAtoms, 2);
  assert.ok(Math.abs(trust.furthestOutside - 0.25) < 1e-12);
  assert.is(trust.worst, "G2 Si-Si of atom 2 is -0.5, trained on 0 to 2");
  assert.is(trust.maximumSpread, undefined);
});

test("limits on range and spread, each by itself", () => {
  const outside = trustOf(evaluation([finding(0, 2.2)], [0.1, 0.4, 0, 0]));
  assert.match(beyond(outside, { outside: 0 })!, /1 atom extrapolates, by up to 10\.0 %/);
  assert.is(beyond(outside, { outside: 0.2 }), null);
  assert.match(beyond(outside, { outside: 0.2, spread: 0.3 })!, /differ by 0\.400 eV/);
  assert.is(beyond(outside, { outside: 0.2, spread: 0.5 }), null);
  assert.is(beyond(trustOf(evaluation([])), { outside: 0, spread: 0.1 }), null);
});

test("a function that never varied makes anything else far outside", () => {
  assert.is(trustOf(evaluation([finding(0, 1.01, 1, 1)])).furthestOutside, 1000);
});

test.run();
