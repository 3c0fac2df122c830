// The matrix of patches: one row for each output position, holding the input under the filter there, in the filter's
// order (depth, height, width, channel), zero outside the input. A convolution is then a matrix product.
import type { ConvolutionGeometry } from "./convolution-geometry.ts";
import { patchLength } from "./convolution-geometry.ts";

/**
 * Calls `visit` for every contiguous run that patches and input share: where it starts in the matrix (counted from the
 * row `first`), where in the input, and how long it is.
 */
function eachRun(
  geometry: ConvolutionGeometry,
  first: number,
  count: number,
  visit: (inMatrix: number, inInput: number, length: number) => void,
): void {
  const { inSize, inChannels, outSize, filterSize, stride, dilation, padding } = geometry;
  const [inDepth, inHeight, inWidth] = inSize;
  const [outDepth, outHeight, outWidth] = outSize;
  const [filterDepth, filterHeight, filterWidth] = filterSize;
  const columns = patchLength(geometry);
  for (let row = 0; row < count; row++) {
    let position = first + row;
    const x = (position % outWidth) * stride[2] - padding[2];
    position = Math.floor(position / outWidth);
    const y = (position % outHeight) * stride[1] - padding[1];
    position = Math.floor(position / outHeight);
    const z = (position % outDepth) * stride[0] - padding[0];
    const sample = Math.floor(position / outDepth);
    for (let a = 0; a < filterDepth; a++) {
      const inZ = z + a * dilation[0];
      if (inZ < 0 || inZ >= inDepth) continue;
      for (let b = 0; b < filterHeight; b++) {
        const inY = y + b * dilation[1];
        if (inY < 0 || inY >= inHeight) continue;
        const line = ((sample * inDepth + inZ) * inHeight + inY) * inWidth;
        const start = row * columns + (a * filterHeight + b) * filterWidth * inChannels;
        if (dilation[2] === 1) {
          // Neighbours along the width lie side by side in both.
          const from = Math.max(0, -x);
          const to = Math.min(filterWidth, inWidth - x);
          if (to > from) visit(start + from * inChannels, (line + x + from) * inChannels, (to - from) * inChannels);
          continue;
        }
        for (let c = 0; c < filterWidth; c++) {
          const inX = x + c * dilation[2];
          if (inX >= 0 && inX < inWidth) visit(start + c * inChannels, (line + inX) * inChannels, inChannels);
        }
      }
    }
  }
}

/** Writes rows first ... first + count - 1 of the matrix of patches into `matrix`. */
export function gatherPatches(
  geometry: ConvolutionGeometry,
  input: Float32Array,
  first: number,
  count: number,
  matrix: Float32Array,
): void {
  matrix.fill(0, 0, count * patchLength(geometry));
  eachRun(geometry, first, count, (inMatrix, inInput, length) => {
    for (let k = 0; k < length; k++) matrix[inMatrix + k] = input[inInput + k]!;
  });
}

/** The transpose of gathering: adds the rows of `matrix` to where they came from. */
export function scatterPatches(
  geometry: ConvolutionGeometry,
  matrix: Float32Array,
  first: number,
  count: number,
  input: Float32Array,
): void {
  eachRun(geometry, first, count, (inMatrix, inInput, length) => {
    for (let k = 0; k < length; k++) input[inInput + k]! += matrix[inMatrix + k]!;
  });
}

/**
 * Writes the transpose of rows first ... first + count - 1: one row of `matrix` for each number of the patch, `count`
 * long. Both ends must lie between lines of output (multiples of the output's width).
 */
export function gatherPatchesTransposed(
  geometry: ConvolutionGeometry,
  input: Float32Array,
  first: number,
  count: number,
  matrix: Float32Array,
): void {
  const { inSize, inChannels, outSize, filterSize, stride, dilation, padding } = geometry;
  const [inDepth, inHeight, inWidth] = inSize;
  const [outDepth, outHeight, outWidth] = outSize;
  const [filterDepth, filterHeight, filterWidth] = filterSize;
  const step = stride[2] * inChannels;
  matrix.fill(0, 0, count * patchLength(geometry));
  for (let row = 0; row < count; row += outWidth) {
    let line = (first + row) / outWidth;
    const y = (line % outHeight) * stride[1] - padding[1];
    line = Math.floor(line / outHeight);
    const z = (line % outDepth) * stride[0] - padding[0];
    const sample = Math.floor(line / outDepth);
    for (let a = 0; a < filterDepth; a++) {
      const inZ = z + a * dilation[0];
      if (inZ < 0 || inZ >= inDepth) continue;
      for (let b = 0; b < filterHeight; b++) {
        const inY = y + b * dilation[1];
        if (inY < 0 || inY >= inHeight) continue;
        const inLine = ((sample * inDepth + inZ) * inHeight + inY) * inWidth;
        for (let c = 0; c < filterWidth; c++) {
          const x = c * dilation[2] - padding[2];
          // Outputs whose tap lies inside: 0 <= x + o stride < inWidth.
          const from = Math.max(0, Math.ceil(-x / stride[2]));
          const to = Math.min(outWidth, Math.floor((inWidth - 1 - x) / stride[2]) + 1);
          const tap = ((a * filterHeight + b) * filterWidth + c) * inChannels;
          for (let channel = 0; channel < inChannels; channel++) {
            const target = (tap + channel) * count + row;
            let source = (inLine + x + from * stride[2]) * inChannels + channel;
            for (let o = from; o < to; o++, source += step) matrix[target + o] = input[source]!;
          }
        }
      }
    }
  }
}
