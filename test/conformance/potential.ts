// What every potential must satisfy, classical or learned, without a word of this file changed for it.
// A test file calls `checkPotential` with structures of its elements and its tolerances, then `test.run()`.

import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import { cellVolume } from "@adatom/models/structure/cell.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { atomCount, type Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { deformed, supercell } from "./structures.ts";

/** How far this potential may miss, each with its reason at the caller. */
export interface PotentialTolerances {
  /** Step of the central differences, angstrom; strain steps are a tenth of its number. */
  readonly differenceStep: number;
  /** Force against difference of energies, eV/angstrom: rounding over the step, plus the step's square times the third derivative. */
  readonly force: number;
  /** Stress against difference over strain, eV/angstrom^3. */
  readonly stress: number;
  /** Energies that must be equal (moved, turned, renumbered, repeated), eV/atom. */
  readonly energyPerAtom: number;
  /** Forces that must be equal, and the net force over the square root of N, eV/angstrom. */
  readonly equalForce: number;
  /** Drift of total energy in NVE from the first to the second half of the run, eV/atom. */
  readonly drift: number;
}

export interface PotentialTrial {
  /** Periodic structures to try everything on, by name: displaced crystals, skewed cells, cells smaller than the cutoff, liquids. */
  readonly structures: Readonly<Record<string, Structure>>;
  /** Structure, temperature (K), time step (fs) and number of steps of the NVE run. */
  readonly dynamics: {
    readonly structure: Structure;
    readonly temperatureKelvin: number;
    readonly timestepFs: number;
    readonly steps: number;
  };
  readonly tolerances: PotentialTolerances;
}

const evaluate = (potential: Potential, structure: Structure, skin = 0): Evaluation =>
  potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom + skin));

