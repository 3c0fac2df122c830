// Dense matrix products in float64 over flat arrays, in tiles that keep their sums in registers.

/**
 * out = a bT, or out += a bT: a is rows x depth, b is columns x depth, out is rows x columns, each row by row. Both
 * operands are read along their rows; transpose first where that is not how they lie.
 */
export function multiplyByTransposed(
  a: Float64Array,
  rows: number,
  b: Float64Array,
  columns: number,
  depth: number,
  out: Float64Array,
  accumulate = false,
): void {
  if (!accumulate) out.fill(0, 0, rows * columns);
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    const a0 = r * depth;
    const a1 = a0 + depth;
    const a2 = a1 + depth;
    const a3 = a2 + depth;
    const o = r * columns;
    let c = 0;
    for (; c + 2 <= columns; c += 2) {
      const b0 = c * depth;
      const b1 = b0 + depth;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      for (let k = 0; k < depth; k++) {
        const x = b[b0 + k]!;
        const y = b[b1 + k]!;
        const p = a[a0 + k]!;
        const q = a[a1 + k]!;
        const s = a[a2 + k]!;
        const t = a[a3 + k]!;
        s00 += p * x;
        s01 += p * y;
        s10 += q * x;
        s11 += q * y;
        s20 += s * x;
        s21 += s * y;
        s30 += t * x;
        s31 += t * y;
      }
      out[o + c]! += s00;
      out[o + c + 1]! += s01;
      out[o + columns + c]! += s10;
      out[o + columns + c + 1]! += s11;
      out[o + 2 * columns + c]! += s20;
      out[o + 2 * columns + c + 1]! += s21;
      out[o + 3 * columns + c]! += s30;
      out[o + 3 * columns + c + 1]! += s31;
    }
    if (c < columns) for (let row = r; row < r + 4; row++) out[row * columns + c]! += dot(a, row * depth, b, c * depth, depth);
  }
  for (; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[r * columns + c]! += dot(a, r * depth, b, c * depth, depth);
  }
}

function dot(a: Float64Array, from: number, b: Float64Array, start: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[from + k]! * b[start + k]!;
  return sum;
}

/** Writes the transpose of rows x columns into `out`, columns x rows. */
export function transpose(matrix: Float64Array, rows: number, columns: number, out: Float64Array): void {
  for (let r = 0; r < rows; r++) {
    const from = r * columns;
    for (let c = 0; c < columns; c++) out[c * rows + r] = matrix[from + c]!;
  }
}
