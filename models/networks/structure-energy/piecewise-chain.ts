// A chain of layers from one number to many, ReLU after each, as what it is: a piecewise linear curve.
//
// From a point where all units' inputs z and their slopes z' are known, every unit stays on or off until the nearest
// -z / z' ahead; so the curve is walked bend by bend, with one evaluation of the chain for each piece. Several stretches
// of the line are walked side by side, so that the evaluations are matrix products.
import { multiplyByTransposed, transpose } from "../../kernels/matrix-product.ts";
import { type LayerPlace, roomFor } from "./atom-network.ts";

type Room = Float64Array<ArrayBuffer>;

/** Stretches walked side by side. */
const stretches = 16;
/** Steps beyond a bend, as a share of the range, to be clearly on its other side; values this near it are off by as little. */
const overstep = 1e-12;

export interface PiecewiseChain {
  /** Number of pieces of the last walk, and where each begins, ascending. */
  readonly pieces: number;
  readonly starts: Float64Array;
  /** Outputs where each piece begins, and their slopes along it: pieces x outputs. */
  readonly values: Float64Array;
  readonly slopes: Float64Array;
  /** Finds the pieces from `low` to `high`. */
  walk(parameters: Float64Array, low: number, high: number): void;
  /** The piece that holds x; x from low to high. */
  pieceOf(x: number): number;
  /**
   * Adds the gradient with respect to the parameters of sum over pieces (value . valueAdjoint + slope . slopeAdjoint),
   * adjoints pieces x outputs, for the pieces of the last walk. Overwrites the adjoints.
   */
  backward(parameters: Float64Array, valueAdjoint: Float64Array, slopeAdjoint: Float64Array, gradient: Float64Array): void;
}

