// Bonds and neighbours of crystals whose bonds are known, and of molecules, against counting every pair.
import { covalentRadius } from "@adatom/models/structure/elements.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bondedNeighbours, bondsOf } from "../../../daemon/compute/geometry.ts";
import { rattledSilicon } from "./silicon.ts";

/** Two atoms, cell of 2.715 angstrom face vectors: every bond leaves the cell or comes back into it. */
const primitive: Structure = {
  positions: Float64Array.of(0, 0, 0, 1.35775, 1.35775, 1.35775),
  cell: Float64Array.of(0, 2.7155, 2.7155, 2.7155, 0, 2.7155, 2.7155, 2.7155, 0),
  atomicNumbers: Uint8Array.of(14, 14),
  periodic: [true, true, true],
};

test("diamond silicon has two bonds an atom, each once, and four neighbours at 2.3517 angstrom", () => {
  assert.is(bondsOf(primitive).length, 5 * 4);
  assert.is(bondsOf(rattledSilicon(1, 2)).length, 5 * 2 * 64);
  const { bonded } = bondedNeighbours(primitive, 0);
  assert.is(bonded.length, 4);
  // a sqrt(3) / 4 with a = 5.431; rounding of the square root alone.
  for (const { atom, distanceAngstrom } of bonded) assert.ok(atom === 1 && Math.abs(distanceAngstrom - (5.431 * Math.sqrt(3)) / 4) < 1e-12);
});

test("a cell of one atom is bonded to its own images: simple cubic polonium has three bonds an atom", () => {
  const polonium: Structure = {
    positions: Float64Array.of(0.3, 0.2, 0.1),
    cell: Float64Array.of(3.36, 0, 0, 0, 3.36, 0, 0, 0, 3.36),
    atomicNumbers: Uint8Array.of(84),
    periodic: [true, true, true],
  };
  const bonds = bondsOf(polonium);
  assert.is(bonds.length, 15);
  for (let b = 0; b < 15; b += 5) assert.is(Math.abs(bonds[b + 2]!) + Math.abs(bonds[b + 3]!) + Math.abs(bonds[b + 4]!), 1);
  assert.is(bondedNeighbours(polonium, 0).bonded.length, 6);
});

test("without a cell: the bonds of a cluster are all pairs within 1.2 radii sums, by counting", () => {
  const numbers = [6, 1, 8, 14, 6, 1, 7, 6, 1, 1];
  const positions = Float64Array.from({ length: 30 }, (_, k) => 3 * Math.abs(Math.sin(12.9898 * (k + 1)) * 1.7));
  const cluster: Structure = {
    positions,
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.from(numbers),
    periodic: [false, false, false],
  };
  const expected: string[] = [];
  for (let i = 0; i < 10; i++)
    for (let j = i + 1; j < 10; j++) {
      const distance = Math.hypot(...[0, 1, 2].map((k) => positions[3 * i + k]! - positions[3 * j + k]!));
      if (distance <= 1.2 * (covalentRadius(numbers[i]!) + covalentRadius(numbers[j]!))) expected.push(`${i}-${j}`);
    }
  const bonds = bondsOf(cluster);
  const found = Array.from({ length: bonds.length / 5 }, (_, b) => `${bonds[5 * b]}-${bonds[5 * b + 1]}`);
  assert.ok(expected.length >= 3, expected.join());
  assert.equal(found.sort(), expected.sort());
});

test("no atoms, no bonds", () => {
  const nothing: Structure = {
    positions: new Float64Array(0),
    cell: new Float64Array(9),
    atomicNumbers: new Uint8Array(0),
    periodic: [false, false, false],
  };
  assert.is(bondsOf(nothing).length, 0);
});

test.run();
