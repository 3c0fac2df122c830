// Stillinger-Weber silicon: the conformance suite, and what is known of its crystal.

import { potentialByName, potentialForSpecies, shippedPotentials } from "@adatom/models/potentials/index.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import {
  silicon1985,
  stillingerWeber,
  stillingerWeberSilicon1985,
  stillingerWeberSiliconVink2001,
} from "@adatom/models/potentials/stillinger-weber.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inKernel } from "../../conformance/in-kernel.ts";
import { checkPotential } from "../../conformance/potential.ts";
import { deformed, diamond, displaced, liquid, primitiveDiamond, resheared } from "../../conformance/structures.ts";

const structures = {
  "displaced 64": displaced(diamond(2), 0.3, 1),
  "displaced primitive cell": displaced(primitiveDiamond(), 0.2, 2),
  "skewed and strained": resheared(deformed(displaced(diamond(1), 0.2, 3), [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02])),
  liquid: liquid(40, 14, 0.055, 1.9, 4),
};

// A generic form: other exponents, other gamma; takes the branch that silicon's own numbers do not.
const generic = stillingerWeber("sw-generic", "made up for tests", 14, { ...silicon1985, p: 5.5, q: 1.3, gamma: 0.9, cosTheta0: -0.5 });

// The same with whole exponents, which the kernel does; the other one is left to the plain loops.
const whole = stillingerWeber("sw-whole", "made up for tests", 14, { ...silicon1985, p: 6, q: 2, gamma: 0.9, cosTheta0: -0.5 });
const potentials = [
  ...[stillingerWeberSilicon1985, stillingerWeberSiliconVink2001, generic, whole],
  ...[stillingerWeberSilicon1985, stillingerWeberSiliconVink2001, whole].map(inKernel),
];

for (const potential of potentials) {
  checkPotential(potential, {
    structures,
    dynamics: { structure: diamond(2), temperatureKelvin: 600, timestepFs: 1, steps: 600 },
    tolerances: {
      differenceStep: 1e-4,
      // Third derivatives reach 1e3 eV/A^3 at 1.9 A: step^2 / 6 times that is 2e-6; rounding 1e-13 / 1e-4 is far below.
      force: 1e-5,
      // As for the forces, with strain steps of 1e-5 times bond lengths, divided by the volume.
      stress: 1e-7,
      // Float64 sums of some hundred terms of some eV.
      energyPerAtom: 1e-12,
      equalForce: 1e-10,
      // 0.3 ps between the halves' middles; velocity Verlet at 1 fs keeps silicon to some 1e-5 eV/atom at 600 K.
      drift: 5e-5,
    },
  });
}

function energyPerAtom(potential: Potential, structure: Structure): number {
  return potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom)).energy / structure.atomicNumbers.length;
}

test("diamond has -2 epsilon an atom at its lattice constant, with no stress and no forces", () => {
  for (const [potential, expected] of [
    [stillingerWeberSilicon1985, -4.3366],
    [stillingerWeberSiliconVink2001, -3.29666],
  ] as const) {
    // Printed parameters round the minimum to about 1e-4 eV.
    assert.ok(Math.abs(energyPerAtom(potential, diamond(1)) - expected) < 1e-4);
    let best = 0;
    let lowest = 0;
    for (let lattice = 5.42; lattice <= 5.44; lattice += 0.0005) {
      const energy = energyPerAtom(potential, diamond(1, lattice));
      if (energy < lowest) [best, lowest] = [lattice, energy];
    }
    // 5.431 angstrom by construction of sigma; the scan's step is 5e-4.
    assert.ok(Math.abs(best - 5.431) < 1e-3, `minimum at ${best}`);
    const perfect = diamond(2);
    const { forces, stress } = potential.evaluate(perfect, buildNeighbourList(perfect, 4.5));
    // By symmetry nothing is left but rounding; the stress is that of 5.431 not being the last digit of the minimum.
    assert.ok(Math.max(...forces.map(Math.abs)) < 1e-12);
    assert.ok(Math.max(...stress.map(Math.abs)) < 1e-4);
  }
});

test("elastic constants of the 1985 set: C11 151 GPa, C12 76 GPa (Cowley, Phys. Rev. Lett. 60, 2379, 1988)", () => {
  const gigapascal = 160.2176634;
  const stressUnder = (strain: number): Float64Array => {
    const s = deformed(diamond(1), [strain, 0, 0, 0, 0, 0, 0, 0, 0]);
    return stillingerWeberSilicon1985.evaluate(s, buildNeighbourList(s, 4)).stress;
  };
  const [plus, minus] = [stressUnder(1e-4), stressUnder(-1e-4)];
  const c11 = ((plus[0]! - minus[0]!) / 2e-4) * gigapascal;
  const c12 = ((plus[1]! - minus[1]!) / 2e-4) * gigapascal;
  // The paper's 151.4 and 76.4 GPa, to its digits. Positive under tension.
  assert.ok(Math.abs(c11 - 151.4) < 0.5, `C11 ${c11}`);
  assert.ok(Math.abs(c12 - 76.4) < 0.5, `C12 ${c12}`);
});

test("a bond at and just inside the cutoff gives finite zeros", () => {
  const cutoff = stillingerWeberSilicon1985.cutoffAngstrom;
  for (const distance of [cutoff, cutoff * (1 - 2 ** -53), cutoff - 1e-9, cutoff - 1e-3]) {
    const s: Structure = {
      positions: Float64Array.of(0, 0, 0, distance, 0, 0),
      cell: new Float64Array(9),
      atomicNumbers: Uint8Array.of(14, 14),
      periodic: [false, false, false],
    };
    const result = stillingerWeberSilicon1985.evaluate(s, buildNeighbourList(s, 5));
    assert.is(Math.abs(result.energy), 0);
    assert.ok(result.forces.every((value) => value === 0));
    assert.equal([...result.stress], [0, 0, 0, 0, 0, 0], "no cell, no stress");
  }
});

test("a list that is too short or of another structure is refused", () => {
  const crystal = diamond(1);
  assert.throws(() => stillingerWeberSilicon1985.evaluate(crystal, buildNeighbourList(crystal, 3.7)), /ends at 3.7/);
  assert.throws(() => stillingerWeberSilicon1985.evaluate(crystal, buildNeighbourList(diamond(2), 4)), /64 atoms/);
});

test("registry: by name, by elements, silicon out of the box", () => {
  assert.is(potentialByName("sw-si-1985"), stillingerWeberSilicon1985);
  assert.is(potentialByName("sw-si-vink2001"), stillingerWeberSiliconVink2001);
  assert.is(potentialByName("nothing"), undefined);
  assert.is(potentialForSpecies(Uint8Array.of(14, 14, 14)), stillingerWeberSilicon1985);
  assert.is(potentialForSpecies([18])?.name, "lj-ar");
  assert.is(potentialForSpecies([14, 18]), undefined);
  assert.is(potentialForSpecies([]), undefined);
  assert.is(new Set(shippedPotentials.map((one) => one.name)).size, shippedPotentials.length);
});

test.run();
