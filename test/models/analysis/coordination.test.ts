// Coordination numbers and the second shell, in crystals and by brute force.
import { findBonds } from "@adatom/models/analysis/bonds.ts";
import { addCoordination, finishCoordination, startCoordination } from "@adatom/models/analysis/coordination.ts";
import { wrapPositions } from "@adatom/models/structure/cell.ts";
import { supercell } from "@adatom/models/structure/supercell.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon, diamond, primitiveDiamond } from "../../conformance/structures.ts";
import { disordered } from "./reference.ts";

test("diamond: 4 and 12, at sqrt(3)/4 and 1/sqrt(2) of the lattice constant; fcc: 12 and 42", () => {
  for (const structure of [primitiveDiamond(), diamond(2)]) {
    const state = startCoordination();
    addCoordination(state, findBonds(structure, 2.8));
    const { first, second, atoms } = finishCoordination(state);
    assert.is(atoms, structure.atomicNumbers.length);
    assert.is(first.meanCoordination, 4);
    assert.is(second.meanCoordination, 12);
    assert.ok(Math.abs(first.meanDistanceAngstrom - (5.431 * Math.sqrt(3)) / 4) < 1e-12);
    assert.ok(Math.abs(second.meanDistanceAngstrom - 5.431 / Math.SQRT2) < 1e-12);
    // The root of a difference that cancels to 1e-15 of 14 angstrom^2.
    assert.ok(first.sigmaDistanceAngstrom < 1e-6 && second.sigmaDistanceAngstrom < 1e-6);
    assert.equal(first.shares, [{ neighbours: 4, share: 1 }]);
  }
  const state = startCoordination();
  addCoordination(state, findBonds(argon(1), 4));
  const { first, second } = finishCoordination(state);
  assert.is(first.meanCoordination, 12);
  // Coordination sequence of fcc: 12, 42, 92.
  assert.is(second.meanCoordination, 42);
});

test("the disordered cell: as by brute force on a supercell without periodicity", () => {
  const cutoff = 2.7;
  const shells = addCoordination(startCoordination(), findBonds(disordered, cutoff));
  // Once atoms are inside the cell, five copies hold all neighbours of neighbours of the middle one.
  const wrapped = wrapPositions(disordered.positions, disordered.cell, disordered.periodic);
  const large = supercell({ ...disordered, positions: wrapped }, [5, 5, 5]);
  const n = disordered.atomicNumbers.length;
  const { positions } = large;
  const distance = (a: number, b: number) => Math.hypot(...[0, 1, 2].map((k) => positions[3 * a + k]! - positions[3 * b + k]!));
  const count = large.atomicNumbers.length;
  const near = (a: number) => Array.from({ length: count }, (_, b) => b).filter((b) => b !== a && distance(a, b) <= cutoff);
  for (let i = 0; i < n; i += 3) {
    const atom = 62 * n + i;
    const own = near(atom);
    const second = new Set(own.flatMap(near));
    for (const other of [atom, ...own]) second.delete(other);
    assert.is(shells.first[i], own.length);
    assert.is(shells.second[i], second.size);
  }
});

test.run();
