// FIRE, conjugate gradients and L-BFGS, with the cell fixed or free: known minima, gradients, resuming bit for bit.

import type { RelaxationOptions } from "@adatom/models/dynamics/dynamics.ts";
import { createLandscape } from "@adatom/models/dynamics/landscape.ts";
import { MovingStructure } from "@adatom/models/dynamics/moving-structure.ts";
import { resumeRelaxation, startRelaxation } from "@adatom/models/dynamics/relaxation.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { stillingerWeberSilicon1985 as silicon } from "@adatom/models/potentials/stillinger-weber.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { deformed, diamond, displaced, liquid, resheared } from "../../conformance/structures.ts";
import { assertResumes } from "./resuming.ts";

const methods = ["fire", "cg", "l-bfgs"] as const;
const strain = [0.05, 0.02, 0, -0.03, -0.06, 0.01, 0, 0.04, 0.08];
const tight: RelaxationOptions = { forceTolerance: 1e-6, stressToleranceGPa: 1e-4, maximumSteps: 3000 };

test("the forces on atoms and cell are minus the gradient of the enthalpy", () => {
  for (const cell of ["none", "isotropic", "full"] as const) {
    const moving = MovingStructure.start(resheared(displaced(diamond(1), 0.2, 1)), silicon, 0.5);
    const landscape = createLandscape(moving, { ...tight, cell, ...(cell !== "none" && { pressureGPa: 7 }) });
    const { coordinates } = landscape;
    // Away from F = 1, so that the chain rule through it is tried as well; along what an isotropic cell may do.
    if (cell !== "none")
      for (let p = 0; p < 9; p++)
        coordinates[24 + p]! += cell === "full" ? 0.03 * ((p % 4) + 1) * (p % 2 ? 0.5 : 1) : p % 4 === 0 ? 0.1 : 0;
    if (cell === "full")
      for (const [p, q] of [
        [1, 3],
        [2, 6],
        [5, 7],
      ] as const)
        coordinates[24 + p] = coordinates[24 + q]!;
    landscape.evaluate();
    const forces = landscape.forces.slice();
    const h = 1e-5;
    for (const direction of [0, 7, 23, ...(cell === "none" ? [] : [24, 25, 28, 29, 32])]) {
      // An isotropic cell moves along the diagonal only, a full one by symmetric strains only.
      const moved =
        direction < 24 ? [direction] : cell === "isotropic" ? [24, 28, 32] : [direction, 24 + [0, 3, 6, 1, 4, 7, 2, 5, 8][direction - 24]!];
      const places = [...new Set(moved)];
      const heightAt = (distance: number): number => {
        for (const p of places) coordinates[p]! += distance;
        landscape.evaluate();
        for (const p of places) coordinates[p]! -= distance;
        return landscape.height;
      };
      const slope = (heightAt(h) - heightAt(-h)) / (2 * h);
      const expected = -places.reduce((sum, p) => sum + forces[p]!, 0);
      // Central differences of 1e-5: rounding 1e-15 x 35 eV / 1e-5 and h^2 of the third derivative, some 1e-8 both.
      assert.ok(Math.abs(slope - expected) < 1e-6, `${cell} ${direction}: ${slope} against ${expected}`);
    }
  }
});

test("strained and rattled silicon under 5 GPa: all methods find the same crystal, free of stress and shear", () => {
  const start = displaced(deformed(diamond(2), strain), 0.1, 2);
  for (const method of methods) {
    const run = startRelaxation(start, silicon, { ...tight, method, cell: "full", pressureGPa: 5 });
    const sample = run.advance(3000);
    assert.ok(sample.converged, `${method}: ${sample.maximumForce} eV/A, ${sample.maximumStressGPa} GPa after ${sample.step} steps`);
    // One minimum: enthalpies agree to tolerance squared over stiffness; volumes to 1e-4 GPa / 100 GPa.
    assert.ok(Math.abs(sample.enthalpy! - -238.4774036) < 1e-6, `${method}: ${sample.enthalpy}`);
    assert.ok(Math.abs(sample.volume! / 1223.78691 - 1) < 1e-5, `${method}: ${sample.volume}`);
    const { cell } = run.structure();
    const lengths = [0, 3, 6].map((row) => Math.hypot(cell[row]!, cell[row + 1]!, cell[row + 2]!));
    for (const length of lengths) assert.ok(Math.abs(length - 1223.78691 ** (1 / 3)) < 1e-4, `${method}: ${lengths}`);
    for (const [i, j] of [
      [0, 3],
      [0, 6],
      [3, 6],
    ] as const) {
      const dot = cell[i]! * cell[j]! + cell[i + 1]! * cell[j + 1]! + cell[i + 2]! * cell[j + 2]!;
      assert.ok(Math.abs(dot) < 1e-3, `${method}: not cubic`);
    }
  }
});

