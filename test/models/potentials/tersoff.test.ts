// Tersoff: the conformance suite for its sets and for a generic one, and what is known of its crystals.

import { potentialForSpecies } from "@adatom/models/potentials/index.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { tersoff } from "@adatom/models/potentials/tersoff.ts";
import * as sets from "@adatom/models/potentials/tersoff-parameters.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inKernel } from "../../conformance/in-kernel.ts";
import { checkPotential } from "../../conformance/potential.ts";
import { deformed, diamond, displaced, liquid, primitiveDiamond, resheared } from "../../conformance/structures.ts";
import { genericTersoffEntries } from "../../fixtures/lammps/network-trials.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";

const strain = [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02];

function check(potential: Potential, lattice: number, species: readonly number[], timestepFs: number): void {
  const of = (structure: Structure): Structure => ofSpecies(structure, species);
  checkPotential(potential, {
    structures: {
      displaced: of(displaced(diamond(1, lattice), 0.05 * lattice, 1)),
      "displaced primitive cell": of(displaced(primitiveDiamond(lattice), 0.03 * lattice, 2)),
      "skewed and strained": of(resheared(deformed(displaced(diamond(1, lattice), 0.04 * lattice, 3), strain))),
      liquid: of(liquid(24, 14, 7 / lattice ** 3, 0.36 * lattice, 4)),
    },
    dynamics: { structure: of(diamond(2, lattice)), temperatureKelvin: 600, timestepFs, steps: 300 },
    tolerances: {
      differenceStep: 1e-5,
      // Third derivatives reach 1e4 eV/A^3 in the narrow cutoffs: step^2 / 6 times that is 2e-7; kinks of the third derivative at
      // their ends add step times 1e3 eV/A^3 times a step; rounding 1e-13 / 1e-5.
      force: 1e-6,
      // As for the forces, with strain steps of 1e-6 (rounding 1e-12 / 1e-6), divided by the volume.
      stress: 1e-6,
      // Float64 sums of some hundred terms of some ten eV.
      energyPerAtom: 1e-12,
      equalForce: 1e-10,
      // Velocity Verlet keeps stiff bonds to some 1e-5 eV/atom at 600 K.
      drift: 1e-4,
    },
  });
}

check(sets.tersoffSilicon1988, 5.432, [14], 1);
check(sets.tersoffCarbon1989, 3.566, [6], 0.5);
check(sets.tersoffSiliconCarbide1989, 4.32, [14, 14, 14, 14, 6, 6, 6, 6], 0.5);
check(sets.tersoffBoronNitrideCarbon2012, 3.6, [5, 7, 6], 0.25);
const generic = tersoff("tersoff-generic", "made up for tests", genericTersoffEntries);
check(generic, 4.8, [6, 14], 0.5);
check(inKernel(sets.tersoffSilicon1988), 5.432, [14], 1);
check(inKernel(sets.tersoffSiliconCarbide1989), 4.32, [14, 14, 14, 14, 6, 6, 6, 6], 0.5);
check(inKernel(sets.tersoffBoronNitrideCarbon2012), 3.6, [5, 7, 6], 0.25);
check(inKernel(generic), 4.8, [6, 14], 0.5);

function relaxed(potential: Potential, crystal: (lattice: number) => Structure, near: number): { lattice: number; energy: number } {
  const energyAt = (lattice: number): number => {
    const structure = crystal(lattice);
    return potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom)).energy / structure.atomicNumbers.length;
  };
  let best = near;
  for (const step of [1e-2, 1e-3, 1e-4]) {
    const centre = best;
    for (let k = -20; k <= 20; k++) if (energyAt(centre + k * step) < energyAt(best)) best = centre + k * step;
  }
  return { lattice: best, energy: energyAt(best) };
}

test("cohesive energies and lattice constants as published (Tersoff 1988 and 1989)", () => {
  const zincblende = (lattice: number): Structure => ofSpecies(diamond(1, lattice), [14, 14, 14, 14, 6, 6, 6, 6]);
  for (const [potential, crystal, near, lattice, energy] of [
    [sets.tersoffSilicon1988, (a: number) => diamond(1, a), 5.4, 5.432, -4.63],
    [sets.tersoffCarbon1989, (a: number) => ofSpecies(diamond(1, a), [6]), 3.5, 3.566, -7.37],
    [sets.tersoffGermanium1989, (a: number) => ofSpecies(diamond(1, a), [32]), 5.6, 5.657, -3.85],
    [sets.tersoffSiliconCarbide1989, zincblende, 4.3, 4.32, -6.165],
  ] as const) {
    const found = relaxed(potential, crystal, near);
    // The papers' printed digits: 0.01 eV and 0.005 angstrom; SiC's chi is fitted to the heat of formation.
    assert.ok(Math.abs(found.energy - energy) < 0.03, `${potential.name}: ${found.energy} eV`);
    assert.ok(Math.abs(found.lattice - lattice) < 0.01, `${potential.name}: ${found.lattice} angstrom`);
  }
});

test("bonds at the cutoff's ends, and atoms alone, give finite numbers", () => {
  const { bigR, bigD } = sets.silicon1988;
  for (const distance of [bigR - bigD, bigR, bigR + bigD, bigR + bigD + 1e-12, 0.5]) {
    const dimer: Structure = {
      positions: Float64Array.of(0, 0, 0, distance, 0, 0, 20, 0, 0),
      cell: new Float64Array(9),
      atomicNumbers: Uint8Array.of(14, 14, 14),
      periodic: [false, false, false],
    };
    const { energies, forces } = sets.tersoffSilicon1988.evaluate(dimer, buildNeighbourList(dimer, 3));
    assert.ok([...energies, ...forces].every(Number.isFinite), `${distance}`);
    assert.is(energies[2], 0);
    if (distance > bigR) assert.ok(Math.abs(forces[0]!) < 10);
    if (distance >= bigR + bigD) assert.is(energies[0]! + 0, 0);
  }
});

test("out of the box: silicon stays Stillinger-Weber, carbon, silicon carbide and boron nitride are Tersoff", () => {
  const expected: [number[], string | undefined][] = [
    [[14], "sw-si-1985"],
    [[6], "tersoff-c-1989"],
    [[32], "tersoff-ge-1989"],
    [[6, 14], "tersoff-sic-1989"],
    [[14, 32], "tersoff-sige-1989"],
    [[7, 5, 7], "tersoff-bnc-2012"],
    [[5, 6, 7], "tersoff-bnc-2012"],
    // Nitrogen or boron alone is not what that set is for.
    [[7], undefined],
    [[6, 32], undefined],
  ];
  for (const [numbers, name] of expected) assert.is(potentialForSpecies(numbers)?.name, name, numbers.join(" "));
});

test("a set with a hole or a repeat is refused", () => {
  const [first, ...rest] = sets.tersoffEntriesSiC1989;
  assert.throws(() => tersoff("broken", "", rest), /lacks parameters for Si Si Si/);
  assert.throws(() => tersoff("broken", "", [first!, first!, ...rest]), /Si Si Si twice/);
});

test.run();
