// Convolutions over two and three dimensions as matrix products of patches, for those that TensorFlow.js 4.22 lacks on
// WASM (the filter's gradient in two dimensions), has wrong (both gradients in three: relative errors of 0.8 to 1) or
// slow (forward in three, 0.8 GFLOP/s against 7 to 32 here; the input's gradient in two, 4 against 21 to 33).
//   y = P F      dF = P^T dy      dx = scatter(dy F^T)      P: positions x patch, F: patch x outChannels
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { BatchMatMul, type TensorInfo } from "@tensorflow/tfjs-core";
import { type ConvolutionGeometry, patchLength, positionsOf } from "./convolution-geometry.ts";
import { gatherPatches, gatherPatchesTransposed, scatterPatches } from "./patches.ts";
import { call, free, ownKernel, view } from "./wasm-tensors.ts";

/** Numbers of the matrix of patches held at once: 16 MB, which several caches' worth of rows fill. */
const patchNumbers = 2 ** 22;

function multiply(backend: BackendWasm, a: TensorInfo, b: TensorInfo, transposeB: boolean): TensorInfo {
  return call(ownKernel(BatchMatMul), backend, { a, b }, { transposeA: false, transposeB });
}

/** The same numbers under another shape. */
function shaped(tensor: TensorInfo, shape: number[]): TensorInfo {
  return { dataId: tensor.dataId, dtype: tensor.dtype, shape };
}

/** Works through the output positions in pieces of whole lines whose patches fit the limit. */
function inPieces(geometry: ConvolutionGeometry, work: (first: number, count: number) => void): void {
  const rows = positionsOf(geometry);
  const width = geometry.outSize[2];
  const most = width * Math.max(1, Math.floor(patchNumbers / (patchLength(geometry) * width)));
  for (let first = 0; first < rows; first += most) work(first, Math.min(most, rows - first));
}

function patchesOf(backend: BackendWasm, geometry: ConvolutionGeometry, x: TensorInfo, first: number, count: number): TensorInfo {
  const patches = backend.makeOutput([count, patchLength(geometry)], "float32");
  gatherPatches(geometry, view(backend, x), first, count, view(backend, patches));
  return patches;
}

/** Rows first ... of dy, positions x outChannels, as a tensor of their own. */
function rowsOf(backend: BackendWasm, dy: TensorInfo, channels: number, first: number, count: number): TensorInfo {
  const rows = backend.makeOutput([count, channels], "float32");
  view(backend, rows).set(view(backend, dy).subarray(first * channels, (first + count) * channels));
  return rows;
}

/** @param x batch, sizes, inChannels @param filter sizes, inChannels, outChannels */
export function convolve(
  backend: BackendWasm,
  geometry: ConvolutionGeometry,
  x: TensorInfo,
  filter: TensorInfo,
  outShape: number[],
): TensorInfo {
  const { outChannels } = geometry;
  const out = backend.makeOutput(outShape, "float32");
  const weights = shaped(filter, [patchLength(geometry), outChannels]);
  inPieces(geometry, (first, count) => {
    const patches = patchesOf(backend, geometry, x, first, count);
    const product = multiply(backend, patches, weights, false);
    view(backend, out).set(view(backend, product), first * outChannels);
    free(backend, patches, product);
  });
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
  const { outChannels } = geometry;
  const columns = patchLength(geometry);
  // Float64 where pieces are summed: there may be many.
  const sum = new Float64Array(columns * outChannels);
  inPieces(geometry, (first, count) => {
    const rows = rowsOf(backend, dy, outChannels, first, count);
    // Gathered in transposed form: XNNPACK packs its second operand, which should be the small one.
    const patches = backend.makeOutput([columns, count], "float32");
    gatherPatchesTransposed(geometry, view(backend, x), first, count, view(backend, patches));
    const product = multiply(backend, patches, rows, false);
    const values = view(backend, product);
    for (let k = 0; k < sum.length; k++) sum[k]! += values[k]!;
    free(backend, patches, rows, product);
  });
  const out = backend.makeOutput(filterShape, "float32");
  view(backend, out).set(sum);
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
  const { outChannels } = geometry;
  const out = backend.makeOutput(inShape, "float32");
  view(backend, out).fill(0);
  const weights = shaped(filter, [patchLength(geometry), outChannels]);
  inPieces(geometry, (first, count) => {
    const rows = rowsOf(backend, dy, outChannels, first, count);
    const product = multiply(backend, rows, weights, true);
    scatterPatches(geometry, view(backend, product), first, count, view(backend, out));
    free(backend, rows, product);
  });
  return out;
}
