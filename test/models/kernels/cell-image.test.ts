// Images of atoms in cells of any shape: the kernel and the plain loops against the full sum over all images, a box against the
// boxes' own way, the same bits on any number of threads.
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { type CellGrid, plainCellImage } from "@adatom/models/descriptors/cell-image.ts";
import { plainGaussianImage } from "@adatom/models/descriptors/gaussian-image.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createCellRasteriser } from "@adatom/models/kernels/gaussian-image.ts";
import { soloTeam } from "@adatom/models/kernels/team/team.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const random = createRandom(3);
const atoms = 9;
const weights = Float64Array.from({ length: atoms }, () => 1 + 7 * random.uniform());
/** Some outside the cell. */
const positions = Float64Array.from({ length: 3 * atoms }, () => 9 * random.uniform() - 1);

const grids: Record<string, readonly [CellGrid, number]> = {
  box: [{ points: [12, 10, 14], cell: Float64Array.of(5, 0, 0, 0, 4, 0, 0, 0, 6) }, 0.4],
  hexagonal: [{ points: [12, 12, 9], cell: Float64Array.of(4, 0, 0, -2, Math.sqrt(12), 0, 0, 0, 5) }, 0.35],
  triclinic: [{ points: [11, 9, 13], cell: Float64Array.of(4, 0.7, -0.5, 1.9, 4.5, 0.8, -1.2, 1.4, 5) }, 0.4],
  "left-handed, wide Gaussians": [{ points: [5, 6, 4], cell: Float64Array.of(0.9, 3, 0.2, 3.5, 0.4, -0.6, 0.5, 1, 3) }, 0.8],
  "one point along an edge": [{ points: [7, 1, 5], cell: Float64Array.of(4, 0, 0, 1, 2, 0, 1, 0.5, 4) }, 0.5],
};

/** By the definition: no cutoff, images up to six cells away. */
function fullSum({ points, cell }: CellGrid, gamma: number): Float64Array {
  const [na, nb, nc] = points;
  const image = new Float64Array(na * nb * nc);
  const along = (x: number, i: number, j: number, k: number): number =>
    (i * cell[x]!) / na + (j * cell[3 + x]!) / nb + (k * cell[6 + x]!) / nc;
  const at = (i: number, j: number, k: number): [number, number, number] => [along(0, i, j, k), along(1, i, j, k), along(2, i, j, k)];
  for (let p = 0; p < image.length; p++) {
    const own = [Math.floor(p / (nb * nc)), Math.floor(p / nc) % nb, p % nc] as const;
    for (let i = -6; i <= 6; i++)
      for (let j = -6; j <= 6; j++)
        for (let k = -6; k <= 6; k++) {
          const [x, y, z] = at(own[0] + i * na, own[1] + j * nb, own[2] + k * nc);
          for (let n = 0; n < atoms; n++) {
            const squared = (x - positions[3 * n]!) ** 2 + (y - positions[3 * n + 1]!) ** 2 + (z - positions[3 * n + 2]!) ** 2;
            if (squared < 64 * gamma ** 2) image[p]! += weights[n]! * Math.exp(-squared / (2 * gamma ** 2));
          }
        }
  }
  return image;
}

const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  assert.is(a.length, b.length);
  let largest = 0;
  for (let k = 0; k < a.length; k++) largest = Math.max(largest, Math.abs(a[k]! - b[k]!));
  return largest;
};

const teams = [soloTeam, createTeam(2), createTeam(4)];

for (const [name, [grid, gammaAngstrom]] of Object.entries(grids)) {
  test(`${name}: the full sum, and the same bits on any number of threads`, () => {
    const expected = fullSum(grid, gammaAngstrom);
    const largest = expected.reduce((most, v) => Math.max(most, v), 0);
    const options = { gammaAngstrom, reach: 9 };
    // The sum above ends at 8 gamma: exp(-32) = 1e-14 for some hundred images of each atom.
    assert.ok(difference(plainCellImage(positions, weights, grid, options), expected) < 1e-10 * largest);
    for (const form of ["plain", "relaxed"] as const) {
      const image = createCellRasteriser(form, soloTeam)(positions, weights, grid, options);
      // Sums in float32 of each atom and its images, each rounded at 6e-8 of itself thrice.
      assert.ok(difference(image, expected) < 1e-6 * largest, form);
    }
    const [one, ...others] = teams.map((team) => createCellRasteriser("best", team)(positions, weights, grid, { gammaAngstrom }));
    for (const other of others) assert.equal(other, one);
  });
}

test("a box is what the boxes' own way makes of it", () => {
  const [{ points, cell }, gammaAngstrom] = grids.box!;
  const own = plainGaussianImage(positions, weights, { points, lengthsAngstrom: [cell[0]!, cell[4]!, cell[8]!] }, { gammaAngstrom });
  // The same terms from rounded places.
  assert.ok(difference(plainCellImage(positions, weights, { points, cell }, { gammaAngstrom }), own) < 1e-12 * 100);
});

test("what cannot be is refused by name", () => {
  const rasterise = createCellRasteriser();
  const [grid] = grids.hexagonal!;
  const flat = { ...grid, cell: Float64Array.of(1, 0, 0, 2, 0, 0, 0, 0, 1) };
  assert.throws(() => rasterise(positions, weights, flat, { gammaAngstrom: 1 }), /do not span space/);
  assert.throws(() => rasterise(positions, weights, { ...grid, points: [1, 0, 2] }, { gammaAngstrom: 1 }), /points\[1\]/);
  assert.throws(() => rasterise(positions, weights.subarray(1), grid, { gammaAngstrom: 1 }), /do not belong together/);
  assert.throws(() => rasterise(positions, weights, grid, { gammaAngstrom: -1 }), /gamma/);
});

test.run();
