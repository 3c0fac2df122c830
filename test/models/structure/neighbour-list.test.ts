// The cell-list builder against brute force over images, on random cells of every awkward kind.

import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import { buildNeighbourList, type NeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { VerletList } from "@adatom/models/structure/verlet-list.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Small linear congruential generator (Numerical Recipes constants): the tests' own, so that they lean on nothing under test. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function structureOf(positions: ArrayLike<number>, cell: ArrayLike<number>, periodic: readonly [boolean, boolean, boolean]): Structure {
  return {
    positions: Float64Array.from(positions),
    cell: Float64Array.from(cell),
    atomicNumbers: new Uint8Array(positions.length / 3).fill(14),
    periodic,
  };
}

/** Squared distance in the builder's own rule: a rounding that is the same from either end. */
function squareOf(s: Structure, i: number, j: number, shift: readonly number[]): number {
  let square = 0;
  for (let a = 0; a < 3; a++) {
    const d =
      s.positions[3 * j + a]! -
      s.positions[3 * i + a]! +
      (shift[0]! * s.cell[a]! + shift[1]! * s.cell[3 + a]! + shift[2]! * s.cell[6 + a]!);
    square += d * d;
  }
  return square;
}

/** All pairs over all images that could count, by trying: bounds come from the heights of the periodic directions' dual vectors. */
function bruteForce(s: Structure, cutoff: number): Set<string> {
  const n = s.atomicNumbers.length;
  const rows = [0, 1, 2].map((k) => [...s.cell.subarray(3 * k, 3 * k + 3)]);
  const used = [0, 1, 2].filter((k) => s.periodic[k] && Math.hypot(...rows[k]!) > 0);
  // Dual vectors within the span of the periodic vectors, through the inverse Gram matrix.
  const gram = used.map((a) => used.map((b) => rows[a]!.reduce((sum, v, c) => sum + v * rows[b]![c]!, 0)));
  const inverse = invert(gram);
  const dual = used.map((_, a) => [0, 1, 2].map((c) => used.reduce((sum, b, index) => sum + inverse[a]![index]! * rows[b]![c]!, 0)));
  const pairs = new Set<string>();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const delta = [0, 1, 2].map((a) => s.positions[3 * j + a]! - s.positions[3 * i + a]!);
      const low = [0, 0, 0];
      const high = [0, 0, 0];
      for (const [index, k] of used.entries()) {
        const along = dual[index]!.reduce((sum, v, c) => sum + v * delta[c]!, 0);
        const room = cutoff * Math.hypot(...dual[index]!) + 1e-6;
        low[k] = Math.ceil(-along - room);
        high[k] = Math.floor(-along + room);
      }
      for (let x = low[0]!; x <= high[0]!; x++) {
        for (let y = low[1]!; y <= high[1]!; y++) {
          for (let z = low[2]!; z <= high[2]!; z++) {
            if (i === j && x === 0 && y === 0 && z === 0) continue;
            if (squareOf(s, i, j, [x, y, z]) <= cutoff * cutoff) pairs.add(`${i} ${j} ${x} ${y} ${z}`);
          }
        }
      }
    }
  }
  return pairs;
}

function invert(matrix: number[][]): number[][] {
  const n = matrix.length;
  const m = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    const pivot = m[i]![i]!;
    for (let j = 0; j < 2 * n; j++) m[i]![j]! /= pivot;
    for (let r = 0; r < n; r++) {
      const factor = m[r]![i]!;
      if (r !== i) for (let j = 0; j < 2 * n; j++) m[r]![j]! -= factor * m[i]![j]!;
    }
  }
  return m.map((row) => row.slice(n));
}

function pairsOf(list: NeighbourList): string[] {
  const pairs: string[] = [];
  for (let i = 0; i + 1 < list.first.length; i++) {
    for (let p = list.first[i]!; p < list.first[i + 1]!; p++) {
      pairs.push(`${i} ${list.neighbour[p]} ${list.shift[3 * p]} ${list.shift[3 * p + 1]} ${list.shift[3 * p + 2]}`);
    }
  }
  return pairs;
}

/** The plain list and the kernel's against brute force. */
function assertAgrees(s: Structure, cutoff: number, what: string): number {
  const expected = bruteForce(s, cutoff);
  assertHolds(buildFastList(s, cutoff), s, expected, `${what}, kernel`);
  return assertHolds(buildNeighbourList(s, cutoff), s, expected, what);
}

