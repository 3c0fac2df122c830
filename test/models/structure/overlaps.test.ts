// Overlapping atoms: found across boundaries and images, each once, up to the limit, fast in large structures.

import { covalentRadius } from "@adatom/models/structure/elements.ts";
import { findOverlaps } from "@adatom/models/structure/overlaps.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond } from "../../conformance/structures.ts";

test("a crystal has none; an atom put near another is found once, across the boundary too", () => {
  const crystal = diamond(2);
  assert.equal(findOverlaps(crystal, 0.6), []);
  const broken = { ...crystal, positions: crystal.positions.slice() };
  // Atom 1 sits at the origin: put atom 41 at 0.5 angstrom from its image at the far corner.
  broken.positions.set([2 * 5.431 - 0.5, 2 * 5.431, 2 * 5.431], 3 * 40);
  const [found, ...rest] = findOverlaps(broken, 0.6);
  assert.is(rest.length, 0);
  assert.is(found!.first, 0);
  assert.is(found!.second, 40);
  // Rounding of positions near 11 angstrom.
  assert.ok(Math.abs(found!.distanceAngstrom - 0.5) < 1e-12);
  assert.ok(Math.abs(found!.leastAngstrom - 1.2 * covalentRadius(14)) < 1e-12);
});

test("radii count by element: hydrogen 0.74 from hydrogen is a molecule, silicon is not", () => {
  const pair = (number: number): Structure => ({
    positions: Float64Array.of(0, 0, 0, 0, 0, 0.74, 9, 9, 9),
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.of(number, number, 55),
    periodic: [false, false, false],
  });
  assert.is(findOverlaps(pair(1), 0.6).length, 0);
  assert.is(findOverlaps(pair(14), 0.6).length, 1);
});

test("an atom too near its own image", () => {
  const thin: Structure = {
    positions: Float64Array.of(0, 0, 0),
    cell: Float64Array.of(1, 0, 0, 0, 9, 0, 0, 0, 9),
    atomicNumbers: Uint8Array.of(14),
    periodic: [true, true, true],
  };
  assert.equal(
    findOverlaps(thin, 0.6).map((one) => [one.first, one.second]),
    [[0, 0]],
  );
});

test("a million atoms in seconds; all atoms at one point end at the limit", () => {
  const crystal = diamond(5);
  const large = crystal;
  const n = 10;
  const million: Structure = {
    ...large,
    cell: large.cell.map((value) => n * value),
    positions: new Float64Array(3000 * n ** 3),
    atomicNumbers: new Uint8Array(1000 * n ** 3).fill(14),
  };
  let p = 0;
  const side = 5 * 5.431;
  for (let x = 0; x < n; x++) {
    for (let y = 0; y < n; y++) {
      for (let z = 0; z < n; z++) {
        const offset = [x * side, y * side, z * side];
        for (let q = 0; q < large.positions.length; q++) million.positions[p++] = large.positions[q]! + offset[q % 3]!;
      }
    }
  }
  const started = performance.now();
  assert.equal(findOverlaps(million, 0.6), []);
  // About one second on one core of 2020; ten leave room for a busy machine.
  assert.ok(performance.now() - started < 10_000, `${performance.now() - started} ms`);
  million.positions.fill(1);
  assert.is(findOverlaps(million, 0.6, 50).length, 50);
});

test.run();
