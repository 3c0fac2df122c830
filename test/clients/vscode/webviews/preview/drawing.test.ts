// What the preview draws: sticks of periodic bonds, colours, picking, the cell.
import { decodeFloat32, decodeInt32 } from "adatom-vscode/webviews/base64-arrays.ts";
import { bondSticks } from "adatom-vscode/webviews/preview/bond-sticks.ts";
import { coloursByElement, coloursByValue, finiteRange, magnitudes, mapColour } from "adatom-vscode/webviews/preview/colours.ts";
import { atomCount, formulaParts, shortNumber } from "adatom-vscode/webviews/preview/format.ts";
import { cellEdges, extent } from "adatom-vscode/webviews/preview/geometry.ts";
import { atomOfLine, pickAtom } from "adatom-vscode/webviews/preview/pick.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const cell = [10, 0, 0, 2, 8, 0, 0, 0, 6];

test("a bond inside the cell is one stick, with a colour of each atom", () => {
  const sticks = bondSticks(Float32Array.of(1, 1, 1, 2, 1, 1), Int32Array.of(0, 1, 0, 0, 0), cell);
  assert.is(sticks.count, 1);
  assert.equal([...sticks.starts, ...sticks.ends], [1, 1, 1, 2, 1, 1]);
  assert.equal([...sticks.atoms], [0, 1]);
});

test("a bond to an image is two halves, each from its atom half-way to the other's image", () => {
  const positions = Float32Array.of(0.5, 1, 1, 9.5, 1, 1);
  const sticks = bondSticks(positions, Int32Array.of(0, 1, -1, 0, 0), cell);
  assert.is(sticks.count, 2);
  assert.equal([...sticks.starts], [0.5, 1, 1, 9.5, 1, 1]);
  assert.equal([...sticks.ends], [0, 1, 1, 10, 1, 1]);
  assert.equal([...sticks.atoms], [0, 0, 1, 1]);
});

test("image shifts use the rows of a skewed cell, and both halves are half of one bond", () => {
  const positions = Float32Array.of(1, 0.5, 3, 3, 7.5, 3);
  const sticks = bondSticks(positions, Int32Array.of(0, 1, 0, -1, 0), cell);
  const half = (stick: number) => [0, 1, 2].map((x) => sticks.ends[3 * stick + x]! - sticks.starts[3 * stick + x]!);
  assert.equal(half(0), [0, -0.5, 0]);
  assert.equal(half(1), [0, 0.5, 0]);
});

test("an atom bonded to its own image", () => {
  const sticks = bondSticks(Float32Array.of(0, 0, 0), Int32Array.of(0, 0, 0, 0, 1), cell);
  assert.equal([...sticks.ends], [0, 0, 3, 0, 0, -3]);
});

test("the map runs from dark to bright and is held at its ends", () => {
  const brightness = (fraction: number) => {
    const [r, g, b] = mapColour(fraction);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (let i = 0; i < 20; i++) assert.ok(brightness((i + 1) / 20) > brightness(i / 20));
  assert.equal(mapColour(-1), mapColour(0));
  assert.equal(mapColour(2), mapColour(1));
});

test("colours by value: ends of the range, equal values, numbers that are none", () => {
  const colours = coloursByValue([-2, 4, Number.NaN]);
  assert.equal([...colours.subarray(0, 3)], mapColour(0));
  assert.equal([...colours.subarray(3, 6)], mapColour(1));
  assert.equal([...colours.subarray(6, 9)], [255, 0, 255]);
  assert.equal([...coloursByValue([5, 5])], [...mapColour(0.5), ...mapColour(0.5)]);
  assert.is(finiteRange([Number.NaN, Number.POSITIVE_INFINITY]), null);
});

test("colours by element, grey for what was not given", () => {
  const colours = coloursByElement(Uint8Array.of(14, 8, 99), { 14: { colour: [1, 2, 3] }, 8: { colour: [4, 5, 6] } });
  assert.equal([...colours], [1, 2, 3, 4, 5, 6, 150, 150, 150]);
  assert.equal([...magnitudes(Float32Array.of(3, 4, 0, 0, 0, 2))], [5, 2]);
});

test("picking takes the nearest sphere along the ray, never one behind it", () => {
  const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const positions = Float32Array.of(0, 0, -10, 0, 0, -5, 0, 0, 5, 3, 0, -5);
  const radii = Float32Array.of(1, 1, 1, 1);
  const ahead = { origin: [0, 0, 0], direction: [0, 0, -1] } as const;
  assert.is(pickAtom(positions, radii, 1, identity, ahead), 1);
  assert.is(pickAtom(positions, radii, 1, identity, { ...ahead, origin: [3.5, 0, 0] }), 3);
  assert.is(pickAtom(positions, radii, 0.4, identity, { ...ahead, origin: [3.5, 0, 0] }), -1);
});

test("atom of a line", () => {
  const lines = Uint32Array.of(2, 3, 4, 70);
  assert.equal(
    [1, 2, 4, 5, 70].map((line) => atomOfLine(lines, line)),
    [-1, 0, 2, -1, 3],
  );
});

test("the cell has 12 edges of the right lengths, and the camera sees all of it", () => {
  const points = cellEdges(cell);
  assert.is(points.length, 72);
  const lengths: number[] = [];
  for (let i = 0; i < 72; i += 6)
    lengths.push(Math.hypot(points[i]! - points[i + 3]!, points[i + 1]! - points[i + 4]!, points[i + 2]! - points[i + 5]!));
  const expected = [10, Math.sqrt(68), 6].flatMap((length) => [length, length, length, length]).sort((a, b) => a - b);
  lengths.sort((a, b) => a - b);
  lengths.forEach((length, i) => {
    assert.ok(Math.abs(length - expected[i]!) < 1e-12);
  });
  const { centre, radius } = extent(new Float32Array(0), cell);
  for (let i = 0; i < 72; i += 3)
    assert.ok(Math.hypot(points[i]! - centre[0], points[i + 1]! - centre[1], points[i + 2]! - centre[2]) <= radius);
  assert.ok(extent(new Float32Array(0), null).radius > 0);
});

test("base64 arrays, formulas and numbers", () => {
  const base64 = (array: Float32Array | Int32Array) => Buffer.from(array.buffer).toString("base64");
  assert.equal([...decodeFloat32(base64(Float32Array.of(1.5, -2)))], [1.5, -2]);
  assert.equal([...decodeInt32(base64(Int32Array.of(-1, 7)))], [-1, 7]);
  assert.equal(
    formulaParts("Si64O2").map((part) => [part.text, part.subscript]),
    [
      ["Si", false],
      ["64", true],
      ["O", false],
      ["2", true],
    ],
  );
  assert.is(shortNumber(-4.33661), "-4.337");
  assert.is(shortNumber(1.234e-7), "1.23e-7");
  assert.is(atomCount(1), "1 atom");
  assert.is(atomCount(1000000), "1,000,000 atoms");
});

test.run();
