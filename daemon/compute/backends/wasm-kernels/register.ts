// Puts our kernels in the place of the WASM backend's, once a process. Why each: convolution.ts and matrix-product.ts.
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  backend_util,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  Conv3D,
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  FusedConv2D,
  getKernel,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { convolve, filterGradient, inputGradient } from "./convolution.ts";
import { geometryOf2d, geometryOf3d } from "./convolution-geometry.ts";
import { matrixProductKernels } from "./matrix-product.ts";
import { ownActivations, ownKernel } from "./wasm-tensors.ts";

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];
type Steps3 = number | [number, number, number];
interface Attributes3d {
  readonly strides: Steps3;
  readonly pad: "same" | "valid" | number;
  readonly dilations?: Steps3;
  readonly filterShape: Shape5;
  readonly inputShape: Shape5;
}
interface Attributes2d {
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly dilations?: number | [number, number];
  readonly filterShape: Shape4;
  readonly inputShape: Shape4;
}
type Inputs<Names extends string> = Record<Names, TensorInfo>;

const conv3d: KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, filter } = inputs as Inputs<"x" | "filter">;
  const { strides, pad, dilations } = attrs as unknown as Attributes3d;
  const info = backend_util.computeConv3DInfo(x.shape as Shape5, filter.shape as Shape5, strides, dilations ?? 1, pad);
  return convolve(backend as BackendWasm, geometryOf3d(info), x, filter, info.outShape);
};

const conv3dFilter: KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, dy } = inputs as Inputs<"x" | "dy">;
  const { strides, pad, filterShape } = attrs as unknown as Attributes3d;
  const info = backend_util.computeConv3DInfo(x.shape as Shape5, filterShape, strides, 1, pad);
  return filterGradient(backend as BackendWasm, geometryOf3d(info), x, dy, filterShape);
};

const conv3dInput: KernelFunc = ({ inputs, backend, attrs }) => {
  const { dy, filter } = inputs as Inputs<"dy" | "filter">;
  const { strides, pad, inputShape } = attrs as unknown as Attributes3d;
  const info = backend_util.computeConv3DInfo(inputShape, filter.shape as Shape5, strides, 1, pad);
  return inputGradient(backend as BackendWasm, geometryOf3d(info), dy, filter, inputShape);
};

function info2d(attrs: Attributes2d, inShape: Shape4, filterShape: Shape4): backend_util.Conv2DInfo {
  if (attrs.dataFormat !== "NHWC") throw new Error("convolutions on WASM have their channels last (NHWC)");
  return backend_util.computeConv2DInfo(
    inShape,
    filterShape,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    "channelsLast",
  );
}

const conv2d: KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, filter } = inputs as Inputs<"x" | "filter">;
  const info = info2d(attrs as unknown as Attributes2d, x.shape as Shape4, filter.shape as Shape4);
  return convolve(backend as BackendWasm, geometryOf2d(info), x, filter, info.outShape);
};

/** @param own TensorFlow.js's, for activations that ours does not do */
function fusedConv2d(own: KernelFunc): KernelFunc {
  return (given) => {
    const { x, filter, bias } = given.inputs as Inputs<"x" | "filter"> & { bias?: TensorInfo };
    const attrs = given.attrs as unknown as Attributes2d & { activation?: string };
    const { activation = "linear" } = attrs;
    const plainBias = bias === undefined || bias.shape.length <= 1;
    if (!ownActivations.includes(activation) || !plainBias || attrs.dataFormat !== "NHWC") return own(given);
    const info = info2d(attrs, x.shape as Shape4, filter.shape as Shape4);
    return convolve(given.backend as BackendWasm, geometryOf2d(info), x, filter, info.outShape, bias, activation === "relu");
  };
}

const conv2dFilter: KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, dy } = inputs as Inputs<"x" | "dy">;
  const given = attrs as unknown as Attributes2d;
  const info = info2d(given, x.shape as Shape4, given.filterShape);
  return filterGradient(backend as BackendWasm, geometryOf2d(info), x, dy, given.filterShape);
};

const conv2dInput: KernelFunc = ({ inputs, backend, attrs }) => {
  const { dy, filter } = inputs as Inputs<"dy" | "filter">;
  const given = attrs as unknown as Attributes2d;
  const info = info2d(given, given.inputShape, filter.shape as Shape4);
  return inputGradient(backend as BackendWasm, geometryOf2d(info), dy, filter, given.inputShape);
};

let registered = false;

/** TensorFlow.js's own kernels that gave way, to be timed beside ours. */
export const replacedKernels = new Map<string, KernelFunc>();

/** The WASM backend must have been started before: its own kernels are set up then, and some are called by ours. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  const kernels: Record<string, KernelFunc> = {
    ...matrixProductKernels(),
    [Conv3D]: conv3d,
    [Conv3DBackpropFilterV2]: conv3dFilter,
    [Conv3DBackpropInputV2]: conv3dInput,
    [Conv2D]: conv2d,
    [FusedConv2D]: fusedConv2d(ownKernel(FusedConv2D)),
    [Conv2DBackpropFilter]: conv2dFilter,
    [Conv2DBackpropInput]: conv2dInput,
  };
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    // The set-up of the kernel replaced still belongs to the backend's start, should that come again.
    const replaced = getKernel(kernelName, "wasm");
    if (replaced) replacedKernels.set(kernelName, replaced.kernelFunc);
    if (replaced) unregisterKernel(kernelName, "wasm");
    registerKernel({ ...replaced, kernelName, backendName: "wasm", kernelFunc });
  }
}