function assertHolds(list: NeighbourList, s: Structure, expected: Set<string>, what: string): number {
  const found = pairsOf(list);
  assert.is(new Set(found).size, found.length, `${what}: a pair stands twice`);
  for (const pair of found) assert.ok(expected.has(pair), `${what}: ${pair} should not be there`);
  assert.is(found.length, expected.size, `${what}: pairs are missing`);
  assert.is(list.first[s.atomicNumbers.length], list.neighbour.length);
  assert.is(list.shift.length, 3 * list.neighbour.length);
  const all = new Set(found);
  for (const pair of found) {
    const [i, j, x, y, z] = pair.split(" ").map(Number) as [number, number, number, number, number];
    assert.ok(all.has(`${j} ${i} ${0 - x} ${0 - y} ${0 - z}`), `${what}: ${pair} has no partner`);
  }
  return found.length;
}

const periodicities = [
  [true, true, true],
  [true, true, false],
  [false, true, true],
  [true, false, false],
  [false, false, true],
  [false, false, false],
] as const;

test("random cells: skewed, tiny, slabs, wires, isolated, atoms far outside, left-handed", () => {
  let pairs = 0;
  for (let seed = 1; seed <= 240; seed++) {
    const random = uniform(seed * 7919);
    const size = seed % 3 === 0 ? 1.2 + 2 * random() : 4 + 8 * random();
    const cell = Array.from({ length: 9 }, (_, k) => (k % 4 === 0 ? size * (0.7 + 0.6 * random()) : size * 0.5 * (random() - 0.5)));
    // Shears by integers and more: lattices that look nothing like their shortest vectors.
    if (seed % 4 === 1) for (let a = 0; a < 3; a++) cell[3 + a]! += (Math.floor(random() * 9) - 4) * cell[a]!;
    if (seed % 4 === 1) for (let a = 0; a < 3; a++) cell[6 + a]! += (random() * 9 - 4) * cell[3 + a]!;
    if (seed % 5 === 0) for (let a = 0; a < 3; a++) cell[a] = -cell[a]!;
    const atoms = seed % 3 === 0 ? 1 + Math.floor(3 * random()) : 4 + Math.floor(30 * random());
    const spread = seed % 7 === 0 ? 6 : 1;
    const positions: number[] = [];
    for (let i = 0; i < atoms; i++) {
      const f = [0, 1, 2].map(() => spread * (random() - (spread - 1) / 2 / spread));
      for (let a = 0; a < 3; a++) positions.push(f[0]! * cell[a]! + f[1]! * cell[3 + a]! + f[2]! * cell[6 + a]!);
    }
    pairs += assertAgrees(structureOf(positions, cell, periodicities[seed % 6]!), 1.5 + 3.5 * random(), `seed ${seed}`);
  }
  assert.ok(pairs > 10000, `only ${pairs} pairs tried`);
});

test("enough atoms for many boxes, with and without periodicity", () => {
  for (const [index, periodic] of periodicities.entries()) {
    const random = uniform(100 + index);
    const positions = Array.from({ length: 3 * 350 }, () => 20 * random());
    assertAgrees(structureOf(positions, [20, 0, 0, 0, 20, 0, 0, 0, 20], periodic), 3.1, `box ${periodic}`);
    assertAgrees(structureOf(positions, [20, 0, 0, 13, 20, 0, -17, 35, 20], periodic), 2.7, `sheared ${periodic}`);
  }
});

test("no cell at all, and a flag for a direction without a vector, mean isolated atoms", () => {
  const random = uniform(5);
  const positions = Array.from({ length: 90 }, () => 9 * random() - 4);
  const zero = new Float64Array(9);
  const alone = assertAgrees(structureOf(positions, zero, [false, false, false]), 3, "isolated");
  assert.is(pairsOf(buildNeighbourList(structureOf(positions, zero, [true, true, true]), 3)).length, alone);
  assert.is(buildNeighbourList(structureOf([], zero, [false, false, false]), 3).neighbour.length, 0);
  assert.is(buildNeighbourList(structureOf([1e5, 0, 0, -1e5, 3, 2], zero, [false, false, false]), 3).neighbour.length, 0);
});

