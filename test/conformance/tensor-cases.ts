// The tensor operations that our networks use, each beside the same in plain float64 loops, over several shapes.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import * as tf from "@tensorflow/tfjs-core";
import { combined, mapped, type PlainArray, permuted, plain, product, sizeOf, summed } from "./plain-array.ts";
import { type ConvolutionForm, convolution, transposedConvolution } from "./plain-convolution.ts";

export interface TensorCase {
  readonly name: string;
  readonly inputs: readonly PlainArray[];
  tensor(...inputs: tf.Tensor[]): tf.Tensor;
  plain(...inputs: PlainArray[]): PlainArray;
  /** How often it is differentiated: twice is what a loss on forces needs. */
  readonly order: 0 | 1 | 2;
  /** Backends that throw for it, as they should: an error is no wrong number. */
  readonly refusedBy?: readonly string[];
}

const random = createRandom(11);
/** Normal numbers, at least 0.05 from zero so that differences do not straddle a kink; squared and shifted where roots and logarithms are taken. */
function draw(shape: readonly number[], positive = false): PlainArray {
  return plain(shape, () => {
    const x = random.normal();
    return Math.fround(positive ? 0.5 + x * x : x + 0.05 * Math.sign(x));
  });
}

const cases: TensorCase[] = [];
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function elementwise(name: string, tensor: (x: tf.Tensor) => tf.Tensor, one: (x: number) => number, positive = false): void {
  for (const shape of [[7], [3, 5], [2, 3, 4]])
    cases.push({ name: `${name} [${shape}]`, inputs: [draw(shape, positive)], tensor, plain: (x) => mapped(x, one), order: 2 });
}
elementwise("tanh", tf.tanh, Math.tanh);
elementwise("sigmoid", tf.sigmoid, sigmoid);
elementwise("softplus", tf.softplus, (x) => Math.log1p(Math.exp(x)));
elementwise("square", tf.square, (x) => x * x);
elementwise("negative", tf.neg, (x) => -x);
elementwise("exponential", tf.exp, Math.exp);
elementwise("logarithm", tf.log, Math.log, true);
elementwise("square root", tf.sqrt, Math.sqrt, true);
elementwise("relu", tf.relu, (x) => Math.max(0, x));
elementwise(
  "x sigmoid(x)",
  (x) => tf.mul(x, tf.sigmoid(x)),
  (x) => x * sigmoid(x),
);
elementwise(
  "1 - x, by a number",
  (x) => tf.sub(1, x),
  (x) => 1 - x,
);
elementwise(
  "2/3 x, by a number",
  (x) => tf.mul(x, 2 / 3),
  (x) => (2 / 3) * x,
);

function pairwise(name: string, tensor: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, one: (a: number, b: number) => number): void {
  // The second repeats along missing axes and along axes of length 1.
  for (const [a, b] of [
    [[6], [6]],
    [
      [3, 4],
      [3, 4],
    ],
    [[3, 4], [4]],
    [
      [3, 1],
      [1, 4],
    ],
    [
      [2, 3, 4],
      [3, 1],
    ],
    [[3, 4], []],
  ] as const)
    cases.push({
      name: `${name} [${a}] [${b}]`,
      inputs: [draw(a), draw(b, true)],
      tensor,
      plain: (x, y) => combined(x, y, one),
      order: 2,
    });
}
pairwise("add", tf.add, (a, b) => a + b);
pairwise("subtract", tf.sub, (a, b) => a - b);
pairwise("multiply", tf.mul, (a, b) => a * b);
pairwise("divide", tf.div, (a, b) => a / b);

