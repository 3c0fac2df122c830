// Images of atoms on cells of any shape: the plain loops against the full sum over all images, a box against the boxes' own way, and
// refusals. (The kernel against the full sum: test/conformance/cases/images.ts.)
import { plainCellImage } from "@adatom/models/descriptors/cell-image.ts";
import { plainGaussianImage } from "@adatom/models/descriptors/gaussian-image.ts";
import { createCellRasteriser } from "@adatom/models/kernels/gaussian-image.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cells, onCell, positions, weights } from "../../conformance/cases/images.ts";
import { largest, largestDifference } from "../../conformance/suite/compare.ts";

const byName = (name: string) => cells.find(([own]) => own === name)!;

for (const [name, grid, gammaAngstrom] of cells) {
  test(`${name}: plain loops equal the full sum`, () => {
    const expected = onCell(grid, gammaAngstrom);
    // The full sum ends at 8 gamma: exp(-32) = 1e-14 for some hundred images of each atom.
    const found = plainCellImage(positions, weights, grid, { gammaAngstrom, reach: 9 });
    assert.ok(largestDifference(found, expected) < 1e-10 * largest(expected));
  });
}

test("a box is what the boxes' own way makes of it", () => {
  const [, { points, cell }, gammaAngstrom] = byName("orthogonal cell");
  const own = plainGaussianImage(positions, weights, { points, lengthsAngstrom: [cell[0]!, cell[4]!, cell[8]!] }, { gammaAngstrom });
  // The same terms from rounded places.
  assert.ok(largestDifference(plainCellImage(positions, weights, { points, cell }, { gammaAngstrom }), own) < 1e-12 * 100);
});

test("what cannot be is refused by name", () => {
  const rasterise = createCellRasteriser();
  const [, grid] = byName("hexagonal");
  const flat = { ...grid, cell: Float64Array.of(1, 0, 0, 2, 0, 0, 0, 0, 1) };
  assert.throws(() => rasterise(positions, weights, flat, { gammaAngstrom: 1 }), /do not span space/);
  assert.throws(() => rasterise(positions, weights, { ...grid, points: [1, 0, 2] }, { gammaAngstrom: 1 }), /points\[1\]/);
  assert.throws(() => rasterise(positions, weights.subarray(1), grid, { gammaAngstrom: 1 }), /do not belong together/);
  assert.throws(() => rasterise(positions, weights, grid, { gammaAngstrom: -1 }), /gamma/);
});

test.run();
