// Keating: the conformance suite, its elastic constants in closed form, and topologies that hold.

import { keating, keatingSilicon, keatingSiliconParameters } from "@adatom/models/potentials/keating.ts";
import { nearestBonds } from "@adatom/models/potentials/nearest-bonds.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../conformance/potential.ts";
import { deformed, diamond, displaced, primitiveDiamond, resheared } from "../../conformance/structures.ts";

checkPotential(keatingSilicon, {
  structures: {
    displaced: displaced(diamond(1), 0.2, 1),
    "displaced primitive cell": displaced(primitiveDiamond(), 0.2, 2),
    "skewed and strained": resheared(deformed(displaced(diamond(1), 0.15, 3), [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02])),
  },
  dynamics: { structure: diamond(2), temperatureKelvin: 600, timestepFs: 1, steps: 300 },
  tolerances: {
    differenceStep: 1e-4,
    // A polynomial of fourth order: third derivatives of 10 eV/A^3 times step^2 / 6; rounding 1e-14 / 1e-4.
    force: 1e-6,
    stress: 1e-7,
    energyPerAtom: 1e-12,
    equalForce: 1e-11,
    // Velocity Verlet at 1 fs.
    drift: 5e-5,
  },
});

test("elastic constants: C11 + 2 C12 = (3 alpha + beta) / a and C11 - C12 = 4 beta / a (Keating 1966)", () => {
  const { alpha, beta, bondLength } = keatingSiliconParameters;
  const lattice = (4 / Math.sqrt(3)) * bondLength;
  const stressUnder = (e: number): Float64Array => {
    const strained = deformed(diamond(1, lattice), [e, 0, 0, 0, 0, 0, 0, 0, 0]);
    return keatingSilicon.evaluate(strained, buildNeighbourList(strained, 4)).stress;
  };
  const [plus, minus] = [stressUnder(1e-5), stressUnder(-1e-5)];
  const [c11, c12] = [0, 1].map((v) => (plus[v]! - minus[v]!) / 2e-5) as [number, number];
  // Closed forms; the difference's own error is the square of 1e-5.
  assert.ok(Math.abs((c11 + 2 * c12) / ((3 * alpha + beta) / lattice) - 1) < 1e-6, `${c11} ${c12}`);
  assert.ok(Math.abs((c11 - c12) / ((4 * beta) / lattice) - 1) < 1e-6, `${c11} ${c12}`);
  const crystal = diamond(2, lattice);
  const { energy, forces } = keatingSilicon.evaluate(crystal, buildNeighbourList(crystal, 4));
  // Zero at rest but for rounding.
  assert.ok(energy < 1e-25 && forces.every((f) => Math.abs(f) < 1e-12), `${energy}`);
});

test("sheared, with the sublattices relaxed: C44 = 4 alpha beta / (alpha + beta) / a (Keating 1966)", () => {
  const { alpha, beta, bondLength } = keatingSiliconParameters;
  const lattice = (4 / Math.sqrt(3)) * bondLength;
  const strain = 1e-5;
  const sheared = deformed(diamond(1, lattice), [0, 0, 0, 0, 0, strain, 0, strain, 0]);
  // The second sublattice moves along x; the force on it is linear, so two evaluations find where it vanishes.
  const moved = (x: number): ReturnType<typeof keatingSilicon.evaluate> => {
    const structure = { ...sheared, positions: sheared.positions.map((value, p) => (p % 3 === 0 && p >= 12 ? value + x : value)) };
    return keatingSilicon.evaluate(structure, buildNeighbourList(structure, 4));
  };
  const [at0, at1] = [moved(0).forces[12]!, moved(strain).forces[12]!];
  const relaxed = moved((strain * at0) / (at0 - at1));
  assert.ok(Math.abs(relaxed.forces[12]!) < 1e-9);
  // The closed form holds to first order of the strain, 1e-5.
  const c44 = relaxed.stress[3]! / (2 * strain);
  assert.ok(Math.abs(c44 / ((4 * alpha * beta) / (alpha + beta) / lattice) - 1) < 1e-4, `${c44}`);
});

test("nearest four of silicon: its bonds, each from both ends, whatever the skin", () => {
  const crystal = displaced(diamond(2), 0.2, 5);
  for (const reach of [3.76, 6]) {
    const bonds = nearestBonds(crystal, buildNeighbourList(crystal, reach), 4);
    assert.is(bonds.neighbour.length, 4 * 64);
    const key = (i: number, j: number, s: ArrayLike<number>, sign: number): string =>
      [i, j, ...Array.from(s, (v) => sign * v + 0)].join(" ");
    const all = new Set<string>();
    const mirrored = new Set<string>();
    for (let i = 0; i < 64; i++) {
      for (let e = bonds.first[i]!; e < bonds.first[i + 1]!; e++) {
        const shift = bonds.shift.subarray(3 * e, 3 * e + 3);
        all.add(key(i, bonds.neighbour[e]!, shift, 1));
        mirrored.add(key(bonds.neighbour[e]!, i, shift, -1));
      }
    }
    assert.equal([...all].sort(), [...mirrored].sort());
  }
});

test("a fixed topology keeps its bonds where the nearest four would change", () => {
  const crystal = diamond(2);
  const list = buildNeighbourList(crystal, keatingSilicon.cutoffAngstrom);
  const fixed = keating("keating-fixed", "", 14, keatingSiliconParameters, nearestBonds(crystal, list, 4));
  const near = displaced(crystal, 0.1, 6);
  const nearList = buildNeighbourList(near, keatingSilicon.cutoffAngstrom);
  assert.ok(Math.abs(fixed.evaluate(near, nearList).energy - keatingSilicon.evaluate(near, nearList).energy) < 1e-11);
  const far = displaced(crystal, 1.2, 6);
  const farList = buildNeighbourList(far, keatingSilicon.cutoffAngstrom);
  const { energy, forces } = fixed.evaluate(far, farList);
  assert.ok(energy > keatingSilicon.evaluate(far, farList).energy);
  const positions = far.positions.slice();
  const at = (x: number): number => {
    positions[7] = far.positions[7]! + x;
    return fixed.evaluate({ ...far, positions }, farList).energy;
  };
  // Third derivatives of 1e2 eV/A^3 times step^2 / 6.
  assert.ok(Math.abs(forces[7]! + (at(1e-4) - at(-1e-4)) / 2e-4) < 1e-5);
  assert.throws(() => fixed.evaluate(diamond(1), buildNeighbourList(diamond(1), 4)), /64 atoms/);
});

test.run();