for (const [rows, depth, columns] of [
  [1, 1, 1],
  [3, 4, 5],
  [1, 9, 1],
  [9, 1, 6],
  [18, 7, 13],
] as const) {
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      const name = `A${transposeA ? "^T" : ""} B${transposeB ? "^T" : ""}`;
      const a = draw(transposeA ? [depth, rows] : [rows, depth]);
      const b = draw(transposeB ? [columns, depth] : [depth, columns]);
      const reference = (x: PlainArray, y: PlainArray): PlainArray => product(x, y, transposeA, transposeB);
      cases.push({
        name: `matMul ${name} ${rows} x ${depth} x ${columns}`,
        inputs: [a, b],
        tensor: (x, y) => tf.matMul(x, y, transposeA, transposeB),
        plain: reference,
        order: depth < 7 ? 2 : 1,
      });
      cases.push({
        name: `fused matMul ${name} + bias ${rows} x ${depth} x ${columns}`,
        inputs: [a, b, draw([columns])],
        tensor: (x, y, bias) => tf.fused.matMul({ a: x, b: y, transposeA, transposeB, bias }),
        plain: (x, y, bias) => combined(reference(x, y), bias, (p, q) => p + q),
        // TensorFlow.js takes its operands for constants the second time: networks that need it multiply and add apart.
        order: 1,
      });
    }
  }
}
for (const [a, b] of [
  [
    [2, 3, 4],
    [2, 4, 5],
  ],
  [
    [3, 4],
    [2, 4, 5],
  ],
  [
    [1, 3, 4],
    [3, 4, 2],
  ],
] as const)
  cases.push({
    name: `matMul [${a}] [${b}]`,
    inputs: [draw(a), draw(b)],
    tensor: (x, y) => tf.matMul(x, y),
    plain: (x, y) => product(x, y, false, false),
    // TensorFlow.js refuses the gradient where the batch repeats.
    order: a.length === b.length && a[0] === b[0] ? 2 : 0,
  });

for (const [shape, order] of [
  [
    [4, 7],
    [1, 0],
  ],
  [
    [2, 3, 4],
    [0, 2, 1],
  ],
  [
    [2, 3, 4],
    [2, 0, 1],
  ],
] as const)
  cases.push({
    name: `transpose [${shape}] by ${order}`,
    inputs: [draw(shape)],
    tensor: (x) => tf.transpose(x, [...order]),
    plain: (x) => permuted(x, order),
    order: 2,
  });
for (const [shape, axis] of [
  [[9], 0],
  [[4, 5], 0],
  [[4, 5], 1],
  [[2, 3, 4], 1],
] as const)
  cases.push({
    name: `sum [${shape}] over ${axis}`,
    inputs: [draw(shape)],
    tensor: (x) => tf.sum(x, axis),
    plain: (x) => summed(x, axis),
    order: 2,
  });
cases.push({
  name: "step [3,5]",
  inputs: [draw([3, 5])],
  tensor: (x) => tf.step(x),
  plain: (x) => mapped(x, (v) => (v > 0 ? 1 : 0)),
  order: 0,
});
cases.push({
  name: "reshape [4,6] to [2,12]",
  inputs: [draw([4, 6])],
  tensor: (x) => tf.reshape(x, [2, 12]),
  plain: (x) => plain([2, 12], (k) => x.values[k]!),
  order: 2,
});
cases.push({
  name: "slice rows 1 and 2 of [4,5]",
  inputs: [draw([4, 5])],
  tensor: (x) => tf.slice(x, [1, 0], [2, 5]),
  plain: (x) => plain([2, 5], (k) => x.values[k + 5]!),
  order: 2,
});
cases.push({
  name: "concat [3,2] [3,4] along 1",
  inputs: [draw([3, 2]), draw([3, 4])],
  tensor: (a, b) => tf.concat([a, b], 1),
  plain: (a, b) => plain([3, 6], (_, [r, c]) => (c! < 2 ? a.values[r! * 2 + c!]! : b.values[r! * 4 + c! - 2]!)),
  order: 2,
});

/** Batch and sizes, channels, filter's sizes, outputs, form. */
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
    name: `convolution ${name}`,
    inputs: [x, filter],
    tensor: (a, b) =>
      dimensions === 2
        ? tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, padding)
        : tf.conv3d(a as tf.Tensor5D, b as tf.Tensor5D, steps, padding),
    plain: (a, b) => convolution(a, b, form),
    order: sizeOf(sizes) < 30 ? 2 : 1,
  });
  const y = draw(convolution(x, filter, form).shape);
  cases.push({
    name: `transposed convolution ${name}`,
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
  name: "convolution 3-D with dilation 2, forward",
  inputs: [draw([1, 5, 4, 6, 2]), draw([2, 2, 3, 2, 2])],
  tensor: (a, b) => tf.conv3d(a as tf.Tensor5D, b as tf.Tensor5D, 1, "same", "NDHWC", [2, 2, 2]),
  plain: (a, b) => convolution(a, b, { stride: 1, padding: "same", dilation: 2 }),
  order: 0,
  refusedBy: ["tensorflow"],
});

export const tensorCases: readonly TensorCase[] = cases;
