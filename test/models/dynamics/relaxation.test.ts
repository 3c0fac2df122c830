// FIRE relaxation: known minima, tolerance kept, resuming bit for bit.

import { resumeRelaxation, startRelaxation } from "@adatom/models/dynamics/relaxation.ts";
import { lennardJonesArgon } from "@adatom/models/potentials/lennard-jones.ts";
import {
  stillingerWeberSilicon1985 as silicon,
  stillingerWeberSiliconVink2001 as vink,
} from "@adatom/models/potentials/stillinger-weber.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced, liquid } from "../../conformance/structures.ts";

test("displaced diamond relaxes to -2 epsilon an atom", () => {
  for (const [potential, expected] of [
    [silicon, -4.3366],
    [vink, -3.29666],
  ] as const) {
    for (const seed of [1, 2, 3]) {
      const run = startRelaxation(displaced(diamond(2), 0.3, seed), potential, { forceTolerance: 1e-3, maximumSteps: 500 });
      const sample = run.advance(500);
      assert.ok(sample.converged, `not converged in ${sample.step} steps: ${sample.maximumForce}`);
      // Energy above the minimum at 1e-3 eV/A and some 10 eV/A^2 is 1e-7 eV an atom; printed parameters round epsilon to 1e-4.
      assert.ok(Math.abs(sample.energy / 64 - expected) < 1e-4, `${sample.energy / 64}`);
      assert.ok(sample.maximumForce < 1e-3);
    }
  }
});

test("three argon atoms find the triangle of side 2^(1/6) sigma and energy -3 epsilon", () => {
  const triangle = {
    positions: Float64Array.of(0, 0, 0, 4.4, 0.3, 0, 1.5, 3.3, 0.4),
    cell: new Float64Array(9),
    atomicNumbers: new Uint8Array(3).fill(18),
    periodic: [false, false, false] as const,
  };
  const run = startRelaxation(triangle, lennardJonesArgon, { forceTolerance: 1e-8, maximumSteps: 5000 });
  const sample = run.advance(5000);
  assert.ok(sample.converged, `${sample.step} steps, ${sample.maximumForce}`);
  // Shifted by the energy at the cutoff: 4 epsilon (2.5^-12 - 2.5^-6) a pair.
  const shift = 4 * 0.0103 * (2.5 ** -12 - 2.5 ** -6);
  assert.ok(Math.abs(sample.energy - 3 * (-0.0103 - shift)) < 1e-12);
});

test("a hot liquid relaxes downhill to zero force without an atom jumping", () => {
  const start = liquid(64, 14, 0.05, 1.8, 5);
  const run = startRelaxation(start, silicon, { forceTolerance: 0.01, maximumSteps: 3000 });
  let before = run.structure().positions;
  const first = run.sample().energy;
  while (!run.sample().converged && run.sample().step < 3000) {
    run.advance(1);
    const after = run.structure().positions;
    // The longest move of a step is 0.2, and half a step back as much again at most.
    for (let p = 0; p < after.length; p++) assert.ok(Math.abs(after[p]! - before[p]!) < 0.5);
    before = after;
  }
  assert.ok(run.sample().converged, `${run.sample().maximumForce} eV/angstrom after ${run.sample().step} steps`);
  assert.ok(run.sample().energy < first);
});

test("it stops at its maximum of steps, and at once where it is converged", () => {
  const run = startRelaxation(displaced(diamond(1), 0.3, 1), silicon, { forceTolerance: 1e-12, maximumSteps: 7 });
  assert.is(run.advance(100).step, 7);
  assert.not(run.sample().converged);
  assert.is(startRelaxation(diamond(1), silicon, { forceTolerance: 1e-6, maximumSteps: 7 }).advance(100).step, 0);
  assert.throws(() => startRelaxation(diamond(1), silicon, { forceTolerance: 0, maximumSteps: 7 }), /forceTolerance/);
});

test("20 steps, a checkpoint, the rest: the bits of an unbroken run", () => {
  const start = () => startRelaxation(displaced(diamond(2), 0.4, 9), silicon, { forceTolerance: 1e-4, maximumSteps: 500 });
  const unbroken = start();
  const broken = start();
  unbroken.advance(500);
  broken.advance(20);
  const snapshot = broken.snapshot();
  const resumed = resumeRelaxation(silicon, { arrays: structuredClone(snapshot.arrays), json: JSON.parse(JSON.stringify(snapshot.json)) });
  resumed.advance(500);
  assert.equal(resumed.sample(), unbroken.sample());
  assert.equal([...resumed.structure().positions], [...unbroken.structure().positions]);
});

test.run();
