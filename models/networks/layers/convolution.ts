// A convolution over one, two or three dimensions: zeros outside the image, or the image repeated.
import type { Tensor } from "@tensorflow/tfjs-core";
import { channelSums } from "./channels.ts";
import { convolutionKernels } from "./convolution-kernels.ts";
import type { Layer, Rectifier } from "./layer.ts";
import { foldPeriodic, type Margin, padPeriodic } from "./periodic-padding.ts";
import { rectifiedWidth, rectifierAdjoint, rectify } from "./rectifier.ts";

export interface ConvolutionOptions {
  /** Side of the filter, the same along all dimensions. */
  readonly side: number;
  readonly stride: number;
  /** Outputs before the rectifier. */
  readonly channels: number;
  readonly rectifier: Rectifier;
  /** zero: zeros outside. periodic: the image repeats. Both give size / stride outputs, with the filter in the same place. */
  readonly borders: "zero" | "periodic";
}

/** @param inShape sizes, channels @throws RangeError where the stride does not divide a size */
export function createConvolution(inShape: readonly number[], options: ConvolutionOptions): Layer {
  const { side, stride, channels, rectifier, borders } = options;
  const sizes = inShape.slice(0, -1);
  const inChannels = inShape.at(-1)!;
  const uneven = sizes.find((size) => size % stride !== 0);
  if (uneven !== undefined) throw new RangeError(`a convolution's stride of ${stride} does not divide its input's size of ${uneven}`);
  const kernels = convolutionKernels(sizes.length, stride);
  const filterShape = [...sizes.map(() => side), inChannels, channels];
  const fanIn = side ** sizes.length * inChannels;
  // The place that TensorFlow's "same" gives the filter.
  const margin = Math.max(0, side - stride);
  const margins: Margin[] = sizes.map(() => ({ before: Math.floor(margin / 2), after: Math.ceil(margin / 2) }));
  const periodic = borders === "periodic";
  const padding = periodic ? "valid" : "same";
  const around = (x: Tensor): Tensor => (periodic ? padPeriodic(x, margins) : x);
  return {
    inShape,
    outShape: [...sizes.map((size) => size / stride), rectifiedWidth(rectifier, channels)],
    parameters: [
      { name: "weights", shape: filterShape, fanIn },
      { name: "biases", shape: [channels], fanIn },
    ],
    forward(input, [filter, biases]) {
      const sums = kernels.forward(around(input), filter!, biases!, padding, rectifier === "relu");
      return rectifier === "crelu" ? rectify(rectifier, sums) : sums;
    },
    backward(input, output, adjoint, [filter], inputWanted) {
      const sums = rectifierAdjoint(rectifier, output, adjoint);
      const x = around(input);
      const weights = kernels.filterAdjoint(x, sums, filterShape, padding);
      const gradients = [weights, channelSums(sums)];
      if (!inputWanted) return { input: null, parameters: gradients };
      const below = kernels.inputAdjoint(sums, filter!, x.shape, padding);
      return { input: periodic ? foldPeriodic(below, margins) : below, parameters: gradients };
    },
  };
}
