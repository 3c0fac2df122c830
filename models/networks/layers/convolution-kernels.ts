// Convolutions of one, two and three dimensions and their two adjoints behind one face; channels last. TensorFlow.js has
// them under different names, and the filter's adjoint only as a kernel. One dimension is two with a height of one.
import {
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  conv2d,
  conv3d,
  engine,
  fused,
  type NamedAttrMap,
  type NamedTensorMap,
  relu,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  type Tensor5D,
} from "@tensorflow/tfjs-core";
import { addBiases } from "./channels.ts";

export type Padding = "same" | "valid";

/** All of batch, sizes, channels; filters are sizes, inChannels, outChannels. */
export interface ConvolutionKernels {
  plain(x: Tensor, filter: Tensor, padding: Padding): Tensor;
  /** With biases, and a relu where wanted. */
  forward(x: Tensor, filter: Tensor, biases: Tensor, padding: Padding, rectified: boolean): Tensor;
  inputAdjoint(adjoint: Tensor, filter: Tensor, inputShape: readonly number[], padding: Padding): Tensor;
  filterAdjoint(x: Tensor, adjoint: Tensor, filterShape: readonly number[], padding: Padding): Tensor;
}

function run(kernel: string, inputs: NamedTensorMap, attributes: Readonly<Record<string, unknown>>): Tensor {
  return engine().runKernel(kernel, inputs, attributes as NamedAttrMap) as Tensor;
}

function solid(stride: number): ConvolutionKernels {
  const strides: [number, number, number] = [stride, stride, stride];
  const plain: ConvolutionKernels["plain"] = (x, filter, pad) => conv3d(x as Tensor5D, filter as Tensor5D, strides, pad);
  return {
    plain,
    forward(x, filter, biases, pad, rectified) {
      const sums = addBiases(plain(x, filter, pad), biases);
      return rectified ? relu(sums) : sums;
    },
    inputAdjoint: (dy, filter, inputShape, pad) =>
      run(Conv3DBackpropInputV2, { dy, filter }, { strides, pad, inputShape: [...inputShape] }),
    filterAdjoint: (x, dy, filterShape, pad) => run(Conv3DBackpropFilterV2, { x, dy }, { strides, pad, filterShape: [...filterShape] }),
  };
}

function flat(stride: number): ConvolutionKernels {
  const given = (pad: Padding) => ({ strides: [stride, stride], pad, dataFormat: "NHWC" });
  return {
    plain: (x, filter, pad) => conv2d(x as Tensor4D, filter as Tensor4D, stride, pad),
    forward: (x, filter, biases, pad, rectified) =>
      fused.conv2d({
        x: x as Tensor4D,
        filter: filter as Tensor4D,
        strides: stride,
        pad,
        bias: biases as Tensor1D,
        activation: rectified ? "relu" : "linear",
      }),
    inputAdjoint: (dy, filter, inputShape, pad) => run(Conv2DBackpropInput, { dy, filter }, { ...given(pad), inputShape: [...inputShape] }),
    filterAdjoint: (x, dy, filterShape, pad) => run(Conv2DBackpropFilter, { x, dy }, { ...given(pad), filterShape: [...filterShape] }),
  };
}

/** Sizes of one dimension with a dimension of size one before them. */
function line(stride: number): ConvolutionKernels {
  const plane = flat(stride);
  const raised = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, 1, ...x.shape.slice(1)]);
  const raisedFilter = (filter: Tensor): Tensor => reshape(filter, [1, ...filter.shape]);
  const lowered = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, ...x.shape.slice(2)]);
  return {
    plain: (x, filter, pad) => lowered(plane.plain(raised(x), raisedFilter(filter), pad)),
    forward: (x, filter, biases, pad, rectified) => lowered(plane.forward(raised(x), raisedFilter(filter), biases, pad, rectified)),
    inputAdjoint: (dy, filter, [batch, ...rest], pad) =>
      lowered(plane.inputAdjoint(raised(dy), raisedFilter(filter), [batch!, 1, ...rest], pad)),
    filterAdjoint: (x, dy, filterShape, pad) =>
      reshape(plane.filterAdjoint(raised(x), raised(dy), [1, ...filterShape], pad), [...filterShape]),
  };
}

/** @param dimensions 1, 2 or 3 @param stride the same along all */
export function convolutionKernels(dimensions: number, stride: number): ConvolutionKernels {
  return [line, flat, solid][dimensions - 1]!(stride);
}