test("one atom sees its own images: simple cubic coordination numbers", () => {
  const cubic = structureOf([0.3, -7, 100], [1, 0, 0, 0, 1, 0, 0, 0, 1], [true, true, true]);
  for (const [cutoff, count] of [
    [0.99, 0],
    [1, 6],
    [1.42, 18],
    [1.74, 26],
    [2, 32],
    [2.24, 56],
  ] as const) {
    for (const build of [buildNeighbourList, buildFastList]) assert.is(build(cubic, cutoff).neighbour.length, count, `cutoff ${cutoff}`);
  }
});

test("a pair exactly at the cutoff is in, one bit nearer cutoff is out, from either end", () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = uniform(seed + 1);
    const cell = [7 + random(), 0, 0, 5 * random(), 8, 0, -9 * random(), 11 * random(), 7.5];
    const s = structureOf(
      Array.from({ length: 12 }, () => 30 * random() - 15),
      cell,
      [true, true, true],
    );
    const list = buildNeighbourList(s, 6);
    const [j, i] = [list.neighbour[0]!, list.first.findIndex((bound) => bound > 0) - 1];
    const shift = [...list.shift.subarray(0, 3)];
    const square = squareOf(s, i, j, shift);
    let cutoff = Math.sqrt(square);
    while (cutoff * cutoff < square) cutoff *= 1 + 2 ** -52;
    for (const build of [buildNeighbourList, buildFastList]) {
      const has = (at: number): number => {
        const all = pairsOf(build(s, at));
        return (
          Number(all.includes(`${i} ${j} ${shift.join(" ")}`)) + Number(all.includes(`${j} ${i} ${shift.map((v) => 0 - v).join(" ")}`))
        );
      };
      assert.is(has(cutoff), 2, "exactly at the cutoff");
      assert.is(has(cutoff * (1 - 2 ** -51)), 0, "a hair beyond the cutoff");
    }
  }
});

test("extreme shear costs nothing and loses nothing", () => {
  const random = uniform(77);
  const straight = structureOf(
    Array.from({ length: 300 }, () => 12 * random()),
    [12, 0, 0, 0, 12, 0, 0, 0, 12],
    [true, true, true],
  );
  const sheared = { ...straight, cell: Float64Array.from([12, 0, 0, 12 * 1000, 12, 0, 12 * 517, -12 * 800, 12]) };
  // The same lattice by other vectors: the same number of neighbours for every atom.
  assert.equal([...buildNeighbourList(sheared, 4).first], [...buildNeighbourList(straight, 4).first]);
});

test("a list built into the arrays of an earlier one, larger or smaller, is the same list", () => {
  const of = (atoms: number, seed: number): Structure => {
    const random = uniform(seed);
    return structureOf(
      Array.from({ length: 3 * atoms }, () => 15 * random()),
      [10, 0, 0, 3, 10, 0, 0, 1, 10],
      [true, true, true],
    );
  };
  let list = buildNeighbourList(of(200, 1), 4);
  let fast = buildFastList(of(200, 1), 4);
  for (const [atoms, cutoff] of [
    [200, 4],
    [200, 5],
    [200, 2],
    [50, 4],
    [300, 4.5],
  ] as const) {
    const s = of(atoms, atoms);
    list = buildNeighbourList(s, cutoff, list);
    const expected = pairsOf(buildNeighbourList(s, cutoff));
    assert.equal(pairsOf(list), expected);
    fast = buildFastList(s, cutoff, fast);
    assert.equal(pairsOf(fast).sort(), expected.sort());
  }
});

test("a crowd of atoms at one point is refused before memory runs out", () => {
  const crowd = structureOf(new Float64Array(3 * 100_000), new Float64Array(9), [false, false, false]);
  assert.throws(() => buildNeighbourList(crowd, 5), /on top of each other/);
});

