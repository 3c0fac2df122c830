// Harmonic bonds: the conformance suite, closed forms, and a topology that holds.

import { harmonicBonds } from "@adatom/models/potentials/harmonic-bonds.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../conformance/potential.ts";
import { argon, deformed, displaced, resheared } from "../../conformance/structures.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";

const pairs = [
  { elements: [13, 13], stiffness: 1.5, length: 2.9 },
  { elements: [13, 28], stiffness: 2.5, length: 2.7 },
  { elements: [28, 28], stiffness: 3.5, length: 2.5 },
] as const;
// Between first neighbours at 2.7 and second at 3.8 angstrom.
const springs = harmonicBonds("springs", "made up for tests", pairs, 3.4);

checkPotential(springs, {
  structures: {
    "displaced, smaller than the cutoff": ofSpecies(displaced(argon(1, 3.9), 0.1, 1), [13, 28, 28]),
    "skewed and strained": ofSpecies(
      resheared(deformed(displaced(argon(1, 3.9), 0.08, 3), [0.03, 0.04, 0, 0.02, -0.02, 0.03, 0, 0.03, 0.02])),
      [13, 28],
    ),
  },
  dynamics: { structure: ofSpecies(argon(2, 3.9), [13, 28]), temperatureKelvin: 50, timestepFs: 1, steps: 200 },
  tolerances: {
    differenceStep: 1e-4,
    // Third derivatives of k / r = 2 eV/A^3 times step^2 / 6; rounding 1e-14 / 1e-4.
    force: 1e-7,
    stress: 1e-8,
    energyPerAtom: 1e-12,
    equalForce: 1e-11,
    // Velocity Verlet at 1 fs of springs that take 100 fs.
    drift: 1e-5,
  },
});

test("a fixed topology: k/2 (r - r0)^2 however long the spring", () => {
  const rest = ofSpecies(argon(2, 3.9), [13]);
  const bonds = buildNeighbourList(rest, 3.4);
  const solid = harmonicBonds("solid", "", pairs, 3.4, bonds);
  const far = displaced(rest, 1.5, 4);
  let expected = 0;
  for (let i = 0; i < 32; i++) {
    for (let e = bonds.first[i]!; e < bonds.first[i + 1]!; e++) {
      const j = bonds.neighbour[e]!;
      const d = [0, 1, 2].map((a) => far.positions[3 * j + a]! + bonds.shift[3 * e + a]! * 7.8 - far.positions[3 * i + a]!);
      expected += 0.25 * 1.5 * (Math.hypot(...d) - 2.9) ** 2;
    }
  }
  const { energy } = solid.evaluate(far, buildNeighbourList(far, 3.4));
  // Float64 sums of 384 terms.
  assert.ok(Math.abs(energy - expected) < 1e-11 * expected);
});

test.run();
