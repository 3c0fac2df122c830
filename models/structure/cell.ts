// The cell: three row vectors in angstrom, nine numbers. Volume, inverse, lengths and angles, fractional coordinates, wrapping.
// A cell may be left-handed (negative determinant): nothing here turns it round, volumes are always positive.

/** Determinant, angstrom^3, negative for a left-handed cell. */
export function cellDeterminant(cell: Float64Array): number {
  const [ax, ay, az, bx, by, bz, cx, cy, cz] = cell as unknown as [number, number, number, number, number, number, number, number, number];
  return ax * (by * cz - bz * cy) - ay * (bx * cz - bz * cx) + az * (bx * cy - by * cx);
}

/** Volume, angstrom^3, never negative; 0 where there is no cell or it is flat. */
export function cellVolume(cell: Float64Array): number {
  return Math.abs(cellDeterminant(cell));
}

/** Whether the three vectors do not span space: a missing, zero or nearly parallel vector (volume below 1e-9 of the lengths' product). */
export function isDegenerate(cell: Float64Array): boolean {
  const product = vectorLength(cell, 0) * vectorLength(cell, 1) * vectorLength(cell, 2);
  return !(product > 0 && product < Number.POSITIVE_INFINITY) || !(cellVolume(cell) > 1e-9 * product);
}

/** Whether all nine numbers are zero: no cell at all. */
export function isNoCell(cell: Float64Array): boolean {
  return cell.every((value) => value === 0);
}

/** Length of vector 0, 1 or 2, angstrom. */
export function vectorLength(cell: Float64Array, vector: number): number {
  return Math.hypot(cell[3 * vector]!, cell[3 * vector + 1]!, cell[3 * vector + 2]!);
}

/** Inverse of the 3 by 3 matrix whose rows are the vectors, so that fractional = cartesian (row) times it; undefined for a degenerate cell. */
export function invertCell(cell: Float64Array): Float64Array | undefined {
  if (isDegenerate(cell)) return undefined;
  const [ax, ay, az, bx, by, bz, cx, cy, cz] = cell as unknown as [number, number, number, number, number, number, number, number, number];
  const scale = 1 / cellDeterminant(cell);
  return Float64Array.of(
    (by * cz - bz * cy) * scale,
    (az * cy - ay * cz) * scale,
    (ay * bz - az * by) * scale,
    (bz * cx - bx * cz) * scale,
    (ax * cz - az * cx) * scale,
    (az * bx - ax * bz) * scale,
    (bx * cy - by * cx) * scale,
    (ay * cx - ax * cy) * scale,
    (ax * by - ay * bx) * scale,
  );
}

/** Rows times matrix: each of the N rows of `rows` (3N) as a row vector times the 3 by 3 `matrix`. */
function rowsTimesMatrix(rows: Float64Array, matrix: Float64Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let i = 0; i + 2 < rows.length; i += 3) {
    const x = rows[i]!;
    const y = rows[i + 1]!;
    const z = rows[i + 2]!;
    for (let k = 0; k < 3; k++) result[i + k] = x * matrix[k]! + y * matrix[3 + k]! + z * matrix[6 + k]!;
  }
  return result;
}

/** Cartesian positions (3N, angstrom) of fractional ones (3N). */
export function fractionalToCartesian(fractional: Float64Array, cell: Float64Array): Float64Array {
  return rowsTimesMatrix(fractional, cell);
}

/** Fractional positions (3N) of cartesian ones (3N, angstrom); undefined for a degenerate cell. */
export function cartesianToFractional(positions: Float64Array, cell: Float64Array): Float64Array | undefined {
  const inverse = invertCell(cell);
  return inverse && rowsTimesMatrix(positions, inverse);
}

