// A small dense linear system, by Gaussian elimination with partial pivoting.

/** Solution x of A x = b, A n by n row by row; undefined where A is singular to rounding. Neither argument is changed. */
export function solveLinearSystem(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const n = right.length;
  const a = matrix.slice();
  const x = right.slice();
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    if (!(Math.abs(a[pivot * n + k]!) > 1e-14 * largest)) return undefined;
    for (let j = 0; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j]!, a[k * n + j]!];
    [x[k], x[pivot]] = [x[pivot]!, x[k]!];
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / a[k * n + k]!;
      for (let j = k; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
      x[i]! -= factor * x[k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) x[k]! -= a[k * n + j]! * x[j]!;
    x[k]! /= a[k * n + k]!;
  }
  return x;
}