test("an inflated cell shrinks isotropically to the lattice constant of Stillinger and Weber, 5.431 angstrom", () => {
  for (const method of methods) {
    const run = startRelaxation(diamond(1, 5.8), silicon, { ...tight, method, cell: "isotropic" });
    const sample = run.advance(3000);
    assert.ok(sample.converged, method);
    const { cell } = run.structure();
    // sigma 2.0951 x 2^(1/6) x 4 / sqrt(3) = 5.4310 by the paper's reduced minimum at 2^(1/6).
    assert.ok(Math.abs(cell[0]! - 5.431) < 1e-3, `${cell[0]}`);
    assert.is(cell[1], 0);
    assert.ok(Math.abs(sample.energy / 8 + 4.3366) < 1e-4);
  }
});

test("a hot liquid goes downhill: every method, and line searches never climb", () => {
  for (const method of methods) {
    const run = startRelaxation(liquid(64, 14, 0.05, 1.8, 5), silicon, { method, forceTolerance: 1e-3, maximumSteps: 3000 });
    let before = run.sample().energy;
    while (!run.sample().converged && run.sample().step < 3000) {
      const { energy } = run.advance(1);
      // Up to the rounding of a sum of 64 energies.
      if (method !== "fire") assert.ok(energy <= before + 1e-11, `${method} went up at step ${run.sample().step}`);
      before = energy;
    }
    assert.ok(run.sample().converged, `${method}: ${run.sample().maximumForce}`);
  }
  const steps = methods.map((method) => startRelaxation(displaced(diamond(2), 0.3, 1), silicon, { ...tight, method }).advance(3000).step);
  // Near a minimum line searches should need far fewer moves than FIRE.
  assert.ok(steps[1]! < steps[0]! / 2 && steps[2]! < steps[0]! / 2, `${steps}`);
});

test("an energy of single precision does not stop a search that its forces still guide", () => {
  const noisy: Potential = {
    ...silicon,
    name: "noisy",
    evaluate(structure, list) {
      const rounded = { ...structure, positions: Float64Array.from(Float32Array.from(structure.positions)) };
      const { energy, energies, forces, stress } = silicon.evaluate(rounded, list);
      // Errors of 1e-7 of the energy, 3e-5 eV, as a sum in single precision has.
      return {
        energy: energy * (1 + 1e-7 * Math.sin(1e6 * energy)),
        energies,
        forces: Float64Array.from(Float32Array.from(forces)),
        stress,
      };
    },
  };
  for (const method of methods) {
    const run = startRelaxation(liquid(64, 14, 0.05, 1.8, 5), noisy, { method, forceTolerance: 1e-3, maximumSteps: 1500 });
    assert.ok(run.advance(1500).converged, `${method}: ${run.sample().maximumForce}`);
  }
});

test("fixed atoms stay, the others relax around them", () => {
  const start = displaced(diamond(2), 0.2, 3);
  for (const method of methods) {
    const run = startRelaxation(start, silicon, { forceTolerance: 1e-5, maximumSteps: 2000, method, fixedAtoms: [0, 1, 10] });
    assert.ok(run.advance(2000).converged, method);
    const { positions } = run.structure();
    for (const atom of [0, 1, 10]) for (let p = 3 * atom; p < 3 * atom + 3; p++) assert.is(positions[p], start.positions[p]);
  }
});

test("every method and cell resumes with the bits of an unbroken run", () => {
  const start = displaced(deformed(diamond(2), strain), 0.2, 7);
  for (const method of methods) {
    for (const cell of ["none", "isotropic", "full"] as const) {
      const options = { ...tight, method, cell, ...(cell !== "none" && { pressureGPa: 1 }) };
      assertResumes(
        () => startRelaxation(start, silicon, options),
        (snapshot) => resumeRelaxation(silicon, snapshot),
        9,
        14,
        `${method} ${cell}`,
      );
    }
  }
});

test("what cannot be relaxed is said plainly", () => {
  const start =
    (options: Partial<RelaxationOptions>, structure = diamond(1)) =>
    () =>
      startRelaxation(structure, silicon, { ...tight, ...options });
  assert.throws(start({ pressureGPa: 1 }), /needs a cell that moves/);
  assert.throws(start({ cell: "full", fixedAtoms: [0] }), /cannot be fixed/);
  assert.throws(start({ cell: "full" }, { ...diamond(1), periodic: [true, true, false] }), /three vectors/);
  assert.throws(start({ method: "newton" as "cg" }), /newton/);
});

test.run();