/** Positions (3N, angstrom) moved into the cell along its periodic vectors, fractional in [0, 1). A degenerate cell moves nothing. */
export function wrapPositions(positions: Float64Array, cell: Float64Array, periodic: readonly [boolean, boolean, boolean]): Float64Array {
  const fractional = cartesianToFractional(positions, cell);
  if (!fractional) return positions.slice();
  const shifts = new Float64Array(3);
  const result = positions.slice();
  for (let i = 0; i + 2 < fractional.length; i += 3) {
    for (let k = 0; k < 3; k++) shifts[k] = periodic[k] ? Math.floor(fractional[i + k]!) : 0;
    if (shifts[0] === 0 && shifts[1] === 0 && shifts[2] === 0) continue;
    for (let k = 0; k < 3; k++) result[i + k]! -= shifts[0]! * cell[k]! + shifts[1]! * cell[3 + k]! + shifts[2]! * cell[6 + k]!;
  }
  return result;
}

/**
 * Each of the vectors (3N, angstrom) less whole cell vectors along the directions that repeat, so that its fractions lie within
 * half: the nearest image in all but very skewed cells. A degenerate cell moves nothing.
 */
export function nearestImages(vectors: Float64Array, cell: Float64Array, periodic: readonly [boolean, boolean, boolean]): Float64Array {
  const result = vectors.slice();
  const fractional = cartesianToFractional(vectors, cell);
  if (!fractional) return result;
  for (let i = 0; i + 2 < vectors.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const shift = periodic[k] ? Math.round(fractional[i + k]!) : 0;
      if (shift !== 0) for (let a = 0; a < 3; a++) result[i + a]! -= shift * cell[3 * k + a]!;
    }
  }
  return result;
}

/** Rows for columns of a 3 by 3 matrix. */
export function transposed(m: Float64Array): Float64Array {
  return Float64Array.of(m[0]!, m[3]!, m[6]!, m[1]!, m[4]!, m[7]!, m[2]!, m[5]!, m[8]!);
}

/** Lengths in angstrom and angles in degrees. */
export interface CellParameters {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Between b and c. */
  readonly alpha: number;
  /** Between a and c. */
  readonly beta: number;
  /** Between a and b. */
  readonly gamma: number;
}

/** Lengths and angles of a cell; an angle beside a zero vector is NaN. */
export function cellParameters(cell: Float64Array): CellParameters {
  const angle = (i: number, j: number): number => {
    const dot = cell[3 * i]! * cell[3 * j]! + cell[3 * i + 1]! * cell[3 * j + 1]! + cell[3 * i + 2]! * cell[3 * j + 2]!;
    return (Math.acos(Math.max(-1, Math.min(1, dot / (vectorLength(cell, i) * vectorLength(cell, j))))) * 180) / Math.PI;
  };
  return {
    a: vectorLength(cell, 0),
    b: vectorLength(cell, 1),
    c: vectorLength(cell, 2),
    alpha: angle(1, 2),
    beta: angle(0, 2),
    gamma: angle(0, 1),
  };
}

/** Cosine and sine of degrees, exact at multiples of 90. */
function cosineDegrees(degrees: number): number {
  return degrees === 90 ? 0 : Math.cos((degrees * Math.PI) / 180);
}

/** Cell of lengths (angstrom) and angles (degrees): a along x, b in the xy plane, right-handed; undefined where no such cell exists. */
export function cellFromParameters(parameters: CellParameters): Float64Array | undefined {
  const { a, b, c } = parameters;
  const cosAlpha = cosineDegrees(parameters.alpha);
  const cosBeta = cosineDegrees(parameters.beta);
  const cosGamma = cosineDegrees(parameters.gamma);
  const sinGamma = parameters.gamma === 90 ? 1 : Math.sin((parameters.gamma * Math.PI) / 180);
  const cy = (cosAlpha - cosBeta * cosGamma) / sinGamma;
  const czSquared = 1 - cosBeta * cosBeta - cy * cy;
  if (!(a > 0 && b > 0 && c > 0 && sinGamma > 0 && czSquared > 0) || !Number.isFinite(a * b * c)) return undefined;
  return Float64Array.of(a, 0, 0, b * cosGamma, b * sinGamma, 0, c * cosBeta, c * cy, c * Math.sqrt(czSquared));
}
