// A symmetric matrix in diagonal blocks, P, that is multiplied with vectors and takes off the square of the last product in between, as
// a Kalman filter's covariance does at every observation. Both are one pass over the matrix, which is what they cost: the change is put
// off until the next product. In WebAssembly SIMD, or in plain loops where the engine has none or too little memory.
import { module } from "./covariance/module.ts";
import { type KernelForm, startKernel } from "./wasm-kernel.ts";

interface Functions {
  heap_base(): number;
  settle(matrix: number, n: number, x: number, inverse: number, added: number): void;
  advance(matrix: number, n: number, x: number, inverse: number, added: number, h: number, product: number): void;
}

export interface Covariance {
  /** The vector to be multiplied; to be filled before. */
  readonly h: Float64Array;
  /** P h, as `multiply` leaves it. */
  readonly product: Float64Array;
  multiply(): void;
  /** P -= product product^T / spread, and `added` to the diagonal after that. */
  change(spread: number, added: number): void;
  /** Lower triangles, row by row, one block after the other; what was put off is done. A view that the next call may change. */
  entries(): Float64Array;
}

/** Of the matrix, bytes; beyond this in plain loops. */
const mostBytes = 2 ** 31;

/** @param groups sizes of the blocks @param form "loops": without WebAssembly, as a reference */
export function createCovariance(groups: readonly number[], form: KernelForm | "best" | "loops" = "best"): Covariance {
  const n = groups.reduce((sum, size) => sum + size, 0);
  const length = groups.reduce((sum, size) => sum + (size * (size + 1)) / 2, 0);
  const kernel = form === "loops" || 8 * length > mostBytes ? undefined : roomFor(length + 3 * n, form);
  const array = (place: number, size: number): Float64Array =>
    kernel ? new Float64Array(kernel.buffer, kernel.base + 8 * place, size) : new Float64Array(size);
  const matrix = array(0, length);
  const h = array(length, n);
  const product = array(length + n, n);
  /** The product that the change put off is made of. */
  const x = array(length + 2 * n, n);
  const none = { inverse: 0, added: 0 };
  let pending = none;

  function pass(multiply: boolean): void {
    const { inverse, added } = pending;
    pending = none;
    let [at, first] = [0, 0];
    for (const size of groups) {
      if (kernel) {
        const place = (index: number): number => kernel.base + 8 * index;
        const vectors = [length, length + n, length + 2 * n].map((start) => place(start + first)) as [number, number, number];
        if (multiply) kernel.functions.advance(place(at), size, vectors[2], inverse, added, vectors[0], vectors[1]);
        else kernel.functions.settle(place(at), size, vectors[2], inverse, added);
      } else if (multiply) advance(matrix.subarray(at), part(x), inverse, added, part(h), part(product));
      else settle(matrix.subarray(at), part(x), inverse, added);
      function part(vector: Float64Array): Float64Array {
        return vector.subarray(first, first + size);
      }
      at += (size * (size + 1)) / 2;
      first += size;
    }
  }

  return {
    h,
    product,
    multiply: () => pass(true),
    change(spread, added) {
      if (pending !== none) pass(false);
      x.set(product);
      pending = { inverse: 1 / spread, added };
    },
    entries() {
      if (pending !== none) pass(false);
      return matrix;
    },
  };
}

function roomFor(numbers: number, form: KernelForm | "best"): { functions: Functions; buffer: ArrayBuffer; base: number } | undefined {
  const kernel = startKernel<Functions>(module, form);
  if (!kernel) return undefined;
  const base = (kernel.functions.heap_base() + 15) & ~15;
  const missing = base + 8 * numbers - kernel.memory.buffer.byteLength;
  try {
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / 65536));
  } catch {
    return undefined;
  }
  return { functions: kernel.functions, buffer: kernel.memory.buffer as ArrayBuffer, base };
}

function settle(matrix: Float64Array, x: Float64Array, inverse: number, added: number): void {
  let at = 0;
  for (let p = 0; p < x.length; p++) {
    const factor = -x[p]! * inverse;
    for (let q = 0; q <= p; q++, at++) matrix[at]! += factor * x[q]!;
    matrix[at - 1]! += added;
  }
}

function advance(matrix: Float64Array, x: Float64Array, inverse: number, added: number, h: Float64Array, product: Float64Array): void {
  product.fill(0);
  let at = 0;
  for (let p = 0; p < x.length; p++) {
    const factor = -x[p]! * inverse;
    const hp = h[p]!;
    let sum = 0;
    for (let q = 0; q < p; q++, at++) {
      const value = matrix[at]! + factor * x[q]!;
      matrix[at] = value;
      sum += value * h[q]!;
      product[q]! += value * hp;
    }
    const diagonal = matrix[at]! + factor * x[p]! + added;
    matrix[at++] = diagonal;
    product[p]! += sum + diagonal * hp;
  }
}
