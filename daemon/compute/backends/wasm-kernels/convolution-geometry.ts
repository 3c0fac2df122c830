// The sizes of one convolution over one, two or three dimensions, channels last. Two-dimensional ones have depth 1.
import type { backend_util } from "@tensorflow/tfjs-core";

type Triple = readonly [number, number, number];

/** Triples are depth, height, width. */
export interface ConvolutionGeometry {
  readonly batch: number;
  readonly inSize: Triple;
  readonly inChannels: number;
  readonly outSize: Triple;
  readonly outChannels: number;
  readonly filterSize: Triple;
  readonly stride: Triple;
  readonly dilation: Triple;
  /** Before the first element. */
  readonly padding: Triple;
}

export function geometryOf3d(info: backend_util.Conv3DInfo): ConvolutionGeometry {
  return {
    batch: info.batchSize,
    inSize: [info.inDepth, info.inHeight, info.inWidth],
    inChannels: info.inChannels,
    outSize: [info.outDepth, info.outHeight, info.outWidth],
    outChannels: info.outChannels,
    filterSize: [info.filterDepth, info.filterHeight, info.filterWidth],
    stride: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilation: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    padding: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  };
}

export function geometryOf2d(info: backend_util.Conv2DInfo): ConvolutionGeometry {
  return {
    batch: info.batchSize,
    inSize: [1, info.inHeight, info.inWidth],
    inChannels: info.inChannels,
    outSize: [1, info.outHeight, info.outWidth],
    outChannels: info.outChannels,
    filterSize: [1, info.filterHeight, info.filterWidth],
    stride: [1, info.strideHeight, info.strideWidth],
    dilation: [1, info.dilationHeight, info.dilationWidth],
    padding: [0, info.padInfo.top, info.padInfo.left],
  };
}

/** Output positions of the whole batch: rows of the matrix of patches. */
export function positionsOf({ batch, outSize: [depth, height, width] }: ConvolutionGeometry): number {
  return batch * depth * height * width;
}

/** Numbers in one patch: columns of the matrix of patches. */
export function patchLength({ filterSize: [depth, height, width], inChannels }: ConvolutionGeometry): number {
  return depth * height * width * inChannels;
}