/** @param layers from one input on */
export function createPiecewiseChain(layers: readonly LayerPlace[]): PiecewiseChain {
  const depth = layers.length;
  const widths = [1, ...layers.map((layer) => layer.outputs)];
  const widest = Math.max(...widths);
  /** By layer, in the order walked: outputs (layer 0: the position itself) and slopes, capacity x width. */
  let values: Float64Array[] = widths.map(() => new Float64Array(0));
  let slopes: Float64Array[] = widths.map(() => new Float64Array(0));
  let capacity = 0;
  let used = 0;
  let starts = new Float64Array(0);
  /** Rows in the order of their positions. */
  let order = new Int32Array(0);
  const work = [0, 1, 2, 3].map(() => new Float64Array(0));
  const turnedWeights = new Float64Array(Math.max(...layers.map(({ inputs, outputs }) => inputs * outputs)));
  let sortedValues = new Float64Array(0);
  let sortedSlopes = new Float64Array(0);

  function reserve(rows: number): void {
    if (rows <= capacity) return;
    capacity = Math.max(256, 2 * rows);
    const grow = (old: Float64Array, l: number): Float64Array => {
      const grown = new Float64Array(capacity * widths[l]!);
      grown.set(old);
      return grown;
    };
    values = values.map(grow);
    slopes = slopes.map(grow);
  }

  /** Evaluates rows from .. used - 1; writes the distance to each one's next bend. */
  function evaluate(parameters: Float64Array, from: number, ahead: Float64Array): void {
    const rows = used - from;
    ahead.fill(Number.POSITIVE_INFINITY, 0, rows);
    for (const [l, { inputs, outputs, weights, biases }] of layers.entries()) {
      const matrix = parameters.subarray(weights, weights + inputs * outputs);
      const z = values[l + 1]!.subarray(from * outputs, used * outputs);
      const slope = slopes[l + 1]!.subarray(from * outputs, used * outputs);
      multiplyByTransposed(values[l]!.subarray(from * inputs, used * inputs), rows, matrix, outputs, inputs, z);
      multiplyByTransposed(slopes[l]!.subarray(from * inputs, used * inputs), rows, matrix, outputs, inputs, slope);
      for (let r = 0, at = 0; r < rows; r++) {
        let nearest = ahead[r]!;
        for (let k = 0; k < outputs; k++, at++) {
          const value = z[at]! + parameters[biases + k]!;
          const s = slope[at]!;
          if (value > 0) {
            z[at] = value;
            if (s * nearest < -value) nearest = -value / s;
          } else {
            if (s * nearest > -value) nearest = -value / s;
            z[at] = 0;
            slope[at] = 0;
          }
        }
        ahead[r] = nearest;
      }
    }
  }

  return {
    get pieces() {
      return used;
    },
    get starts() {
      return starts;
    },
    get values() {
      return sortedValues;
    },
    get slopes() {
      return sortedSlopes;
    },
    walk(parameters, low, high) {
      used = 0;
      const range = Math.max(high - low, 1e-9);
      // Never so little that adding it changes nothing.
      const beyond = overstep * Math.max(range, Math.abs(low), Math.abs(high));
      let at = Array.from({ length: stretches }, (_, b) => ({
        x: low + (range * b) / stretches,
        end: low + (range * (b + 1)) / stretches,
      }));
      const ahead = new Float64Array(stretches);
      while (at.length > 0) {
        const from = used;
        reserve(used + at.length);
        for (const { x } of at) {
          values[0]![used] = x;
          slopes[0]![used++] = 1;
        }
        evaluate(parameters, from, ahead);
        at = at.map(({ x, end }, r) => ({ x: x + ahead[r]! + beyond, end })).filter(({ x, end }) => x < end);
      }
      order = Int32Array.from({ length: used }, (_, r) => r);
      const x = values[0]!;
      order.sort((a, b) => x[a]! - x[b]!);
      starts = Float64Array.from(order, (r) => x[r]!);
      const top = widths[depth]!;
      sortedValues = roomFor(sortedValues, used * top);
      sortedSlopes = roomFor(sortedSlopes, used * top);
      for (let p = 0; p < used; p++) {
        const r = order[p]! * top;
        sortedValues.set(values[depth]!.subarray(r, r + top), p * top);
        sortedSlopes.set(slopes[depth]!.subarray(r, r + top), p * top);
      }
    },
    pieceOf(x) {
      let low = 0;
      let high = used - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= x) low = middle;
        else high = middle - 1;
      }
      return low;
    },
    backward(parameters, valueAdjoint, slopeAdjoint, gradient) {
      // Values and slopes obey the same linear maps, with the same units on: they stand below one another as rows of one batch.
      const rows = 2 * used;
      let [adjoint, below, turned, turnedBelow] = work.map((array) => roomFor(array, rows * widest)) as [Room, Room, Room, Room];
      const top = widths[depth]!;
      for (let p = 0; p < used; p++) {
        const r = order[p]!;
        for (let k = 0; k < top; k++) {
          const isOn = sortedValues[p * top + k]! > 0;
          adjoint[r * top + k] = isOn ? valueAdjoint[p * top + k]! : 0;
          adjoint[(used + r) * top + k] = isOn ? slopeAdjoint[p * top + k]! : 0;
        }
      }
      for (let l = depth - 1; l >= 0; l--) {
        const { inputs, outputs, weights, biases } = layers[l]!;
        transpose(adjoint, rows, outputs, turned);
        transposeBoth(values[l]!, slopes[l]!, inputs, turnedBelow);
        multiplyByTransposed(turned, outputs, turnedBelow, inputs, rows, gradient.subarray(weights, weights + inputs * outputs), true);
        for (let k = 0; k < outputs; k++) {
          let sum = 0;
          for (let r = 0; r < used; r++) sum += turned[k * rows + r]!;
          gradient[biases + k]! += sum;
        }
        if (l === 0) break;
        transpose(parameters.subarray(weights, weights + inputs * outputs), outputs, inputs, turnedWeights);
        multiplyByTransposed(adjoint, rows, turnedWeights, inputs, outputs, below);
        const on = values[l]!;
        for (let k = 0; k < used * inputs; k++) {
          if (on[k]! > 0) continue;
          below[k] = 0;
          below[used * inputs + k] = 0;
        }
        [adjoint, below] = [below, adjoint];
      }
      work.splice(0, 4, adjoint, below, turned, turnedBelow);
    },
  };

  /** Values above slopes, transposed: width x 2 used. */
  function transposeBoth(value: Float64Array, slope: Float64Array, width: number, out: Float64Array): void {
    for (let r = 0; r < used; r++) {
      for (let c = 0; c < width; c++) {
        out[c * 2 * used + r] = value[r * width + c]!;
        out[c * 2 * used + used + r] = slope[r * width + c]!;
      }
    }
  }
}
