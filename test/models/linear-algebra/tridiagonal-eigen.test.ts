// Eigenvalues and eigenvectors of larger matrices: known spectra, residuals, orthogonality, agreement with Jacobi's method.

import { createRandom } from "@adatom/models/dynamics/random.ts";
import { symmetricEigen } from "@adatom/models/linear-algebra/symmetric-eigen.ts";
import { tridiagonalEigen } from "@adatom/models/linear-algebra/tridiagonal-eigen.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

function randomSymmetric(n: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = random.normal();
  return matrix;
}

/** Largest |A v - value v| and |V V^T - 1|. */
function errors(matrix: Float64Array, n: number): { residual: number; overlap: number; values: Float64Array } {
  const { values, vectors } = tridiagonalEigen(matrix, n);
  let [residual, overlap] = [0, 0];
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      let dot = 0;
      for (let j = 0; j < n; j++) {
        sum += matrix[i * n + j]! * vectors[k * n + j]!;
        dot += vectors[k * n + j]! * vectors[i * n + j]!;
      }
      residual = Math.max(residual, Math.abs(sum - values[k]! * vectors[k * n + i]!));
      overlap = Math.max(overlap, Math.abs(dot - Number(i === k)));
    }
  }
  return { residual, overlap, values };
}

test("random matrices of many sizes: residual, orthogonality, order, trace, Jacobi's values", () => {
  for (const n of [1, 2, 3, 7, 40, 150]) {
    const matrix = randomSymmetric(n, n);
    const { residual, overlap, values } = errors(matrix, n);
    // Rounding of n terms of a matrix of norm 2 sqrt(n).
    assert.ok(residual < 1e-12 && overlap < 1e-12, `${n}: ${residual} ${overlap}`);
    assert.ok(values.every((value, k) => k === 0 || value >= values[k - 1]!));
    if (n > 40) continue;
    const jacobi = symmetricEigen(matrix, n).values.toSorted();
    assert.ok(values.every((value, k) => Math.abs(value - jacobi[k]!) < 1e-12));
  }
});

test("a chain of springs: 2 - 2 cos(k pi / (n + 1)); equal values; zeros", () => {
  const n = 60;
  const chain = Float64Array.from({ length: n * n }, (_, k) => {
    const distance = Math.abs(Math.floor(k / n) - (k % n));
    return distance === 0 ? 2 : distance === 1 ? -1 : 0;
  });
  const { values } = tridiagonalEigen(chain, n);
  assert.ok(values.every((value, k) => Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)))) < 1e-13));
  // All ones: one value n, the others 0.
  const ones = errors(new Float64Array(400).fill(1), 20);
  assert.ok(Math.abs(ones.values[19]! - 20) < 1e-12 && ones.values.subarray(0, 19).every((value) => Math.abs(value) < 1e-12));
  assert.ok(ones.overlap < 1e-12);
  assert.equal([...tridiagonalEigen(new Float64Array(9), 3).values], [0, 0, 0]);
  assert.throws(() => tridiagonalEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2), /finite/);
});

test.run();
