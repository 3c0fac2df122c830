// A dense layer: every output a sum over the whole input of a sample, or of each of its positions.
import { fused, matMul, reshape, type Tensor, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import { channelSums } from "./channels.ts";
import type { Layer, Rectifier } from "./layer.ts";
import { rectifiedWidth, rectifierAdjoint, rectify } from "./rectifier.ts";

/**
 * @param inShape any; taken row by row
 * @param width outputs before the rectifier
 * @param positionAxes so many of the first axes are positions, each treated alike by itself
 */
export function createDense(inShape: readonly number[], width: number, rectifier: Rectifier, positionAxes = 0): Layer {
  const positions = inShape.slice(0, positionAxes);
  const inputs = inShape.slice(positionAxes).reduce((product, size) => product * size, 1);
  const outShape = [...positions, rectifiedWidth(rectifier, width)];
  const flat = (x: Tensor): Tensor2D => reshape(x, [x.size / inputs, inputs]);
  return {
    inShape,
    outShape,
    parameters: [
      { name: "weights", shape: [inputs, width], fanIn: inputs },
      { name: "biases", shape: [width], fanIn: inputs },
    ],
    forward(input, [weights, biases]) {
      const sums = fused.matMul({
        a: flat(input),
        b: weights as Tensor2D,
        bias: biases as Tensor1D,
        activation: rectifier === "relu" ? "relu" : "linear",
      });
      return reshape(rectifier === "crelu" ? rectify(rectifier, sums) : sums, [input.shape[0]!, ...outShape]);
    },
    backward(input, output, adjoint, [weights], inputWanted) {
      const above = rectifierAdjoint(rectifier, output, adjoint);
      const sums: Tensor2D = reshape(above, [above.size / width, width]);
      const inputAdjoint = inputWanted ? reshape(matMul(sums, weights as Tensor2D, false, true), input.shape) : null;
      return { input: inputAdjoint, parameters: [matMul(flat(input), sums, true), channelSums(sums)] };
    },
  };
}
