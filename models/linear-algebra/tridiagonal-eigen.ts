// Eigenvalues and eigenvectors of a larger symmetric matrix: Householder's tridiagonal form, then QL steps with implicit
// shifts (the public-domain EISPACK routines tred2 and tql2; Bowdler, Martin, Reinsch and Wilkinson 1968). O(n^3) once,
// where Jacobi's rotations (symmetric-eigen.ts, more accurate for tiny values) need ten times as long from n = 50 on.

/**
 * Values ascending; vectors in rows, vector k at k n: A v_k = values[k] v_k. `matrix` n by n row by row.
 * @throws RangeError for a matrix with numbers that are not finite
 */
export function tridiagonalEigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  if (matrix.length !== n * n || !matrix.every(Number.isFinite)) throw new RangeError(`Not a finite ${n} by ${n} matrix.`);
  // Kept transposed, vectors in rows: every inner loop then runs along memory.
  const z = matrix.slice();
  const [d, e] = [new Float64Array(n), new Float64Array(n)];
  tridiagonalise(z, d, e, n);
  diagonalise(z, d, e, n);
  const order = Array.from(d, (_, k) => k).sort((a, b) => d[a]! - d[b]!);
  const vectors = new Float64Array(n * n);
  for (const [to, from] of order.entries()) vectors.set(z.subarray(from * n, (from + 1) * n), to * n);
  return { values: Float64Array.from(order, (k) => d[k]!), vectors };
}

/** A = Q T Q^T: T's diagonal in d, its subdiagonal in e[1 ..], rows of z the columns of Q. */
function tridiagonalise(z: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  const reflections: { vector: Float64Array; below: number }[] = [];
  for (let k = 0; k + 2 < n; k++) {
    // The reflection that clears row k beyond its subdiagonal.
    let square = 0;
    for (let i = k + 1; i < n; i++) square += z[k * n + i]! ** 2;
    const head = z[k * n + k + 1]!;
    if (square - head * head <= 0) {
      e[k + 1] = head;
      continue;
    }
    const length = head > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    e[k + 1] = length;
    const norm = Math.sqrt(2 * (square - head * length));
    v.fill(0, 0, k + 1);
    for (let i = k + 1; i < n; i++) v[i] = (z[k * n + i]! - (i === k + 1 ? length : 0)) / norm;
    // A := A - 2 v w^T - 2 w v^T with w = A v - (v^T A v) v.
    let projection = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += z[i * n + j]! * v[j]!;
      w[i] = sum;
      projection += v[i]! * sum;
    }
    for (let i = k + 1; i < n; i++) w[i]! -= projection * v[i]!;
    for (let i = k + 1; i < n; i++) {
      const [a, b] = [2 * v[i]!, 2 * w[i]!];
      for (let j = k + 1; j < n; j++) z[i * n + j]! -= a * w[j]! + b * v[j]!;
    }
    reflections.push({ vector: v.slice(k + 1), below: k + 1 });
  }
  for (let k = 0; k < n; k++) d[k] = z[k * n + k]!;
  if (n > 1) e[n - 1] = z[(n - 2) * n + n - 1]!;
  z.fill(0);
  for (let k = 0; k < n; k++) z[k * n + k] = 1;
  // Rows of z are columns of Q = H_1 H_2 ...: reflect each row by the last reflection first.
  for (const { vector, below } of reflections.reverse()) {
    for (let row = below; row < n; row++) {
      let sum = 0;
      const offset = row * n + below;
      for (let j = 0; j < vector.length; j++) sum += vector[j]! * z[offset + j]!;
      for (let j = 0; j < vector.length; j++) z[offset + j]! -= 2 * sum * vector[j]!;
    }
  }
}

/** QL steps with implicit shifts until every subdiagonal is gone; d becomes the values, rows of z their vectors. */
function diagonalise(z: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; ; iteration++) {
      let m = l;
      while (m + 1 < n && Math.abs(e[m]!) > Number.EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++;
      if (m === l) break;
      // Two or three a value are usual; as many as this were never seen.
      if (iteration === 100) throw new RangeError("The eigenvalues did not converge: the matrix spans too many orders of magnitude.");
      let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
      let r = Math.hypot(g, 1);
      g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r));
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        let f = s * e[i]!;
        const b = c * e[i]!;
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1]! -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1]! - p;
        r = (d[i]! - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        const [low, high] = [i * n, (i + 1) * n];
        for (let k = 0; k < n; k++) {
          f = z[high + k]!;
          z[high + k] = s * z[low + k]! + c * f;
          z[low + k] = c * z[low + k]! - s * f;
        }
      }
      if (r === 0 && i >= l) continue;
      d[l]! -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
}
