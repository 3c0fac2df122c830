// Gradients around convolutions that TensorFlow.js 4.22 leaves out for every backend: that of the transposed one over
// three dimensions (a decoder could not be trained), and those of the filters' gradients (nothing with a convolution
// could be differentiated twice). With C the convolution of x by f, B(y, f) its transpose in x, F(x, y) its transpose
// in f, <C(x, f), y> = <x, B(y, f)> = <f, F(x, y)>, so for an adjoint a of the result:
//   of B: dy = C(a, f), df = F(a, y)        of F: dx = B(y, a), dy = C(x, a)
import {
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  conv2d,
  conv3d,
  engine,
  registerGradient,
  type Tensor,
  type Tensor4D,
  type Tensor5D,
} from "@tensorflow/tfjs-core";

interface Attributes3d {
  readonly strides: number | [number, number, number];
  readonly pad: "same" | "valid";
}
interface Attributes2d {
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

export function registerConvolutionGradients(): void {
  registerGradient({
    kernelName: Conv3DBackpropInputV2,
    inputsToSave: ["dy", "filter"],
    gradFunc: (adjoint, saved, attrs) => {
      const [dy, filter] = saved as [Tensor5D, Tensor5D];
      const a = adjoint as Tensor5D;
      const { strides, pad } = attrs as unknown as Attributes3d;
      return {
        dy: () => conv3d(a, filter, strides, pad),
        filter: () => engine().runKernel(Conv3DBackpropFilterV2, { x: a, dy }, { strides, pad, filterShape: filter.shape }) as Tensor,
      };
    },
  });
  registerGradient({
    kernelName: Conv3DBackpropFilterV2,
    inputsToSave: ["x", "dy"],
    gradFunc: (adjoint, saved, attrs) => {
      const [x, dy] = saved as [Tensor5D, Tensor5D];
      const a = adjoint as Tensor5D;
      const { strides, pad } = attrs as unknown as Attributes3d;
      return {
        x: () => engine().runKernel(Conv3DBackpropInputV2, { dy, filter: a }, { strides, pad, inputShape: x.shape }) as Tensor,
        dy: () => conv3d(x, a, strides, pad),
      };
    },
  });
  registerGradient({
    kernelName: Conv2DBackpropFilter,
    inputsToSave: ["x", "dy"],
    gradFunc: (adjoint, saved, attrs) => {
      const [x, dy] = saved as [Tensor4D, Tensor4D];
      const a = adjoint as Tensor4D;
      const { strides, pad, dataFormat, dimRoundingMode } = attrs as unknown as Attributes2d;
      const given = { strides, pad, dataFormat, dimRoundingMode: dimRoundingMode as string };
      return {
        x: () => engine().runKernel(Conv2DBackpropInput, { dy, filter: a }, { ...given, inputShape: x.shape }) as Tensor,
        dy: () => conv2d(x, a, strides, pad, dataFormat, 1, dimRoundingMode),
      };
    },
  });
}
