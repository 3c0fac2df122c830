// Dense matrix products in float64 over flat arrays, in tiles that keep their sums in registers: in WebAssembly SIMD where
// there is enough to do, else in plain loops. Which of the two depends on the sizes alone: the same input, the same bits.
import { createSimdProduct } from "./simd-product.ts";

const simd = createSimdProduct();
/** Products of fewer multiplications are not worth copying to the kernel's memory. */
const smallest = 4096;

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
  if (simd && rows * columns * depth >= smallest) {
    bySimd(a, rows, b, columns, depth, out, accumulate);
    return;
  }
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

function bySimd(
  a: Float64Array,
  rows: number,
  b: Float64Array,
  columns: number,
  depth: number,
  out: Float64Array,
  accumulate: boolean,
): void {
  const { memory, product } = simd!;
  const wholeRows = 4 * Math.ceil(rows / 4);
  const wholeColumns = 2 * Math.ceil(columns / 2);
  const wholeDepth = 4 * Math.ceil(depth / 4);
  const bStart = wholeRows * wholeDepth;
  const outStart = bStart + wholeColumns * wholeDepth;
  const bytes = 8 * (outStart + wholeRows * wholeColumns);
  if (memory.buffer.byteLength < bytes) memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / 65536));
  const numbers = new Float64Array(memory.buffer);
  copyRows(a, rows, depth, numbers, 0, wholeRows, wholeDepth);
  copyRows(b, columns, depth, numbers, bStart, wholeColumns, wholeDepth);
  product(0, 8 * bStart, 8 * outStart, wholeRows, wholeColumns, 8 * wholeDepth);
  for (let r = 0; r < rows; r++) {
    const from = outStart + r * wholeColumns;
    const to = r * columns;
    if (accumulate) for (let c = 0; c < columns; c++) out[to + c]! += numbers[from + c]!;
    else for (let c = 0; c < columns; c++) out[to + c] = numbers[from + c]!;
  }
}

/** Rows of `depth` into rows of `wholeDepth`, zeros in the gaps and in the rows that are wanting. */
function copyRows(
  matrix: Float64Array,
  rows: number,
  depth: number,
  into: Float64Array,
  start: number,
  wholeRows: number,
  wholeDepth: number,
): void {
  if (depth === wholeDepth) into.set(matrix.subarray(0, rows * depth), start);
  else {
    for (let r = 0; r < rows; r++) {
      const to = start + r * wholeDepth;
      for (let k = 0; k < depth; k++) into[to + k] = matrix[r * depth + k]!;
      for (let k = depth; k < wholeDepth; k++) into[to + k] = 0;
    }
  }
  into.fill(0, start + rows * wholeDepth, start + wholeRows * wholeDepth);
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
