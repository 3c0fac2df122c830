// Images of atoms on boxes: the plain loops against the full sum over all atoms and images, the integral, and refusals. (The kernels
// against the full sum: test/conformance/cases/images.ts.)
import { type ImageGrid, plainGaussianImage } from "@adatom/models/descriptors/gaussian-image.ts";
import { createRasteriser } from "@adatom/models/kernels/gaussian-image.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { boxes, onBox, positions, weights } from "../../conformance/cases/images.ts";
import { largestDifference } from "../../conformance/suite/compare.ts";

for (const [name, grid, gammaAngstrom] of boxes) {
  test(`${name}: plain loops equal the full sum`, () => {
    const expected = onBox(grid, gammaAngstrom);
    const total = weights.reduce((sum, w) => sum + w, 0);
    // What is cut off is below exp(-18) = 1.6e-8 of an atom's weight at every point and image of it: a few of them add up.
    assert.ok(largestDifference(plainGaussianImage(positions, weights, grid, { gammaAngstrom }), expected) < 1e-7 * total);
    // With a longer reach the sum is complete to rounding.
    assert.ok(largestDifference(plainGaussianImage(positions, weights, grid, { gammaAngstrom, reach: 9 }), expected) < 1e-13 * total);
  });
}

test("without a kernel the plain loops do it", () => {
  const [, grid, gammaAngstrom] = boxes[0]!;
  const loops = createRasteriser("best", { size: 1, start: () => undefined });
  assert.equal(
    loops(positions, weights, grid, { gammaAngstrom }),
    Float32Array.from(plainGaussianImage(positions, weights, grid, { gammaAngstrom })),
  );
});

test("the sum over the points is the integral", () => {
  // 2 pi gamma^2 / (spacing^2) an atom; the trapezoid rule is exact to exp(-2 (pi gamma / spacing)^2).
  const image = createRasteriser()(positions, weights, { points: [100, 100], lengthsAngstrom: [8, 8] }, { gammaAngstrom: 0.2 });
  const sum = image.reduce((all, v) => all + v, 0);
  const expected = (weights.reduce((all, w) => all + w, 0) * 2 * Math.PI * 0.04) / 0.0064;
  // Float32 sums of 10 000 numbers.
  assert.ok(Math.abs(sum / expected - 1) < 1e-5);
});

test("what cannot be is refused by name", () => {
  const rasterise = createRasteriser();
  const good: ImageGrid = { points: [4, 4], lengthsAngstrom: [1, 1] };
  assert.throws(() => rasterise(positions, weights, { ...good, points: [4] }, { gammaAngstrom: 1 }), /2 or 3 dimensions/);
  assert.throws(() => rasterise(positions, weights, { ...good, lengthsAngstrom: [1, 0] }, { gammaAngstrom: 1 }), /lengthsAngstrom\[1\]/);
  assert.throws(() => rasterise(positions, weights.subarray(1), good, { gammaAngstrom: 1 }), /do not belong together/);
  assert.throws(() => rasterise(positions, weights, good, { gammaAngstrom: 0 }), /gamma/);
});

test.run();
