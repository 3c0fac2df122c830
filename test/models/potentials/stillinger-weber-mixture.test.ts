// Stillinger-Weber for several elements: the conformance suite, and the one-element path as its special case.

import { silicon1985, stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { type StillingerWeberTriple, stillingerWeberMixture } from "@adatom/models/potentials/stillinger-weber-mixture.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inKernel } from "../../conformance/in-kernel.ts";
import { checkPotential, type PotentialTrial } from "../../conformance/potential.ts";
import { deformed, diamond, displaced, liquid, primitiveDiamond, resheared } from "../../conformance/structures.ts";
import { genericStillingerWeberEntries } from "../../fixtures/lammps/network-trials.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";

const mixed = (structure: Structure): Structure => ofSpecies(structure, [31, 7]);

// No tolerance, so that energies are smooth at the cutoffs.
const generic = stillingerWeberMixture("sw-generic-mixture", "made up for tests", genericStillingerWeberEntries(0));

const trial: PotentialTrial = {
  structures: {
    displaced: mixed(displaced(diamond(1, 4.8), 0.2, 1)),
    "displaced primitive cell": mixed(displaced(primitiveDiamond(4.8), 0.15, 2)),
    "skewed and strained": mixed(resheared(deformed(displaced(diamond(1, 4.8), 0.2, 3), [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02]))),
    liquid: mixed(liquid(24, 14, 0.06, 1.8, 4)),
  },
  dynamics: { structure: mixed(diamond(2, 4.8)), temperatureKelvin: 100, timestepFs: 0.5, steps: 200 },
  tolerances: {
    differenceStep: 1e-4,
    // Third derivatives reach 1e3 eV/A^3: step^2 / 6 times that is 2e-6.
    force: 1e-5,
    stress: 1e-6,
    // Float64 sums of some hundred terms of some eV.
    energyPerAtom: 1e-12,
    equalForce: 1e-10,
    // Velocity Verlet at 0.5 fs.
    drift: 5e-5,
  },
};
checkPotential(generic, trial);
checkPotential(inKernel(generic), trial);

test("one element twice over, under two names, is that element", () => {
  const parameters: StillingerWeberTriple = { ...silicon1985, tolerance: 0 };
  const numbers = [14, 32];
  const entries = numbers.flatMap((a) => numbers.flatMap((b) => numbers.map((c) => ({ elements: [a, b, c] as const, parameters }))));
  const twice = stillingerWeberMixture("sw-twice", "silicon under two names", entries);
  const silicon = displaced(diamond(2), 0.3, 5);
  const one = stillingerWeberSilicon1985.evaluate(silicon, buildNeighbourList(silicon, 4));
  const other = twice.evaluate(ofSpecies(silicon, numbers), buildNeighbourList(silicon, 4));
  // Sums of the same terms in another order, and exp(1.2 s) against a power of exp(0.2 s).
  assert.ok(Math.abs(one.energy - other.energy) < 1e-11);
  assert.ok(one.forces.every((value, p) => Math.abs(value - other.forces[p]!) < 1e-12));
  assert.ok(one.energies.every((value, p) => Math.abs(value - other.energies[p]!) < 1e-12));
  assert.ok(one.stress.every((value, p) => Math.abs(value - other.stress[p]!) < 1e-14));
  assert.equal(stillingerWeberMixture("sw-one", "", [{ elements: [14, 14, 14], parameters }]).species, [14]);
});

test.run();
