// Lennard-Jones: the conformance suite for argon and for a mixture, and its closed forms.

import { lennardJones, lennardJonesArgon } from "@adatom/models/potentials/lennard-jones.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../conformance/potential.ts";
import { argon, deformed, displaced, liquid, resheared } from "../../conformance/structures.ts";

const tolerances = {
  differenceStep: 1e-5,
  // Pairs that cross the cutoff within the step change the energy's slope by dE/dr(cutoff), 1e-4 eV/A, in a step of 1e-5: nothing;
  // third derivatives of 1e2 eV/A^3 times step^2 likewise; rounding 1e-13 / 1e-5.
  force: 1e-7,
  // Crystals have whole shells of pairs near the cutoff.
  stress: 1e-7,
  // Float64 sums over a hundred neighbours.
  energyPerAtom: 1e-13,
  equalForce: 1e-12,
  // Forces jump by 1e-4 eV/angstrom at the cutoff, so energy walks a little: some 1e-7 eV/atom in a picosecond at 40 K.
  drift: 2e-6,
};

checkPotential(lennardJonesArgon, {
  structures: {
    "displaced 32, smaller than the cutoff": displaced(argon(2), 0.2, 1),
    "skewed and strained": resheared(deformed(displaced(argon(1), 0.2, 3), [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02])),
    liquid: liquid(40, 18, 0.021, 2.9, 4),
  },
  dynamics: { structure: argon(2), temperatureKelvin: 40, timestepFs: 4, steps: 500 },
  tolerances,
});

const mixture = lennardJones(
  "lj-mixture",
  "made up for tests",
  [
    { atomicNumber: 18, epsilon: 0.0103, sigma: 3.405 },
    { atomicNumber: 10, epsilon: 0.0031, sigma: 2.74 },
  ],
  { cutoffAngstrom: 7, shifted: false },
);
const mixed = (structure: Structure): Structure => ({
  ...structure,
  atomicNumbers: structure.atomicNumbers.map((_, i) => (i % 3 === 0 ? 10 : 18)),
});

checkPotential(mixture, {
  structures: { "displaced 32": mixed(displaced(argon(2), 0.2, 1)), liquid: mixed(liquid(40, 18, 0.021, 2.9, 4)) },
  dynamics: { structure: mixed(argon(2)), temperatureKelvin: 40, timestepFs: 4, steps: 500 },
  // Unshifted: every crossing of the cutoff steps the energy by 1.6e-4 eV, and some crossings happen in the run.
  tolerances: { ...tolerances, drift: 2e-3 },
});

test("dimers: the well's depth and place, the zero, the shift, and mixing", () => {
  const dimer = (distance: number, numbers: readonly [number, number]): Structure => ({
    positions: Float64Array.of(0, 0, 0, 0, distance, 0),
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.from(numbers),
    periodic: [false, false, false],
  });
  const energyOf = (distance: number, numbers: readonly [number, number]): number => {
    const s = dimer(distance, numbers);
    return mixture.evaluate(s, buildNeighbourList(s, 7)).energy;
  };
  // Closed forms; 1e-15 eV is rounding.
  assert.ok(Math.abs(energyOf(2 ** (1 / 6) * 3.405, [18, 18]) + 0.0103) < 1e-15);
  assert.ok(Math.abs(energyOf(2.74, [10, 10])) < 1e-15);
  assert.ok(Math.abs(energyOf((2 ** (1 / 6) * (3.405 + 2.74)) / 2, [10, 18]) + Math.sqrt(0.0103 * 0.0031)) < 1e-15);
  const s = dimer(8.5125 - 1e-7, [18, 18]);
  // Continuous at the cutoff: slope 1e-4 eV/angstrom times 1e-7 angstrom.
  assert.ok(Math.abs(lennardJonesArgon.evaluate(s, buildNeighbourList(s, 9)).energy) < 1e-10);
});

test.run();