test("what cannot be used is said plainly", () => {
  const good = structureOf([0, 0, 0, 1, 1, 1], [5, 0, 0, 0, 5, 0, 0, 0, 5], [true, true, true]);
  assert.throws(() => buildNeighbourList(good, 0), /cutoff must be a positive length/);
  assert.throws(() => buildNeighbourList(good, Number.NaN), /cutoff/);
  assert.throws(() => buildNeighbourList({ ...good, cell: Float64Array.from([5, 0, 0, 5, 0, 0, 0, 0, 5]) }, 3), /one plane or on one line/);
  assert.throws(() => buildNeighbourList({ ...good, cell: Float64Array.from([5, 0, 0, 0, Number.NaN, 0, 0, 0, 5]) }, 3), /Cell vector 2/);
  assert.throws(() => buildNeighbourList({ ...good, positions: Float64Array.from([0, 0, 0, 1, Number.NaN, 1]) }, 3), /Atom 2/);
  assert.throws(() => buildNeighbourList({ ...good, cell: Float64Array.from([1e-3, 0, 0, 0, 1e-3, 0, 0, 0, 1e-3]) }, 3), /so small/);
  assert.ok(
    (() => {
      try {
        buildNeighbourList(good, -1);
      } catch (error) {
        return error instanceof RangeError;
      }
      return false;
    })(),
  );
});

test("Verlet list: kept while the two largest displacements sum to less than the skin, rebuilt after, or when the cell changes", () => {
  const random = uniform(9);
  const s = structureOf(
    Array.from({ length: 192 }, () => 10 * random()),
    [10, 0, 0, 0, 10, 0, 0, 0, 10],
    [true, true, true],
  );
  const verlet = new VerletList(3, 1);
  const list = verlet.update(s);
  assert.is(list.cutoffAngstrom, 4);
  const moved = { ...s, positions: s.positions.slice() };
  moved.positions[0]! += 0.9;
  assert.is(verlet.update(moved), list, "one atom by 0.9, the others still: no pair can have come nearer by 1");
  moved.positions[3]! -= 0.2;
  const rebuilt = verlet.update(moved);
  assert.is.not(rebuilt, list, "0.9 + 0.2 > 1");
  // In whatever order: a Verlet list promises the pairs.
  assert.equal(pairsOf(rebuilt).sort(), pairsOf(buildNeighbourList(moved, 4)).sort());
  const sheared = { ...moved, cell: moved.cell.slice() };
  sheared.cell[1]! += 3;
  assert.is.not(verlet.update(sheared), rebuilt, "another cell");
  const restored = VerletList.fromReference(3, 1, verlet.reference()!);
  assert.equal([...restored.update(sheared).neighbour], [...verlet.update(sheared).neighbour]);
});

test("Verlet list under strain: kept while it holds every pair within the cutoff, whatever strain and displacements", () => {
  const random = uniform(11);
  let kept = 0;
  let rebuilds = 0;
  for (let trial = 0; trial < 60; trial++) {
    // Atoms far from the origin too: what counts is the deformation between them.
    const s = structureOf(
      Array.from({ length: 90 }, () => 24 * random() - 8),
      [7, 0.5, 0, 1, 8, 0, -2, 0.3, 7.5],
      [true, true, true],
    );
    const verlet = new VerletList(3, 0.8);
    const list = verlet.update(s);
    const strain = 0.3 * random();
    const f = Array.from({ length: 9 }, (_, p) => (p % 4 === 0 ? 1 : 0) + strain * (random() - 0.5));
    const apply = (rows: Float64Array): Float64Array =>
      rows.map((_, p) => [0, 1, 2].reduce((sum, k) => sum + rows[p - (p % 3) + k]! * f[3 * k + (p % 3)]!, 0));
    const jitter = 0.8 * random();
    const moved = { ...s, cell: apply(s.cell), positions: apply(s.positions).map((x) => x + jitter * (random() - 0.5)) };
    const after = verlet.update(moved);
    if (after !== list) {
      rebuilds++;
      continue;
    }
    kept++;
    const held = new Set<string>();
    for (let i = 0; i < 30; i++) {
      for (let e = after.first[i]!; e < after.first[i + 1]!; e++)
        held.add(`${i} ${after.neighbour[e]} ${after.shift.subarray(3 * e, 3 * e + 3).join(" ")}`);
    }
    const needed = buildNeighbourList(moved, 3);
    for (let i = 0; i < 30; i++) {
      for (let e = needed.first[i]!; e < needed.first[i + 1]!; e++) {
        const pair = `${i} ${needed.neighbour[e]} ${needed.shift.subarray(3 * e, 3 * e + 3).join(" ")}`;
        assert.ok(held.has(pair), `trial ${trial}: a pair within the cutoff is missing`);
      }
    }
  }
  assert.ok(kept > 10 && rebuilds > 10, `${kept} kept, ${rebuilds} rebuilt`);
});

test.run();