function assertClose(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} against ${expected}, more than ${tolerance} apart`);
}

function assertAllClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.is(actual.length, expected.length, what);
  for (let p = 0; p < actual.length; p++) assertClose(actual[p]!, expected[p]!, tolerance, `${what} [${p}]`);
}

/** Registers the suite's tests for one potential. */
export function checkPotential(potential: Potential, trial: PotentialTrial): void {
  const { structures, tolerances } = trial;
  const name = potential.name;
  const each = (check: (structure: Structure, label: string) => void): (() => void) => {
    return () => {
      for (const [label, structure] of Object.entries(structures)) check(structure, `${name}, ${label}`);
    };
  };

  test(
    `${name}: shapes, finite numbers, energy is the sum of per-atom energies, net force zero`,
    each((structure, label) => {
      const n = atomCount(structure);
      const result = evaluate(potential, structure);
      assert.is(result.energies.length, n, label);
      assert.is(result.forces.length, 3 * n, label);
      assert.is(result.stress.length, 6, label);
      for (const value of [result.energy, ...result.energies, ...result.forces, ...result.stress]) assert.ok(Number.isFinite(value), label);
      assertClose(
        result.energies.reduce((sum, value) => sum + value, 0),
        result.energy,
        tolerances.energyPerAtom * n,
        label,
      );
      for (let a = 0; a < 3; a++) {
        let net = 0;
        for (let i = 0; i < n; i++) net += result.forces[3 * i + a]!;
        assertClose(net, 0, tolerances.equalForce * Math.sqrt(n), `${label}: net force`);
      }
    }),
  );

  test(
    `${name}: forces are minus the gradient of the energy`,
    each((structure, label) => {
      const { forces } = evaluate(potential, structure);
      const random = createRandom(1);
      const h = tolerances.differenceStep;
      for (let trials = 0; trials < 24; trials++) {
        const p = random.integer(structure.positions.length);
        const at = (step: number): number => {
          const positions = structure.positions.slice();
          positions[p]! += step;
          return evaluate(potential, { ...structure, positions }).energy;
        };
        assertClose(forces[p]!, -(at(h) - at(-h)) / (2 * h), tolerances.force, `${label}: force ${p}`);
      }
    }),
  );

  test(
    `${name}: stress is the strain derivative of the energy over the volume`,
    each((structure, label) => {
      const { stress } = evaluate(potential, structure);
      const h = tolerances.differenceStep / 10;
      const pairs = [
        [0, 0],
        [1, 1],
        [2, 2],
        [1, 2],
        [0, 2],
        [0, 1],
      ] as const;
      for (const [v, [a, b]] of pairs.entries()) {
        const at = (step: number): number => {
          const strain = [0, 0, 0, 0, 0, 0, 0, 0, 0];
          strain[3 * a + b]! += step / 2;
          strain[3 * b + a]! += step / 2;
          return evaluate(potential, deformed(structure, strain)).energy;
        };
        assertClose(stress[v]!, (at(h) - at(-h)) / (2 * h) / cellVolume(structure.cell), tolerances.stress, `${label}: stress ${v}`);
      }
    }),
  );

  test(
    `${name}: translation, lattice vectors and a skin on the list change nothing`,
    each((structure, label) => {
      const before = evaluate(potential, structure);
      const { cell } = structure;
      const positions = structure.positions.map((x, p) => {
        const [i, a] = [Math.floor(p / 3), p % 3];
        return x + 0.1234 * (a + 1) + (i % 3) * cell[a]! - (i % 2) * cell[3 + a]! + (i % 5) * cell[6 + a]!;
      });
      for (const after of [evaluate(potential, { ...structure, positions }), evaluate(potential, structure, 0.8)]) {
        assertSame(before, after, structure, label);
        assertAllClose(after.stress, before.stress, tolerances.equalForce, `${label}: stress`);
      }
    }),
  );

  test(
    `${name}: rotation turns the forces and leaves the energies`,
    each((structure, label) => {
      // A proper rotation about a general axis (angle 1.1 about 1 2 3), acting on row vectors from the right.
      const turn = rotation([1, 2, 3], 1.1);
      const apply = (rows: Float64Array): Float64Array =>
        rows.map((_, p) => {
          const row = p - (p % 3);
          return [0, 1, 2].reduce((sum, b) => sum + rows[row + b]! * turn[3 * b + (p % 3)]!, 0);
        });
      const before = evaluate(potential, structure);
      const after = evaluate(potential, { ...structure, cell: apply(structure.cell), positions: apply(structure.positions) });
      assertSame({ ...before, forces: apply(before.forces) }, after, structure, label);
    }),
  );

  test(
    `${name}: renumbering the atoms renumbers the results`,
    each((structure, label) => {
      const n = atomCount(structure);
      const random = createRandom(3);
      const order = Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      const rows = (values: Float64Array): Float64Array => values.map((_, p) => values[3 * order[Math.floor(p / 3)]! + (p % 3)]!);
      const before = evaluate(potential, structure);
      const renumbered = {
        ...structure,
        positions: rows(structure.positions),
        atomicNumbers: structure.atomicNumbers.map((_, i) => structure.atomicNumbers[order[i]!]!),
      };
      const expected = { ...before, forces: rows(before.forces), energies: before.energies.map((_, i) => before.energies[order[i]!]!) };
      assertSame(expected, evaluate(potential, renumbered), structure, label);
    }),
  );

  test(
    `${name}: a supercell repeats energies and forces`,
    each((structure, label) => {
      const before = evaluate(potential, structure);
      const after = evaluate(potential, supercell(structure, [2, 1, 3]));
      const repeat = (values: Float64Array): Float64Array =>
        Float64Array.from({ length: 6 * values.length }, (_, p) => values[p % values.length]!);
      assertSame(
        { ...before, energy: 6 * before.energy, energies: repeat(before.energies), forces: repeat(before.forces) },
        after,
        structure,
        label,
      );
      assertAllClose(after.stress, before.stress, tolerances.equalForce, `${label}: stress`);
    }),
  );

  test(`${name}: the same input gives the same bits, with reused arrays too, and a result stays the caller's`, () => {
    const structure = Object.values(structures)[0]!;
    const list = buildNeighbourList(structure, potential.cutoffAngstrom);
    const one = potential.evaluate(structure, list);
    const kept = one.forces.slice();
    const two = potential.evaluate(structure, list);
    assert.equal([...one.forces], [...kept], "a second evaluation must not write into the first result");
    const three = potential.evaluate(structure, list, two);
    assert.is(three.energy, one.energy);
    assert.equal([...three.forces], [...kept]);
    assert.equal([...three.stress], [...one.stress]);
  });

  test(`${name}: an element it does not know is named`, () => {
    const structure = Object.values(structures)[0]!;
    const stranger = Array.from({ length: 118 }, (_, z) => z + 1).find((z) => !potential.species.includes(z))!;
    const atomicNumbers = structure.atomicNumbers.slice();
    atomicNumbers[1] = stranger;
    assert.throws(
      () => evaluate(potential, { ...structure, atomicNumbers }),
      (error: unknown) => error instanceof RangeError && /atom 2\b/i.test(error.message),
    );
  });

  test(`${name}: energy is conserved along a trajectory`, () => {
    const { structure, temperatureKelvin, timestepFs, steps } = trial.dynamics;
    const run = startMolecularDynamics(structure, potential, { ensemble: "nve", timestepFs, temperatureKelvin, seed: 4 });
    // Halves are averaged, so that the bounded ripple of velocity Verlet is not taken for drift.
    const means = [0, 0];
    for (let s = 0; s < steps; s++) means[Math.floor((2 * s) / steps)]! += run.advance(1).conservedEnergy / (steps / 2);
    assertClose(means[1]!, means[0]!, tolerances.drift * atomCount(structure), `${name}: drift`);
  });

  function assertSame(expected: Evaluation, actual: Evaluation, structure: Structure, label: string): void {
    const atoms = actual.energies.length;
    assertClose(actual.energy, expected.energy, tolerances.energyPerAtom * Math.max(atoms, atomCount(structure)), `${label}: energy`);
    assertAllClose(actual.energies, expected.energies, tolerances.energyPerAtom * 10, `${label}: energy of an atom`);
    assertAllClose(actual.forces, expected.forces, tolerances.equalForce, `${label}: force`);
  }
}

/** Rodrigues' rotation matrix, 9 numbers row by row, transposed for row vectors. */
function rotation(axis: readonly number[], angle: number): number[] {
  const length = Math.hypot(...axis);
  const [x, y, z] = axis.map((value) => value / length) as [number, number, number];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const t = 1 - c;
  return [
    t * x * x + c,
    t * x * y + s * z,
    t * x * z - s * y,
    t * x * y - s * z,
    t * y * y + c,
    t * y * z + s * x,
    t * x * z + s * y,
    t * y * z - s * x,
    t * z * z + c,
  ];
}
