// EAM: the conformance suite in its three forms on invented tables, and a table whose sums are known.

import { embeddedAtom } from "@adatom/models/potentials/eam.ts";
import { eamSpline } from "@adatom/models/potentials/eam-spline.ts";
import { eamFromFuncfl } from "@adatom/models/potentials/files/funcfl.ts";
import { eamFromSetfl } from "@adatom/models/potentials/files/setfl.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../conformance/potential.ts";
import { argon, deformed, displaced, liquid, resheared } from "../../conformance/structures.ts";
import { inventedFuncfl, inventedSetfl } from "../../fixtures/lammps/eam-files.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";

const mixed = (structure: Structure): Structure => ofSpecies(structure, [13, 28, 28]);

for (const read of [
  eamFromSetfl(inventedSetfl("alloy"), { name: "eam-alloy" }),
  eamFromSetfl(inventedSetfl("fs"), { name: "eam-fs", form: "fs" }),
  eamFromFuncfl([inventedFuncfl(28), inventedFuncfl(13)], { name: "eam-funcfl" }),
]) {
  assert.equal(read.problems, []);
  checkPotential(read.value!, {
    structures: {
      "displaced, smaller than the cutoff": mixed(displaced(argon(1, 3.7), 0.2, 1)),
      "skewed and strained": mixed(resheared(deformed(displaced(argon(1, 3.7), 0.2, 3), [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02]))),
      liquid: mixed(liquid(24, 28, 0.06, 2.2, 4)),
    },
    dynamics: { structure: mixed(argon(2, 3.7)), temperatureKelvin: 300, timestepFs: 1, steps: 200 },
    tolerances: {
      differenceStep: 1e-5,
      // The splines' second derivatives jump at each node, by some eV/A^2 where the tables are coarse: times the step.
      force: 2e-5,
      stress: 1e-6,
      // Float64 sums over some eighty neighbours of some eV.
      energyPerAtom: 1e-12,
      equalForce: 1e-10,
      // As for the forces: some 1e-5 eV/atom in 0.1 ps.
      drift: 5e-5,
    },
  });
}

test("splines go through their nodes, are smooth there, and hold a quadratic exactly inside", () => {
  const values = Array.from({ length: 20 }, (_, m) => 3 + 2 * m - 0.5 * m * m);
  const spline = eamSpline(values, 0.25);
  // Five-point and three-point slopes are exact for a quadratic; the ends' two-point ones are not.
  for (let m = 1; m < 18; m++) {
    const [c0, c1, c2, c3, c4, c5, c6] = spline.subarray(7 * m, 7 * m + 7) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (const x of [0, 0.3, 1]) {
      assert.ok(Math.abs(((c3 * x + c4) * x + c5) * x + c6 - (3 + 2 * (m + x) - 0.5 * (m + x) ** 2)) < 1e-11);
      assert.ok(Math.abs((c0 * x + c1) * x + c2 - (2 - (m + x)) / 0.25) < 1e-11);
    }
  }
});

test("a linear embedding is one more pair function; beyond the table the energy goes on as a line", () => {
  const line = (count: number, f: (m: number) => number): number[] => Array.from({ length: count }, (_, m) => f(m));
  // f(r) = 4 - r, F(rho) = -0.5 rho, r phi = r (4 - r): E = sum_{i<j} (4 - r) (1 - 0.5 * 2); the densities reach 8 of a table up to 3.
  const potential = embeddedAtom("eam-line", "", {
    species: [29],
    densityStep: 0.5,
    largestDensity: 3,
    distanceStep: 0.1,
    cutoffAngstrom: 3.9,
    embedding: [line(7, (m) => -0.25 * m)],
    density: [line(41, (m) => 4 - 0.1 * m)],
    pair: [line(41, (m) => 0.1 * m * (4 - 0.1 * m))],
  });
  const cluster: Structure = {
    positions: Float64Array.of(0, 0, 0, 2.05, 0, 0, 0, 2.35, 0, 0, 0, 1.85),
    cell: new Float64Array(9),
    atomicNumbers: new Uint8Array(4).fill(29),
    periodic: [false, false, false],
  };
  const { energies, forces } = potential.evaluate(cluster, buildNeighbourList(cluster, 4));
  // By construction zero, but for the rounding of the tables.
  for (const value of [...energies, ...forces]) assert.ok(Math.abs(value) < 1e-12, `${value}`);
});

test.run();
