// Images of atoms: the kernel and the plain loops against the full sum over all atoms and images, in two and three dimensions,
// periodic and not, with windows, and Gaussians wider than the image.
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { type ImageGrid, plainGaussianImage } from "@adatom/models/descriptors/gaussian-image.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createRasteriser } from "@adatom/models/kernels/gaussian-image.ts";
import { soloTeam } from "@adatom/models/kernels/team/team.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const random = createRandom(3);
const atoms = 12;
const weights = Float64Array.from({ length: atoms }, () => 1 + 7 * random.uniform());
/** Inside the box, and some outside it. */
const positions = Float64Array.from({ length: 3 * atoms }, () => 9 * random.uniform() - 1);

/** By the definition: no cutoff, periodic images up to 9 boxes away. */
function fullSum({ points, lengthsAngstrom, periodic, originAngstrom }: ImageGrid, gamma: number): Float64Array {
  const image = new Float64Array(points.reduce((size, n) => size * n, 1));
  for (let k = 0; k < image.length; k++) {
    let rest = k;
    const index = points.map(() => 0);
    for (let axis = points.length - 1; axis >= 0; axis--) {
      index[axis] = rest % points[axis]!;
      rest = Math.floor(rest / points[axis]!);
    }
    for (let i = 0; i < atoms; i++) {
      let value = weights[i]!;
      for (const [axis, n] of points.entries()) {
        const length = lengthsAngstrom[axis]!;
        const distance = (originAngstrom?.[axis] ?? 0) + (index[axis]! * length) / n - positions[3 * i + axis]!;
        const far = (periodic?.[axis] ?? true) ? 9 : 0;
        let factor = 0;
        for (let image = -far; image <= far; image++) factor += Math.exp(-((distance + image * length) ** 2) / (2 * gamma ** 2));
        value *= factor;
      }
      image[k]! += value;
    }
  }
  return image;
}

const grids: readonly (readonly [string, ImageGrid, number])[] = [
  ["plane", { points: [40, 37], lengthsAngstrom: [7, 6] }, 0.2],
  ["plane, wide Gaussians", { points: [24, 5], lengthsAngstrom: [6, 3] }, 1.1],
  ["plane, not periodic along y", { points: [31, 26], lengthsAngstrom: [7, 6], periodic: [true, false] }, 0.3],
  ["window", { points: [16, 18], lengthsAngstrom: [2, 2.5], periodic: [false, false], originAngstrom: [1.5, 3] }, 0.25],
  ["box", { points: [16, 13, 18], lengthsAngstrom: [7, 6, 8] }, 0.5],
  ["box, not periodic", { points: [15, 15, 15], lengthsAngstrom: [8, 8, 8], periodic: [false, false, false] }, 0.6],
];

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  assert.is(a.length, b.length);
  let largest = 0;
  for (let k = 0; k < a.length; k++) largest = Math.max(largest, Math.abs(a[k]! - b[k]!));
  return largest;
};

for (const [name, grid, gammaAngstrom] of grids) {
  const expected = fullSum(grid, gammaAngstrom);
  const total = weights.reduce((sum, w) => sum + w, 0);

  test(`${name}: plain loops equal the full sum`, () => {
    // What is cut off is below exp(-18) = 1.6e-8 of an atom's weight at every point and image of it: a few of them add up.
    assert.ok(largestDifference(plainGaussianImage(positions, weights, grid, { gammaAngstrom }), expected) < 1e-7 * total);
    // With a longer reach the sum is complete to rounding.
    assert.ok(largestDifference(plainGaussianImage(positions, weights, grid, { gammaAngstrom, reach: 9 }), expected) < 1e-13 * total);
  });

  for (const form of ["plain", "relaxed"] as const) {
    test(`${name}: the ${form} kernel equals the full sum to float32`, () => {
      const rasterise = createRasteriser(form);
      const image = rasterise(positions, weights, grid, { gammaAngstrom, reach: 9 });
      // Each point is a sum in float32 of up to 12 atoms and their images, each rounded at 6e-8 of itself thrice.
      const largest = expected.reduce((most, v) => Math.max(most, v), 0);
      assert.ok(largestDifference(image, expected) < 5e-7 * largest);
      // Again, after an image of another size: nothing is left over.
      rasterise(positions.subarray(0, 6), weights.subarray(0, 2), { points: [64, 64], lengthsAngstrom: [8, 8] }, { gammaAngstrom: 0.2 });
      assert.equal(rasterise(positions, weights, grid, { gammaAngstrom, reach: 9 }), image);
    });
  }
}

test("the same bits on any number of threads", () => {
  const [one, two, four] = [soloTeam, createTeam(2), createTeam(4)].map((team) => createRasteriser("best", team));
  for (const [name, grid, gammaAngstrom] of grids) {
    const image = one!(positions, weights, grid, { gammaAngstrom });
    assert.equal(two!(positions, weights, grid, { gammaAngstrom }), image, name);
    assert.equal(four!(positions, weights, grid, { gammaAngstrom }), image, name);
  }
});

test("without a kernel the plain loops do it", () => {
  const [, grid, gammaAngstrom] = grids[0]!;
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
