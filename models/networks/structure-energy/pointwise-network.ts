// The convolutional network with filters of size 1 over the descriptors (Comin and Lewis 2019, fig. 1): the same chain of
// channels, ReLU between them, is applied to every descriptor value by itself; a linear readout over descriptors and
// channels gives the energy of the atom.
//
// So one piecewise linear curve from a number to the channels serves all values of all descriptors: it is computed once
// a structure, and every value is read off it. Against running the chain for every value (216 atoms x 54 descriptors) this
// changes nothing but rounding and takes a tenth of the time.
import { multiplyByTransposed, transpose } from "../../kernels/matrix-product.ts";
import { type AtomNetwork, drawLayer, placeLayers, roomFor } from "./atom-network.ts";
import { createPiecewiseChain } from "./piecewise-chain.ts";

/** @param channels of each convolution, in order */
export function createPointwiseNetwork(inputSize: number, channels: readonly number[]): AtomNetwork {
  const layers = placeLayers(1, channels);
  const top = channels.at(-1)!;
  const readout = layers.at(-1)!.biases + top;
  const bias = readout + inputSize * top;
  const chain = createPiecewiseChain(layers);
  let pieceOf = new Int32Array(0);
  // Pieces x descriptors: how many values lie on a piece, and the sum of their distances from its beginning.
  let counts = new Float64Array(0);
  let distances = new Float64Array(0);
  // Pieces x descriptors: readout where a piece begins, and its slope.
  let outputs = new Float64Array(0);
  let outputSlopes = new Float64Array(0);
  let turned = new Float64Array(0);
  let turnedChannels = new Float64Array(0);
  let valueAdjoint = new Float64Array(0);
  let slopeAdjoint = new Float64Array(0);
  const turnedReadout = new Float64Array(inputSize * top);

  /** Energies; slopes of the energy along every input where asked for; and on which pieces the inputs lie. */
  function readOff(parameters: Float64Array, inputs: Float64Array, rows: number, energies: Float64Array, slopes?: Float64Array): void {
    energies.fill(parameters[bias]!, 0, rows);
    if (rows === 0) return;
    const size = rows * inputSize;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < size; at++) {
      const x = inputs[at]!;
      if (x < low) low = x;
      if (x > high) high = x;
    }
    chain.walk(parameters, low, high);
    const { pieces, starts } = chain;
    const cells = pieces * inputSize;
    const weights = parameters.subarray(readout, bias);
    outputs = roomFor(outputs, cells);
    outputSlopes = roomFor(outputSlopes, cells);
    multiplyByTransposed(chain.values, pieces, weights, inputSize, top, outputs);
    multiplyByTransposed(chain.slopes, pieces, weights, inputSize, top, outputSlopes);
    pieceOf = pieceOf.length >= size ? pieceOf : new Int32Array(size);
    counts = roomFor(counts, cells);
    distances = roomFor(distances, cells);
    counts.fill(0, 0, cells);
    distances.fill(0, 0, cells);
    for (let i = 0, at = 0; i < rows; i++) {
      let energy = energies[i]!;
      for (let d = 0; d < inputSize; d++, at++) {
        const x = inputs[at]!;
        const piece = chain.pieceOf(x);
        const cell = piece * inputSize + d;
        const distance = x - starts[piece]!;
        counts[cell]! += 1;
        distances[cell]! += distance;
        energy += outputs[cell]! + distance * outputSlopes[cell]!;
        if (slopes) slopes[at] = outputSlopes[cell]!;
      }
      energies[i] = energy;
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
    energies: readOff,
    evaluate(parameters, inputs, rows, { energies, inputGradient, parameterGradient }) {
      if (rows === 0) return;
      readOff(parameters, inputs, rows, energies, inputGradient);
      const { pieces } = chain;
      const cells = pieces * inputSize;
      const weights = parameters.subarray(readout, bias);
      parameterGradient[bias]! += rows;
      const ofReadout = parameterGradient.subarray(readout, bias);
      turned = roomFor(turned, cells);
      turnedChannels = roomFor(turnedChannels, pieces * top);
      for (const [share, channel] of [
        [counts, chain.values],
        [distances, chain.slopes],
      ] as const) {
        transpose(share, pieces, inputSize, turned);
        transpose(channel, pieces, top, turnedChannels);
        multiplyByTransposed(turned, inputSize, turnedChannels, top, pieces, ofReadout, true);
      }
      transpose(weights, inputSize, top, turnedReadout);
      valueAdjoint = roomFor(valueAdjoint, pieces * top);
      slopeAdjoint = roomFor(slopeAdjoint, pieces * top);
      multiplyByTransposed(counts, pieces, turnedReadout, top, inputSize, valueAdjoint);
      multiplyByTransposed(distances, pieces, turnedReadout, top, inputSize, slopeAdjoint);
      chain.backward(parameters, valueAdjoint, slopeAdjoint, parameterGradient);
    },
  };
}
