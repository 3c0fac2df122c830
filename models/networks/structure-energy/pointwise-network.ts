// The convolutional network with filters of size 1 over the descriptors (Comin and Lewis 2019, fig. 1): the same chain of
// channels, ReLU between them, is applied to every descriptor value by itself; a linear readout over descriptors and
// channels gives the energy of the atom.
//
// So the channels are piecewise linear functions of one number. Two values of a descriptor at which every unit is on or off
// alike have only values alike between them (layer by layer: what is affine and has one sign at both ends has it
// between), and there the channels are interpolated from the ends exactly. Values of a descriptor over all atoms are
// sorted and halved until the ends of each piece agree; the chain runs only for the ends, weighted by what lies between.
// This is the plain network's result up to rounding, for some tenth of the work.
import { multiplyByTransposed, transpose } from "../../kernels/matrix-product.ts";
import { type AtomNetwork, drawLayer, placeLayers, roomFor } from "./atom-network.ts";

/** @param channels of each convolution, in order */
export function createPointwiseNetwork(inputSize: number, channels: readonly number[]): AtomNetwork {
  const layers = placeLayers(1, channels);
  const depth = layers.length;
  const top = channels.at(-1)!;
  const readout = layers.at(-1)!.biases + top;
  const bias = readout + inputSize * top;
  const widest = Math.max(...channels);
  /** By layer: activations of the rows that the chain has run for; layer 0 is the value itself. */
  let activated: Float64Array[] = Array.from({ length: depth + 1 }, () => new Float64Array(0));
  let capacity = 0;
  let used = 0;
  let column = new Int32Array(0);
  let weight = new Float64Array(0);
  let output = new Float64Array(0);
  let adjoint = new Float64Array(0);
  let below = new Float64Array(0);
  let turned = new Float64Array(0);
  let turnedBelow = new Float64Array(0);
  const turnedWeights = new Float64Array(Math.max(...layers.map(({ inputs, outputs }) => inputs * outputs)));
  /** Per descriptor: atoms in the order of their values; per atom in that order, the row that stands for it, or -1. */
  let order = new Int32Array(0);
  let rowOf = new Int32Array(0);
  let key = new Float64Array(0);
  let sorted = new Float64Array(0);

  function reserve(rows: number): void {
    if (rows <= capacity) return;
    capacity = Math.ceil(1.5 * rows);
    const grown = <T extends Float64Array | Int32Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    activated = activated.map((old, l) => grown(old, new Float64Array(capacity * (l === 0 ? 1 : channels[l - 1]!))));
    column = grown(column, new Int32Array(capacity));
    weight = grown(weight, new Float64Array(capacity));
    output = grown(output, new Float64Array(capacity));
  }

  /** Runs the chain for rows from .. used - 1. */
  function runChain(parameters: Float64Array, from: number): void {
    const rows = used - from;
    for (const [l, { inputs, outputs, weights, biases }] of layers.entries()) {
      const matrix = parameters.subarray(weights, weights + inputs * outputs);
      const x = activated[l]!.subarray(from * inputs, used * inputs);
      const y = activated[l + 1]!.subarray(from * outputs, used * outputs);
      multiplyByTransposed(x, rows, matrix, outputs, inputs, y);
      for (let r = 0; r < rows; r++) {
        for (let k = 0; k < outputs; k++) {
          const value = y[r * outputs + k]! + parameters[biases + k]!;
          y[r * outputs + k] = value < 0 ? 0 : value;
        }
      }
    }
  }

  /** Whether every unit is on at both rows or off at both. */
  function alike(a: number, b: number): boolean {
    for (let l = depth; l >= 1; l--) {
      const width = channels[l - 1]!;
      const h = activated[l]!;
      for (let k = 0; k < width; k++) if (h[a * width + k]! > 0 !== h[b * width + k]! > 0) return false;
    }
    return true;
  }

  function addRow(d: number, value: number): number {
    column[used] = d;
    weight[used] = 1;
    activated[0]![used] = value;
    return used++;
  }

  /** Fills rowOf: an end of a piece its row, what lies within a piece -1. */
  function halve(parameters: Float64Array, inputs: Float64Array, atoms: number): void {
    used = 0;
    reserve(2 * inputSize);
    order = order.length >= atoms * inputSize ? order : new Int32Array(atoms * inputSize);
    rowOf = rowOf.length >= atoms * inputSize ? rowOf : new Int32Array(atoms * inputSize);
    sorted = roomFor(sorted, atoms * inputSize);
    key = key.length >= atoms ? key : new Float64Array(atoms);
    rowOf.fill(-1, 0, atoms * inputSize);
    let pieces: number[] = [];
    for (let d = 0; d < inputSize; d++) {
      const own = order.subarray(d * atoms, (d + 1) * atoms);
      for (let i = 0; i < atoms; i++) {
        own[i] = i;
        key[i] = inputs[i * inputSize + d]!;
      }
      own.sort((i, j) => key[i]! - key[j]! || i - j);
      const start = d * atoms;
      for (let i = 0; i < atoms; i++) sorted[start + i] = key[own[i]!]!;
      rowOf[start] = addRow(d, sorted[start]!);
      if (atoms === 1) continue;
      rowOf[start + atoms - 1] = addRow(d, sorted[start + atoms - 1]!);
      pieces.push(start, start + atoms - 1);
    }
    runChain(parameters, 0);
    while (pieces.length > 0) {
      const from = used;
      reserve(used + pieces.length / 2);
      const halves: number[] = [];
      for (let p = 0; p < pieces.length; p += 2) {
        const lo = pieces[p]!;
        const hi = pieces[p + 1]!;
        if (hi - lo < 2 || alike(rowOf[lo]!, rowOf[hi]!)) continue;
        const middle = (lo + hi) >> 1;
        rowOf[middle] = addRow(column[rowOf[lo]!]!, sorted[middle]!);
        halves.push(lo, middle, middle, hi);
      }
      if (used > from) runChain(parameters, from);
      pieces = halves;
    }
  }

  return {
    inputSize,
    parameterCount: bias + 1,
    firstParameters(random) {
      const parameters = new Float64Array(bias + 1);
      for (const layer of layers) drawLayer(random, parameters, layer);
      drawLayer(random, parameters, { inputs: inputSize * top, outputs: 1, weights: readout, biases: bias });
      return parameters;
    },
    evaluate(parameters, inputs, rows, { energies, inputGradient, parameterGradient }) {
      energies.fill(parameters[bias]!, 0, rows);
      if (rows === 0) return;
      halve(parameters, inputs, rows);
      const h = activated[depth]!;
      for (let r = 0; r < used; r++) {
        const v = readout + column[r]! * top;
        let sum = 0;
        for (let c = 0; c < top; c++) sum += parameters[v + c]! * h[r * top + c]!;
        output[r] = sum;
      }
      eachPiece(rows, (low, high, at, share) => {
        weight[low]! += 1 - share;
        weight[high]! += share;
        energies[order[at]!]! += (1 - share) * output[low]! + share * output[high]!;
      });
      eachEnd(rows, (row, at) => {
        energies[order[at]!]! += output[row]!;
      });

      adjoint = roomFor(adjoint, used * widest);
      below = roomFor(below, used * widest);
      turned = roomFor(turned, used * widest);
      turnedBelow = roomFor(turnedBelow, used * widest);
      parameterGradient[bias]! += rows;
      for (let r = 0; r < used; r++) {
        const v = readout + column[r]! * top;
        const w = weight[r]!;
        for (let c = 0; c < top; c++) {
          const value = h[r * top + c]!;
          parameterGradient[v + c]! += w * value;
          adjoint[r * top + c] = value > 0 ? w * parameters[v + c]! : 0;
        }
      }
      for (let l = depth - 1; l >= 0; l--) {
        const { inputs: width, outputs, weights, biases } = layers[l]!;
        const x = activated[l]!;
        transpose(adjoint, used, outputs, turned);
        transpose(x, used, width, turnedBelow);
        multiplyByTransposed(turned, outputs, turnedBelow, width, used, parameterGradient.subarray(weights, weights + width * outputs), true);
        for (let k = 0; k < outputs; k++) {
          let sum = 0;
          for (let r = 0; r < used; r++) sum += turned[k * used + r]!;
          parameterGradient[biases + k]! += sum;
        }
        transpose(parameters.subarray(weights, weights + width * outputs), outputs, width, turnedWeights);
        multiplyByTransposed(adjoint, used, turnedWeights, width, outputs, below);
        if (l > 0) for (let k = 0; k < used * width; k++) if (x[k] === 0) below[k] = 0;
        [adjoint, below] = [below, adjoint];
      }
      // One input a row: the slope there, times the row's weight.
      eachPiece(rows, (low, _high, at) => {
        const d = column[low]!;
        inputGradient[order[at]! * inputSize + d] = adjoint[low]! / weight[low]!;
      });
      eachEnd(rows, (row, at) => {
        inputGradient[order[at]! * inputSize + column[row]!] = adjoint[row]! / weight[row]!;
      });
    },
  };

  /** Visits every value within a piece: rows of the ends, place in `order`, and share of the way from low to high. */
  function eachPiece(atoms: number, visit: (low: number, high: number, at: number, share: number) => void): void {
    const value = activated[0]!;
    for (let d = 0; d < inputSize; d++) {
      const end = (d + 1) * atoms;
      for (let lo = d * atoms; lo < end - 1; ) {
        let hi = lo + 1;
        while (rowOf[hi]! < 0) hi++;
        const low = rowOf[lo]!;
        const high = rowOf[hi]!;
        const span = value[high]! - value[low]!;
        for (let at = lo + 1; at < hi; at++) {
          visit(low, high, at, span > 0 ? (sorted[at]! - value[low]!) / span : 0);
        }
        lo = hi;
      }
    }
  }

  function eachEnd(atoms: number, visit: (row: number, at: number) => void): void {
    for (let at = 0; at < atoms * inputSize; at++) if (rowOf[at]! >= 0) visit(rowOf[at]!, at);
  }
}
