// The symmetric matrix sum of factor row row^T over rows that come in a few at a time: gathered until there are enough for a
// product that keeps the processor busy, which is made in panels between which it can be interrupted. Of the matrix the lower
// triangle alone is made and kept, row by row.
import type { Snapshot } from "../dynamics/dynamics.ts";
import { multiplyByTransposed } from "../kernels/matrix-product.ts";
import { storedArray } from "./stored-array.ts";

export interface NormalMatrix {
  /** Times a factor; nothing may be gathered. */
  fade(factor: number): void;
  /** Rows, count x n; while `working`, `work` is to be called before more are added. */
  add(rows: Float32Array, factors: Float64Array): void;
  /** No more are coming: those that are gathered are taken in. */
  close(): void;
  readonly working: boolean;
  /** About so many multiplications, in whole panels. */
  work(multiplications: number): void;
  trace(): number;
  /** The product with a vector of n. */
  times(vector: Float64Array): Float64Array;
  snapshot(): Snapshot;
}

/** Rows of one product. */
const depth = 128;
/** Rows of the matrix in a panel. */
const panelRows = 64;

interface State {
  /** Of `rows`: those that are gathered. */
  next: number;
  gathered: number;
  /** First row of the panel that is to be made, -1 when there is no product under way. */
  panel: number;
}

export function createNormalMatrix(n: number, resume?: Snapshot): NormalMatrix {
  const entries = storedArray(resume, "matrix", new Float64Array((n * (n + 1)) / 2));
  // Transposed, n x depth: a product reads both of its operands along their rows.
  const gathering = storedArray(resume, "gathering", new Float64Array(n * depth));
  let rows = new Float32Array(0);
  let factors = new Float64Array(0);
  const state: State = { next: 0, gathered: 0, panel: -1 };
  if (resume) {
    Object.assign(state, resume.json);
    rows = (resume.arrays.rows as Float32Array).slice();
    factors = (resume.arrays.factors as Float64Array).slice();
  }
  let product = new Float64Array(0);

  function gather(): void {
    for (; state.next < factors.length && state.gathered < depth; state.next++, state.gathered++) {
      const root = Math.sqrt(factors[state.next]!);
      const from = state.next * n;
      for (let k = 0, to = state.gathered; k < n; k++, to += depth) gathering[to] = root * rows[from + k]!;
    }
    if (state.gathered === depth) state.panel = 0;
    if (state.next < factors.length) return;
    rows = new Float32Array(0);
    factors = new Float64Array(0);
    state.next = 0;
  }

  /** Rows `panel` and on of the matrix, to their diagonal. */
  function takePanel(): number {
    const first = state.panel;
    const height = Math.min(panelRows, n - first);
    const width = first + height;
    if (product.length < panelRows * n) product = new Float64Array(panelRows * n);
    multiplyByTransposed(gathering.subarray(first * depth, width * depth), height, gathering, width, depth, product);
    for (let p = 0; p < height; p++) {
      const row = first + p;
      const base = (row * (row + 1)) / 2;
      for (let q = 0; q <= row; q++) entries[base + q]! += product[p * width + q]!;
    }
    state.panel = width < n ? width : -1;
    if (state.panel < 0) {
      state.gathered = 0;
      gathering.fill(0);
    }
    return height * width * depth;
  }

  return {
    fade(factor) {
      for (let k = 0; k < entries.length; k++) entries[k]! *= factor;
    },
    add(newRows, newFactors) {
      rows = newRows.slice();
      factors = newFactors.slice();
      state.next = 0;
    },
    close() {
      if (state.gathered > 0) state.panel = 0;
    },
    get working() {
      return state.panel >= 0 || factors.length > 0;
    },
    work(multiplications) {
      for (let done = 0; done < multiplications && (state.panel >= 0 || factors.length > 0); ) {
        if (state.panel >= 0) done += takePanel();
        else gather();
      }
    },
    trace() {
      let sum = 0;
      for (let row = 0, at = 0; row < n; row++, at += row + 1) sum += entries[at]!;
      return sum;
    },
    times(vector) {
      const out = new Float64Array(n);
      for (let row = 0, at = 0; row < n; row++) {
        const own = vector[row]!;
        let sum = 0;
        for (let q = 0; q < row; q++, at++) {
          const value = entries[at]!;
          sum += value * vector[q]!;
          out[q]! += value * own;
        }
        out[row]! += sum + entries[at++]! * own;
      }
      return out;
    },
    snapshot: () => ({
      arrays: { matrix: entries.slice(), gathering: gathering.slice(), rows: rows.slice(), factors: factors.slice() },
      json: { ...state },
    }),
  };
}
