// Convolutions over two and three dimensions by our own kernel, for those that TensorFlow.js 4.22 lacks on WASM (the
// filter's gradient in two dimensions), has wrong (both gradients in three: relative errors of 0.8 to 1) or slow (forward
// in three, 0.8 GFLOP/s; the input's gradient in two), and for those that it does well on one thread.
import type { ConvolutionGeometry } from "@adatom/models/kernels/tensor-products/geometry.ts";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { products } from "./products.ts";
import { view } from "./wasm-tensors.ts";

/** @param x batch, sizes, inChannels @param filter sizes, inChannels, outChannels @param bias outChannels */
export function convolve(
  backend: BackendWasm,
  geometry: ConvolutionGeometry,
  x: TensorInfo,
  filter: TensorInfo,
  outShape: number[],
  bias?: TensorInfo,
  rectify = false,
): TensorInfo {
  const out = backend.makeOutput(outShape, "float32");
  const ending = { bias: bias && view(backend, bias), rectify };
  products(backend).convolve(geometry, view(backend, x), view(backend, filter), view(backend, out), ending);
  return out;
}

/** @param dy batch, sizes, outChannels @returns sizes, inChannels, outChannels */
export function filterGradient(
  backend: BackendWasm,
  geometry: ConvolutionGeometry,
  x: TensorInfo,
  dy: TensorInfo,
  filterShape: number[],
): TensorInfo {
  const out = backend.makeOutput(filterShape, "float32");
  products(backend).filterGradient(geometry, view(backend, x), view(backend, dy), view(backend, out));
  return out;
}

/** @returns batch, sizes, inChannels: also the forward pass of the transposed convolution */
export function inputGradient(
  backend: BackendWasm,
  geometry: ConvolutionGeometry,
  dy: TensorInfo,
  filter: TensorInfo,
  inShape: number[],
): TensorInfo {
  const out = backend.makeOutput(inShape, "float32");
  products(backend).inputGradient(geometry, view(backend, dy), view(backend, filter), view(backend, out));
  return out;
}
