// The multilayer perceptron: dense layers over an atom's descriptors, ReLU between them, one linear output.
import { multiplyByTransposed, transpose } from "../../kernels/matrix-product.ts";
import { type AtomNetwork, drawLayer, placeLayers, roomFor } from "./atom-network.ts";

/** @param hidden widths of the hidden layers */
export function createDenseNetwork(inputSize: number, hidden: readonly number[]): AtomNetwork {
  const layers = placeLayers(inputSize, [...hidden, 1]);
  const last = layers.at(-1)!;
  const widest = Math.max(inputSize, ...hidden);
  /** Inputs, and outputs of every layer. */
  const activated: Float64Array[] = [];
  const rooms: Float64Array<ArrayBuffer>[] = [];
  let adjoint = new Float64Array(0);
  let below = new Float64Array(0);
  let turned = new Float64Array(0);
  let turnedBelow = new Float64Array(0);
  const turnedWeights = new Float64Array(Math.max(...layers.map(({ inputs, outputs }) => inputs * outputs)));
  function forward(parameters: Float64Array, inputs: Float64Array, rows: number, energies: Float64Array): void {
    activated[0] = inputs;
    for (const [l, { inputs: width, outputs, weights, biases }] of layers.entries()) {
      if (l < layers.length - 1) rooms[l] = roomFor(rooms[l], rows * outputs);
      const out = rooms[l] ?? energies;
      activated[l + 1] = out;
      const matrix = parameters.subarray(weights, weights + width * outputs);
      multiplyByTransposed(activated[l]!, rows, matrix, outputs, width, out);
      for (let r = 0; r < rows; r++) {
        for (let k = 0; k < outputs; k++) {
          const y = out[r * outputs + k]! + parameters[biases + k]!;
          out[r * outputs + k] = l < layers.length - 1 && y < 0 ? 0 : y;
        }
      }
    }
  }

  return {
    inputSize,
    parameterCount: last.biases + 1,
    firstParameters(random) {
      const parameters = new Float64Array(last.biases + 1);
      for (const layer of layers) drawLayer(random, parameters, layer);
      return parameters;
    },
    energies: forward,
    evaluate(parameters, inputs, rows, { energies, inputGradient, parameterGradient }) {
      forward(parameters, inputs, rows, energies);
      adjoint = roomFor(adjoint, rows * widest);
      below = roomFor(below, rows * widest);
      turned = roomFor(turned, rows * widest);
      turnedBelow = roomFor(turnedBelow, rows * widest);
      adjoint.fill(1, 0, rows);
      for (let l = layers.length - 1; l >= 0; l--) {
        const { inputs: width, outputs, weights, biases } = layers[l]!;
        const x = activated[l]!;
        transpose(adjoint, rows, outputs, turned);
        transpose(x, rows, width, turnedBelow);
        const own = parameterGradient.subarray(weights, weights + width * outputs);
        multiplyByTransposed(turned, outputs, turnedBelow, width, rows, own, true);
        for (let k = 0; k < outputs; k++) {
          let sum = 0;
          for (let r = 0; r < rows; r++) sum += turned[k * rows + r]!;
          parameterGradient[biases + k]! += sum;
        }
        transpose(parameters.subarray(weights, weights + width * outputs), outputs, width, turnedWeights);
        const target = l === 0 ? inputGradient : below;
        multiplyByTransposed(adjoint, rows, turnedWeights, width, outputs, target);
        if (l === 0) return;
        for (let k = 0; k < rows * width; k++) if (x[k] === 0) below[k] = 0;
        [adjoint, below] = [below, adjoint];
      }
    },
  };
}
