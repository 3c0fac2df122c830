// Cells: volume, inverse, parameters, wrapping.
import * as cells from "@adatom/models/structure/cell.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const skewed = Float64Array.of(5.4, 0.1, -0.3, 2.1, 4.9, 0.2, -1.7, 0.8, 6.2);
/** The same with two vectors exchanged: left-handed. */
const leftHanded = Float64Array.of(2.1, 4.9, 0.2, 5.4, 0.1, -0.3, -1.7, 0.8, 6.2);
// Some dozens of operations on numbers below 100: far below 1e-12 by rounding, far above by any mistake.
const tolerance = 1e-12;

function near(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.is(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++)
    assert.ok(Math.abs(actual[i]! - expected[i]!) < tolerance, `[${i}]: ${actual[i]} instead of ${expected[i]}`);
}

test("volume is positive for either hand, the determinant tells them apart", () => {
  assert.is(cells.cellVolume(Float64Array.of(2, 0, 0, 0, 3, 0, 0, 0, 4)), 24);
  assert.ok(cells.cellDeterminant(skewed) > 0 && cells.cellDeterminant(leftHanded) < 0);
  near([cells.cellVolume(leftHanded)], [cells.cellVolume(skewed)]);
});

test("the inverse undoes the cell, and fractional coordinates come back, for either hand", () => {
  for (const cell of [skewed, leftHanded]) {
    const positions = Float64Array.of(0.3, -2, 7.7, 11, 0, -5);
    near(cells.fractionalToCartesian(cells.cartesianToFractional(positions, cell)!, cell), positions);
    near(cells.fractionalToCartesian(cells.invertCell(cell)!, cell), [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  }
});

test("lengths and angles to vectors and back", () => {
  const parameters = { a: 3, b: 4, c: 5, alpha: 80, beta: 95, gamma: 110 };
  near(Object.values(cells.cellParameters(cells.cellFromParameters(parameters)!)), Object.values(parameters));
  assert.equal([...cells.cellFromParameters({ a: 1, b: 2, c: 3, alpha: 90, beta: 90, gamma: 90 })!], [1, 0, 0, 0, 2, 0, 0, 0, 3]);
  // Volume by the textbook formula.
  const [ca, cb, cg] = [80, 95, 110].map((degrees) => Math.cos((degrees * Math.PI) / 180)) as [number, number, number];
  near([cells.cellVolume(cells.cellFromParameters(parameters)!)], [60 * Math.sqrt(1 - ca * ca - cb * cb - cg * cg + 2 * ca * cb * cg)]);
  for (const impossible of [{ alpha: 170 }, { a: 0 }, { a: -1 }, { c: Number.NaN }, { gamma: 180 }, { a: 1e200, b: 1e200 }]) {
    assert.is(cells.cellFromParameters({ ...parameters, ...impossible }), undefined, JSON.stringify(impossible));
  }
});

test("wrapping moves atoms by whole vectors, along periodic directions only", () => {
  const fractional = Float64Array.of(1.25, -0.5, 0.5, -2.75, 0.1, 3.5);
  const positions = cells.fractionalToCartesian(fractional, skewed);
  const back = (periodic: [boolean, boolean, boolean]) =>
    cells.cartesianToFractional(cells.wrapPositions(positions, skewed, periodic), skewed)!;
  near(back([true, true, true]), [0.25, 0.5, 0.5, 0.25, 0.1, 0.5]);
  near(back([true, false, false]), [0.25, -0.5, 0.5, 0.25, 0.1, 3.5]);
  assert.equal(cells.wrapPositions(positions, skewed, [false, false, false]), positions);
});

test("cells without a volume are found out", () => {
  for (const flat of [
    [0, 0, 0, 0, 0, 0, 0, 0, 0],
    [1, 0, 0, 0, 1, 0, 0, 0, 0],
    [1, 2, 3, 2, 4, 6, 0, 0, 1],
    [Number.NaN, 0, 0, 0, 1, 0, 0, 0, 1],
  ]) {
    assert.ok(cells.isDegenerate(Float64Array.from(flat)), flat.join());
    assert.is(cells.invertCell(Float64Array.from(flat)), undefined);
  }
  assert.not(cells.isDegenerate(skewed));
  // Small and large cells are no less cells.
  for (const scale of [1e-30, 1e30]) assert.not(cells.isDegenerate(skewed.map((value) => value * scale)));
});

test.run();
