// The lowest eigenpair of the Hessian without the Hessian: C. Lanczos, J. Res. Natl. Bur. Stand. 45, 255 (1950), with products
// H v from finite differences of forces, as in R. Malek and N. Mousseau, Phys. Rev. E 62, 7723 (2000).
import { tridiagonalEigen } from "../../linear-algebra/tridiagonal-eigen.ts";
import { addScaled, dot, norm } from "../../linear-algebra/vectors.ts";
import { type Landscape, normalise, removeTranslation } from "./landscape.ts";

export interface Mode {
  /** Eigenvalue, eV/angstrom^2. */
  readonly value: number;
  /** Eigenvector of length 1, without net translation. */
  readonly vector: Float64Array;
  /** Norm of H v - value v, eV/angstrom^2, as far as the Krylov space knows it. */
  readonly residual: number;
}

export interface LanczosOptions {
  /** Products H v at most; default 15. */
  readonly mostVectors?: number;
  /** Stops at a residual below this, eV/angstrom^2; default 0.05. */
  readonly tolerance?: number;
  /** Length of the finite difference, angstrom; default 1e-3. */
  readonly differenceAngstrom?: number;
  /** Differences from both sides: twice the work, exact to the square of their length. Default false. */
  readonly central?: boolean;
}

/**
 * Lowest mode at positions where the forces are known. `start` is any vector with a part along it: the mode found nearby before,
 * or random numbers. The whole Krylov basis is kept orthogonal, so that no mode is found twice.
 */
export function lowestMode(
  landscape: Landscape,
  positions: Float64Array,
  forces: Float64Array,
  start: Float64Array,
  options: LanczosOptions = {},
): Mode {
  const { mostVectors = 15, tolerance = 0.05, differenceAngstrom = 1e-3, central = false } = options;
  const size = positions.length;
  const limit = Math.min(mostVectors, size - 3);
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  const probe = new Float64Array(size);
  const there = new Float64Array(size);
  const opposite = new Float64Array(size);
  let vector = start.slice();
  removeTranslation(vector);
  normalise(vector);
  let lowest = { value: 0, weights: new Float64Array(1), residual: Number.POSITIVE_INFINITY };
  for (let k = 0; k < limit; k++) {
    basis.push(vector);
    probe.set(positions);
    addScaled(probe, vector, differenceAngstrom);
    landscape.at(probe, there);
    if (central) {
      addScaled(probe, vector, -2 * differenceAngstrom);
      landscape.at(probe, opposite);
    }
    const behind = central ? opposite : forces;
    const width = central ? 2 * differenceAngstrom : differenceAngstrom;
    const product = there.map((force, p) => (behind[p]! - force) / width);
    removeTranslation(product);
    diagonal.push(dot(product, vector));
    for (const earlier of basis) addScaled(product, earlier, -dot(product, earlier));
    const remainder = norm(product);
    lowest = lowestOfTridiagonal(diagonal, beside, remainder);
    if (lowest.residual < tolerance || remainder < 1e-10) break;
    beside.push(remainder);
    vector = product;
    for (let p = 0; p < size; p++) vector[p]! /= remainder;
  }
  const combined = new Float64Array(size);
  for (const [k, weight] of lowest.weights.entries()) addScaled(combined, basis[k]!, weight);
  normalise(combined);
  return { value: lowest.value, vector: combined, residual: lowest.residual };
}

function lowestOfTridiagonal(diagonal: readonly number[], beside: readonly number[], remainder: number) {
  const n = diagonal.length;
  const matrix = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    matrix[k * n + k] = diagonal[k]!;
    if (k + 1 < n) matrix[k * n + k + 1] = matrix[(k + 1) * n + k] = beside[k]!;
  }
  const { values, vectors } = tridiagonalEigen(matrix, n);
  const weights = vectors.slice(0, n);
  return { value: values[0]!, weights, residual: Math.abs(remainder * weights[n - 1]!) };
}
