// Morse: the conformance suite for copper and for a mixture, and its closed forms.

import { morse, morseCopper1959 } from "@adatom/models/potentials/morse.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../conformance/potential.ts";
import { argon, deformed, displaced, liquid, resheared } from "../../conformance/structures.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";

const tolerances = {
  differenceStep: 1e-5,
  // Third derivatives of 1e2 eV/A^3 times step^2; slopes at the cutoff of 1e-3 eV/A jump for pairs that cross it within the step.
  force: 1e-6,
  stress: 1e-6,
  // Float64 sums over a few hundred neighbours.
  energyPerAtom: 1e-12,
  equalForce: 1e-11,
  // Forces jump by 1e-4 eV/angstrom at 9 angstrom, by 1e-3 at 6: energy walks a little.
  drift: 1e-4,
};

checkPotential(morseCopper1959, {
  structures: {
    "displaced, smaller than the cutoff": ofSpecies(displaced(argon(1, 3.6), 0.2, 1), [29]),
    "skewed and strained": ofSpecies(
      resheared(deformed(displaced(argon(1, 3.6), 0.2, 3), [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02])),
      [29],
    ),
  },
  dynamics: { structure: ofSpecies(argon(2, 3.6), [29]), temperatureKelvin: 300, timestepFs: 2, steps: 100 },
  tolerances,
});

const pairs = [
  { elements: [29, 29], depth: 0.3429, alpha: 1.3588, distance: 2.866 },
  { elements: [79, 29], depth: 0.4, alpha: 1.45, distance: 2.95 },
  { elements: [79, 79], depth: 0.4753, alpha: 1.5834, distance: 3.024 },
] as const;
const mixture = morse("morse-mixture", "made up for tests", pairs, { cutoffAngstrom: 6, shifted: true });

checkPotential(mixture, {
  structures: {
    liquid: ofSpecies(liquid(24, 29, 0.06, 2.2, 4), [29, 79]),
    displaced: ofSpecies(displaced(argon(2, 3.9), 0.2, 1), [29, 79, 79]),
  },
  dynamics: { structure: ofSpecies(argon(2, 3.9), [29, 79]), temperatureKelvin: 300, timestepFs: 2, steps: 200 },
  tolerances,
});

test("dimers: depth and place of the well, shift, unlike pairs in either order", () => {
  const energyOf = (potential: typeof mixture, distance: number, numbers: readonly [number, number]): number => {
    const dimer: Structure = {
      positions: Float64Array.of(0, 0, 0, 0, distance, 0),
      cell: new Float64Array(9),
      atomicNumbers: Uint8Array.from(numbers),
      periodic: [false, false, false],
    };
    return potential.evaluate(dimer, buildNeighbourList(dimer, 10)).energy;
  };
  const bare = morse("morse-bare", "", pairs, { cutoffAngstrom: 6, shifted: false });
  // Closed forms; 1e-15 eV is rounding.
  assert.ok(Math.abs(energyOf(bare, 2.95, [29, 79]) + 0.4) < 1e-15);
  assert.is(energyOf(bare, 2.7, [29, 79]), energyOf(bare, 2.7, [79, 29]));
  const x = Math.exp(-1.3588 * (6 - 2.866));
  assert.ok(Math.abs(energyOf(mixture, 2.866, [29, 29]) + 0.3429 - 0.3429 * x * (2 - x)) < 1e-15);
  // Continuous at the cutoff: slope 1e-2 eV/angstrom times 1e-7 angstrom.
  assert.ok(Math.abs(energyOf(mixture, 6 - 1e-7, [29, 79])) < 1e-8);
});

test("copper's cohesion and lattice constant (Girifalco and Weizer 1959: 3.5 eV, 3.615 angstrom)", () => {
  const energyAt = (lattice: number): number => {
    const crystal = ofSpecies(argon(1, lattice), [29]);
    return morseCopper1959.evaluate(crystal, buildNeighbourList(crystal, 9)).energy / 4;
  };
  // Summed to 9 angstrom only, and shifted: a hundredth each.
  assert.ok(Math.abs(energyAt(3.615) + 3.5) < 0.1, `${energyAt(3.615)}`);
  const slope = (energyAt(3.62) - energyAt(3.61)) / 0.01;
  assert.ok(Math.abs(slope) < 0.1, `${slope}`);
});

test("a pair that is missing is named", () => {
  assert.throws(() => morse("holed", "", pairs.slice(0, 1).concat(pairs[2] as never), { cutoffAngstrom: 6 }), /lacks parameters for Cu-Au/);
  assert.throws(() => morse("double", "", [pairs[0], pairs[0]], { cutoffAngstrom: 6 }), /Cu-Cu twice/);
});

test.run();
