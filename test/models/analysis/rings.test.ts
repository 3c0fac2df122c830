// Rings: those of crystals, whatever the cell; a disordered network as NetworkX counts it; molecules.
import { findBonds } from "@adatom/models/analysis/bonds.ts";
import { kingRings, shortestPathRings } from "@adatom/models/analysis/rings.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, primitiveDiamond } from "../../conformance/structures.ts";
import { network, reference } from "./reference.ts";

test("diamond has twelve hexagons through each atom, two an atom in a cell, and no other ring up to ten", () => {
  for (const structure of [primitiveDiamond(), diamond(1), diamond(2)]) {
    const bonds = findBonds(structure, 2.8);
    for (const found of [shortestPathRings(bonds, 10), kingRings(bonds, 10)]) {
      const n = structure.atomicNumbers.length;
      assert.equal([...found.meanPerAtom], [0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0], found.definition);
      assert.equal([...found.perCell], [0, 0, 0, 0, 0, 0, 2 * n, 0, 0, 0, 0], found.definition);
    }
  }
});

test("graphene and the simple cubic net", () => {
  const graphene: Structure = {
    positions: Float64Array.of(0, 0, 0, 1.23, 1.42 / 2, 0),
    cell: Float64Array.of(2.46, 0, 0, 1.23, 2.13, 0, 0, 0, 10),
    atomicNumbers: Uint8Array.of(6, 6),
    periodic: [true, true, false],
  };
  assert.equal([...shortestPathRings(findBonds(graphene, 1.6), 10).meanPerAtom], [0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0]);
  const cubic: Structure = {
    positions: Float64Array.of(0, 0, 0),
    cell: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    atomicNumbers: Uint8Array.of(84),
    periodic: [true, true, true],
  };
  const bonds = findBonds(cubic, 1.2);
  // Squares: three an atom in the cell, twelve through each atom; the Petrie hexagons of its cubes: 4 a cube, 24 through each atom.
  const found = shortestPathRings(bonds, 7);
  assert.equal([...found.meanPerAtom], [0, 0, 0, 0, 12, 0, 24, 0]);
  assert.equal([...found.perCell], [0, 0, 0, 0, 3, 0, 4, 0]);
  // King: twelve squares through the pairs at right angles; a straight pair is joined by 4 paths of three bonds... around the atom.
  assert.is(kingRings(bonds, 7).meanPerAtom[4], 12);
});

test("a disordered network with a vacancy: as counted by NetworkX atom by atom, both definitions", () => {
  const { cutoff, longest, shortestPath, king } = reference.rings;
  const bonds = findBonds(network, cutoff);
  const rows = (perAtom: Uint32Array) =>
    Array.from(network.atomicNumbers, (_, i) => [...perAtom.subarray(i * (longest + 1), (i + 1) * (longest + 1))]);
  assert.equal(rows(shortestPathRings(bonds, longest).perAtom), shortestPath);
  assert.equal(rows(kingRings(bonds, longest).perAtom), king);
  const sizes = shortestPath.flat().filter((count) => count > 0).length;
  assert.ok(sizes > 20, "the network must have rings of many sizes to be a test");
});

test("a triangle and a square that share a side; sizes that are refused", () => {
  const molecule: Structure = {
    positions: Float64Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0.5, -0.87, 0),
    cell: new Float64Array(9),
    atomicNumbers: new Uint8Array(5).fill(6),
    periodic: [false, false, false],
  };
  const bonds = findBonds(molecule, 1.1);
  const found = shortestPathRings(bonds, 6);
  assert.equal([...found.perCell], [0, 0, 0, 1, 1, 0, 0]);
  // The pentagon around both has a short cut; King's search from the shared atoms finds it between the outer neighbours.
  assert.equal([...kingRings(bonds, 6).perCell], [0, 0, 0, 1, 1, 1, 0]);
  assert.throws(() => shortestPathRings(bonds, 2), /3 to 24/);
});

test.run();
