// Bond order: known values of lattices, other programs' values of a disordered cell, turned structures.
import { findBonds, nearestBonds } from "@adatom/models/analysis/bonds.ts";
import { addSphericalHarmonics, wigner3j } from "@adatom/models/analysis/spherical-harmonics.ts";
import { bondOrder } from "@adatom/models/analysis/steinhardt.ts";
import { cellFromParameters, fractionalToCartesian } from "@adatom/models/structure/cell.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon } from "../../conformance/structures.ts";
import { disordered, reference, worst } from "./reference.ts";

function crystal(cell: Float64Array, fractional: number[]): Structure {
  const positions = fractionalToCartesian(Float64Array.from(fractional), cell);
  return { positions, cell, atomicNumbers: new Uint8Array(fractional.length / 3).fill(18), periodic: [true, true, true] };
}
const cube = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
const simpleCubic = crystal(cube, [0, 0, 0]);
const bodyCentred = crystal(cube, [0, 0, 0, 0.5, 0.5, 0.5]);
const hexagonal = crystal(cellFromParameters({ a: 1, b: 1, c: Math.sqrt(8 / 3), alpha: 90, beta: 90, gamma: 120 })!, [
  ...[1 / 3, 2 / 3, 1 / 4],
  ...[2 / 3, 1 / 3, 3 / 4],
]);

// q4, q6, w4, w6 as printed by Mickel et al., J. Chem. Phys. 138, 044501 (2013) and Steinhardt et al. 1983, to their digits.
const known: [string, Structure, number, number[]][] = [
  ["fcc", argon(1), 12, [0.191, 0.575, -0.159, -0.0132]],
  ["hcp", hexagonal, 12, [0.097, 0.485, 0.134, -0.0124]],
  ["bcc, two shells", bodyCentred, 14, [0.036, 0.511, 0.159, 0.0132]],
  ["bcc, one shell", bodyCentred, 8, [0.509, 0.629, -0.159, 0.0132]],
  ["sc", simpleCubic, 6, [0.764, 0.354, 0.159, 0.0132]],
];
for (const [name, structure, count, expected] of known) {
  test(`${name}: the textbook's values`, () => {
    const bonds = nearestBonds(structure, count);
    const [four, six] = [bondOrder(bonds, 4), bondOrder(bonds, 6)];
    // Half a unit of the last printed digit.
    assert.ok(worst([four.q[0]!, six.q[0]!, four.w[0]!], expected.slice(0, 3)) < 5.1e-4, `${four.q[0]} ${six.q[0]} ${four.w[0]}`);
    assert.ok(Math.abs(six.w[0]! - expected[3]!) < 5.1e-5, `${six.w[0]}`);
  });
}

test("a disordered cell: equal to SciPy's harmonics and SymPy's 3j symbols", () => {
  for (const { l, cutoff, q, w, averagedQ, averagedW } of reference.bondOrder) {
    const found = bondOrder(findBonds(disordered, cutoff), l);
    // Sums of some ten harmonics in double precision; the sum over 3j symbols of l = 12 cancels by some 1e3.
    assert.ok(worst(found.q, q) < 1e-12, `q${l}`);
    assert.ok(worst(found.averagedQ, averagedQ) < 1e-12, `averaged q${l}`);
    assert.ok(worst(found.w, w) < 1e-9, `w${l}`);
    assert.ok(worst(found.averagedW, averagedW) < 1e-9, `averaged w${l}`);
  }
});

test("a turn changes nothing", () => {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const turn = (rows: Float64Array) => {
    const turned = rows.slice();
    for (let p = 0; p < rows.length; p += 3) {
      const [x, y, z] = [rows[p]!, c * rows[p + 1]! - s * rows[p + 2]!, s * rows[p + 1]! + c * rows[p + 2]!];
      turned.set([c * x - s * y, s * x + c * y, z], p);
    }
    return turned;
  };
  const bonds = findBonds(disordered, 3.3);
  const turned = { ...bonds, vectors: turn(bonds.vectors) };
  for (const l of [1, 5, 6, 12]) {
    const [before, after] = [bondOrder(bonds, l), bondOrder(turned, l)];
    assert.ok(worst(before.q, after.q) < 1e-12);
    assert.ok(worst(before.averagedW, after.averagedW) < 1e-9);
    assert.ok(Math.abs(before.globalQ - after.globalQ) < 1e-12);
  }
});

test("harmonics by their closed forms; 3j symbols by their tables; other degrees are refused", () => {
  const out = new Float64Array(6);
  addSphericalHarmonics(2, 1, 2, 2, out, 0);
  const scale = Math.sqrt(15 / (2 * Math.PI)) / 4;
  // Y20, Y21, Y22 at (1, 2, 2)/3.
  const expected = [
    (Math.sqrt(5 / Math.PI) / 4) * (3 * (4 / 9) - 1),
    (-2 * scale * 2) / 9,
    (scale * (1 - 4)) / 9,
    0,
    (-2 * scale * 4) / 9,
    (scale * 4) / 9,
  ];
  assert.ok(worst(out, expected) < 1e-15);
  assert.ok(Math.abs(wigner3j(2, 0, 0) + Math.sqrt(2 / 35)) < 1e-15);
  assert.ok(Math.abs(wigner3j(4, 0, 0) - Math.sqrt(18 / 1001)) < 1e-15);
  assert.throws(() => bondOrder(nearestBonds(simpleCubic, 6), 13), /0 to 12/);
});

test.run();
