// Images of atoms: V(r) = sum_i w_i exp(-|r - r_i|^2 / (2 gamma^2)) on a regular grid over a rectangle or a box, periodic or not
// (Mills et al. 2019; Noh et al. 2019). Here the grid, the checks and plain loops in float64; the kernel and the choice between
// them: kernels/gaussian-image.ts.
//
// A Gaussian is a product of one factor an axis, so an atom costs a few dozen exponentials and then one product a point. It
// is cut off where it is below 2e-8 (6 gamma), beside the axes rather than on a sphere.

export interface ImageGrid {
  /** Points along x, y and, in three dimensions, z: the last one varies fastest. */
  readonly points: readonly number[];
  /** Length of the image along each, angstrom; point k lies at origin + k length / points. */
  readonly lengthsAngstrom: readonly number[];
  /** Whether the image repeats along each; default all. */
  readonly periodic?: readonly boolean[];
  /** Where point 0 lies, angstrom; default 0: a window of something larger where it does not repeat. */
  readonly originAngstrom?: readonly number[];
}

export interface GaussianOptions {
  /** Standard deviation, angstrom. */
  readonly gammaAngstrom: number;
  /** Reach along each axis, in gamma; default 6. */
  readonly reach?: number;
}

export const defaultReach = 6;

/** One axis of a checked grid. */
export interface ImageAxis {
  readonly points: number;
  readonly spacing: number;
  readonly origin: number;
  readonly periodic: boolean;
}

/** @throws RangeError naming what is wrong with the grid, the atoms or the width */
export function checkImage(positions: Float64Array, weights: Float64Array, grid: ImageGrid, options: GaussianOptions): ImageAxis[] {
  const { points, lengthsAngstrom, periodic, originAngstrom } = grid;
  const dimensions = points.length;
  if (dimensions !== 2 && dimensions !== 3) throw new RangeError(`an image of atoms has 2 or 3 dimensions, not ${dimensions}`);
  for (const [name, list] of Object.entries({ lengthsAngstrom, periodic, originAngstrom })) {
    if (list && list.length !== dimensions) throw new RangeError(`image: ${name} has ${list.length} entries, expected ${dimensions}`);
  }
  if (positions.length !== 3 * weights.length)
    throw new RangeError(`image: ${positions.length} coordinates and ${weights.length} weights do not belong together`);
  const { gammaAngstrom, reach = defaultReach } = options;
  if (!(gammaAngstrom > 0 && reach > 0 && Number.isFinite(gammaAngstrom * reach)))
    throw new RangeError("image: gamma and reach must be positive numbers");
  return points.map((count, axis) => {
    const length = lengthsAngstrom[axis]!;
    if (!(Number.isInteger(count) && count >= 1))
      throw new RangeError(`image: points[${axis}] must be a whole number of at least 1, not ${count}`);
    if (!(length > 0 && Number.isFinite(length)))
      throw new RangeError(`image: lengthsAngstrom[${axis}] must be a positive length, not ${length}`);
    return { points: count, spacing: length / count, origin: originAngstrom?.[axis] ?? 0, periodic: periodic?.[axis] ?? true };
  });
}

/**
 * The image in plain loops, float64. In two dimensions z is left out: a projection.
 * @param positions angstrom, 3 N @param weights N, such as atomic numbers
 */
export function plainGaussianImage(
  positions: Float64Array,
  weights: Float64Array,
  grid: ImageGrid,
  options: GaussianOptions,
): Float64Array {
  const axes = checkImage(positions, weights, grid, options);
  const { gammaAngstrom, reach = defaultReach } = options;
  const image = new Float64Array(axes.reduce((size, { points }) => size * points, 1));
  const strides = axes.map((_, axis) => axes.slice(axis + 1).reduce((size, { points }) => size * points, 1));
  const [x, y, z] = axes as [ImageAxis, ImageAxis, ImageAxis?];
  const factors = (coordinate: number, { points, spacing, origin, periodic }: ImageAxis): { at: number; factor: number }[] => {
    const centre = (coordinate - origin) / spacing;
    const extent = (reach * gammaAngstrom) / spacing;
    const found: { at: number; factor: number }[] = [];
    for (let k = Math.ceil(centre - extent); k <= centre + extent; k++) {
      if (!periodic && (k < 0 || k >= points)) continue;
      const distance = (k - centre) * spacing;
      found.push({ at: ((k % points) + points) % points, factor: Math.exp(-(distance * distance) / (2 * gammaAngstrom ** 2)) });
    }
    return found;
  };
  for (let i = 0; i < weights.length; i++) {
    const along = [x, y].map((axis, c) => factors(positions[3 * i + c]!, axis));
    const deep = z ? factors(positions[3 * i + 2]!, z) : [{ at: 0, factor: 1 }];
    for (const a of along[0]!) {
      for (const b of along[1]!) {
        const line = a.at * strides[0]! + b.at * strides[1]!;
        for (const c of deep) image[line + c.at]! += weights[i]! * a.factor * b.factor * c.factor;
      }
    }
  }
  return image;
}
