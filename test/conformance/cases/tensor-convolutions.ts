// Convolutions of tensors and transposed ones, over shapes, strides, paddings and dilations: values, gradients and gradients of gradients.
import * as tf from "@tensorflow/tfjs-core";
import { draw, type TensorOperation } from "../operation-results.ts";
import { combined, mapped, sizeOf } from "../plain-array.ts";
import { type ConvolutionForm, convolution, transposedConvolution } from "../plain-convolution.ts";

const cases: TensorOperation[] = [];

type ConvolutionCase = readonly [readonly number[], number, readonly number[], number, ConvolutionForm];
const flat: readonly ConvolutionCase[] = [
  [[1, 5, 5], 1, [3, 3], 1, { stride: 1, padding: "valid" }],
  [[2, 5, 6], 2, [3, 2], 3, { stride: 1, padding: "same" }],
  [[2, 6, 5], 3, [3, 3], 2, { stride: 2, padding: "same" }],
  [[1, 7, 6], 2, [4, 4], 2, { stride: 2, padding: "same" }],
  [[1, 7, 7], 2, [3, 2], 2, { stride: 3, padding: "valid" }],
  [[2, 4, 4], 3, [1, 1], 4, { stride: 1, padding: "same" }],
];
const solid: readonly ConvolutionCase[] = [
  [[1, 3, 3, 3], 1, [2, 2, 2], 1, { stride: 1, padding: "valid" }],
  [[2, 3, 4, 3], 2, [3, 2, 3], 2, { stride: 1, padding: "same" }],
  [[1, 4, 4, 4], 2, [4, 4, 4], 2, { stride: 2, padding: "same" }],
  [[2, 5, 4, 3], 1, [2, 3, 2], 2, { stride: 2, padding: "valid" }],
  [[1, 5, 5, 4], 1, [3, 3, 3], 2, { stride: 3, padding: "same" }],
];
type Form3 = [number, number, number];
for (const [sizes, channels, filterSizes, outputs, form] of [...flat, ...solid]) {
  const { stride, padding } = form;
  const dimensions = filterSizes.length;
  const x = draw([...sizes, channels]);
  const filter = draw([...filterSizes, channels, outputs]);
  const name = `${dimensions}-D ${[...sizes, channels]} by ${[...filterSizes, channels, outputs]}, stride ${stride}, ${padding}`;
  const steps: Form3 = [stride, stride, stride];
  cases.push({
    operation: dimensions === 2 ? "conv2d" : "conv3d",
    name,
    inputs: [x, filter],
    tensor: (a, b) =>
      dimensions === 2
        ? tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, padding)
        : tf.conv3d(a as tf.Tensor5D, b as tf.Tensor5D, steps, padding),
    plain: (a, b) => convolution(a, b, form),
    order: sizeOf(sizes) < 30 ? 2 : 1,
  });
  if (dimensions === 2)
    cases.push({
      operation: "fused.conv2d",
      name: `${name}, + bias, relu`,
      inputs: [x, filter, draw([outputs])],
      tensor: (a, b, bias) =>
        tf.fused.conv2d({ x: a as tf.Tensor4D, filter: b as tf.Tensor4D, strides: stride, pad: padding, bias, activation: "relu" }),
      plain: (a, b, bias) =>
        mapped(
          combined(convolution(a, b, form), bias, (p, q) => p + q),
          (v) => Math.max(0, v),
        ),
      order: 0,
    });
  const y = draw(convolution(x, filter, form).shape);
  cases.push({
    operation: dimensions === 2 ? "conv2dTranspose" : "conv3dTranspose",
    name,
    inputs: [y, filter],
    tensor: (a, b) =>
      dimensions === 2
        ? tf.conv2dTranspose(a as tf.Tensor4D, b as tf.Tensor4D, x.shape as [number, number, number, number], stride, padding)
        : tf.conv3dTranspose(a as tf.Tensor5D, b as tf.Tensor5D, x.shape as [number, number, number, number, number], steps, padding),
    plain: (a, b) => transposedConvolution(a, b, sizes.slice(1), form),
    order: sizeOf(sizes) < 30 ? 2 : 1,
  });
}
cases.push({
  operation: "conv3d",
  name: "with dilation 2, forward",
  inputs: [draw([1, 5, 4, 6, 2]), draw([2, 2, 3, 2, 2])],
  tensor: (a, b) => tf.conv3d(a as tf.Tensor5D, b as tf.Tensor5D, 1, "same", "NDHWC", [2, 2, 2]),
  plain: (a, b) => convolution(a, b, { stride: 1, padding: "same", dilation: 2 }),
  order: 0,
  refusedBy: ["tensorflow"],
});

export const convolutions: readonly TensorOperation[] = cases;
