// The nearest-neighbour input: distances against a brute-force search, and an order that rounding cannot change.
import { describeNearestNeighbours } from "@adatom/models/descriptors/nearest-neighbours.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon, diamond, displaced, primitiveDiamond } from "../../conformance/structures.ts";

/** Distances to all images within three cells, shortest first. */
function bruteForce({ positions, cell, atomicNumbers }: Structure, i: number): number[] {
  const found: number[] = [];
  for (let j = 0; j < atomicNumbers.length; j++) {
    for (let a = -3; a <= 3; a++) {
      for (let b = -3; b <= 3; b++) {
        for (let c = -3; c <= 3; c++) {
          const d = Math.hypot(
            ...[0, 1, 2].map((k) => positions[3 * j + k]! - positions[3 * i + k]! + a * cell[k]! + b * cell[3 + k]! + c * cell[6 + k]!),
          );
          if (d > 1e-9) found.push(d);
        }
      }
    }
  }
  return found.sort((p, q) => p - q);
}

for (const [name, structure] of [
  ["a primitive cell, all neighbours images", primitiveDiamond()],
  ["displaced silicon", displaced(diamond(1), 0.2, 4)],
] as const) {
  test(`${name}: the nearest by a search over all images`, () => {
    const rows = describeNearestNeighbours(structure, { neighbours: 17, species: true });
    for (let i = 0; i < structure.atomicNumbers.length; i++) {
      for (const [n, distance] of bruteForce(structure, i).slice(0, 17).entries()) {
        const [z, x, y, w, inverse] = rows.subarray((i * 17 + n) * 5, (i * 17 + n + 1) * 5);
        assert.is(z, 14);
        // Sums of a few numbers of order ten, float64.
        assert.ok(Math.abs(Math.hypot(x!, y!, w!) - distance) < 1e-12);
        assert.ok(Math.abs(1 / inverse! - distance) < 1e-12);
      }
    }
  });
}

test("in a perfect crystal the order does not depend on rounding, nor on which image an atom is", () => {
  for (const crystal of [diamond(1), argon(1), diamond(2)]) {
    const random = createRandom(8);
    const options = { neighbours: 20, species: false };
    const expected = describeNearestNeighbours(crystal, options);
    for (let turn = 0; turn < 5; turn++) {
      const shaken = crystal.positions.map((x, k) => x + 1e-10 * random.normal() + (random.integer(3) - 1) * crystal.cell[4 * (k % 3)]!);
      const rows = describeNearestNeighbours({ ...crystal, positions: shaken }, options);
      // 1e-10 of displacement times slopes of order one.
      for (const [k, value] of expected.entries()) assert.ok(Math.abs(rows[k]! - value) < 5e-9, `number ${k}: ${rows[k]} against ${value}`);
    }
  }
});

test("an atom with too few neighbours has zeros for the rest", () => {
  const pair = {
    ...diamond(1),
    positions: Float64Array.of(0, 0, 0, 0, 0, 2),
    atomicNumbers: Uint8Array.of(14, 8),
    periodic: [false, false, false] as const,
  };
  const rows = describeNearestNeighbours(pair, { neighbours: 2, species: true });
  assert.equal([...rows], [8, 0, 0, 2, 0.5, 0, 0, 0, 0, 0, 14, 0, 0, -2, 0.5, 0, 0, 0, 0, 0]);
});

test.run();
