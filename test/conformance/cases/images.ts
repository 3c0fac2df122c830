// Images of atoms by the definition (no cutoff, periodic images far away): on boxes in two and three dimensions, periodic and not,
// with windows and Gaussians wider than the image, and on cells of any shape.
import type { CellGrid } from "@adatom/models/descriptors/cell-image.ts";
import type { ImageGrid } from "@adatom/models/descriptors/gaussian-image.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createCellRasteriser, createRasteriser } from "@adatom/models/kernels/gaussian-image.ts";
import { rasteriseOnDevice } from "@adatom/models/kernels/gpu/gaussian-image.ts";
import type { ConformanceCase } from "../suite/case.ts";
import { largest } from "../suite/compare.ts";

const atoms = 12;
const random = createRandom(3);
export const weights = Float64Array.from({ length: atoms }, () => 1 + 7 * random.uniform());
/** Inside the box or cell, and some outside it. */
export const positions = Float64Array.from({ length: 3 * atoms }, () => 9 * random.uniform() - 1);
/** Far enough that what is cut off is below float64's rounding; the usual reach leaves exp(-18) = 1.6e-8 of an atom. */
const reach = 9;

/** By the definition. */
export function onBox({ points, lengthsAngstrom, periodic, originAngstrom }: ImageGrid, gamma: number): Float64Array {
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

/** By the definition, images up to six cells away. */
export function onCell({ points, cell }: CellGrid, gamma: number): Float64Array {
  const [na, nb, nc] = points;
  const image = new Float64Array(na * nb * nc);
  const along = (x: number, i: number, j: number, k: number): number =>
    (i * cell[x]!) / na + (j * cell[3 + x]!) / nb + (k * cell[6 + x]!) / nc;
  for (let p = 0; p < image.length; p++) {
    const [pi, pj, pk] = [Math.floor(p / (nb * nc)), Math.floor(p / nc) % nb, p % nc] as const;
    for (let i = pi - 6 * na; i <= pi + 6 * na; i += na)
      for (let j = pj - 6 * nb; j <= pj + 6 * nb; j += nb)
        for (let k = pk - 6 * nc; k <= pk + 6 * nc; k += nc) {
          const [x, y, z] = [along(0, i, j, k), along(1, i, j, k), along(2, i, j, k)];
          for (let n = 0; n < atoms; n++) {
            const squared = (x - positions[3 * n]!) ** 2 + (y - positions[3 * n + 1]!) ** 2 + (z - positions[3 * n + 2]!) ** 2;
            // The sum ends at 8 gamma: exp(-32) = 1e-14.
            if (squared < 64 * gamma ** 2) image[p]! += weights[n]! * Math.exp(-squared / (2 * gamma ** 2));
          }
        }
  }
  return image;
}

export const boxes: readonly (readonly [string, ImageGrid, number])[] = [
  ["plane", { points: [40, 37], lengthsAngstrom: [7, 6] }, 0.2],
  ["plane, wide Gaussians", { points: [24, 5], lengthsAngstrom: [6, 3] }, 1.1],
  ["plane, not periodic along y", { points: [31, 26], lengthsAngstrom: [7, 6], periodic: [true, false] }, 0.3],
  ["window", { points: [16, 18], lengthsAngstrom: [2, 2.5], periodic: [false, false], originAngstrom: [1.5, 3] }, 0.25],
  ["box", { points: [16, 13, 18], lengthsAngstrom: [7, 6, 8] }, 0.5],
  ["box, not periodic", { points: [15, 15, 15], lengthsAngstrom: [8, 8, 8], periodic: [false, false, false] }, 0.6],
  ["box, Gaussians that reach around", { points: [7, 9, 8], lengthsAngstrom: [8, 8, 8] }, 2.5],
];

export const cells: readonly (readonly [string, CellGrid, number])[] = [
  ["orthogonal cell", { points: [12, 10, 14], cell: Float64Array.of(5, 0, 0, 0, 4, 0, 0, 0, 6) }, 0.4],
  ["hexagonal", { points: [12, 12, 9], cell: Float64Array.of(4, 0, 0, -2, Math.sqrt(12), 0, 0, 0, 5) }, 0.35],
  ["triclinic", { points: [11, 9, 13], cell: Float64Array.of(4, 0.7, -0.5, 1.9, 4.5, 0.8, -1.2, 1.4, 5) }, 0.4],
  ["left-handed, wide Gaussians", { points: [5, 6, 4], cell: Float64Array.of(0.9, 3, 0.2, 3.5, 0.4, -0.6, 0.5, 1, 3) }, 0.8],
  ["one point along an edge", { points: [7, 1, 5], cell: Float64Array.of(4, 0, 0, 1, 2, 0, 1, 0.5, 4) }, 0.5],
];

const boxCase = ([name, grid, gammaAngstrom]: (typeof boxes)[number]): ConformanceCase => ({
  subject: "image of atoms on a box",
  name,
  covers: ["kernels/gaussian-image/", "kernels/gpu/gaussian-image.wgsl.ts"],
  reference() {
    const values = onBox(grid, gammaAngstrom);
    // Hundreds of images of each atom reach a point of a small box: their roundings add up like steps of a walk.
    const images = grid.points.reduce((all, _, axis) => all * ((2 * reach * gammaAngstrom) / grid.lengthsAngstrom[axis]!), 1);
    return [{ quantity: "image on a box", values, scale: (images > 100 ? 3 : 1) * largest(values) }];
  },
  onProcessor({ team, form }) {
    const rasterise = createRasteriser(form, team);
    const image = rasterise(positions, weights, grid, { gammaAngstrom, reach });
    // Again, after an image of another size: nothing is left over.
    rasterise(positions.subarray(0, 6), weights.subarray(0, 2), { points: [64, 64], lengthsAngstrom: [8, 8] }, { gammaAngstrom: 0.2 });
    const again = rasterise(positions, weights, grid, { gammaAngstrom, reach });
    if (image.some((value, k) => value !== again[k])) throw new Error("an image after one of another size is not the same");
    return [{ quantity: "image on a box", values: image }];
  },
  onGpu: async (device) => [
    { quantity: "image on a box", values: await rasteriseOnDevice(device, positions, weights, grid, { gammaAngstrom, reach }) },
  ],
});

const cellCase = ([name, grid, gammaAngstrom]: (typeof cells)[number]): ConformanceCase => ({
  subject: "image of atoms on a cell",
  name,
  covers: ["kernels/gaussian-image/"],
  reference: () => [{ quantity: "image on a cell", values: onCell(grid, gammaAngstrom) }],
  onProcessor: ({ team, form }) => [
    { quantity: "image on a cell", values: createCellRasteriser(form, team)(positions, weights, grid, { gammaAngstrom, reach }) },
  ],
});

export const imageCases: readonly ConformanceCase[] = [...boxes.map(boxCase), ...cells.map(cellCase)];
