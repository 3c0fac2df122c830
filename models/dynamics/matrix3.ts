// 3 by 3 matrices, nine numbers row by row, acting on row vectors from the right.
import { transformInKernel } from "../kernels/atoms/motion.ts";

/** Exponential, by scaling to a small norm, its power series, and squaring back. */
export function exponential(matrix: Float64Array): Float64Array {
  let norm = 0;
  for (let p = 0; p < 9; p++) norm += Math.abs(matrix[p]!);
  const halvings = norm > 0.25 ? Math.ceil(Math.log2(norm / 0.25)) : 0;
  const small = matrix.map((value) => value / 2 ** halvings);
  // 0.25^13 / 13! is below 1e-17: the series is complete to rounding.
  let result: Float64Array = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  for (let order = 13; order >= 1; order--) {
    result = multiply(result, small).map((value) => value / order);
    for (let p = 0; p < 9; p += 4) result[p]! += 1;
  }
  for (let h = 0; h < halvings; h++) result = multiply(result, result);
  return result;
}

export function multiply(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(9);
  for (let i = 0; i < 9; i += 3) {
    for (let j = 0; j < 3; j++) result[i + j] = a[i]! * b[j]! + a[i + 1]! * b[3 + j]! + a[i + 2]! * b[6 + j]!;
  }
  return result;
}

/** Each row of three numbers becomes itself times the matrix, in place. */
export function transformRows(rows: Float64Array, matrix: Float64Array): void {
  if (transformInKernel(rows, matrix)) return;
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = matrix as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let p = 0; p + 2 < rows.length; p += 3) {
    const x = rows[p]!;
    const y = rows[p + 1]!;
    const z = rows[p + 2]!;
    rows[p] = x * xx + y * yx + z * zx;
    rows[p + 1] = x * xy + y * yy + z * zy;
    rows[p + 2] = x * xz + y * yz + z * zz;
  }
}
