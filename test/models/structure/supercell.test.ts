// Supercells: the same crystal, so the same energy an atom, the same forces on every copy and the same stress.
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { supercell } from "@adatom/models/structure/supercell.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Two atoms of silicon off their places in a skewed cell. */
const primitive: Structure = {
  positions: Float64Array.of(0.05, -0.02, 0.01, 1.4, 1.3, 1.37),
  cell: Float64Array.of(0, 2.72, 2.7, 2.71, 0, 2.73, 2.72, 2.71, 0.05),
  atomicNumbers: Uint8Array.of(14, 14),
  periodic: [true, true, true],
  reference: { energy: -8 },
};
const potential = potentialByName("sw-si-1985")!;
const evaluate = (structure: Structure) => potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));

test("energy an atom, forces and stress do not change", () => {
  const large = supercell(primitive, [2, 3, 1]);
  assert.is(large.atomicNumbers.length, 12);
  assert.is(large.reference, undefined);
  const one = evaluate(primitive);
  const many = evaluate(large);
  // Positions of copies are rounded: some 1e-15 of energies and forces of a few eV, over some tens of pairs.
  assert.ok(Math.abs(many.energy - 6 * one.energy) < 1e-11, String(many.energy - 6 * one.energy));
  for (let p = 0; p < many.forces.length; p++) assert.ok(Math.abs(many.forces[p]! - one.forces[p % 6]!) < 1e-11);
  for (let k = 0; k < 6; k++) assert.ok(Math.abs(many.stress[k]! - one.stress[k]!) < 1e-12);
});

test("what cannot be repeated is said", () => {
  assert.throws(() => supercell(primitive, [0, 1, 1]), /vector 1/);
  assert.throws(() => supercell(primitive, [1, 1.5, 1]), /vector 2/);
  const molecule = { ...primitive, cell: new Float64Array(9), periodic: [false, false, false] } as const;
  assert.throws(() => supercell(molecule, [1, 1, 2]), /no cell vector 3/);
  assert.equal(supercell(molecule, [1, 1, 1]).positions, primitive.positions);
});

test.run();
