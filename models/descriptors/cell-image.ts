// Images of atoms in a periodic cell of any shape: V(r) = sum_i w_i exp(-|r - r_i|^2 / (2 gamma^2)) on points that divide its
// edges. gaussian-image.ts does rectangles and boxes. Here the grid, the checks and plain loops in float64; the kernel and the
// choice between them: kernels/gaussian-image.ts.
//
// Axes are put along the third edge, across it in the plane of the second, and across both: along these a Gaussian is a product
// again, only that a line of points begins elsewhere on each plane. It is cut off beside these axes.
import { cartesianToFractional, invertCell, vectorLength } from "../structure/cell.ts";
import { defaultReach, type GaussianOptions, type ImageAxis } from "./gaussian-image.ts";

export interface CellGrid {
  /** Points along the three edges: the last one varies fastest; point (i, j, k) lies at i a / n_a + j b / n_b + k c / n_c. */
  readonly points: readonly [number, number, number];
  /** Three row vectors, angstrom. */
  readonly cell: Float64Array;
}

/** A checked grid. */
export interface CellFrame {
  /** Spacing along the three axes, of the edges in their order. */
  readonly axes: readonly [ImageAxis, ImageAxis, ImageAxis];
  /** How far a step of the first edge goes along the second and third axis, and one of the second along the third, angstrom. */
  readonly lean: readonly [number, number, number];
  /** Of each atom, in steps of the grid, 3 N. */
  readonly steps: Float64Array;
}

/** @throws RangeError naming what is wrong with the grid, the atoms or the width */
export function checkCellImage(
  positions: Float64Array,
  weights: Float64Array,
  { points, cell }: CellGrid,
  options: GaussianOptions,
): CellFrame {
  if (positions.length !== 3 * weights.length)
    throw new RangeError(`image: ${positions.length} coordinates and ${weights.length} weights do not belong together`);
  const { gammaAngstrom, reach = defaultReach } = options;
  if (!(gammaAngstrom > 0 && reach > 0 && Number.isFinite(gammaAngstrom * reach)))
    throw new RangeError("image: gamma and reach must be positive numbers");
  for (const [axis, count] of points.entries()) {
    if (!(Number.isInteger(count) && count >= 1))
      throw new RangeError(`image: points[${axis}] must be a whole number of at least 1, not ${count}`);
  }
  const inverse = invertCell(cell);
  const fractional = cartesianToFractional(positions, cell);
  if (!inverse || !fractional) throw new RangeError("image: the cell's vectors do not span space");
  const step = (edge: number): number[] => [0, 1, 2].map((k) => cell[3 * edge + k]! / points[edge]!);
  const [a, b, c] = [step(0), step(1), step(2)];
  const deep = vectorLength(cell, 2) / points[2];
  const alongC = (v: number[]): number => dot(v, c) / deep;
  // b without what lies along c.
  const across = b.map((x, k) => x - (alongC(b) * c[k]!) / deep);
  const width = Math.hypot(...across);
  // Across both: the first column of the inverse is normal to b and c, and 1 along a.
  const height = 1 / (points[0] * Math.hypot(inverse[0]!, inverse[3]!, inverse[6]!));
  const axis = (count: number, spacing: number): ImageAxis => ({ points: count, spacing, origin: 0, periodic: true });
  return {
    axes: [axis(points[0], height), axis(points[1], width), axis(points[2], deep)],
    lean: [dot(a, across) / width, alongC(a), alongC(b)],
    steps: fractional.map((x, k) => x * points[k % 3]!),
  };
}

/**
 * The image in plain loops, float64.
 * @param positions angstrom, 3 N @param weights N, such as atomic numbers
 */
export function plainCellImage(positions: Float64Array, weights: Float64Array, grid: CellGrid, options: GaussianOptions): Float64Array {
  const { axes, lean, steps } = checkCellImage(positions, weights, grid, options);
  const { gammaAngstrom, reach = defaultReach } = options;
  const [x, y, z] = axes;
  const image = new Float64Array(x.points * y.points * z.points);
  const extent = reach * gammaAngstrom;
  /** Points within reach of a place, in steps, and their distances from it along the axis. */
  const within = (centre: number, { points, spacing }: ImageAxis): { step: number; at: number; distance: number }[] => {
    const found: { step: number; at: number; distance: number }[] = [];
    for (let k = Math.ceil(centre - extent / spacing); k <= centre + extent / spacing; k++)
      found.push({ step: k, at: ((k % points) + points) % points, distance: (k - centre) * spacing });
    return found;
  };
  for (let i = 0; i < weights.length; i++) {
    const [u, v, w] = steps.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
    for (const a of within(u, x)) {
      for (const b of within(v - ((a.step - u) * lean[0]) / y.spacing, y)) {
        const line = (a.at * y.points + b.at) * z.points;
        for (const c of within(w - ((a.step - u) * lean[1] + (b.step - v) * lean[2]) / z.spacing, z))
          image[line + c.at]! += weights[i]! * Math.exp(-(a.distance ** 2 + b.distance ** 2 + c.distance ** 2) / (2 * gammaAngstrom ** 2));
      }
    }
  }
  return image;
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, x, k) => sum + x * b[k]!, 0);
}
