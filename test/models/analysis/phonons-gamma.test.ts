// Phonons at Gamma: silicon's optical mode from the energy alone, three modes at rest, folded modes, a spring by hand.
import { forceConstants, gammaPhonons, waveNumberPerTerahertz } from "@adatom/models/analysis/phonons-gamma.ts";
import { lennardJonesArgon } from "@adatom/models/potentials/lennard-jones.ts";
import { stillingerWeberSilicon1985 as silicon } from "@adatom/models/potentials/stillinger-weber.ts";
import { atomicMass } from "@adatom/models/structure/elements.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { electronvoltPerAmuAngstrom2PerFs2 } from "@adatom/models/structure/units.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon, diamond, displaced, primitiveDiamond } from "../../conformance/structures.ts";

test("the optical mode of silicon is the curvature of the energy over a shift of one sublattice", () => {
  const structure = primitiveDiamond(5.43095);
  const energy = (u: number) => {
    const positions = structure.positions.slice();
    positions[3]! += u;
    const moved = { ...structure, positions };
    return silicon.evaluate(moved, buildNeighbourList(moved, silicon.cutoffAngstrom)).energy;
  };
  const h = 2e-3;
  // Fourth order in h.
  const curvature = (-energy(2 * h) + 16 * energy(h) - 30 * energy(0) + 16 * energy(-h) - energy(-2 * h)) / (12 * h * h);
  const expected = (1000 / (2 * Math.PI)) * Math.sqrt(curvature / (atomicMass(14) / 2) / electronvoltPerAmuAngstrom2PerFs2);
  const { frequenciesTerahertz, waveNumbersPerCm, sumRuleError } = gammaPhonons(structure, silicon, { displacementAngstrom: 1e-3 });
  for (const optical of frequenciesTerahertz.slice(3)) assert.ok(Math.abs(optical - expected) < 1e-3, `${optical} ${expected}`);
  // By hand above: 17.83 THz, 594.8 1/cm (measured silicon: 15.5 THz).
  assert.ok(Math.abs(expected - 17.83) < 0.01);
  assert.ok(Math.abs(waveNumbersPerCm[5]! - expected * waveNumberPerTerahertz) < 0.1);
  // Square roots of rounding: 1e-12 of the largest eigenvalue is 1e-6 of the frequency.
  for (const acoustic of frequenciesTerahertz.slice(0, 3)) assert.ok(Math.abs(acoustic) < 1e-4);
  assert.ok(sumRuleError < 1e-6);
});

test("a cubic cell holds the primitive cell's modes among its own; modes are orthonormal", () => {
  const own = gammaPhonons(diamond(1, 5.43095), silicon);
  const optical = gammaPhonons(primitiveDiamond(5.43095), silicon).frequenciesTerahertz[5]!;
  // Differences of the third order in the displacement, 5e-3 angstrom.
  assert.is([...own.frequenciesTerahertz].filter((f) => Math.abs(f - optical) < 1e-3).length, 3);
  assert.is([...own.frequenciesTerahertz].filter((f) => Math.abs(f) < 1e-4).length, 3);
  for (let a = 0; a < 24; a++) {
    for (let b = 0; b <= a; b++) {
      let dot = 0;
      for (let k = 0; k < 24; k++) dot += own.modes[24 * a + k]! * own.modes[24 * b + k]!;
      assert.ok(Math.abs(dot - Number(a === b)) < 1e-12);
    }
  }
});

test("force constants are symmetric and free under a uniform shift, also away from equilibrium", () => {
  const { matrix, sumRuleError } = forceConstants(displaced(diamond(1), 0.1, 4), silicon, 1e-3);
  for (let a = 0; a < 24; a++) {
    for (let k = 0; k < 3; k++) {
      let sum = 0;
      for (let b = k; b < 24; b += 3) sum += matrix[24 * a + b]!;
      // The symmetrised own block may differ from the sum of the others by their rounding.
      assert.ok(Math.abs(sum) < 1e-6);
    }
    for (let b = 0; b < 24; b++) assert.is(matrix[24 * a + b], matrix[24 * b + a]);
  }
  assert.ok(sumRuleError < 1e-6, `${sumRuleError}`);
});

test("an unstable structure shows imaginary frequencies as negative; masses count", () => {
  // Argon stretched by a third: its bonds are past their inflection.
  assert.ok(gammaPhonons(argon(1, 7), lennardJonesArgon).frequenciesTerahertz[0]! < -0.1);
  const heavy = gammaPhonons(primitiveDiamond(), silicon, { masses: [4 * 28.085, 4 * 28.085] }).frequenciesTerahertz[5]!;
  assert.ok(Math.abs(2 * heavy - gammaPhonons(primitiveDiamond(), silicon).frequenciesTerahertz[5]!) < 1e-9);
});

test.run();
