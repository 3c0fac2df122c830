// The sizes of a convolution as TensorFlow.js tells them, for our kernel.
import type { ConvolutionGeometry } from "@adatom/models/kernels/tensor-products/geometry.ts";
import type { backend_util } from "@tensorflow/tfjs-core";

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

/** Rows lie along the depth, where the kernel splits its work; the height between is 1. */
export function geometryOf2d(info: backend_util.Conv2DInfo): ConvolutionGeometry {
  return {
    batch: info.batchSize,
    inSize: [info.inHeight, 1, info.inWidth],
    inChannels: info.inChannels,
    outSize: [info.outHeight, 1, info.outWidth],
    outChannels: info.outChannels,
    filterSize: [info.filterHeight, 1, info.filterWidth],
    stride: [info.strideHeight, 1, info.strideWidth],
    dilation: [info.dilationHeight, 1, info.dilationWidth],
    padding: [info.padInfo.top, 0, info.padInfo.left],
  };
}
