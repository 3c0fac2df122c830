// The gradient of a transposed convolution over three dimensions, which TensorFlow.js 4.22 leaves out for every
// backend: a decoder could not be trained. As for two dimensions, with dx the output's and ddx its adjoint:
//   d/d(dy) = convolution of ddx by the filter      d/d(filter) = filter gradient of (ddx, dy)
import {
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  conv3d,
  engine,
  getGradient,
  registerGradient,
  type Tensor,
  type Tensor5D,
} from "@tensorflow/tfjs-core";

export function registerTransposedConvolutionGradient(): void {
  if (getGradient(Conv3DBackpropInputV2)) return;
  registerGradient({
    kernelName: Conv3DBackpropInputV2,
    inputsToSave: ["dy", "filter"],
    gradFunc: (adjoint, saved, attrs) => {
      const [dy, filter] = saved as [Tensor5D, Tensor5D];
      const ddx = adjoint as Tensor5D;
      const { strides, pad } = attrs as unknown as { strides: number | [number, number, number]; pad: "same" | "valid" };
      return {
        dy: () => conv3d(ddx, filter, strides, pad),
        filter: () => engine().runKernel(Conv3DBackpropFilterV2, { x: ddx, dy }, { strides, pad, filterShape: filter.shape }) as Tensor,
      };
    },
  });
}
