// A transposed convolution over two or three dimensions: the adjoint of a convolution, which makes images larger.
import { addBiases, channelSums } from "./channels.ts";
import { convolutionKernels } from "./convolution-kernels.ts";
import type { Layer, Rectifier } from "./layer.ts";
import { rectifiedWidth, rectifierAdjoint, rectify } from "./rectifier.ts";

export interface TransposedConvolutionOptions {
  readonly side: number;
  /** By how much every size grows. */
  readonly stride: number;
  readonly channels: number;
  readonly rectifier: Rectifier;
}

/** @param inShape sizes, channels */
export function createTransposedConvolution(inShape: readonly number[], options: TransposedConvolutionOptions): Layer {
  const { side, stride, channels, rectifier } = options;
  const sizes = inShape.slice(0, -1);
  const inChannels = inShape.at(-1)!;
  const kernels = convolutionKernels(sizes.length, stride);
  const filterShape = [...sizes.map(() => side), channels, inChannels];
  // An output gathers about (side / stride)^d positions of every input channel.
  const fanIn = Math.ceil(side / stride) ** sizes.length * inChannels;
  const grown = sizes.map((size) => size * stride);
  return {
    inShape,
    outShape: [...grown, rectifiedWidth(rectifier, channels)],
    parameters: [
      { name: "weights", shape: filterShape, fanIn },
      { name: "biases", shape: [channels], fanIn },
    ],
    forward(input, [filter, biases]) {
      const spread = kernels.inputAdjoint(input, filter!, [input.shape[0]!, ...grown, channels], "same");
      return rectify(rectifier, addBiases(spread, biases!));
    },
    backward(input, output, adjoint, [filter], inputWanted) {
      const sums = rectifierAdjoint(rectifier, output, adjoint);
      const weights = kernels.filterAdjoint(sums, input, filterShape, "same");
      const below = inputWanted ? kernels.plain(sums, filter!, "same") : null;
      return { input: below, parameters: [weights, channelSums(sums)] };
    },
  };
}
